using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Flow;
using ExtentLock.Analyzers.Locks;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>
/// The part of a body that can decide what happens to one lock: its events, the conditions they are control-dependent on,
/// and what those are computed from. Everything else the solver never sees. Immutable once made.
/// </summary>
internal sealed class Slice
{
    private readonly FlatBody _body;
    private readonly LockGroup _group;
    private readonly ControlDependence _dependence;
    private readonly bool _isProof;
    private readonly Reads _reads = new();
    private readonly Reads _asked = new();
    private readonly HashSet<int> _blocks = new();
    private readonly HashSet<int> _conditions = new();
    private readonly ImmutableArray<Variable>[] _counters;
    private readonly ImmutableHashSet<int> _tallied;
    private readonly Reads _told = new();

    /// <param name="atExit">Terms that are asked for when the member exits: what its own contract keeps.</param>
    public Slice(
        FlatBody body, LockGroup group, ControlDependence dependence, IEnumerable<Expression> atExit, bool isProof)
    {
        _body = body;
        _group = group;
        _dependence = dependence;
        _isProof = isProof;
        _reads.Variables.Add(VariableTable.ResultVariable);
        foreach (Expression term in atExit)
            _reads.Add(term);
        Seed();
        AddTold();
        Close();
        Events = Filter();
        _counters = Enumerable.Range(0, Events.Length).Select(CountersOf).ToArray();
        _tallied = new Tallies(body, group, dependence).Heads(Counters);
        Liveness = new Liveness(body, Events, _conditions, dependence, atExit);
    }

    /// <summary>Events that matter, by block ordinal.</summary>
    public ImmutableArray<ImmutableArray<FlowEvent>> Events { get; }

    public Liveness Liveness { get; }

    /// <summary>True if the way this block's condition goes can matter.</summary>
    public bool Decides(int block) => _conditions.Contains(block);

    /// <summary>
    /// Variables that each round of the loop with this head counts up or down: to follow them number by number would never
    /// end, so they are a number of their own from the start.
    /// </summary>
    public ImmutableArray<Variable> Counters(int head) => _counters[head];

    /// <summary>How often this loop went round decides, behind it, what happens to the lock.</summary>
    public bool IsTallied(int head) => _tallied.Contains(head);

    private ImmutableArray<Variable> CountersOf(int head)
    {
        ImmutableArray<Variable> counters = ImmutableArray<Variable>.Empty;
        for (int block = head; block <= _body.Graph.LoopEnds[head]; block++)
        {
            foreach (FlowEvent flowEvent in Events[block])
            {
                if (flowEvent is Assignment { Place: Variable place, Value: Sum sum }
                    && (sum.Left.Equals(place) || sum.Right.Equals(place)) && !counters.Contains(place))
                    counters = counters.Add(place);
            }
        }

        return counters;
    }

    /// <summary>What a loop with this head has done to each element where its condition is false.</summary>
    public IEnumerable<LockEvent> DoneTo(int head) =>
        _body.Sweeps.Where(sweep => sweep.Head == head && IsOfGroup(sweep.Event)).Select(sweep => sweep.Event);

    private bool IsOfGroup(LockEvent lockEvent) =>
        lockEvent.Kind == ClauseKind.Acquires
            ? _group.Acquires.Contains(lockEvent)
            : _group.Releases.Contains(lockEvent);

    private void Seed()
    {
        foreach (Sweep sweep in _body.Sweeps.Where(sweep => IsOfGroup(sweep.Event)))
        {
            _reads.Add(sweep.Event.Target);
            _conditions.Add(sweep.Head);
            Decide(sweep.Head);
        }

        for (int block = 0; block < _body.Events.Length; block++)
        {
            foreach (FlowEvent flowEvent in _body.Events[block])
            {
                if (flowEvent is not LockEvent lockEvent || !IsOfGroup(lockEvent))
                    continue;
                _reads.Add(lockEvent.Target);
                _reads.Add(lockEvent.Start);
                _reads.Add(lockEvent.End);
                _reads.Add(lockEvent.Outcome?.Subject);
                Decide(block);
            }
        }
    }

    /// <summary>Places that keep an outcome, at first or second hand: whoever asks them asks for the outcome.</summary>
    private void AddTold()
    {
        bool changed;
        do
        {
            changed = false;
            foreach (Assignment assignment in _body.Events.SelectMany(block => block).OfType<Assignment>())
            {
                if (assignment.Place is Variable { Number: VariableTable.ResultVariable } || _told.Writes(assignment.Place))
                    continue;
                _asked.Clear();
                _asked.Add(assignment.Value);
                if (_asked.Sites.Overlaps(_reads.Sites) || IsTold(_asked))
                    changed |= _told.Add(assignment.Place);
            }
        }
        while (changed);
    }

    /// <summary>A proof rests on nothing that is only taken to be so.</summary>
    private bool Holds(Assignment assignment) => !(_isProof && assignment.IsAssumed);

