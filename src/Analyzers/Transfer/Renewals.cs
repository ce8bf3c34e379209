using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Flow;
using ExtentLock.Analyzers.Locks;
using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>
/// Fields that a body writes may have been written by others, too, while it waited for a lock: what was tested before the
/// acquire is tested again behind it for that reason. A field that names a lock stays what it is.
/// </summary>
internal static class Renewals
{
    /// <param name="sites">The first number not in use yet.</param>
    public static void Insert(ImmutableArray<ImmutableArray<FlowEvent>>.Builder events, int sites)
    {
        HashSet<ISymbol> paths = PathsOfLocks(events);
        List<MemberAccess> written = events.SelectMany(block => block).OfType<Assignment>()
            .Select(assignment => assignment.Place).OfType<MemberAccess>()
            .Where(place => !paths.Contains(place.Symbol) && !IsOfThread(place.Symbol)).Distinct().ToList();
        if (written.Count == 0 || paths.Count == 0)
            return;
        for (int block = 0; block < events.Count; block++)
        {
            if (!events[block].Any(IsAcquire))
                continue;
            var renewed = ImmutableArray.CreateBuilder<FlowEvent>();
            foreach (FlowEvent flowEvent in events[block])
            {
                renewed.Add(flowEvent);
                if (IsAcquire(flowEvent))
                    renewed.AddRange(written.Select(place => new Renewal((LockEvent)flowEvent, place, sites++)));
            }

            events[block] = renewed.ToImmutable();
        }
    }

    private static bool IsAcquire(FlowEvent flowEvent) => flowEvent is LockEvent { Kind: ClauseKind.Acquires, IsPassing: false };

    private static HashSet<ISymbol> PathsOfLocks(IEnumerable<ImmutableArray<FlowEvent>> events)
    {
        var read = new Reads();
        foreach (LockEvent lockEvent in events.SelectMany(block => block).OfType<LockEvent>())
            read.Add(lockEvent.Target);
        return read.Members;
    }

    private static bool IsOfThread(ISymbol field) =>
        field.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "ThreadStaticAttribute");
}
