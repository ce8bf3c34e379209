using System;
using System.Collections.Generic;
using System.Threading;
using ExtentLock.Contracts;

namespace ExtentLock.Extents;

/// <summary>Locks with a handle: given back by who took them, and by nobody else's handle.</summary>
public sealed partial class ExtentIoTree
{
    /// <summary>Takes the range as <see cref="Lock"/> does, and remembers where it is.</summary>
    /// <param name="start">First byte.</param>
    /// <param name="end">One past the last byte; at least one byte is locked.</param>
    /// <param name="holder">Label that <see cref="Dump"/> shows while the range is held.</param>
    /// <returns>The handle to give back.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range starts below zero or holds no byte.</exception>
    [Acquires("return")]
    public CachedState LockCached(long start, long end, string holder)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(end, start);
        Take(start, end, holder, Timeout.InfiniteTimeSpan, out long stamp);
        return new CachedState(this, start, end, stamp);
    }

    /// <summary>Gives back whatever the handle still holds, and serves who waits for it.</summary>
    /// <exception cref="LeaseException">The handle is another tree's, or holds nothing any more.</exception>
    [Releases("cached")]
    public void Unlock(CachedState cached)
    {
        lock (_latch)
        {
            List<ExtentRange> own = OwnUnderLatch(cached, cached.Start, cached.End);
            if (own.Count == 0)
                throw new LeaseException(LeaseFault.Released);

            foreach (ExtentRange run in own)
                UnlockUnderLatch(run.Start, run.End);
        }
    }

    /// <summary>Gives a part back. The handle ends with its last byte.</summary>
    /// <param name="cached">Holds the part.</param>
    /// <param name="start">First byte.</param>
    /// <param name="end">One past the last byte.</param>
    /// <exception cref="LeaseException">The handle is another tree's, or does not hold all of the part.</exception>
    [Releases("cached", Start = "start", End = "end")]
    public void Unlock(CachedState cached, long start, long end)
    {
        Check(start, end);
        lock (_latch)
        {
            if (!HoldsUnderLatch(cached, start, end))
                throw new LeaseException(LeaseFault.NotCovered);

            UnlockUnderLatch(start, end);
        }
    }

    /// <summary>True if the handle holds every byte of the range.</summary>
    /// <exception cref="LeaseException">The handle is another tree's.</exception>
    public bool Holds(CachedState cached, long start, long end)
    {
        Check(start, end);
        lock (_latch)
            return HoldsUnderLatch(cached, start, end);
    }

    private bool HoldsUnderLatch(CachedState cached, long start, long end)
    {
        long held = 0;
        foreach (ExtentRange run in OwnUnderLatch(cached, start, end))
            held += run.Length;

        return held == end - start;
    }

    private List<ExtentRange> OwnUnderLatch(CachedState cached, long start, long end)
    {
        if (cached.Tree != this)
            throw new LeaseException(LeaseFault.Foreign);

        // Runs before the range come and go: the place is where to look first, not where it must be.
        int place = start == cached.Start ? cached.Place : int.MaxValue;
        List<ExtentRange> own = _runs.LockedBy(start, end, cached.Stamp, ref place);
        if (start == cached.Start)
            cached.Place = place;

        return own;
    }
}
