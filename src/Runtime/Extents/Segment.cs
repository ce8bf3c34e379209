using System;
using System.Runtime.CompilerServices;

namespace ExtentLock.Extents;

/// <summary>
/// 1 MiB of a file: the states of its sectors, how many wait for one of them, and the holdings of ranges that begin in
/// it, all under one latch. Thread-safe where it does not say otherwise.
/// </summary>
/// <remarks>
/// An atomic operation waits for all writes before it, and saved registers are writes. So the ways of a range that
/// nobody wants call nothing; what has to wait or to loop is apart.
/// </remarks>
internal sealed class Segment(RangeLock owner, long number) : HoldingPool(owner)
{
    public const int Shift = 8;
    public const int Sectors = 1 << Shift;

    private readonly long _firstSector = number << Shift;
    private SpinLatch _latch;
    private int _waiters;
    private SectorStates _states;

    /// <summary>Somebody waits for one of these sectors, or big ranges are about. Called under the latch.</summary>
    public bool IsWanted => IsWantedOf(owner);

    public void EnterLatch() => _latch.Enter();

    public void ExitLatch() => _latch.Exit();

    /// <summary>Takes sectors of this segment if nobody has to be asked and a holding is at hand; else null.</summary>
    public RangeHolding? TryTake(ByteRange range, int first, int count, RangeMode mode, string? label)
    {
        if (count > SectorStates.Step || !_latch.TryEnter())
            return TryTakeSlowly(range, first, count, mode, label);

        RangeHolding? holding = NextFree;
        if (holding is null || IsWanted || !_states.TryTakeFew(first, count, mode))
        {
            _latch.Exit();
            return null;
        }

        if (!ReferenceEquals(holding, First))
            Take(holding);

        holding.Hold(range, mode, label, first, count);
        _latch.Exit();
        return holding;
    }

    /// <summary>Ends a lease that was taken by <see cref="TryTake"/> and not changed since.</summary>
    public bool TryGive(RangeHolding holding, long stamp)
    {
        if (holding.SectorCount > SectorStates.Step || !_latch.TryEnter())
            return TryGiveSlowly(holding, stamp);

        (int first, int count) = (holding.FirstSector, holding.SectorCount);
        if ((uint)(count - 1) >= SectorStates.Step || !holding.TryEnd(stamp))
        {
            _latch.Exit();
            return false;
        }

        _states.GiveFew(first, count, holding.Mode);
        if (!ReferenceEquals(holding, First))
            Put(holding);

        bool isWanted = IsWanted;
        _latch.Exit();
        return !isWanted || Serve(first, count);
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

    private protected override void Enter() => EnterLatch();

    private protected override void Exit() => ExitLatch();

    private bool IsWantedOf(RangeLock rangeLock) => _waiters != 0 || rangeLock.HasBigRanges;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private RangeHolding? TryTakeSlowly(ByteRange range, int first, int count, RangeMode mode, string? label)
    {
        _latch.Enter();
        RangeHolding? holding = NextFree;
        bool isTaken = holding is not null && !IsWanted && _states.TryTake(first, count, mode);
        if (isTaken)
        {
            Take(holding!);
            holding!.Hold(range, mode, label, first, count);
        }

        _latch.Exit();
        return isTaken ? holding : null;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryGiveSlowly(RangeHolding holding, long stamp)
    {
        _latch.Enter();
        (int first, int count) = (holding.FirstSector, holding.SectorCount);
        bool hasEnded = count > 0 && holding.TryEnd(stamp);
        bool isWanted = hasEnded && IsWanted;
        if (hasEnded)
        {
            _states.Give(first, count, holding.Mode);
            Put(holding);
        }

        _latch.Exit();
        return isWanted ? Serve(first, count) : hasEnded;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Serve(int first, int count)
    {
        owner.ServeAfterGiving(_firstSector + first, _firstSector + first + count - 1);
        return true;
    }

    /// <summary>What of the sectors <c>[first, last]</c> of the file lies here; none if nothing does.</summary>
    private (int From, int Count) Clip(long first, long last)
    {
        long from = Math.Max(first - _firstSector, 0);
        return ((int)from, (int)(Math.Min(last - _firstSector, Sectors - 1) - from + 1));
    }
}
