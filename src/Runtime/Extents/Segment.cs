using System;
using System.Runtime.CompilerServices;
using System.Threading;

namespace ExtentLock.Extents;

/// <summary>
/// 1 MiB of a file: the states of its sectors, how many wait for one of them, and the holdings of ranges that begin in
/// it, all under one latch. Thread-safe where it does not say otherwise.
/// </summary>
/// <remarks>
/// One range of few sectors, <see cref="HoldingPool.First"/>, is held in the word that has the latch, too: taken by one
/// atomic operation and given back by another, without the latch. Who enters the latch writes it down as all others
/// are, so nothing else has to know. Every number of the word is used once: what was read of the states before the word
/// changed is still so if it could be changed.
/// </remarks>
internal sealed partial class Segment(RangeLock owner, long number) : HoldingPool(owner)
{
    public const int Shift = 8;
    public const int Sectors = 1 << Shift;

    private readonly long _firstSector = number << Shift;
    private long _word;
    private int _waiters;
    private int _patience;
    private SectorStates _states;

    /// <summary>Takes whole sectors of this segment, with the label of the word's last range, if nobody has to be
    /// asked.</summary>
    public bool TryTakeByWord(int first, int count, RangeMode mode, string? label, out RangeLease taken)
    {
        SegmentWord seen = new(Volatile.Read(ref _word));
        if (MayTake(seen, first, count, mode) && ReferenceEquals(First.Label, label))
        {
            SegmentWord held = seen.Holding(first, count, mode);
            if (Interlocked.CompareExchange(ref _word, held.Bits, seen.Bits) == seen.Bits)
            {
                taken = new RangeLease(First, held.Bits);
                return true;
            }
        }

        taken = default;
        return false;
    }

    /// <summary>Takes sectors of this segment if nobody has to be asked and a holding is at hand; else none.</summary>
    public RangeLease TryTake(ByteRange range, int first, int count, RangeMode mode, string? label)
    {
        SegmentWord seen = new(Volatile.Read(ref _word));
        if (MayTake(seen, first, count, mode))
        {
            SegmentWord held = seen.Holding(first, count, mode).WithDescription();
            if (Interlocked.CompareExchange(ref _word, held.Bits, seen.Bits) == seen.Bits)
            {
                First.Describe(range, label, held);
                return new RangeLease(First, held.Bits);
            }
        }

        return TryTakeUnderLatch(range, first, count, mode, label);
    }

    /// <summary>Ends a lease of this segment that was not changed since it was taken.</summary>
    public bool TryGive(RangeHolding holding, long stamp)
    {
        SegmentWord held = new(stamp);
        return (held.IsHeld && Interlocked.CompareExchange(ref _word, held.Next().Bits, stamp) == stamp)
            || TryGiveSlowly(holding, stamp);
    }

    /// <summary>Whether the word holds this lease at this moment.</summary>
    public bool HoldsInWord(long stamp) =>
        new SegmentWord(stamp).IsHeld && new SegmentWord(Volatile.Read(ref _word)).WithoutLatch().Bits == stamp;

    /// <summary>The bytes of the sectors of a word.</summary>
    public ByteRange RangeOf(SegmentWord held) => ByteRange.FromLength(
        (_firstSector + held.First) * RangeLock.SectorLength, held.Count * RangeLock.SectorLength);

    // Big ranges are asked for after the word was seen: who raises them then looks at the word, too, and changes it.
    private bool MayTake(SegmentWord seen, int first, int count, RangeMode mode) =>
        seen.IsOpen
        && (uint)count <= SectorStates.Step
        && (uint)mode <= (uint)RangeMode.Shared
        && !owner.HasBigRanges
        && _states.CanTakeFew(first, count, mode);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private RangeLease TryTakeUnderLatch(ByteRange range, int first, int count, RangeMode mode, string? label)
    {
        EnterLatch();
        RangeHolding? holding = NextFree;
        bool isTaken = holding is not null && !IsWanted && _states.TryTake(first, count, mode);
        if (isTaken)
        {
            Take(holding!);
            holding!.Hold(range, mode, label, first, count);
        }

        ExitLatch();
        return isTaken ? holding!.Lease : default;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryGiveSlowly(RangeHolding holding, long stamp)
    {
        EnterLatch();
        (int first, int count) = (holding.FirstSector, holding.SectorCount);
        bool hasEnded = count > 0 && holding.TryEnd(stamp);
        bool isWanted = hasEnded && IsWanted;
        if (hasEnded)
        {
            _states.Give(first, count, holding.Mode);
            Put(holding);
        }

        ExitLatch();
        if (isWanted)
            owner.ServeAfterGiving(_firstSector + first, _firstSector + first + count - 1);

        return hasEnded;
    }
}
