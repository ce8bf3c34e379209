using System;
using System.Collections.Generic;
using System.Linq;
using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Flow;
using ExtentLock.Analyzers.Locks;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>One lock of one member as the solver sees it: the transfer functions. Lives for one run.</summary>
internal sealed partial class LockProblem(FlatBody body, LockGroup group, Slice slice, Evaluator evaluator)
    : IFlowProblem<PathState>
{
    private readonly List<Observation> _observations = new();

    private readonly HashSet<LockEvent> _matched = new();

    private readonly Func<Value, bool>?[] _isLiveAt = new Func<Value, bool>?[slice.Events.Length];

    private readonly HashSet<int> _handedOn = new();

    private readonly HashSet<int> _givenBack = new();

    private readonly HashSet<int> _tests = new(slice.Events.SelectMany(block => block).OfType<HeldTest>().Select(test => test.Query.Site));

    /// <summary>Acquires of which the lock is, on some path, what a nested function gives back later.</summary>
    public ISet<int> HandedOn => _handedOn;

    public PathState Entry => PathState.Start;

    /// <summary>What the run came by that checks may want to know.</summary>
    public IReadOnlyList<Observation> Observations => _observations;

    /// <summary>Releases that on some path gave back what was held.</summary>
    public ISet<LockEvent> Matched => _matched;

    /// <summary>Acquires of which, on some path, the lock was given back.</summary>
    public ISet<int> GivenBack => _givenBack;

    public IReadOnlyList<FlowEvent> Events(BasicBlock block) => slice.Events[block.Ordinal];

    public bool IsLandmark(FlowEvent flowEvent, PathState before, PathState after) =>
        flowEvent is LockEvent && !before.Lock.Equals(after.Lock);

    public object Key(PathState state) => state.Lock;

    public PathState? Assume(BasicBlock block, bool truth, PathState before)
    {
        if (!slice.Decides(block.Ordinal) || body.Conditions[block.Ordinal] is not { } condition)
            return before;
        Facts? facts = evaluator.Assume(condition, truth, before.Facts);
        if (facts is null)
            return null;
        PathState after = before with
        {
            Facts = facts,
            Lock = SaysHeld(condition, truth, before.Facts) ? before.Lock.Told() : before.Lock,
        };
        return truth || body.Sweeps.IsEmpty ? after : slice.DoneTo(block.Ordinal).Aggregate(after, Done);
    }

    /// <summary>A loop is through with each element of its collection; if there was none, that is all of them, too.</summary>
    private PathState Done(PathState before, LockEvent done)
    {
        if (done.Kind == Contracts.ClauseKind.Acquires)
            return Acquire(done, before, Trace.Start);
        return before.Lock.IsHeld ? Release(done, before, Trace.Start) : before with { Lock = before.Lock.Borrowed() };
    }

    private bool SaysHeld(Expression condition, bool truth, Facts facts)
    {
        for (; condition is Negation negation; truth = !truth)
            condition = negation.Inner;
        return truth && _tests.Count > 0 && evaluator.EvaluateSingle(condition, facts) is { Kind: ValueKind.Site } answer
            && _tests.Contains(answer.Number);
    }

    public void Apply(FlowEvent flowEvent, PathState before, Trace trace, List<PathState> after)
    {
        switch (flowEvent)
        {
            case Assignment assignment:
                after.Add(Assign(assignment, before));
                break;
            case Fresh fresh:
                after.Add(Renew(fresh, before));
                break;
            case Renewal renewal:
                after.Add(Renew(renewal, before));
                break;
            case Doubt doubt:
                after.Add(before with { Lost = before.Lost || IsInDoubt(doubt.Asked, before.Facts) });
                break;
            case Assumption assumption:
                Facts? facts = evaluator.Assume(assumption.Condition, true, before.Facts);
                if (facts is not null || !assumption.IsAsserted)
                    after.Add(before with { Facts = facts ?? before.Facts });
                break;
            case HeldTest test:
                after.Add(Test(test, before));
                break;
            case Uncertainty { IsDisposal: true } when !before.Lock.IsHeld:
                after.Add(before);
                break;
            case Uncertainty unsure:
                if (unsure.IsForDisposal)
                    Observe(ObservationKind.LeftToObject, flowEvent, before, trace);
                if (unsure.MayRelease && !before.Coarse)
                    _handedOn.UnionWith(before.Lock.Parts.Select(part => part.Site));
                after.Add(Entrusted(unsure, before));
                break;
            case HandOut handOut:
                after.Add(before.With(HandedOut(handOut, before), before.Facts));
                break;
            case Suspension:
                Observe(ObservationKind.Suspended, flowEvent, before, trace);
                after.Add(before);
                break;
            case LockEvent { IsPassing: true }:
                Observe(ObservationKind.AcquiredAgain, flowEvent, before, trace);
                after.Add(before);
                break;
            case LockEvent { IsAbandoned: true } when before.Lock.IsHeld:
                break; // Only the wait ends like this, and it was over.
            case LockEvent other when other.Clause.Mode != group.Mode:
                after.Add(OtherMode(other, before, trace));
                break;
            case LockEvent lockEvent:
                ApplyOutcome(lockEvent, before, trace, after);
                break;
            default:
                after.Add(before);
                break;
        }
    }

    /// <summary>Somebody else may give it back from here on; of an object that is returned it is known that it will.</summary>
    private PathState Entrusted(Uncertainty unsure, PathState before)
    {
        if (unsure is { IsForDisposal: true, IsReturned: true, Target: { } target } && evaluator.EvaluateSingle(target, before.Facts) is { } kept)
            return before with { Shared = true, Lock = before.Lock.HandedOut(kept, Custody.Returned) };
        return unsure.IsShared ? before with { Shared = true } : before with { Lost = true };
    }

    private LockState HandedOut(HandOut handOut, PathState before) =>
        evaluator.EvaluateSingle(handOut.Target, before.Facts) is { } shared ? before.Lock.HandedOut(shared, handOut.Custody) : before.Lock;

    private Value SiteOf(int site, IntervalSet domain) => evaluator.Values.Site(site, domain);

    /// <summary>
    /// A function of numbers that are all known here has a known result, too. Where it is not worked out, branches on it
    /// would go ways that there are not.
    /// </summary>
    private PathState Renew(Fresh fresh, PathState before)
    {
        Value own = SiteOf(fresh.Site, fresh.Result.Domain);
        if (fresh.Computed is not { } computed)
            return before.Forget(own);
        IntervalSet? image = evaluator.ImageOf(computed, before.Facts);
        bool isLost = image is null && evaluator.IsKnown(computed.Left, before.Facts)
            && (computed.Right is null || evaluator.IsKnown(computed.Right, before.Facts));
        before = before.Forget(own);
        return before with
        {
            Facts = image is null ? before.Facts : before.Facts.WithSet(own, image),
            Lost = before.Lost || isLost,
        };
    }

    private PathState Assign(Assignment assignment, PathState before)
    {
        Linear? content = evaluator.Evaluate(assignment.Value, before.Facts);
        if (content is null)
        {
            Value own = SiteOf(assignment.Site, assignment.Place.Domain);
            before = before.Forget(own);
            content = Linear.Of(own);
        }

        Value? place = assignment.Place is Variable variable
            ? evaluator.Values.Initial(variable.Number, variable.Domain)
            : evaluator.Place(assignment.Place, before.Facts);
        if (place is null)
            return before;
        return before with
        {
            Facts = place.Kind == ValueKind.Member ? before.Facts.Stored(place, content) : before.Facts.With(place, content),
        };
    }

    private PathState Renew(Renewal renewal, PathState before)
    {
        if (evaluator.Place(renewal.Place, before.Facts) is not { } place
            || before.Facts.Content(place)?.Single is not { } content || IsWritten(place, content))
            return before;
        Value renewed = evaluator.Values.Renewed(renewal.Site, renewal.Place.Domain);
        before = before.Forget(renewed);
        return before with { Facts = before.Facts.With(place, Linear.Of(renewed)) };
    }

    private static bool IsWritten(Value place, Value content) =>
        !ReferenceEquals(content, place) && content.Kind != ValueKind.Renewed;

    /// <summary>What this path has written itself is as it was written.</summary>
    private bool IsInDoubt(Expression asked, Facts facts) => asked is not MemberAccess
        || evaluator.Place(asked, facts) is not { } place
        || (facts.Content(place)?.Single is { } content && !IsWritten(place, content));

    private PathState Test(HeldTest test, PathState before)
    {
        if (before.Coarse || before.Lock.Owed > 0 || (!before.Lock.IsHeld && before.Lock.Reason == FreeReason.Initial))
            return before;
        Value answer = SiteOf(test.Query.Site, IntervalSet.Binary);
        IntervalSet known = before.Lock.IsHeld ? IntervalSet.One : IntervalSet.Zero;
        return before with { Facts = before.Facts.WithSet(answer, known) };
    }

    /// <summary>A clause with an outcome makes two states: it took effect, or it did not.</summary>
    private void ApplyOutcome(LockEvent lockEvent, PathState before, Trace trace, List<PathState> after)
    {
        if (lockEvent.Outcome is not { } outcome)
        {
            after.Add(Effect(lockEvent, before, trace));
            return;
        }

        Linear? subject = evaluator.Evaluate(outcome.Subject, before.Facts);
        if (evaluator.AssumeIn(subject, outcome.Set, before.Facts) is { } done)
            after.Add(Effect(lockEvent, before with { Facts = done }, trace));
        if (evaluator.AssumeIn(subject, outcome.Set.Complement(), before.Facts) is not { } open)
            return;
        LockState left = lockEvent.Kind == ClauseKind.Acquires
            ? before.Lock.Failed(evaluator.EvaluateSingle(lockEvent.Target, before.Facts))
            : before.Lock;
        after.Add(before with { Facts = open, Lock = left });
    }

    private PathState Effect(LockEvent lockEvent, PathState before, Trace trace) =>
        lockEvent.Kind == ClauseKind.Acquires ? Acquire(lockEvent, before, trace) : Release(lockEvent, before, trace);

    private PathState Acquire(LockEvent lockEvent, PathState before, Trace trace)
    {
        Value? identity = evaluator.EvaluateSingle(lockEvent.Target, before.Facts);
        if (lockEvent.Named is not null && before.Lock.Parts.Any(part => ReferenceEquals(part.Identity, identity)))
            return before; // The next element of the same collection.
        Observe(ObservationKind.AcquiredAgain, lockEvent, before, trace);
        if (before.Lock.Parts.Length >= LockState.MaxParts)
            return before with { Lost = true };
        SymbolicRange? range = RangeOf(lockEvent, before.Facts);
        return before with
        {
            Lock = before.Lock.Acquired(lockEvent.Site, identity, range),
            Facts = identity is null ? before.Facts : NotNull(identity, before.Facts),
            Lost = before.Lost || identity is null,
        };
    }

    /// <summary>What is held is an object: a guard that is asked whether it is null before it is disposed is not.</summary>
    private Facts NotNull(Value identity, Facts facts) => identity.Domain.Equals(IntervalSet.Binary)
        ? evaluator.AssumeIn(Linear.Of(identity), IntervalSet.One, facts) ?? facts
        : facts;

    private void Observe(ObservationKind kind, FlowEvent flowEvent, PathState state, Trace trace)
    {
        if (kind is ObservationKind.NotHeld or ObservationKind.LeftToObject || state.Lock.IsHeld)
            _observations.Add(new Observation(kind, flowEvent, state, trace));
    }

    private SymbolicRange? RangeOf(LockEvent lockEvent, Facts facts) =>
        lockEvent.Start is null || lockEvent.End is null
            ? null
            : new SymbolicRange(evaluator.Evaluate(lockEvent.Start, facts), evaluator.Evaluate(lockEvent.End, facts));
}

/// <summary>What was seen at an event.</summary>
internal enum ObservationKind
{
    /// <summary>A release of what was not held.</summary>
    NotHeld,

    /// <summary>A release, or an acquire, in another mode than the one it is held in.</summary>
    OtherMode,

    /// <summary>An acquire of what was held already.</summary>
    AcquiredAgain,

    /// <summary>An await or yield while held.</summary>
    Suspended,

    /// <summary>An object is made that gives it back, held or not.</summary>
    LeftToObject,

    /// <summary>A release of what an object that is returned gives back as well.</summary>
    GivenTwice,
}

/// <summary>An event met in a state that a check may object to.</summary>
internal sealed record Observation(ObservationKind Kind, FlowEvent Event, PathState State, Trace Trace);
