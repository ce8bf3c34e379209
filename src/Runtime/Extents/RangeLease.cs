using System;
using ExtentLock.Contracts;

namespace ExtentLock.Extents;

/// <summary>
/// The right to a byte range, until it is given back. Copies are the same right: once one is released, all have ended,
/// and every use but <see cref="Dispose"/> throws <see cref="LeaseException"/>.
/// </summary>
/// <remarks>May be passed to other threads. If two threads change the same lease at once, one of them throws.</remarks>
public readonly struct RangeLease : IDisposable, IEquatable<RangeLease>
{
    private readonly RangeHolding? _holding;

    internal RangeLease(RangeHolding holding, long stamp)
    {
        _holding = holding;
        Stamp = stamp;
    }

    /// <summary>The smallest range that contains all bytes that are still held.</summary>
    /// <exception cref="LeaseException">The lease has ended.</exception>
    public ByteRange Range => Holding.Hull(Stamp);

    /// <summary>How they are held.</summary>
    /// <exception cref="LeaseException">The lease has ended.</exception>
    public RangeMode Mode => Holding.ModeOf(Stamp);

    /// <summary>True until the lease is released.</summary>
    public bool IsHeld => _holding is not null && _holding.IsHeld(Stamp);

    internal long Stamp { get; }

    /// <summary>False for the default value only.</summary>
    internal bool IsGranted => _holding is not null;

    internal RangeHolding Holding => _holding ?? throw new LeaseException(LeaseFault.None);

    /// <inheritdoc cref="IRangeLock.Release"/>
    [Releases("this")]
    public void Release()
    {
        RangeHolding holding = Holding;
        if (!holding.TryGive(Stamp))
            holding.Owner.Release(holding, Stamp);
    }

    /// <inheritdoc cref="IRangeLock.ReleasePart"/>
    [Releases("this", Start = "part.Start", End = "part.End")]
    public void ReleasePart(ByteRange part) => Holding.Owner.ReleasePart(this, part);

    /// <inheritdoc cref="IRangeLock.Split"/>
    public RangeLease Split(long at) => Holding.Owner.Split(this, at);

    /// <inheritdoc cref="IRangeLock.Downgrade"/>
    public void Downgrade() => Holding.Owner.Downgrade(this);

    /// <summary>Gives back what is still held; nothing if the lease has ended or was never granted.</summary>
    [Releases("this")]
    public void Dispose()
    {
        if (_holding is RangeHolding holding && !holding.TryGive(Stamp))
            holding.Owner.ReleaseIfHeld(holding, Stamp);
    }

    /// <summary>True if both are the same right.</summary>
    public bool Equals(RangeLease other) => _holding == other._holding && Stamp == other.Stamp;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is RangeLease other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_holding, Stamp);

    /// <inheritdoc cref="Equals(RangeLease)"/>
    public static bool operator ==(RangeLease left, RangeLease right) => left.Equals(right);

    /// <summary>True if they are different rights.</summary>
    public static bool operator !=(RangeLease left, RangeLease right) => !left.Equals(right);
}
