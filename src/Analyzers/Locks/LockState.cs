using System;
using System.Collections.Immutable;

namespace ExtentLock.Analyzers.Locks;

/// <summary>Why nothing is held.</summary>
internal enum FreeReason
{
    /// <summary>Nothing happened yet.</summary>
    Initial,

    /// <summary>It was acquired in this member and given back.</summary>
    Released,

    /// <summary>The last attempt to acquire did not succeed.</summary>
    Failed,

    /// <summary>It was held by the caller, given back here and taken again.</summary>
    Returned,

    /// <summary>It was asked and said that it is held: by the caller, since nothing here has acquired it.</summary>
    HeldByCaller,
}

/// <summary>
/// The state of one lock at one point: what this member has acquired and not given back, and how often it gave back what
/// its caller held. Immutable. Two states are joined only if they are equal.
/// </summary>
internal sealed class LockState : IEquatable<LockState>
{
    /// <summary>Re-entrant acquisitions beyond this are not counted one by one.</summary>
    public const int MaxParts = 4;

    public static readonly LockState Free = new(ImmutableArray<HeldPart>.Empty, 0, FreeReason.Initial, -1, null);

    private LockState(
        ImmutableArray<HeldPart> parts, int owed, FreeReason reason, int releasedAt, Value? released)
    {
        Parts = parts;
        Owed = owed;
        Reason = reason;
        ReleasedAt = releasedAt;
        ReleasedIdentity = released;
    }

    public ImmutableArray<HeldPart> Parts { get; }

    /// <summary>Releases of what the caller held, not made good by a later acquire.</summary>
    public int Owed { get; }

    public FreeReason Reason { get; }

    /// <summary>Number of the release that ended the last acquisition; -1 if none.</summary>
    public int ReleasedAt { get; }

    /// <summary>What is free: the lock that was given back, or that could not be had; null if that is not known.</summary>
    public Value? ReleasedIdentity { get; }

    public bool IsHeld => !Parts.IsEmpty;

    public LockState Acquired(int site, Value? identity, SymbolicRange? range) =>
        Owed > 0 && Parts.IsEmpty
            ? new(Parts, Owed - 1, FreeReason.Returned, -1, null)
            : new(Parts.Add(new HeldPart(site, identity, range, -1)), Owed, FreeReason.Initial, -1, null);

    /// <summary>The attempt to acquire that lock did not succeed.</summary>
    public LockState Failed(Value? identity) => IsHeld || (Reason == FreeReason.Failed && ReferenceEquals(identity, ReleasedIdentity))
        ? this
        : new(Parts, Owed, FreeReason.Failed, ReleasedAt, identity);

    /// <summary>The lock itself says that it is held, where nothing here has acquired it yet.</summary>
    public LockState Told() => IsHeld || Owed > 0 || Reason != FreeReason.Initial
        ? this
        : new(Parts, Owed, FreeReason.HeldByCaller, ReleasedAt, ReleasedIdentity);

    /// <summary>Gives back a part that is held; <paramref name="rest"/> is what stays of it.</summary>
    public LockState Released(int index, int site, HeldPart? rest)
    {
        ImmutableArray<HeldPart> parts = rest is null ? Parts.RemoveAt(index) : Parts.SetItem(index, rest);
        return parts.IsEmpty
            ? new(parts, Owed, FreeReason.Released, site, Parts[index].Identity)
            : new(parts, Owed, FreeReason.Initial, -1, null);
    }

    /// <summary>Somebody else has got hold of that lock.</summary>
    public LockState HandedOut(Value identity, Custody custody)
    {
        ImmutableArray<HeldPart> parts = Parts;
        for (int i = 0; i < parts.Length; i++)
        {
            if (ReferenceEquals(parts[i].Identity, identity) && parts[i].Custody < custody)
                parts = parts.SetItem(i, parts[i] with { Custody = custody });
        }

        return parts == Parts ? this : new(parts, Owed, Reason, ReleasedAt, ReleasedIdentity);
    }

    /// <summary>Gives back what the caller held.</summary>
    public LockState Borrowed() => new(Parts, Math.Min(Owed + 1, MaxParts), FreeReason.Initial, -1, null);

    public LockState Forget(Value value)
    {
        ImmutableArray<HeldPart> parts = Parts;
        for (int i = 0; i < parts.Length; i++)
        {
            HeldPart part = parts[i];
            if (part.Identity is not null && part.Identity.Mentions(value))
                part = part with { Identity = null };
            if (part.Range is not null && part.Range.Mentions(value))
                part = part with { Range = part.Range.Without(value) };
            parts = ReferenceEquals(part, parts[i]) ? parts : parts.SetItem(i, part);
        }

        Value? released = ReleasedIdentity is not null && ReleasedIdentity.Mentions(value) ? null : ReleasedIdentity;
        return parts == Parts && ReferenceEquals(released, ReleasedIdentity)
            ? this
            : new(parts, Owed, Reason, ReleasedAt, released);
    }

    public bool Equals(LockState? other)
    {
        if (ReferenceEquals(this, other))
            return true;
        if (other is null || Owed != other.Owed || Reason != other.Reason || ReleasedAt != other.ReleasedAt
            || !ReferenceEquals(ReleasedIdentity, other.ReleasedIdentity) || Parts.Length != other.Parts.Length)
            return false;
        for (int i = 0; i < Parts.Length; i++)
        {
            if (!Parts[i].Equals(other.Parts[i]))
                return false;
        }

        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as LockState);

    public override int GetHashCode()
    {
        int hash = unchecked(Owed * 31 + (int)Reason * 7 + ReleasedAt);
        foreach (HeldPart part in Parts)
            hash = unchecked(hash * 31 + part.GetHashCode());
        return hash;
    }

    public override string ToString() =>
        IsHeld ? "held" + string.Join(",", Parts) : Owed > 0 ? $"owed {Owed}" : $"free {Reason}";
}
