using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Diagnostics;
using System.IO;
using System.Linq;
using ExtentLock.Analyzers;
using ExtentLock.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ExtentLock.RealCode;

/// <summary>
/// A project of somebody else as one compilation of all its sources: framework references only, unresolved types
/// tolerated. Prints every report, and what it took.
/// </summary>
internal static class SourceTree
{
    private const string ImplicitUsings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; "
        + "global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";

    private static readonly CSharpParseOptions Options = new(
        LanguageVersion.Preview,
        preprocessorSymbols: ["NET", "NETCOREAPP", .. Enumerable.Range(5, 6).Select(version => $"NET{version}_0_OR_GREATER")]);

    /// <returns>How often the analyzer itself failed: zero, or there is a defect to report.</returns>
    public static int Analyze(string folder)
    {
        CSharpCompilation compilation = Read(folder);
        Stopwatch watch = Stopwatch.StartNew();
        ImmutableArray<Diagnostic> reports = compilation
            .WithAnalyzers([new ExtentLockAnalyzer(), new ContractAnalyzer()])
            .GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult();
        Print(reports, folder);
        Console.WriteLine($"{folder}: {reports.Length} reports, {watch.Elapsed.TotalSeconds:F1} s");
        return reports.Count(report => report.Id == "AD0001");
    }

    public static CSharpCompilation Read(string folder)
    {
        Console.WriteLine($"{folder}: reading");
        List<SyntaxTree> trees = [.. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"))
            .Order(StringComparer.Ordinal)
            .AsParallel().AsOrdered()
            .Select(path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), Options, path))];
        long lines = trees.Sum(tree => (long)tree.GetText().Lines.Count);
        Console.WriteLine($"{folder}: analysing {trees.Count} files, {lines} lines");
        return CSharpCompilation.Create(
            "RealCode",
            [CSharpSyntaxTree.ParseText(ImplicitUsings, Options), .. trees],
            TargetingPack.References("net10.0"),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
    }

    private static void Print(ImmutableArray<Diagnostic> reports, string folder)
    {
        foreach (Diagnostic report in reports
            .OrderBy(report => report.Location.SourceTree?.FilePath, StringComparer.Ordinal)
            .ThenBy(report => report.Location.SourceSpan.Start))
        {
            FileLinePositionSpan place = report.Location.GetLineSpan();
            string file = Path.GetRelativePath(folder, place.Path);
            Console.WriteLine(
                $"{file}({place.StartLinePosition.Line + 1}): {report.Severity} {report.Id}: {report.GetMessage()}");
        }
    }
}
