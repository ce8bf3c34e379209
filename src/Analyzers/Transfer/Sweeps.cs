using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Flow;
using ExtentLock.Analyzers.Locks;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>
/// A loop that does the same to a lock of each element of a collection. Some are done on a way out of the middle, all of
/// them only where the condition of <paramref name="Head"/> is false; there <paramref name="Event"/> takes effect.
/// </summary>
internal sealed record Sweep(int Head, LockEvent Event);

/// <summary>
/// Finds such loops in a flattened body and says their events anew, of "each element" instead of the current one. What a
/// loop does under a condition, or takes back within the round, stays as it is.
/// </summary>
internal sealed class Sweeps
{
    private readonly FlatBody _body;
    private readonly LoopElements _loops;
    private readonly Dictionary<int, List<Assignment>> _assignments = new();
    private readonly List<(int Block, LockEvent Event, Expression Each, int Head)> _candidates = new();

    private Sweeps(FlatBody body, LoopElements loops)
    {
        _body = body;
        _loops = loops;
    }

    public static FlatBody Follow(FlatBody body, LoopElements loops) =>
        body.Events.Any(block => block.Any(flowEvent => flowEvent is LockEvent { Kind: ClauseKind.Acquires }))
        && Enumerable.Range(0, body.Events.Length).Any(body.Graph.IsLoopHead)
            ? new Sweeps(body, loops).Rewrite()
            : body;

    private FlatBody Rewrite()
    {
        foreach (Assignment assignment in _body.Events.SelectMany(block => block).OfType<Assignment>())
        {
            if (assignment.Place is not Variable variable)
                continue;
            if (!_assignments.TryGetValue(variable.Number, out List<Assignment>? known))
                _assignments.Add(variable.Number, known = new List<Assignment>());
            known.Add(assignment);
        }

        for (int block = 0; block < _body.Events.Length; block++)
        {
            foreach (LockEvent lockEvent in _body.Events[block].OfType<LockEvent>().Where(known => !known.IsPassing))
            {
                var element = new ElementPath(_body, _loops, _assignments);
                if (element.Of(lockEvent.Target) is { } each && element.Head is { } head)
                    _candidates.Add((block, lockEvent, each, head));
            }
        }

        Dictionary<LockEvent, Sweep> sweeps = _candidates.Where(IsSweep)
            .ToDictionary(candidate => candidate.Event, candidate => new Sweep(candidate.Head, candidate.Event.ForEach(candidate.Each)));
        return sweeps.Values.Any(sweep => sweep.Event.Kind == ClauseKind.Acquires)
            ? _body.With(_body.Events.Select(block => Rewritten(block, sweeps)).ToImmutableArray(), sweeps.Values.ToImmutableArray())
            : _body;
    }

    /// <summary>Whoever releases each still holds some until the loop is done; whoever acquires each holds some at once.</summary>
    private static ImmutableArray<FlowEvent> Rewritten(ImmutableArray<FlowEvent> block, Dictionary<LockEvent, Sweep> sweeps) => block
        .Where(flowEvent => flowEvent is not LockEvent { Kind: ClauseKind.Releases } release || !sweeps.ContainsKey(release))
        .Select(flowEvent => flowEvent is LockEvent known && sweeps.TryGetValue(known, out Sweep sweep) ? sweep.Event : flowEvent)
        .ToImmutableArray();

    private bool IsSweep((int Block, LockEvent Event, Expression Each, int Head) candidate)
    {
        (int block, LockEvent lockEvent, Expression each, int head) = candidate;
        int end = _body.Graph.LoopEnds[head];
        return lockEvent.Outcome is null && lockEvent.Start is null
            && head <= block && block <= end
            && !_candidates.Any(other => other.Event != lockEvent && other.Each.Equals(each) && head <= other.Block && other.Block <= end)
            && !ComesRoundWithout(block, head, end);
    }

    /// <summary>True if a round of the loop can pass by the block.</summary>
    private bool ComesRoundWithout(int avoided, int head, int end)
    {
        var seen = new HashSet<int> { avoided };
        var pending = new Stack<int>(_body.Graph.Edges[head].Where(edge => edge.WhenTrue == true).Select(edge => edge.Target!.Ordinal));
        while (pending.Count > 0)
        {
            int next = pending.Pop();
            if (next == head)
                return true;
            if (next < head || next > end || !seen.Add(next))
                continue;
            foreach (FlowEdge edge in _body.Graph.Edges[next])
            {
                if (edge.Target is { } target)
                    pending.Push(target.Ordinal);
            }
        }

        return false;
    }
}