    private bool IsTold(Reads asked) => asked.Variables.Overlaps(_told.Variables) || asked.Members.Overlaps(_told.Members);

    /// <summary>The block runs or not as these conditions say; they in turn as others do.</summary>
    private void Decide(int block)
    {
        var pending = new Stack<int>();
        pending.Push(block);
        while (pending.Count > 0)
        {
            int next = pending.Pop();
            if (!_blocks.Add(next))
                continue;
            foreach (int controller in _dependence.Controllers(next))
            {
                if (_conditions.Add(controller))
                    _reads.Add(_body.Conditions[controller]);
                pending.Push(controller);
            }
        }
    }

    private void Close()
    {
        for (bool changed = true; changed;)
        {
            // Backwards, as values flow forwards: a long chain of assignments then takes one round.
            changed = false;
            for (int block = _body.Events.Length - 1; block >= 0; block--)
            {
                for (int i = _body.Events[block].Length - 1; i >= 0; i--)
                    changed |= Depends(_body.Events[block][i], block);
                changed |= AsksAgain(block);
            }
        }
    }

    private bool Depends(FlowEvent flowEvent, int block)
    {
        switch (flowEvent)
        {
            case Assignment assignment when Holds(assignment) && _reads.Writes(assignment.Place):
                bool isNew = _reads.Add(assignment.Value);
                isNew |= assignment.Place is not Variable && _reads.Add(assignment.Place);
                isNew |= _reads.Sites.Add(assignment.Site);
                int known = _conditions.Count;
                if (assignment.Place is not Variable { Number: VariableTable.ResultVariable })
                    Decide(block);
                return isNew || _conditions.Count > known;
            case Assumption assumption when Concerns(assumption):
                return _reads.Add(assumption.Condition);
            case HeldTest test when _reads.Sites.Contains(test.Query.Site):
                return _reads.Add(test.Query.Target);
            default:
                return false;
        }
    }

    /// <summary>
    /// A condition over what is followed anyway is followed, too: which way a finally was left by is decided before it,
    /// where both ways look alike.
    /// </summary>
    private bool AsksAgain(int block)
    {
        if (_conditions.Contains(block) || _body.Conditions[block] is not { } condition)
            return false;
        _asked.Clear();
        _asked.Add(condition);
        if (!_asked.Variables.Overlaps(_reads.Variables) && !_asked.Sites.Overlaps(_reads.Sites) && !IsTold(_asked))
            return false;
        _conditions.Add(block);
        _reads.Add(condition);
        return true;
    }

    private bool Concerns(Assumption assumption)
    {
        _asked.Clear();
        _asked.Add(assumption.Condition);
        return _asked.Sites.Overlaps(_reads.Sites)
            || (assumption.IsAsserted
                && (IsTold(_asked) || _asked.Variables.Overlaps(_reads.Variables)));
    }

    private ImmutableArray<ImmutableArray<FlowEvent>> Filter()
    {
        var blocks = ImmutableArray.CreateBuilder<ImmutableArray<FlowEvent>>(_body.Events.Length);
        foreach (ImmutableArray<FlowEvent> events in _body.Events)
        {
            var kept = ImmutableArray.CreateBuilder<FlowEvent>();
            foreach (FlowEvent flowEvent in events)
            {
                if (flowEvent is ThrowPoint later && kept.Count > 0 && kept[kept.Count - 1] is ThrowPoint point
                    && point.Thrown.Equals(later.Thrown))
                    kept[kept.Count - 1] = point.With(later);
                else if (Matters(flowEvent))
                    kept.Add(flowEvent);
            }

            blocks.Add(kept.ToImmutable());
        }

        return blocks.MoveToImmutable();
    }

    private bool Matters(FlowEvent flowEvent) => flowEvent switch
    {
        ThrowPoint or Halt => true,
        Suspension => (_group.Clause.Traits & LockTraits.ThreadAffine) != 0,
        LockEvent { IsPassing: true } passing => _group.Passing.Contains(passing),
        LockEvent lockEvent => IsOfGroup(lockEvent) || _group.OtherModes.Contains(lockEvent),
        Assignment assignment => Holds(assignment) && _reads.Writes(assignment.Place),
        Doubt doubt => !_isProof && _reads.Writes(doubt.Asked),
        Renewal renewal => (_isProof || !renewal.IsForProof) && _reads.Writes(renewal.Place),
        Fresh fresh => _reads.Sites.Contains(fresh.Site),
        Assumption assumption => Concerns(assumption),
        HandOut handOut => handOut.Target.Equals(_group.Path),
        HeldTest test => test.Mode == _group.Mode && test.Query.Target.Equals(_group.Path) && _reads.Sites.Contains(test.Query.Site),
        Uncertainty uncertainty => !_isProof && _group.IsTouchedBy(uncertainty, _body.Variables),
        _ => false,
    };
}
