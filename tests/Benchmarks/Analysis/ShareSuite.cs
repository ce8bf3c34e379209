using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Threading;
using ExtentLock.Analyzers;
using ExtentLock.Analyzers.Contracts;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ExtentLock.Benchmarks.Analysis;

/// <summary>
/// What the analyzers add to the compiler's work on somebody's sources: declaring and binding everything, with all
/// diagnostics. Parsing is left out, and so is writing the assembly.
/// </summary>
internal static class ShareSuite
{
    private const int Rounds = 9;

    public static void Run(IEnumerable<string> folders)
    {
        ImmutableArray<DiagnosticAnalyzer> sdk = SdkAnalyzers.Load();
        Console.WriteLine($"{sdk.Length} analyzers of the SDK; processor time and allocated bytes, least of {Rounds} rounds in turns");
        Console.WriteLine("| sources, lines | beside | what runs | time | adds | bytes | adds |\n|---|---|---|---|---|---|---|");
        foreach (SourceFolder sources in folders.Select(folder => new SourceFolder(folder)))
        {
            NothingRegistered nothing = new();
            GraphsOnly floor = new(ContractBook.Create(sources.Parse(), [], CancellationToken.None).Mentions);
            Measure(sources, "nothing", [], [("nothing", nothing), ("nothing, again", nothing), ("called", new NothingDone()), ("floor", floor)]);
            Measure(sources, "the SDK's", sdk, [("nothing", nothing), ("nothing, again", nothing)]);
        }
    }

    /// <summary>The first contestant is what the others are compared with; the second is the same, and shows the noise.</summary>
    private static void Measure(
        SourceFolder sources,
        string beside,
        ImmutableArray<DiagnosticAnalyzer> others,
        ImmutableArray<(string Name, DiagnosticAnalyzer Analyzer)> yardsticks)
    {
        Cost[] costs = Meter.Minima(
            Rounds,
            [
                .. yardsticks.Select(yardstick => (Func<Action>)(() => Compile(sources, [.. others, yardstick.Analyzer]))),
                () => Compile(sources, [.. others, new ExtentLockAnalyzer(), new ContractAnalyzer()]),
            ]);
        string[] names = [.. yardsticks.Select(yardstick => yardstick.Name), "ours"];
        for (int i = 0; i < costs.Length; i++)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {sources.Name}, {sources.Lines:N0} | {beside} | {names[i]} | {costs[i].Time.TotalMilliseconds:N0} ms | "
                + $"{(costs[i].Time / costs[0].Time) - 1:P1} | {costs[i].Bytes / 1e6:N1} MB | {((double)costs[i].Bytes / costs[0].Bytes) - 1:P1} |"));
        }
    }

    private static Action Compile(SourceFolder sources, params ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        CSharpCompilation compilation = sources.Parse();
        return () =>
        {
            CompilationWithAnalyzersOptions options = new(
                new AnalyzerOptions([]), onAnalyzerException: null, concurrentAnalysis: true, logAnalyzerExecutionTime: false);
            compilation.WithAnalyzers(analyzers, options).GetAllDiagnosticsAsync().GetAwaiter().GetResult();
        };
    }
}
