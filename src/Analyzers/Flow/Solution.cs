using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Flow;

/// <summary>A state with which control leaves the member.</summary>
/// <param name="Edge">The branch it leaves by; null if an exception leaves.</param>
/// <param name="Thrown">The exception; null on a normal way out.</param>
internal sealed record ExitPoint<TState>(FlowEdge? Edge, Thrown? Thrown, TState State, Trace Trace);

/// <summary>What a run of the solver found.</summary>
internal sealed class Solution<TState>(IReadOnlyList<ExitPoint<TState>> exits, int steps, bool exhausted)
{
    public IReadOnlyList<ExitPoint<TState>> Exits { get; } = exits;

    public int Steps { get; } = steps;

    /// <summary>The budget was used up; the exits found so far are real, others may be missing.</summary>
    public bool Exhausted { get; } = exhausted;
}

/// <summary>Limits of one run.</summary>
/// <param name="Steps">Events and arrivals together.</param>
/// <param name="FactMaps">How many different facts are kept apart at one point for one lock state.</param>
internal sealed record Budget(int Steps, int FactMaps)
{
    /// <summary>Different lock states at one point beyond this are no program any more, but a run-away loop.</summary>
    public const int LockStates = 32;

    public const int JoinsBeforeWidening = 4;
}
