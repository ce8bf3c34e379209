using System;

namespace ExtentLock.Analyzers.Locks;

/// <summary>
/// What the solver carries along a path for one lock: its state, the facts, and whether something had to be given up on
/// the way (then no warning may rest on it outside the proof tier). Immutable.
/// </summary>
/// <param name="Lost">Something had to be joined that differs, or anybody may have changed the lock.</param>
/// <param name="Shared">An object that knows no lock by itself was given this one: it can only pass it on.</param>
internal sealed record PathState(LockState Lock, Facts Facts, bool Lost, bool Shared)
{
    public static readonly PathState Start = new(LockState.Free, Facts.None, false, false);

    public bool Coarse => Lost || Shared;

    public PathState Forget(Value value) => With(Lock.Forget(value), Facts.Forget(value));

    /// <summary>Itself if both are what it has.</summary>
    public PathState With(LockState state, Facts facts) => ReferenceEquals(state, Lock) && ReferenceEquals(facts, Facts)
        ? this
        : new PathState(state, facts, Lost, Shared);

    public override string ToString() => $"{Lock}; {Facts}{(Coarse ? "; coarse" : "")}";
}
