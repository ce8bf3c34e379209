using System.Linq;
using ExtentLock.Analyzers.Flow;
using ExtentLock.Analyzers.Locks;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>What a release does to what is held.</summary>
internal sealed partial class LockProblem
{
    private PathState Release(LockEvent release, PathState before, Trace trace)
    {
        Value? identity = evaluator.EvaluateSingle(release.Target, before.Facts);
        SymbolicRange? range = RangeOf(release, before.Facts);
        if (range is not null && IsEmpty(range, before.Facts))
            return before;
        if (!before.Lock.IsHeld)
            return ReleaseOfFree(release, identity, before, trace);
        int index = Match(identity, range, before);
        if (index < 0)
            return before;
        _matched.Add(release);
        HeldPart part = before.Lock.Parts[index];
        _givenBack.Add(part.Site);
        if (identity is null || part.Identity is null || !ReferenceEquals(part.Identity, identity))
            return before with { Lock = before.Lock.Released(index, release.Site, null), Lost = true };
        if (part.Custody == Custody.Returned && !before.Lost)
            Observe(ObservationKind.GivenTwice, release, before, trace);
        HeldPart? rest = Rest(part, range, release.Site, before.Facts);
        LockState after = before.Lock.Released(index, release.Site, rest);

        // A second release of it would prove nothing, and each element of an array would be a state of its own.
        return before with { Lock = ChangesByRound(identity) ? after.Forget(identity) : after };
    }

    /// <summary>A release in a mode that nothing here acquires is meant for this one: it is said, and taken for it.</summary>
    private PathState OtherMode(LockEvent other, PathState before, Trace trace)
    {
        Value? identity = evaluator.EvaluateSingle(other.Target, before.Facts);
        if (!before.Lock.IsHeld || identity is null
            || !ReferenceEquals(before.Lock.Parts[before.Lock.Parts.Length - 1].Identity, identity)
            || (other.Kind == Contracts.ClauseKind.Releases && !group.IsTheOneBefore(other)))
            return before;
        Observe(ObservationKind.OtherMode, other, before, trace);
        bool isMeant = other.Kind == Contracts.ClauseKind.Releases && !group.IsAcquiredIn(other.Clause.Mode);
        return isMeant
            ? before with { Lock = before.Lock.Released(before.Lock.Parts.Length - 1, other.Site, null) }
            : before;
    }

    private PathState ReleaseOfFree(LockEvent release, Value? identity, PathState before, Trace trace)
    {
        LockState state = before.Lock;
        bool isFreed = identity is not null && ReferenceEquals(identity, state.ReleasedIdentity);
        if (!release.Target.Equals(group.Path) && !isFreed)
            return before;
        bool sameAgain = isFreed || state.Reason != FreeReason.Released;
        if (sameAgain && state.Reason != FreeReason.HeldByCaller)
            Observe(ObservationKind.NotHeld, release, before, trace);
        return state.Reason is FreeReason.Initial or FreeReason.Returned or FreeReason.HeldByCaller
            ? before with { Lock = state.Borrowed() }
            : before;
    }

    /// <summary>The part this release is about: the last one it covers, else one it shares an end with, else the last.</summary>
    private int Match(Value? identity, SymbolicRange? range, PathState before)
    {
        int candidate = -1;
        int possible = -1;
        for (int i = before.Lock.Parts.Length - 1; i >= 0; i--)
        {
            HeldPart part = before.Lock.Parts[i];
            if (part.Identity is null || identity is null || MayAlias(part.Identity, identity))
                possible = possible < 0 ? i : possible;
            if (part.Identity is null || !ReferenceEquals(part.Identity, identity))
                continue;
            HeldPart? rest = Rest(part, range, 0, before.Facts);
            if (rest is null)
                return i;
            bool shares = rest.Range is not null && !rest.Range.Equals(part.Range);
            candidate = candidate < 0 || shares ? i : candidate;
        }

        return candidate >= 0 ? candidate : possible;
    }

