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
    private const int Rounds = 7;

    public static void Run(IEnumerable<string> folders)
    {
        ImmutableArray<DiagnosticAnalyzer> sdk = SdkAnalyzers.Load();
        Console.WriteLine($"{sdk.Length} analyzers of the SDK; processor time, least of {Rounds} rounds in turns");
        Console.WriteLine("| sources | lines | baseline | registered | floor | ours | ours adds | floor adds | ratio | beside the SDK's | adds |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (string folder in folders)
            Measure(new SourceFolder(folder), sdk);
    }

    private static void Measure(SourceFolder sources, ImmutableArray<DiagnosticAnalyzer> sdk)
    {
        ContractBook book = ContractBook.Create(sources.Parse(), [], CancellationToken.None);
        TimeSpan[] alone = Meter.Minima(
            Rounds,
            [
                () => Compile(sources, new NothingRegistered()),
                () => Compile(sources, new NothingDone()),
                () => Compile(sources, new GraphsOnly(book.Mentions)),
                () => Compile(sources, new ExtentLockAnalyzer(), new ContractAnalyzer()),
            ]);
        TimeSpan[] beside = Meter.Minima(
            Rounds,
            [
                () => Compile(sources, [.. sdk, new NothingRegistered()]),
                () => Compile(sources, [.. sdk, new ExtentLockAnalyzer(), new ContractAnalyzer()]),
            ]);
        TimeSpan floor = alone[2] - alone[0];
        TimeSpan ours = alone[3] - alone[0];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {sources.Name} | {sources.Lines:N0} | {alone[0].TotalMilliseconds:N0} ms | {Added(alone[1], alone[0])} | "
            + $"{alone[2].TotalMilliseconds:N0} ms | {alone[3].TotalMilliseconds:N0} ms | {Added(alone[3], alone[0])} | "
            + $"{Added(alone[2], alone[0])} | {ours / floor:F2} | {beside[0].TotalMilliseconds:N0} ms | {Added(beside[1], beside[0])} |"));
    }

    private static string Added(TimeSpan with, TimeSpan without) =>
        ((with / without) - 1).ToString("P1", CultureInfo.InvariantCulture);

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
