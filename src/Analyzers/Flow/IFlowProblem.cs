using System;
using System.Collections.Generic;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace ExtentLock.Analyzers.Flow;

/// <summary>All that the solver must know about a problem: one lock of one member.</summary>
internal interface IFlowProblem<TState>
    where TState : class, IEquatable<TState>
{
    TState Entry { get; }

    IReadOnlyList<FlowEvent> Events(BasicBlock block);

    /// <summary>Adds the states after the event; none if no path goes on. May fork: an attempt may succeed or fail.</summary>
    void Apply(FlowEvent flowEvent, TState before, Trace trace, List<TState> after);

    /// <summary>The state on that way out of the block's condition; null if the way can't be taken.</summary>
    TState? Assume(BasicBlock block, bool truth, TState before);

    /// <summary>The state as far as it still matters in this block.</summary>
    TState Enter(BasicBlock block, TState state);

    /// <summary>Only states with equal keys may ever be joined.</summary>
    object Key(TState state);

    /// <summary>True if at a loop head the two differ only in what may be joined at once, such as counters.</summary>
    bool JoinsAtLoopHead(TState left, TState right);

    /// <summary>The least upper bound; with <paramref name="widen"/> one that is reached after finitely many joins.</summary>
    TState Join(BasicBlock block, TState left, TState right, bool widen);

    /// <summary>True if whatever happens from <paramref name="narrow"/> on can happen from <paramref name="wide"/> on, too.</summary>
    bool Covers(TState wide, TState narrow);

    /// <summary>How much a join of the two would lose; of several the least is joined.</summary>
    int Distance(TState left, TState right);

    /// <summary>True for steps that a reported path should show.</summary>
    bool IsLandmark(FlowEvent flowEvent, TState before, TState after);
}