    /// <summary>
    /// True if the lock came from somewhere not followed, such as a collection, and something here releases a lock that
    /// may be the same under another name.
    /// </summary>
    public bool MayBeReleasedAs(HeldPart part)
    {
        if (part.Identity is null)
            return !group.Releases.IsEmpty; // An earlier round's: a loop that gives back some may have given back this one.
        if (!IsOfUnknownOrigin(part.Identity) && !IsOfEach(part.Identity))
            return false;
        foreach (LockEvent release in group.Releases)
        {
            if (!release.Target.Equals(group.Path) && (!IsOfEach(part.Identity) || !IsOfEach(release.Target)))
                return true;
        }

        return false;
    }

    /// <summary>A loop that gives back all of a collection gives back none of another.</summary>
    private static bool IsOfEach(Expression target) => target is Each || (target is MemberAccess { Instance: { } inner } && IsOfEach(inner));

    /// <summary>Unknown origins say nothing; different paths from known roots are different locks.</summary>
    private bool MayAlias(Value left, Value right) =>
        IsOfUnknownOrigin(left) || IsOfUnknownOrigin(right) || IsOfEach(left) != IsOfEach(right);

    private bool IsOfUnknownOrigin(Value value)
    {
        for (Value? root = value; root is not null; root = root.Parent)
        {
            if (root.Kind is ValueKind.Phi or ValueKind.Element)
                return true;
            if (root.Kind == ValueKind.Site)
                return IsOfEach(value) || (!root.Domain.Equals(IntervalSet.One) && !body.AcquiredResults.Contains(root.Number));
        }

        return false;
    }

    /// <summary>One name for another object in each round of a loop; the result of a call is one until it is called again.</summary>
    public static bool ChangesByRound(Value value)
    {
        for (Value? root = value; root is not null; root = root.Parent)
        {
            if (root.Kind == ValueKind.Phi || (root.Kind == ValueKind.Element && !root.Operand!.IsConstant && !IsOfCall(root.Operand)))
                return true;
        }

        return IsOfEach(value);
    }

    private static bool IsOfCall(Linear index) => index.Single is { Kind: ValueKind.Site or ValueKind.Initial }
        || (index.Single is { Kind: ValueKind.Computed } computed && !HasPhi(computed));

    private static bool HasPhi(Value value) => value.Kind == ValueKind.Phi
        || (value.Parent is not null && HasPhi(value.Parent))
        || (value.Operand is not null && value.Operand.Terms.Any(term => HasPhi(term.Value)));

    /// <summary>Elements of a collection; what they are is known as far as what the collection is.</summary>
    private static bool IsOfEach(Value value)
    {
        for (Value? root = value; root is not null; root = root.Parent)
        {
            if (root.Kind == ValueKind.Each)
                return true;
        }

        return false;
    }

    /// <summary>What stays of the part; null if nothing does.</summary>
    private HeldPart? Rest(HeldPart part, SymbolicRange? released, int site, Facts facts)
    {
        if (part.Range is not { } held || released is null)
            return null;
        bool fromStart = AtMost(released.Start, held.Start, facts);
        bool toEnd = AtMost(held.End, released.End, facts);
        if (fromStart && toEnd)
            return null;
        SymbolicRange rest = fromStart ? held with { Start = released.End }
            : toEnd ? held with { End = released.Start }
            : held;
        return IsEmpty(rest, facts) ? null : part with { Range = rest, Partial = site };
    }

    /// <summary>True if the range is shown to hold nothing.</summary>
    public bool IsEmpty(SymbolicRange range, Facts facts) => AtMost(range.End, range.Start, facts);

    /// <summary>True if <paramref name="left"/> is shown to be at most <paramref name="right"/>.</summary>
    public bool AtMost(Linear? left, Linear? right, Facts facts) => evaluator.Proves(left?.Minus(right), facts);
}
