using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading;
using ExtentLock.Analyzers.Contracts;
using ExtentLock.Contracts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.Analyzers.Tests.Contracts;

/// <summary>A small compilation against .NET's reference assemblies and our attributes, and its contracts.</summary>
internal sealed class Subject
{
    private static readonly Lazy<ImmutableArray<MetadataReference>> Framework = new(FindFramework);

    public Subject(string source, string? file = null, MetadataReference[]? references = null, bool allowErrors = false)
    {
        Files = file is null ? [] : [new TextFile("my.extentlock.contracts", file)];
        Compilation = CSharpCompilation.Create(
            "Subject",
            [CSharpSyntaxTree.ParseText("using ExtentLock.Contracts;\n" + source, path: "Subject.cs")],
            [.. Framework.Value, .. references ?? []],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
        Book = ContractBook.Create(Compilation, Files, CancellationToken.None);
        if (!allowErrors && Compilation.GetDiagnostics().FirstOrDefault(IsError) is { } error)
            throw new InvalidOperationException(error.ToString());
    }

    public CSharpCompilation Compilation { get; }

    public ImmutableArray<AdditionalText> Files { get; }

    public ContractBook Book { get; }

    public INamedTypeSymbol Type(string name) =>
        Compilation.GetTypeByMetadataName(name) ?? throw new InvalidOperationException($"no type {name}");

    public IMethodSymbol Method(string name, string type = "C") =>
        Type(type).GetMembers(name).OfType<IMethodSymbol>().First();

    public MemberContract Contract(string name, string type = "C") => Book.Of(Method(name, type));

    /// <summary>The contract of a member found by documentation id, called on a receiver of that type.</summary>
    public MemberContract ContractOf(string id, string? receiver = null) =>
        DocumentationCommentId.GetFirstSymbolForDeclarationId(id, Compilation) is IMethodSymbol method
            ? Book.Of(method, receiver is null ? null : Type(receiver))
            : throw new InvalidOperationException($"no member {id}");

    public MetadataReference Emit()
    {
        using MemoryStream image = new();
        if (!Compilation.Emit(image).Success)
            throw new InvalidOperationException("the subject does not compile");

        return MetadataReference.CreateFromImage(image.ToArray());
    }

    private static bool IsError(Diagnostic diagnostic) => diagnostic.Severity == DiagnosticSeverity.Error;

    private static ImmutableArray<MetadataReference> FindFramework()
    {
        string runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        string root = Path.GetFullPath(Path.Combine(runtime, "../../.."));
        string pack = Directory.GetDirectories(Path.Combine(root, "packs", "Microsoft.NETCore.App.Ref"), "10.*")[0];
        IEnumerable<string> files = Directory.GetFiles(Path.Combine(pack, "ref", "net10.0"), "*.dll");
        return [.. files.Append(typeof(AcquiresAttribute).Assembly.Location)
            .Select(file => (MetadataReference)MetadataReference.CreateFromFile(file))];
    }
}

/// <summary>An additional file that exists in memory only.</summary>
internal sealed class TextFile(string path, string text) : AdditionalText
{
    private readonly SourceText _text = SourceText.From(text);

    public override string Path { get; } = path;

    public override SourceText GetText(CancellationToken cancellationToken = default) => _text;
}
