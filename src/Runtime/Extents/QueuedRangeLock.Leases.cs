using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Text;

namespace ExtentLock.Extents;

/// <content>What can be done with a lease, and the reports.</content>
public abstract partial class QueuedRangeLock
{
    /// <inheritdoc/>
    public void Release(RangeLease lease)
    {
        RangeHolding holding = Own(lease);
        if (!holding.TryGive(lease.Stamp))
            Release(holding, lease.Stamp);
    }

    /// <inheritdoc/>
    public void ReleasePart(RangeLease lease, ByteRange part)
    {
        RangeHolding holding = Own(lease);
        if (part.End <= part.Start)
            throw new InvalidRangeException(RangeFault.Empty, part.Start, part.End);

        holding.Home.BeginChange(holding, lease.Stamp);
        bool isAll = false;
        try
        {
            RangePiece piece = holding.PieceWith(part);
            isAll = holding.First.Next is null && piece.Range == part;
            if (!isAll)
                GiveBackPart(holding, piece, part);
        }
        finally
        {
            holding.EndChange(lease.Stamp);
        }

        if (isAll)
            Release(lease);
    }

    /// <inheritdoc/>
    public RangeLease Split(RangeLease lease, long at)
    {
        RangeHolding holding = Own(lease);
        holding.Home.BeginChange(holding, lease.Stamp);
        try
        {
            (long start, long end) = holding.Ends();
            if (at <= start || at >= end || at % Granularity != 0)
                throw new InvalidRangeException(RangeFault.Misplaced, at, Granularity);

            RangeHolding rest = holding.Home.Rent();
            Divide(holding, rest, at);
            return rest.Grant();
        }
        finally
        {
            holding.EndChange(lease.Stamp);
        }
    }

    /// <inheritdoc/>
    public void Downgrade(RangeLease lease)
    {
        RangeHolding holding = Own(lease);
        holding.Home.BeginChange(holding, lease.Stamp);
        try
        {
            if (holding.Mode == RangeMode.Exclusive)
                Weaken(holding);
        }
        finally
        {
            holding.EndChange(lease.Stamp);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<HeldRange> Snapshot()
    {
        List<RangeHolding> all = [];
        AddHoldings(all);
        List<(long Sequence, HeldRange Entry)> waiting = [];
        lock (Latch)
        {
            foreach (RangeHolding holding in all)
            {
                if (holding.Waiter is not null)
                    waiting.Add((holding.Sequence, holding.Wanted()));
            }
        }

        // Without the latch, because a holding that is being changed may need it until it can be read.
        List<HeldRange> held = [];
        foreach (RangeHolding holding in all)
        {
            if (holding.Home.TryRead(holding, out HeldRange entry))
                held.Add(entry);
        }

        held.Sort(static (left, right) => left.Range.Start.CompareTo(right.Range.Start));
        waiting.Sort(static (left, right) => left.Sequence.CompareTo(right.Sequence));
        foreach ((_, HeldRange entry) in waiting)
            held.Add(entry);

        return held;
    }

    /// <inheritdoc/>
    public string Dump()
    {
        StringBuilder text = new();
        foreach (HeldRange range in Snapshot())
            text.Append(range).Append('\n');

        return text.Length == 0 ? "(empty)\n" : text.ToString();
    }

    /// <inheritdoc/>
    public void ThrowIfHeld()
    {
        IReadOnlyList<HeldRange> ranges = Snapshot();
        if (ranges.Count > 0)
            throw new RangeLeakException(ranges);
    }

    // Not inlined, like the next: a caller has registers for the way that most take.
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void Release(RangeHolding holding, long stamp)
    {
        if (!TryRelease(holding, stamp))
            throw holding.Refusal(stamp);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void ReleaseIfHeld(RangeHolding holding, long stamp)
    {
        if (!TryRelease(holding, stamp) && holding.IsChanging(stamp))
            throw new LeaseException(LeaseFault.InUse);
    }

    /// <summary>
    /// Ends the lease, frees all it has and serves who waits for it; only one of several callers gets true. Called
    /// without the latch.
    /// </summary>
    private protected abstract bool TryRelease(RangeHolding holding, long stamp);

    /// <summary>Cuts the part out of the piece, frees it, serves who waits for it. Called without the latch.</summary>
    private protected abstract void GiveBackPart(RangeHolding held, RangePiece piece, ByteRange part);

    /// <summary>Moves what lies at or after the place to the other holding. Called without the latch.</summary>
    private protected abstract void Divide(RangeHolding held, RangeHolding rest, long at);

    /// <summary>Makes it shared and serves who can share it. Called without the latch.</summary>
    private protected abstract void Weaken(RangeHolding held);

    private RangeHolding Own(RangeLease lease)
    {
        RangeHolding holding = lease.Holding;
        return ReferenceEquals(holding.Owner, this) ? holding : throw new LeaseException(LeaseFault.Foreign);
    }
}
