using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Flow;
using ExtentLock.Analyzers.Locks;
using ExtentLock.Analyzers.Tests.Contracts;
using ExtentLock.Analyzers.Transfer;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Transfer;

/// <summary>Random programs: the analysis ends, throws nothing, says the same twice, and its joins obey their laws.</summary>
public sealed class RandomProgramTests
{
    private const int StepBound = 20_000;

    [Fact]
    public void AnyProgram_IsAnalysedWithoutExceptionAndTwiceAlike() => ForAll(60, source =>
    {
        string first = Report(source);
        string second = Report(source);

        Assert.DoesNotContain("AD0001", first);
        Assert.Equal(first, second);
    });

    [Fact]
    public void AnyProgram_TakesABoundedNumberOfSteps() => ForAll(200, source =>
    {
        foreach (LockAnalysis analysis in Body(source).Locks)
            Assert.InRange(analysis.Steps, 1, StepBound + 100);
    });

    [Fact]
    public void AnyProgram_KeepsTheLawsOfJoins() => ForAll(150, source =>
    {
        MemberBody body = Body(source);
        foreach (LockAnalysis analysis in body.Locks)
        {
            ControlDependence dependence = new(body.Body.Graph);
            Slice slice = new(body.Body, analysis.Group, dependence, [], isProof: false);
            Evaluator evaluator = new(new ValueTable());
            LawfulProblem problem = new(new LockProblem(body.Body, analysis.Group, slice, evaluator));
            foreach (int maps in (int[])[1, 2])
                Solver<PathState>.Solve(body.Body.Graph, problem, new Budget(StepBound, maps), CancellationToken.None);
        }
    });

    /// <summary>The same programs on every run; EXTENTLOCK_SEED tries others.</summary>
    private static ulong Seed { get; } =
        ulong.TryParse(Environment.GetEnvironmentVariable("EXTENTLOCK_SEED"), out ulong seed) ? seed : 2012;

    private static void ForAll(int count, Action<string> property) => Prop.ForAll(
        RandomProgram.Members.ToArbitrary(), property).Check(Config.QuickThrowOnFailure.WithMaxTest(count).WithReplay(Seed, 1));

    private static string Report(string source)
    {
        Subject subject = new(source);
        ImmutableArray<Diagnostic> found = subject.Compilation
            .WithAnalyzers([new ExtentLockAnalyzer()]).GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult();
        return string.Join('\n', found.Select(diagnostic => diagnostic.ToString()));
    }

    private static MemberBody Body(string source)
    {
        Subject subject = new(source);
        SyntaxTree tree = subject.Compilation.SyntaxTrees[0];
        SyntaxNode method = tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>().Last();
        SemanticModel model = subject.Compilation.GetSemanticModel(tree);
        ControlFlowGraph graph = ControlFlowGraph.Create(method, model)!;
        IMethodSymbol member = subject.Method("M");
        return MemberBody.Analyze(
            graph, member, method, new Callees(new Summaries(subject.Book), model, member, graph, CancellationToken.None));
    }

    /// <summary>The problem of a lock, with the laws of its joins checked wherever the solver joins.</summary>
    private sealed class LawfulProblem(LockProblem problem) : IFlowProblem<PathState>
    {
        public PathState Entry => problem.Entry;

        public IReadOnlyList<FlowEvent> Events(BasicBlock block) => problem.Events(block);

        public void Apply(FlowEvent flowEvent, PathState before, Trace trace, List<PathState> after) =>
            problem.Apply(flowEvent, before, trace, after);

        public PathState? Assume(BasicBlock block, bool truth, PathState before) => problem.Assume(block, truth, before);

        public PathState Enter(BasicBlock block, PathState state) => problem.Enter(block, state);

        public object Key(PathState state) => problem.Key(state);

        public bool JoinsAtLoopHead(PathState left, PathState right) => problem.JoinsAtLoopHead(left, right);

        public int Distance(PathState left, PathState right)
        {
            Assert.Equal(problem.Distance(left, right), problem.Distance(right, left));
            Assert.Equal(0, problem.Distance(left, left));
            return problem.Distance(left, right);
        }

        public bool IsLandmark(FlowEvent flowEvent, PathState before, PathState after) =>
            problem.IsLandmark(flowEvent, before, after);

        public bool Covers(PathState wide, PathState narrow)
        {
            Assert.True(problem.Covers(wide, wide), $"{wide} does not cover itself");
            return problem.Covers(wide, narrow);
        }

        public PathState Join(BasicBlock block, PathState left, PathState right, bool widen)
        {
            PathState joined = problem.Join(block, left, right, widen);
            PathState mirrored = problem.Join(block, right, left, widen);

            Assert.Equal(left, problem.Join(block, left, left, widen));
            Assert.Equal(problem.Key(left), problem.Key(joined));
            Assert.Equal(Known(joined), Known(mirrored));
            Assert.Equal(joined.Coarse, mirrored.Coarse);
            if (!Renames(joined))
            {
                // A coarse state never covers an exact one, of which more may be said.
                Assert.True(problem.Covers(joined, left with { Lost = joined.Lost, Shared = joined.Shared }), $"{joined}\ndoes not cover\n{left}");
                Assert.True(problem.Covers(joined, right with { Lost = joined.Lost, Shared = joined.Shared }), $"{joined}\ndoes not cover\n{right}");
            }

            return joined;
        }

        /// <summary>What held different things on the two sides has a new number; then one can't be told to cover them.</summary>
        private static bool Renames(PathState joined) => joined.Facts.Contents.Any(
            entry => entry.Content?.Single?.Kind == ValueKind.Phi);

        private static string Known(PathState state) => string.Join(
            "; ", state.Facts.Contents.Select(entry => $"{entry.Place}={entry.Content}").Order(StringComparer.Ordinal));
    }
}
