using System;

namespace ExtentLock.Analyzers.Locks;

/// <summary>
/// What the solver carries along a path for one lock: its state, the facts, and whether something had to be given up on
/// the way (then no warning may rest on it outside the proof tier). Immutable.
/// </summary>
internal sealed record PathState(LockState Lock, Facts Facts, bool Coarse)
{
    public static readonly PathState Start = new(LockState.Free, Facts.None, false);

    public PathState Forget(Value value) => With(Lock.Forget(value), Facts.Forget(value));

    /// <summary>Itself if both are what it has.</summary>
    public PathState With(LockState state, Facts facts) => ReferenceEquals(state, Lock) && ReferenceEquals(facts, Facts)
        ? this
        : new PathState(state, facts, Coarse);

    public override string ToString() => $"{Lock}; {Facts}{(Coarse ? "; coarse" : "")}";
}
