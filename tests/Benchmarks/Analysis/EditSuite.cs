using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using ExtentLock.Analyzers;
using ExtentLock.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.Benchmarks.Analysis;

/// <summary>
/// Somebody types in one document of a workspace of 500 files: how long until the analyzers have said all about that
/// document anew. The compiler has the new version declared and bound; what analyzers cost is what is measured.
/// </summary>
internal static class EditSuite
{
    private const int Files = 500;
    private const int Edits = 400;
    private const int WarmUp = 60;

    public static async Task RunAsync()
    {
        using AdhocWorkspace workspace = new();
        Project project = Project(workspace);
        await project.GetCompilationAsync();
        (string Name, ImmutableArray<DiagnosticAnalyzer> Analyzers)[] contestants =
        [
            ("an analyzer that registers nothing", [new NothingRegistered()]),
            ("one that is called for the file and does nothing", [new NothingDone()]),
            ("ours", [new ExtentLockAnalyzer(), new ContractAnalyzer()]),
        ];
        List<(double Processor, double Clock)>[] times = [.. contestants.Select(_ => new List<(double, double)>())];
        Random random = new(1);
        for (int i = 0; i < WarmUp + Edits; i++)
        {
            Document edited = Edit(project.Documents.ElementAt(random.Next(Files)), i);
            project = edited.Project;
            SemanticModel model = (await edited.GetSemanticModelAsync())!;
            model.GetDiagnostics();
            for (int turn = 0; turn < contestants.Length; turn++)
            {
                int next = (turn + i) % contestants.Length;
                (double, double) time = await TimeAsync(model, contestants[next].Analyzers);
                if (i >= WarmUp)
                    times[next].Add(time);
            }
        }

        Console.WriteLine($"{Edits} edits in {Files} files");
        Console.WriteLine("| | p50 | p99 | worst |\n|---|---|---|---|");
        for (int i = 0; i < contestants.Length; i++)
        {
            Print($"{contestants[i].Name}, processor time", [.. times[i].Select(time => time.Processor)]);
            Print($"{contestants[i].Name}, by the clock", [.. times[i].Select(time => time.Clock)]);
        }
    }

    private static async Task<(double Processor, double Clock)> TimeAsync(
        SemanticModel model, ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        CompilationWithAnalyzers run = model.Compilation.WithAnalyzers(analyzers);
        using Process process = Process.GetCurrentProcess();
        TimeSpan before = process.TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        await run.GetAnalyzerSyntaxDiagnosticsAsync(model.SyntaxTree, default);
        await run.GetAnalyzerSemanticDiagnosticsAsync(model, filterSpan: null, default);
        double clock = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        process.Refresh();
        return ((process.TotalProcessorTime - before).TotalMilliseconds, clock);
    }

    private static Document Edit(Document document, int number)
    {
        SourceText text = document.GetTextAsync().GetAwaiter().GetResult();
        int at = text.ToString().IndexOf("if (n", StringComparison.Ordinal);
        return document.WithText(text.WithChanges(new TextChange(new TextSpan(at, 0), $"n += {number}; ")));
    }

    private static Project Project(AdhocWorkspace workspace)
    {
        Project project = workspace.AddProject("Subject", LanguageNames.CSharp)
            .WithCompilationOptions(new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary))
            .WithMetadataReferences(TargetingPack.References("net10.0"));
        for (int i = 0; i < Files; i++)
            project = project.AddDocument($"C{i}.cs", Source(i)).Project;
        return project;
    }

    /// <summary>A class of twenty methods; three of them take a lock.</summary>
    private static string Source(int number)
    {
        string plain = string.Concat(Enumerable.Range(0, 17).Select(i => $$"""
                public int Plain{{i}}(int n, string text)
                {
                    foreach (char c in text)
                        n += c == 'x' ? n : i;
                    if (n > {{i}} && text.Length > 3)
                        return Plain{{i}}(n - 1, text.Substring(1));
                    return n;
                }

            """));
        string locking = string.Concat(Enumerable.Range(0, 3).Select(i => $$"""
                public int Locking{{i}}(int n, string text)
                {
                    Monitor.Enter(_gate);
                    if (n > {{i}})
                        return 0;
                    try
                    {
                        return Plain{{i}}(n, text);
                    }
                    finally
                    {
                        Monitor.Exit(_gate);
                    }
                }

            """));
        return $"using System.Threading;\nclass C{number}\n{{\n    private readonly object _gate = new();\n    private readonly int i = 3;\n"
            + $"{locking}{plain}}}\n";
    }

    private static void Print(string name, List<double> times) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"| {name} | {Meter.Percentile(times, 0.5):F1} ms | {Meter.Percentile(times, 0.99):F1} ms | {times.Max():F1} ms |"));
}
