using System;
using System.Threading;

namespace ExtentLock.Extents;

/// <summary>
/// 1 MiB of a file: the states of its sectors, how many wait for one of them, and the holdings of ranges that begin in
/// it, all under one latch. Thread-safe where it does not say otherwise.
/// </summary>
internal sealed class Segment(RangeLock owner, long number) : HoldingPool(owner)
{
    public const int Shift = 8;
    public const int Sectors = 1 << Shift;

    private readonly long _firstSector = number << Shift;
    private int _waiters;
    private SectorStates _states;

    /// <summary>Somebody waits for one of these sectors, or big ranges are about. Called under the latch.</summary>
    public bool IsWanted => _waiters != 0 || owner.HasBigRanges;

    public void Enter() => Latch.Enter();

    public void Exit() => Latch.Exit();

    /// <summary>Takes sectors of this segment if nobody has to be asked and a holding is at hand; else null.</summary>
    public RangeHolding? TryTake(ByteRange range, int first, int count, RangeMode mode, string? label)
    {
        Latch.Enter();
        RangeHolding? holding = NextFree;
        if (holding is null || IsWanted || !_states.TryTake(first, count, mode))
        {
            Latch.Exit();
            return null;
        }

        TakeFree();
        holding.Prepare(range, mode, label);
        holding.FirstSector = first;
        holding.SectorCount = count;
        holding.Hold();
        Latch.Exit();
        return holding;
    }

    /// <summary>Ends a lease that was taken by <see cref="TryTake"/> and not changed since.</summary>
    public bool TryGive(RangeHolding holding, long stamp)
    {
        Latch.Enter();
        (int first, int count) = (holding.FirstSector, holding.SectorCount);
        if (count == 0 || !holding.TryEnd(stamp))
        {
            Latch.Exit();
            return false;
        }

        _states.Give(first, count, holding.Mode);
        PutFree(holding);
        bool isWanted = IsWanted;
        Latch.Exit();
        if (isWanted)
            owner.ServeAfterGiving(_firstSector + first, _firstSector + first + count - 1);

        return true;
    }

    /// <summary>True if nobody holds one in a mode that conflicts. Called under the latch, like all below.</summary>
    public bool IsFree(long first, long last, RangeMode mode)
    {
        (int from, int count) = Clip(first, last);
        return _states.IsFree(from, count, mode);
    }

    public bool IsFull(long first, long last)
    {
        (int from, int count) = Clip(first, last);
        return _states.IsFull(from, count);
    }

    public void Take(long first, long last, RangeMode mode)
    {
        (int from, int count) = Clip(first, last);
        _states.Take(from, count, mode);
    }

    public void Give(long first, long last, RangeMode mode)
    {
        (int from, int count) = Clip(first, last);
        _states.Give(from, count, mode);
    }

    public void CountWaiter(int change) => _waiters += change;

    /// <summary>What of the sectors <c>[first, last]</c> of the file lies here; none if nothing does.</summary>
    private (int From, int Count) Clip(long first, long last)
    {
        long from = Math.Max(first - _firstSector, 0);
        return ((int)from, (int)(Math.Min(last - _firstSector, Sectors - 1) - from + 1));
    }
}
