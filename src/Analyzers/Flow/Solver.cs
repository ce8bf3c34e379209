using System;
using System.Collections.Generic;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace ExtentLock.Analyzers.Flow;

/// <summary>
/// Property simulation over a control-flow graph: states are kept apart by key, facts by number, until a budget is used up.
/// One instance solves one problem once. It has never heard of a lock. Source: Das, Lerner, Seigle, PLDI 2002, with finally
/// blocks tabulated as in Reps, Horwitz, Sagiv, POPL 1995.
/// </summary>
internal sealed partial class Solver<TState>
    where TState : class, IEquatable<TState>
{
    private readonly FlowGraph _graph;
    private readonly IFlowProblem<TState> _problem;
    private readonly Budget _budget;
    private readonly CancellationToken _cancellation;
    private readonly SortedSet<Work> _queue = new();
    private readonly Dictionary<(int Instance, int Block), Slot> _slots = new();
    private readonly Dictionary<(ControlFlowRegion, Continuation, Continuation?, object), FinallyInstance<TState>> _instances = new();
    private readonly List<ExitPoint<TState>> _exits = new();
    private readonly HashSet<(object?, TState)> _seenExits = new();
    private readonly FinallyInstance<TState> _body = new(0, null, null, null);
    private int _steps;
    private int _sequence;
    private bool _exhausted;

    private Solver(FlowGraph graph, IFlowProblem<TState> problem, Budget budget, CancellationToken cancellation)
    {
        _graph = graph;
        _problem = problem;
        _budget = budget;
        _cancellation = cancellation;
    }

    public static Solution<TState> Solve(
        FlowGraph graph, IFlowProblem<TState> problem, Budget budget, CancellationToken cancellation)
    {
        var solver = new Solver<TState>(graph, problem, budget, cancellation);
        solver.Run();
        return new Solution<TState>(solver._exits, solver._steps, solver._exhausted);
    }

    private void Run()
    {
        Arrive(_body, _graph.Graph.Blocks[0], new Flowing<TState>(_problem.Entry, null, Trace.Start));
        while (_queue.Count > 0 && !_exhausted)
        {
            _cancellation.ThrowIfCancellationRequested();
            Work work = _queue.Min!;
            _queue.Remove(work);
            if (work.Slot.States.Exists(known => known.Equals(work.Flowing)))
                Visit(work.Instance, work.Block, work.Flowing);
        }
    }

    private void Visit(FinallyInstance<TState> instance, BasicBlock block, Flowing<TState> arrived)
    {
        var current = new List<Flowing<TState>> { arrived };
        var states = new List<TState>();
        foreach (FlowEvent flowEvent in _problem.Events(block))
        {
            Spend(current.Count);
            if (flowEvent is Halt || _exhausted)
                return;
            if (flowEvent is ThrowPoint point)
            {
                foreach (Flowing<TState> flowing in current)
                    Throw(instance, block.EnclosingRegion, point.Thrown, flowing with { Trace = flowing.Trace.Threw(point) });
                continue;
            }

            current = Apply(flowEvent, current, states);
        }

        foreach (Flowing<TState> flowing in current)
            Leave(instance, block, flowing);
    }

    private List<Flowing<TState>> Apply(FlowEvent flowEvent, List<Flowing<TState>> current, List<TState> states)
    {
        var next = new List<Flowing<TState>>(current.Count);
        foreach (Flowing<TState> flowing in current)
        {
            states.Clear();
            _problem.Apply(flowEvent, flowing.State, flowing.Trace, states);
            foreach (TState state in states)
            {
                bool isLandmark = _problem.IsLandmark(flowEvent, flowing.State, state);
                Trace trace = isLandmark ? flowing.Trace.Passed(flowEvent) : flowing.Trace;
                var after = new Flowing<TState>(state, flowing.Caught, trace);
                if (!next.Exists(known => known.SameAs(after)))
                    next.Add(after);
            }
        }

        return next;
    }

    private void Leave(FinallyInstance<TState> instance, BasicBlock block, Flowing<TState> flowing)
    {
        foreach (FlowEdge edge in _graph.Edges[block.Ordinal])
        {
            TState? state = edge.WhenTrue is { } truth ? _problem.Assume(block, truth, flowing.State) : flowing.State;
            if (state is null)
                continue;
            Flowing<TState> leaving = flowing with { State = state, Trace = flowing.Trace.Took(edge) };
            switch (edge.Branch.Semantics)
            {
                case ControlFlowBranchSemantics.Regular:
                case ControlFlowBranchSemantics.Return:
                    Follow(instance, edge, 0, leaving);
                    break;
                case ControlFlowBranchSemantics.Throw when !IsUnmatchedSwitch(block):
                    Throw(instance, block.EnclosingRegion, ThrownBy(block), leaving);
                    break;
                case ControlFlowBranchSemantics.Rethrow:
                    Rethrow(instance, block, leaving);
                    break;
                case ControlFlowBranchSemantics.StructuredExceptionHandling:
                    EndFinally(instance, block, leaving);
                    break;
            }
        }
    }

    private void Follow(FinallyInstance<TState> instance, FlowEdge edge, int next, Flowing<TState> flowing)
    {
        if (next < edge.Finallys.Length)
            EnterFinally(instance, edge.Finallys[next], new BranchContinuation(edge, next + 1), flowing);
        else if (edge.LeavesMember)
            Exit(edge, null, flowing);
        else if (edge.Target is { } target)
            Arrive(instance, target, flowing);
    }

    private void Exit(FlowEdge? edge, Thrown? thrown, Flowing<TState> flowing)
    {
        object? place = edge is not null ? edge : thrown!.Syntax ?? (object?)flowing.Trace.Throw;
        if (_seenExits.Add((place, flowing.State)))
            _exits.Add(new ExitPoint<TState>(edge, thrown, flowing.State, flowing.Trace));
    }

    /// <param name="isThrown">An exception brings the state here, to a handler or a finally.</param>
    private void Arrive(FinallyInstance<TState> instance, BasicBlock block, Flowing<TState> flowing, bool isThrown = false)
    {
        Spend(1);
        flowing = flowing with { State = _problem.Enter(block, flowing.State), Caught = Caught.At(block, flowing.Caught) };
        if (!_slots.TryGetValue((instance.Id, block.Ordinal), out Slot? slot))
            _slots.Add((instance.Id, block.Ordinal), slot = new Slot());
        bool isLikelier = isThrown && IsLikelier(slot, flowing);
        if (IsCovered(slot, flowing) && !isLikelier)
            return;
        if (LoopRival(slot, block, flowing) is { } rival)
        {
            flowing = Join(slot, block, rival, flowing);
            Keep(instance, block, slot, flowing);
            return;
        }

        Keep(instance, block, slot, flowing, isLikelier);
        while (NearestPair(slot, flowing) is { Left: { } left, Right: { } right })
            Keep(instance, block, slot, Join(slot, block, left, right));
    }

    private void Keep(
        FinallyInstance<TState> instance, BasicBlock block, Slot slot, Flowing<TState> flowing, bool isLikelier = false)
    {
        if (IsCovered(slot, flowing) && !isLikelier)
            return;
        slot.States.RemoveAll(known => Equals(known.Caught, flowing.Caught) && _problem.Covers(flowing.State, known.State));
        slot.States.Add(flowing);
        if (slot.States.Count > Budget.LockStates * _budget.FactMaps)
            _exhausted = true;
        _queue.Add(new Work(block, instance, _sequence++, slot, flowing));
    }

    private Flowing<TState> Join(Slot slot, BasicBlock block, Flowing<TState> left, Flowing<TState> right)
    {
        bool widen = ++slot.Joins > Budget.JoinsBeforeWidening;
        slot.States.RemoveAll(known => known.SameAs(left) || known.SameAs(right));
        return left with { State = _problem.Join(block, left.State, right.State, widen) };
    }

    /// <summary>A state at a loop head that differs from the new one in counters only; null if there is none.</summary>
    private Flowing<TState>? LoopRival(Slot slot, BasicBlock block, Flowing<TState> flowing)
    {
        if (!_graph.IsLoopHead(block.Ordinal))
            return null;
        foreach (Flowing<TState> known in slot.States)
        {
            if (AreAlike(known, flowing) && _problem.JoinsAtLoopHead(known.State, flowing.State))
                return known;
        }

        return null;
    }

    /// <summary>The two that lose least by being joined, if there are more of the new one's kind than may be kept apart.</summary>
    private (Flowing<TState>? Left, Flowing<TState>? Right) NearestPair(Slot slot, Flowing<TState> flowing)
    {
        if (slot.States.Count <= _budget.FactMaps)
            return default;
        List<Flowing<TState>> alike = slot.States.FindAll(known => AreAlike(known, flowing));
        if (alike.Count <= _budget.FactMaps)
            return default;
        (int Left, int Right) nearest = (0, 1);
        int least = int.MaxValue;
        for (int left = 0; left < alike.Count; left++)
        {
            for (int right = left + 1; right < alike.Count; right++)
            {
                int distance = _problem.Distance(alike[left].State, alike[right].State);
                if (distance >= least)
                    continue;
                least = distance;
                nearest = (left, right);
            }
        }

        return (alike[nearest.Left], alike[nearest.Right]);
    }

    /// <summary>Only such states may ever be joined.</summary>
    private bool AreAlike(Flowing<TState> left, Flowing<TState> right) =>
        Equals(left.Caught, right.Caught) && _problem.Key(left.State).Equals(_problem.Key(right.State));

    private bool IsCovered(Slot slot, Flowing<TState> flowing) => slot.States.Exists(
        known => Equals(known.Caught, flowing.Caught) && _problem.Covers(known.State, flowing.State));

    private void Spend(int steps)
    {
        _steps += steps;
        _exhausted |= _steps > _budget.Steps;
    }

    /// <summary>States known at one block of one instance.</summary>
    private sealed class Slot
    {
        public List<Flowing<TState>> States { get; } = new();

        public int Joins { get; set; }
    }

    /// <summary>Ordered by block, so that paths meet before they go on; then by arrival, so that runs are alike.</summary>
    private sealed record Work(
        BasicBlock Block, FinallyInstance<TState> Instance, int Sequence, Slot Slot, Flowing<TState> Flowing)
        : IComparable<Work>
    {
        public int CompareTo(Work other) => Block.Ordinal != other.Block.Ordinal
            ? Block.Ordinal.CompareTo(other.Block.Ordinal)
            : Sequence.CompareTo(other.Sequence);
    }
}
