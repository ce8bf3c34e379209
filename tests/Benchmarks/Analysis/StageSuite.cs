using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Threading;
using ExtentLock.Analyzers;
using ExtentLock.Analyzers.Checks;
using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Transfer;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace ExtentLock.Benchmarks.Analysis;

/// <summary>
/// The same share measured by itself instead of as a difference of two whole compilations, which is smaller than their
/// noise: our stages alone on one thread, over sources that are declared, against the compiler's work on them. Beside
/// other analyzers everything is bound already, as models are shared within a compilation.
/// </summary>
internal static class StageSuite
{
    /// <summary>Enough that the runtime has its best code of every stage well before the last.</summary>
    public const int Rounds = 21;

    public static void Run(IEnumerable<string> folders, int rounds)
    {
        ImmutableArray<DiagnosticAnalyzer> sdk = SdkAnalyzers.Load();
        Console.WriteLine($"Processor time, least of {rounds} rounds in turns; beside {sdk.Length} analyzers of the SDK");
        Console.WriteLine("| sources, lines | compiler | floor | ours | times the floor | of the compiler | compiler and the SDK's | ours, all bound | of both |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (SourceFolder sources in folders.Select(folder => new SourceFolder(folder)))
            Measure(sources, sdk, rounds);
    }

    private static void Measure(SourceFolder sources, ImmutableArray<DiagnosticAnalyzer> sdk, int rounds)
    {
        Predicate<string> isLockName = ContractBook.Create(sources.Parse(), [], CancellationToken.None).Mentions;
        double[] time =
        [
            .. Meter.Minima(rounds, [() => Compile(sources), () => Floor(sources, isLockName), () => Ours(sources, isBound: false), () => Ours(sources, isBound: true)])
                .Concat(Meter.Minima(Math.Max(3, rounds / 2), [() => CompileWith(sources, sdk)]))
                .Select(cost => cost.Time.TotalMilliseconds),
        ];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {sources.Name}, {sources.Lines:N0} | {time[0]:N0} ms | {time[1]:N0} ms | {time[2]:N0} ms | {time[2] / time[1]:N2} | "
            + $"{time[2] / time[0]:P1} | {time[4]:N0} ms | {time[3]:N0} ms | {time[3] / time[4]:P1} |"));
    }

    private static Action Compile(SourceFolder sources)
    {
        CSharpCompilation compilation = OnOneThread(sources);
        return () => compilation.GetDiagnostics();
    }

    private static Action CompileWith(SourceFolder sources, ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        CSharpCompilation compilation = OnOneThread(sources);
        CompilationWithAnalyzersOptions options = new(
            new AnalyzerOptions([]), onAnalyzerException: null, concurrentAnalysis: false, logAnalyzerExecutionTime: false);
        return () => compilation.WithAnalyzers(analyzers, options).GetAllDiagnosticsAsync().GetAwaiter().GetResult();
    }

    private static Action Floor(SourceFolder sources, Predicate<string> isLockName)
    {
        CSharpCompilation compilation = Declared(sources);
        GraphsOnly floor = new(isLockName);
        return () =>
        {
            foreach (SyntaxTree tree in compilation.SyntaxTrees)
                floor.Analyze(compilation.GetSemanticModel(tree), CancellationToken.None);
        };
    }

    private static Action Ours(SourceFolder sources, bool isBound)
    {
        CSharpCompilation compilation = Declared(sources);
        SemanticModels shared = new();
        SemanticModel asker = compilation.GetSemanticModel(compilation.SyntaxTrees[0]);
        ImmutableArray<SemanticModel> models = [.. compilation.SyntaxTrees.Select(tree => shared.Of(tree, asker))];
        if (isBound)
            Bind(models);
        return () =>
        {
            Summaries summaries = new(ContractBook.Create(compilation, [], CancellationToken.None), shared);
            LockMembers members = new(summaries);
            foreach (SemanticModel model in models)
            {
                foreach (LockMember member in members.In(model, within: null, CancellationToken.None))
                    ExtentLockAnalyzer.Analyze(member, model, summaries, RuleOptions.None, CancellationToken.None);
            }
        };
    }

    private static void Bind(ImmutableArray<SemanticModel> models)
    {
        foreach (SemanticModel model in models)
        {
            foreach ((_, SyntaxNode body) in DeclaredBodies.In(model.SyntaxTree.GetRoot(), within: null))
                ControlFlowGraph.Create(body, model);
        }
    }

    private static CSharpCompilation Declared(SourceFolder sources)
    {
        CSharpCompilation compilation = OnOneThread(sources);
        compilation.GetDiagnostics();
        return compilation;
    }

    private static CSharpCompilation OnOneThread(SourceFolder sources)
    {
        CSharpCompilation compilation = sources.Parse();
        return compilation.WithOptions(compilation.Options.WithConcurrentBuild(false));
    }
}
