using System.Collections.Generic;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace ExtentLock.Analyzers.Flow;

/// <summary>How a state was reached: a list of steps, shared at its beginning with other traces. Immutable.</summary>
internal sealed class Trace
{
    public static readonly Trace Start = new(null, null, null, null, 0);

    private Trace(Trace? previous, FlowEdge? edge, FlowEvent? landmark, ThrowPoint? thrown, int length)
    {
        Previous = previous;
        Edge = edge;
        Landmark = landmark;
        Throw = thrown;
        LastThrow = thrown ?? previous?.LastThrow;
        Length = length;
    }

    public Trace? Previous { get; }

    /// <summary>The step was a branch of a condition.</summary>
    public FlowEdge? Edge { get; }

    /// <summary>The step was an event of note.</summary>
    public FlowEvent? Landmark { get; }

    /// <summary>The step was an exception that left here.</summary>
    public ThrowPoint? Throw { get; }

    /// <summary>The exception that left last on the way here; null if none did.</summary>
    public ThrowPoint? LastThrow { get; }

    public int Length { get; }

    public Trace Took(FlowEdge edge) => edge.WhenTrue is null ? this : new(this, edge, null, null, Length + 1);

    public Trace Passed(FlowEvent landmark) => new(this, null, landmark, null, Length + 1);

    public Trace Threw(ThrowPoint point) => new(this, null, null, point, Length + 1);

    /// <summary>The steps, first to last.</summary>
    public IReadOnlyList<Trace> Steps()
    {
        var steps = new Trace[Length];
        for (Trace? step = this; step?.Previous is not null; step = step.Previous)
            steps[step.Length - 1] = step;
        return steps;
    }
}
