using System;
using System.Collections.Generic;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace ExtentLock.Analyzers.Flow;

/// <summary>Where control goes when a finally is done.</summary>
internal abstract record Continuation;

/// <summary>On along a branch, with the finallys from <paramref name="Next"/> still to run.</summary>
internal sealed record BranchContinuation(FlowEdge Edge, int Next) : Continuation;

/// <summary>On with an exception, outside the try that <paramref name="Region"/> is.</summary>
internal sealed record ThrowContinuation(Thrown Thrown, ControlFlowRegion Region) : Continuation
{
    public bool Equals(ThrowContinuation? other) =>
        other is not null && Thrown.Equals(other.Thrown) && ReferenceEquals(Region, other.Region);

    public override int GetHashCode() => unchecked(Thrown.GetHashCode() * 31 + Region.FirstBlockOrdinal);
}

/// <summary>What a handler that is being run has caught, and the handlers around it.</summary>
internal sealed record Caught(Thrown Thrown, ControlFlowRegion Handler, Caught? Outer)
{
    /// <summary>The innermost of them that the block stands in; null if none.</summary>
    public static Caught? At(BasicBlock block, Caught? caught)
    {
        while (caught is not null
            && (block.Ordinal < caught.Handler.FirstBlockOrdinal || block.Ordinal > caught.Handler.LastBlockOrdinal))
            caught = caught.Outer;
        return caught;
    }
}

/// <summary>A state under way, with what was caught while inside a handler.</summary>
internal readonly record struct Flowing<TState>(TState State, Caught? Caught, Trace Trace)
    where TState : class, IEquatable<TState>
{
    public bool SameAs(Flowing<TState> other) => State.Equals(other.State) && Equals(Caught, other.Caught);
}

/// <summary>
/// One run of a finally, tabulated like a procedure: by region, continuation and entry lock state. It keeps its outcomes,
/// so a caller that comes later gets them too. The member's own body is the instance without a region.
/// </summary>
internal sealed class FinallyInstance<TState>(int id, ControlFlowRegion? region, Continuation? continuation, Continuation? outermost)
    where TState : class, IEquatable<TState>
{
    public int Id { get; } = id;

    public ControlFlowRegion? Region { get; } = region;

    public Continuation? Continuation { get; } = continuation;

    /// <summary>Where control goes when the outermost finally around this one is done; null if there is none around it.</summary>
    public Continuation? Outermost { get; } = outermost;

    public List<FinallyInstance<TState>> Callers { get; } = new();

    /// <summary>States at the end, and exceptions that left it instead (<c>Thrown</c> not null).</summary>
    public List<(Flowing<TState> Flowing, Thrown? Thrown)> Outcomes { get; } = new();

    /// <summary>False if it was known.</summary>
    public bool Add(Flowing<TState> flowing, Thrown? thrown)
    {
        foreach ((Flowing<TState> known, Thrown? knownThrown) in Outcomes)
        {
            if (known.SameAs(flowing) && Equals(knownThrown, thrown))
                return false;
        }

        Outcomes.Add((flowing, thrown));
        return true;
    }
}
