using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using ExtentLock.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.Benchmarks.Analysis;

/// <summary>All C# sources of a folder as texts; each compilation of them is new, down to the trees. Immutable.</summary>
internal sealed class SourceFolder
{
    private const string ImplicitUsings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; "
        + "global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";

    private static readonly CSharpParseOptions Options = new(
        LanguageVersion.Preview,
        preprocessorSymbols: ["NET", "NETCOREAPP", .. Enumerable.Range(5, 6).Select(version => $"NET{version}_0_OR_GREATER")]);

    private readonly ImmutableArray<(string Path, SourceText Text)> _files;

    public SourceFolder(string folder)
    {
        Name = string.Join('/', Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)).Split(Path.DirectorySeparatorChar).TakeLast(2));
        _files =
        [
            ("Usings.cs", SourceText.From(ImplicitUsings)),
            .. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
                .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"))
                .Order(StringComparer.Ordinal)
                .Select(path => (path, SourceText.From(File.ReadAllText(path)))),
        ];
        Lines = _files.Sum(file => (long)file.Text.Lines.Count);
    }

    public string Name { get; }

    public long Lines { get; }

    /// <summary>Parsed, and nothing more: whatever an earlier analysis kept for a tree is not there.</summary>
    public CSharpCompilation Parse() => CSharpCompilation.Create(
        "Subject",
        _files.AsParallel().AsOrdered().Select(file => CSharpSyntaxTree.ParseText(file.Text, Options, file.Path)),
        TargetingPack.References("net10.0"),
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
}
