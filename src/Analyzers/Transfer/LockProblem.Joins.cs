using System;
using System.Collections.Generic;
using System.Linq;
using ExtentLock.Analyzers.Locks;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>What is dropped on entry to a block, and what is left where facts meet.</summary>
internal sealed partial class LockProblem
{
    public PathState Enter(BasicBlock block, PathState state)
    {
        if (!state.Lost && slice.IsTallied(block.Ordinal))
            state = state with { Lost = true };
        foreach (Variable counter in slice.Counters(block.Ordinal))
        {
            Value place = evaluator.Values.Initial(counter.Number, counter.Domain);
            Value phi = evaluator.Values.Phi(block.Ordinal, place);
            bool isLost = IsKnownOtherwise && state.Lock.Parts.Any(part => part.Identity?.Mentions(phi) == true);
            state = state.Forget(phi);
            state = state with { Facts = state.Facts.With(place, Linear.Of(phi)), Lost = state.Lost || isLost };
        }

        Facts facts = state.Facts.WithPlaces(IsLiveAt(block.Ordinal));
        return facts.Sets.IsEmpty ? state.With(state.Lock, facts) : state.With(state.Lock, facts.WithValues(IsNeededAt(block.Ordinal, facts, state.Lock)));
    }

    /// <summary>Made once for each block, as blocks are entered again and again.</summary>
    private Func<Value, bool> IsLiveAt(int block) => _isLiveAt[block] ??=
        place => place.Kind != ValueKind.Initial || slice.Liveness.IsLive(block, place.Number);

    private Func<Value, bool> IsNeededAt(int block, Facts facts, LockState state) => value => IsNeeded(value, block, facts, state);

    /// <summary>
    /// Held from one round to the next, a lock is no longer known by its number, but may be by the name that it is given
    /// back under.
    /// </summary>
    private bool IsKnownOtherwise => group.Releases.Any(release => !release.Target.Equals(group.Path));

    public bool Covers(PathState wide, PathState narrow) =>
        wide.Lock.Equals(narrow.Lock) && (!wide.Lost || narrow.Lost) && (!wide.Shared || narrow.Shared) && wide.Facts.Covers(narrow.Facts);

    public int Distance(PathState left, PathState right) => left.Facts.Distance(right.Facts);

    public bool JoinsAtLoopHead(PathState left, PathState right) =>
        left.Lost == right.Lost && left.Shared == right.Shared && FlagsOf(left.Facts).Equals(FlagsOf(right.Facts));

    public PathState Join(BasicBlock block, PathState left, PathState right, bool widen)
    {
        LockState state = left.Lock;
        Facts facts = Facts.None;
        bool isLost = left.Lost || right.Lost;
        var redefined = new List<Value>();
        foreach (Value place in PlacesOf(left.Facts, right.Facts))
        {
            Linear? leftContent = left.Facts.Content(place);
            Linear? rightContent = right.Facts.Content(place);
            if (Equals(leftContent, rightContent))
            {
                facts = facts.With(place, leftContent);
                continue;
            }

            isLost |= IsFlag(place) && place.Number != VariableTable.ResultVariable
                && !evaluator.SetOf(leftContent, left.Facts).Equals(evaluator.SetOf(rightContent, right.Facts));

            // Unknown stays unknown, and what keeps changing becomes it: so every chain of joins ends.
            if (leftContent is null || rightContent is null || widen)
            {
                facts = facts.With(place, null);
                continue;
            }

            Value phi = evaluator.Values.Phi(block.Ordinal, place);
            redefined.Add(phi);
            IntervalSet leftSet = evaluator.SetOf(leftContent, left.Facts);
            IntervalSet rightSet = evaluator.SetOf(rightContent, right.Facts);
            facts = facts.With(place, Linear.Of(phi));
            facts = facts.WithSet(phi, leftSet.Union(rightSet));
        }

        foreach (Value phi in redefined)
            (facts, state) = Redefine(phi, facts, state);
        (facts, bool lost) = JoinSets(facts, left.Facts, right.Facts, redefined, widen);
        return new PathState(state, facts, isLost || lost, left.Shared || right.Shared);
    }

    private static (Facts, bool Lost) JoinSets(Facts facts, Facts left, Facts right, List<Value> redefined, bool widen)
    {
        bool lost = false;
        foreach ((Value value, IntervalSet leftSet) in left.Sets)
        {
            IntervalSet rightSet = right.SetOf(value);
            if (redefined.Exists(value.Mentions))
                continue;
            IntervalSet joined = leftSet.Union(rightSet);
            facts = facts.WithSet(value, widen && !joined.Equals(leftSet) ? value.Domain : joined);
            lost |= IsFlag(value) && !leftSet.Equals(rightSet) && !IsNumeric(value);
        }

        foreach ((Value value, IntervalSet rightSet) in right.Sets)
            lost |= IsFlag(value) && !left.SetOf(value).Equals(rightSet) && !redefined.Exists(value.Mentions) && !IsNumeric(value);
        return (facts, lost);
    }

    /// <summary>The number means something new from here on; where the old meaning was used, nothing is known any more.</summary>
    private static (Facts, LockState) Redefine(Value phi, Facts facts, LockState state)
    {
        foreach ((Value place, Linear? content) in facts.Contents)
        {
            if (content is not null && content.Mentions(phi) && !(content.Single == phi && phi.Parent == place))
                facts = facts.With(place, null);
        }

        return (facts, state.Forget(phi));
    }

    private static IEnumerable<Value> PlacesOf(Facts left, Facts right)
    {
        var places = new SortedSet<Value>();
        foreach ((Value place, _) in left.Contents)
            places.Add(place);
        foreach ((Value place, _) in right.Contents)
            places.Add(place);
        return places;
    }

    /// <summary>Comparisons of counters come and go with the counters.</summary>
    private static bool IsNumeric(Value value) => value.Kind == ValueKind.AtMostZero;

    private static bool IsFlag(Value value) => value.Domain.IsSubsetOf(IntervalSet.Binary);

    private static Facts FlagsOf(Facts facts) =>
        facts.WithPlaces(IsFlag).WithValues(static value => IsFlag(value) && !value.IsComparison);

    private bool IsNeeded(Value value, int block, Facts facts, LockState state)
    {
        switch (value.Kind)
        {
            case ValueKind.Initial:
                if (slice.Liveness.IsLive(block, value.Number))
                    return true;
                break;
            case ValueKind.Member or ValueKind.Element or ValueKind.This or ValueKind.Literal:
                return true;
            case ValueKind.AtMostZero or ValueKind.IsZero or ValueKind.SameObject or ValueKind.Within or ValueKind.Masked:
                foreach ((Value term, _) in value.Operand!.Terms)
                {
                    if (!IsNeeded(term, block, facts, state))
                        return IsMentioned(value, facts, state);
                }

                return true;
            case ValueKind.Computed when IsNeeded(value.Parent!, block, facts, state):
                return value.Operand is null || value.Operand.Terms.All(term => IsNeeded(term.Value, block, facts, state));
        }

        return IsMentioned(value, facts, state);
    }

    private static bool IsMentioned(Value value, Facts facts, LockState state)
    {
        foreach ((_, Linear? content) in facts.Contents)
        {
            if (content is not null && content.Mentions(value))
                return true;
        }

        foreach (HeldPart part in state.Parts)
        {
            if ((part.Identity is not null && part.Identity.Mentions(value)) || (part.Range is not null && part.Range.Mentions(value)))
                return true;
        }

        return false;
    }
}
