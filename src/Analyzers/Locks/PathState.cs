using System;

namespace ExtentLock.Analyzers.Locks;

/// <summary>
/// What the solver carries along a path for one lock: its state, the facts, and whether something had to be given up on
/// the way (then no warning may rest on it outside the proof tier). Immutable.
/// </summary>
internal sealed record PathState(LockState Lock, Facts Facts, bool Coarse)
{
    public static readonly PathState Start = new(LockState.Free, Facts.None, false);

    public PathState Forget(Value value) => this with { Lock = Lock.Forget(value), Facts = Facts.Forget(value) };

    public override string ToString() => $"{Lock}; {Facts}{(Coarse ? "; coarse" : "")}";
}
