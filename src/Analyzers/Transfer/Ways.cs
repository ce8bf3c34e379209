using System;
using System.Collections.Generic;
using System.Linq;
using ExtentLock.Analyzers.Flow;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>Where control may come from one side of a condition on, exceptions included, until the condition is asked again.</summary>
/// <param name="body">The body that it is a way through.</param>
/// <param name="reached">By block, whether it is reached with nothing changed, and with something.</param>
internal sealed class Way(FlatBody body, (bool Same, bool Changed)[] reached, Func<FlowEvent, bool> changes)
{
    public bool Reaches(int block) => reached[block].Same || reached[block].Changed;

    /// <summary>True if something may have changed before this event of the block.</summary>
    public bool IsChangedAt(int block, int index) =>
        reached[block].Changed || (reached[block].Same && body.Events[block].Take(index).Any(changes));
}

/// <summary>Finds such ways in one body.</summary>
internal sealed class Ways(FlatBody body, ControlDependence dependence)
{
    private readonly Lazy<int[][]> _successors = new(() => Enumerable.Range(0, body.Events.Length)
        .Select(block => dependence.SuccessorsOf(block).Concat(body.Block(block).EnclosingRegion.HandlersAround()).ToArray()).ToArray());

    /// <param name="changing">By block, whether one of its events changes something, where that has been asked for before.</param>
    public Way From(int condition, bool whenTrue, Func<FlowEvent, bool> changes, bool[]? changing = null)
    {
        var reached = new (bool Same, bool Changed)[body.Events.Length];
        var pending = new Stack<(int Block, bool IsChanged)>();
        foreach (int next in body.Graph.Edges[condition].Where(edge => edge.WhenTrue == whenTrue).SelectMany(edge => edge.Next))
            pending.Push((next, false));
        while (pending.Count > 0)
        {
            (int block, bool isChanged) = pending.Pop();
            if (isChanged ? reached[block].Changed : reached[block].Same)
                continue;
            reached[block] = isChanged ? (reached[block].Same, true) : (true, reached[block].Changed);
            if (block == condition)
                continue;
            isChanged = isChanged || (changing is null ? body.Events[block].Any(changes) : changing[block]);
            foreach (int next in SuccessorsOf(block))
                pending.Push((next, isChanged));
        }

        return new Way(body, reached, changes);
    }

    /// <summary>True if control can come from the block back to it without passing another one.</summary>
    public bool ComesRoundWithout(int block, int avoided)
    {
        var seen = new HashSet<int> { avoided };
        var pending = new Stack<int>(SuccessorsOf(block));
        while (pending.Count > 0)
        {
            int next = pending.Pop();
            if (next == block)
                return true;
            if (seen.Add(next))
                PushAll(pending, SuccessorsOf(next));
        }

        return false;
    }

    /// <summary>Conditions on which it depends whether such an event takes place.</summary>
    public ISet<int> Deciding(Func<FlowEvent, bool> isSuch)
    {
        var deciding = new HashSet<int>();
        var pending = new Stack<int>(Enumerable.Range(0, body.Events.Length).Where(block => body.Events[block].Any(isSuch)));
        while (pending.Count > 0)
            PushAll(pending, dependence.Controllers(pending.Pop()).Where(deciding.Add));
        return deciding;
    }

    private int[] SuccessorsOf(int block) => _successors.Value[block];

    private static void PushAll(Stack<int> pending, IEnumerable<int> blocks)
    {
        foreach (int block in blocks)
            pending.Push(block);
    }
}
