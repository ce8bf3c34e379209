using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using ExtentLock.Analyzers.Flow;
using ExtentLock.Analyzers.Locks;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>Which variables are still read from a block on; facts about others only keep paths apart for nothing. Immutable.</summary>
internal sealed class Liveness
{
    private readonly HashSet<int>[] _live;
    private readonly Reads _reads = new();

    public Liveness(
        FlatBody body,
        ImmutableArray<ImmutableArray<FlowEvent>> events,
        HashSet<int> conditions,
        ControlDependence dependence,
        IEnumerable<Expression> atExit)
    {
        int count = events.Length;
        _live = Enumerable.Range(0, count).Select(_ => new HashSet<int>()).ToArray();
        HashSet<int> kept = ReadAtExit(atExit);
        List<int>[] handlers = Enumerable.Range(0, count)
            .Select(block => body.Block(block).EnclosingRegion.HandlersAround().ToList()).ToArray();
        for (bool changed = true; changed;)
        {
            changed = false;
            for (int block = count - 1; block >= 0; block--)
            {
                var live = new HashSet<int>(kept);
                foreach (int successor in dependence.SuccessorsOf(block))
                    live.UnionWith(_live[successor]);
                if (conditions.Contains(block))
                    AddReads(live, body.Conditions[block]);
                foreach (Sweep sweep in body.Sweeps.Where(sweep => sweep.Head == block))
                    AddReads(live, sweep.Event.Target);
                for (int i = events[block].Length - 1; i >= 0; i--)
                    Step(events[block][i], live);
                foreach (int handler in handlers[block])
                    live.UnionWith(_live[handler]);
                changed |= live.Count > _live[block].Count;
                _live[block] = live;
            }
        }
    }

    public bool IsLive(int block, int variable) => _live[block].Contains(variable);

    private static HashSet<int> ReadAtExit(IEnumerable<Expression> atExit)
    {
        var reads = new Reads();
        foreach (Expression term in atExit)
            reads.Add(term);
        reads.Variables.Add(VariableTable.ResultVariable);
        return reads.Variables;
    }

    private void Step(FlowEvent flowEvent, HashSet<int> live)
    {
        switch (flowEvent)
        {
            case Assignment { Place: Variable variable } assignment:
                live.Remove(variable.Number);
                AddReads(live, assignment.Value);
                break;
            case Assignment assignment:
                AddReads(live, assignment.Place);
                AddReads(live, assignment.Value);
                break;
            case LockEvent lockEvent:
                AddReads(live, lockEvent.Target);
                AddReads(live, lockEvent.Start);
                AddReads(live, lockEvent.End);
                AddReads(live, lockEvent.Outcome?.Subject);
                break;
            case Assumption assumption:
                AddReads(live, assumption.Condition);
                break;
            case HeldTest test:
                AddReads(live, test.Query.Target);
                break;
        }
    }

    private void AddReads(HashSet<int> live, Expression? expression)
    {
        if (expression is null)
            return;
        _reads.Clear();
        _reads.Add(expression);
        live.UnionWith(_reads.Variables);
    }
}
