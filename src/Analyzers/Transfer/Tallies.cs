using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using ExtentLock.Analyzers.Flow;
using ExtentLock.Analyzers.Locks;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>
/// Loops that only take a lock, or only give it back, and the number of whose rounds counts behind them: a counter is asked
/// there before the lock is taken or given back, or another loop does the opposite. Rounds are not counted here, so nothing
/// is certain from the head of such a loop on.
/// </summary>
internal sealed class Tallies
{
    private readonly FlatBody _body;
    private readonly ControlDependence _dependence;
    private readonly List<int> _acquires;
    private readonly List<int> _releases;

    public Tallies(FlatBody body, LockGroup group, ControlDependence dependence)
    {
        _body = body;
        _dependence = dependence;
        _acquires = BlocksOf(group.Acquires.Where(acquire => !body.Sweeps.Any(sweep => sweep.Event == acquire)));
        _releases = BlocksOf(group.Releases);
    }

    /// <param name="countersOf">What each round of the loop with that head counts up or down.</param>
    public ImmutableHashSet<int> Heads(System.Func<int, ImmutableArray<Variable>> countersOf)
    {
        List<int> heads = Enumerable.Range(0, _body.Events.Length).Where(_body.Graph.IsLoopHead).ToList();
        List<int> taking = heads.FindAll(head => Has(_acquires, head) && !Has(_releases, head));
        List<int> giving = heads.FindAll(head => Has(_releases, head) && !Has(_acquires, head));
        bool isPaired = taking.Count > 0 && giving.Count > 0;
        return taking.Concat(giving).Where(head => isPaired || IsAskedBehind(head, countersOf(head))).ToImmutableHashSet();
    }

    private List<int> BlocksOf(IEnumerable<LockEvent> events)
    {
        var wanted = new HashSet<FlowEvent>(events);
        return Enumerable.Range(0, _body.Events.Length).Where(block => _body.Events[block].Any(wanted.Contains)).ToList();
    }

    private bool IsInside(int block, int head) => head <= block && block <= _body.Graph.LoopEnds[head];

    private bool Has(List<int> blocks, int head) => blocks.Exists(block => IsInside(block, head));

    /// <summary>A condition behind the loop reads one of the counters and decides what happens to the lock.</summary>
    private bool IsAskedBehind(int head, ImmutableArray<Variable> counters)
    {
        if (counters.IsEmpty)
            return false;
        var asked = new Reads();
        var seen = new HashSet<int>();
        var pending = new Stack<int>(_acquires.Concat(_releases).Where(block => !IsInside(block, head)));
        while (pending.Count > 0)
        {
            foreach (int controller in _dependence.Controllers(pending.Pop()))
            {
                if (!seen.Add(controller))
                    continue;
                pending.Push(controller);
                if (IsInside(controller, head))
                    continue;
                asked.Clear();
                asked.Add(_body.Conditions[controller]);
                if (counters.Any(counter => asked.Variables.Contains(counter.Number)))
                    return true;
            }
        }

        return false;
    }
}
