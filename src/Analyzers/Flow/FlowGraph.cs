using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace ExtentLock.Analyzers.Flow;

/// <summary>A branch of the control-flow graph and the way it is taken.</summary>
/// <param name="WhenTrue">The outcome of the source's condition on this edge; null if it has none.</param>
internal sealed record FlowEdge(BasicBlock Source, ControlFlowBranch Branch, bool? WhenTrue)
{
    public BasicBlock? Target => Branch.Destination;

    public ImmutableArray<ControlFlowRegion> Finallys => Branch.FinallyRegions;

    /// <summary>The last block that control runs through on this way: the finallys come after what they guard.</summary>
    public int LastBlock =>
        Finallys.Aggregate(Source.Ordinal, static (last, region) => System.Math.Max(last, region.LastBlockOrdinal));

    /// <summary>Where control comes first on this way, and where it goes on after each finally.</summary>
    public IEnumerable<int> Next => Finallys.Select(region => region.FirstBlockOrdinal)
        .Concat(Target is null ? [] : new[] { Target.Ordinal });

    public bool LeavesMember => Target?.Kind == BasicBlockKind.Exit;

    public bool Equals(FlowEdge? other) => ReferenceEquals(Branch, other?.Branch);

    public override int GetHashCode() => Source.Ordinal;
}

/// <summary>The edges of one body, computed once and shared by the solver's runs over it. Immutable.</summary>
internal sealed class FlowGraph
{
    public FlowGraph(ControlFlowGraph graph)
    {
        Graph = graph;
        var edges = ImmutableArray.CreateBuilder<ImmutableArray<FlowEdge>>(graph.Blocks.Length);
        var ends = new int[graph.Blocks.Length];
        foreach (BasicBlock block in graph.Blocks)
        {
            var outgoing = ImmutableArray.CreateBuilder<FlowEdge>(2);
            bool? jump = block.ConditionKind switch
            {
                ControlFlowConditionKind.WhenTrue => true,
                ControlFlowConditionKind.WhenFalse => false,
                _ => null,
            };
            // The false way out of while (true) is in the graph, but nobody takes it.
            bool? known = jump is not null ? block.BranchValue?.ConstantValue.Value as bool? : null;
            if (block.ConditionalSuccessor is { } conditional && (known is null || known == jump))
                outgoing.Add(new FlowEdge(block, conditional, jump));
            if (block.FallThroughSuccessor is { } next && (known is null || known != jump))
                outgoing.Add(new FlowEdge(block, next, !jump));
            foreach (FlowEdge edge in outgoing)
            {
                if (edge.Target is { } target && target.Ordinal <= block.Ordinal)
                    ends[target.Ordinal] = System.Math.Max(ends[target.Ordinal], edge.LastBlock);
            }

            edges.Add(outgoing.ToImmutable());
        }

        Edges = edges.MoveToImmutable();
        LoopEnds = ends.ToImmutableArray();
    }

    public ControlFlowGraph Graph { get; }

    /// <summary>Outgoing edges by block ordinal.</summary>
    public ImmutableArray<ImmutableArray<FlowEdge>> Edges { get; }

    /// <summary>For a block that an edge reaches backwards, the last block on such a way; else zero.</summary>
    public ImmutableArray<int> LoopEnds { get; }

    /// <summary>Blocks that control runs through from these until a condition has to be decided.</summary>
    public ISet<int> StraightOnFrom(IEnumerable<int> starts)
    {
        var passed = new HashSet<int>();
        var pending = new Stack<int>(starts);
        while (pending.Count > 0)
        {
            int block = pending.Pop();
            if (passed.Add(block) && Edges[block].Length == 1 && Edges[block][0].WhenTrue is null)
            {
                foreach (int next in Edges[block][0].Next)
                    pending.Push(next);
            }
        }

        return passed;
    }

    public bool IsLoopHead(int block) => LoopEnds[block] > 0;
}

/// <summary>Where regions stand in one another.</summary>
internal static class FlowRegions
{
    /// <summary>
    /// The region around this one in the same graph. The root of a lambda's graph has a parent in the graph of the member
    /// around it, but no exception goes that way.
    /// </summary>
    public static ControlFlowRegion? Around(this ControlFlowRegion region) =>
        region.Kind == ControlFlowRegionKind.Root ? null : region.EnclosingRegion;

    /// <summary>First blocks of the handlers and finallys that an exception may go to from inside the region.</summary>
    public static IEnumerable<int> HandlersAround(this ControlFlowRegion? region)
    {
        for (; region is not null; region = region.Around())
        {
            if (region.Kind != ControlFlowRegionKind.Try)
                continue;
            foreach (ControlFlowRegion handler in region.EnclosingRegion!.NestedRegions.Skip(1))
                yield return handler.FirstBlockOrdinal;
        }
    }
}

/// <summary>How surely a handler takes an exception.</summary>
internal enum CatchMatch
{
    No,
    Maybe,
    Surely,
}

internal static class ExceptionRouting
{
    public static CatchMatch Match(ControlFlowRegion handler, Thrown thrown)
    {
        if (handler.Kind == ControlFlowRegionKind.FilterAndHandler)
            return Match(handler.ExceptionType, thrown) == CatchMatch.No ? CatchMatch.No : CatchMatch.Maybe;
        return Match(handler.ExceptionType, thrown);
    }

    private static CatchMatch Match(ITypeSymbol? caught, Thrown thrown)
    {
        if (caught is null || caught.SpecialType == SpecialType.System_Object
            || caught is { Name: "Exception", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } })
            return CatchMatch.Surely;
        if (thrown.Type is null || caught.TypeKind is TypeKind.TypeParameter or TypeKind.Error)
            return CatchMatch.Maybe;
        if (DerivesFrom(thrown.Type, caught))
            return CatchMatch.Surely;
        return DerivesFrom(caught, thrown.Type) ? CatchMatch.Maybe : CatchMatch.No;
    }

    private static bool DerivesFrom(ITypeSymbol type, ITypeSymbol ancestor)
    {
        for (ITypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(current, ancestor))
                return true;
        }

        return false;
    }
}
