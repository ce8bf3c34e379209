using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Flow;
using ExtentLock.Analyzers.Locks;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>How far the analysis of one lock had to be simplified to stay within its budget.</summary>
internal enum Coarsening
{
    None,

    /// <summary>Facts were no longer kept apart.</summary>
    OneFactMap,

    /// <summary>The lock was given up.</summary>
    GivenUp,
}

/// <summary>The solved state of one lock in one body: all that checks need. Immutable.</summary>
internal sealed class LockAnalysis(
    FlatBody body, LockGroup group, LockProblem problem, Evaluator evaluator, Solution<PathState> solution, Coarsening coarsening)
{
    /// <summary>Events and arrivals that any body may take; a larger one gets more in proportion.</summary>
    private const int BaseSteps = 4_000;

    /// <summary>The same for all locks of a member: some six times what the largest members seen take.</summary>
    private const int BaseStepsOfAll = 48_000;

    private const int StepsPerEvent = 16;

    private const int FactMaps = 4;

    public FlatBody Body { get; } = body;

    public LockGroup Group { get; } = group;

    public Evaluator Evaluator { get; } = evaluator;

    public LockProblem Problem { get; } = problem;

    public IReadOnlyList<ExitPoint<PathState>> Exits => solution.Exits;

    public int Steps => solution.Steps;

    /// <summary>With those of a run that did not suffice.</summary>
    public int StepsInAll { get; private init; }

    public Coarsening Coarsening { get; } = coarsening;

    /// <summary>Something not followed may acquire or release this lock at any time.</summary>
    public bool IsUnfollowed => Body.Unfollowed.Contains(Group.Path);

    /// <summary>What the run saw of this kind, in the order of the text.</summary>
    public IEnumerable<Observation> Seen(ObservationKind kind) => Problem.Observations
        .Where(observation => observation.Kind == kind).OrderBy(observation => observation.Event.Syntax.SpanStart);

    /// <summary>Solves one lock, going down the ladder where the budget does not suffice.</summary>
    /// <param name="kept">What the member's own contract asks for at its exits.</param>
    /// <param name="left">Steps that may be spent at most.</param>
    public static LockAnalysis Solve(
        FlatBody body,
        LockGroup group,
        ControlDependence dependence,
        ImmutableArray<Expression> kept,
        bool proof,
        int left,
        CancellationToken cancellation)
    {
        var slice = new Slice(body, group, dependence, kept, isProof: proof);
        int limit = BaseSteps + StepsPerEvent * Size(slice.Events);
        LockAnalysis exact = Run(FactMaps, Coarsening.None, 0);
        if (!exact.IsExhausted)
            return exact;
        LockAnalysis joined = Run(1, Coarsening.OneFactMap, exact.Steps);
        return joined.IsExhausted
            ? new LockAnalysis(body, group, joined.Problem, joined.Evaluator, Nothing(joined), Coarsening.GivenUp) { StepsInAll = joined.StepsInAll }
            : joined;

        LockAnalysis Run(int factMaps, Coarsening step, int spent)
        {
            var evaluator = new Evaluator(new ValueTable());
            var problem = new LockProblem(body, group, slice, evaluator);
            Solution<PathState> solution = Solver<PathState>.Solve(
                body.Graph, problem, new Budget(Math.Min(limit, left - spent), factMaps), cancellation);
            return new LockAnalysis(body, group, problem, evaluator, solution, step) { StepsInAll = spent + solution.Steps };
        }
    }

    /// <summary>Steps that all locks of a body may take together.</summary>
    public static int StepsFor(FlatBody body) => BaseStepsOfAll + StepsPerEvent * Size(body.Events);

    private static int Size(ImmutableArray<ImmutableArray<FlowEvent>> events) => events.Sum(block => block.Length + 1);

    private bool IsExhausted => solution.Exhausted;

    private static Solution<PathState> Nothing(LockAnalysis exhausted) =>
        new(ImmutableArray<ExitPoint<PathState>>.Empty, exhausted.Steps, true);
}
