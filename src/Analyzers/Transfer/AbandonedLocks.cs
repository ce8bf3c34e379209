using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>
/// A wait that ends with an AbandonedMutexException has got its mutex: where a handler of that exception begins, what the
/// <c>try</c> waits for is held.
/// </summary>
internal static class AbandonedLocks
{
    /// <param name="site">The first number not in use yet.</param>
    /// <returns>The first number not in use then.</returns>
    public static int Insert(ControlFlowGraph graph, ImmutableArray<ImmutableArray<FlowEvent>>.Builder events, int site)
    {
        foreach (BasicBlock block in graph.Blocks)
        {
            if (TryBefore(block) is not var (guarded, abandoned))
                continue;
            List<LockEvent> waits = Enumerable
                .Range(guarded.FirstBlockOrdinal, guarded.LastBlockOrdinal - guarded.FirstBlockOrdinal + 1)
                .SelectMany(ordinal => events[ordinal]).OfType<LockEvent>()
                .Where(lockEvent => lockEvent is { Kind: ClauseKind.Acquires, Family.Name: "Mutex" or "WaitHandle" }).ToList();
            if (waits.Select(wait => wait.Target).Distinct().Count() != 1)
                continue;
            events[block.Ordinal] = events[block.Ordinal].Insert(0, waits[0].ButAbandoned(site++));
            for (int i = guarded.FirstBlockOrdinal; i <= guarded.LastBlockOrdinal; i++)
                events[i] = events[i].SelectMany(flowEvent => Thrown(flowEvent, waits, abandoned)).ToImmutableArray();
        }

        return site;
    }

    /// <summary>The wait that ends so leaves for its handler before it has begun to hold.</summary>
    private static IEnumerable<FlowEvent> Thrown(FlowEvent flowEvent, List<LockEvent> waits, ITypeSymbol abandoned) =>
        flowEvent is LockEvent wait && waits.Contains(wait)
            ? [new ThrowPoint(wait.Syntax, type: abandoned), wait]
            : [flowEvent];

    /// <summary>What a handler that begins with this block guards, if it takes that exception; else null.</summary>
    private static (ControlFlowRegion Guarded, ITypeSymbol Caught)? TryBefore(BasicBlock block)
    {
        for (ControlFlowRegion? region = block.EnclosingRegion; region?.FirstBlockOrdinal == block.Ordinal; region = region.EnclosingRegion)
        {
            if (region.Kind != ControlFlowRegionKind.Catch || region.EnclosingRegion is not { } around)
                continue;
            ITypeSymbol? caught = region.ExceptionType ?? around.ExceptionType;
            ControlFlowRegion? whole = around.Kind == ControlFlowRegionKind.TryAndCatch ? around : around.EnclosingRegion;
            return caught is { Name: "AbandonedMutexException" } && whole is not null ? (whole.NestedRegions[0], caught) : null;
        }

        return null;
    }
}
