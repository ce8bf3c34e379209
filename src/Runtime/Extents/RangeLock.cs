using System;
using System.Threading;

namespace ExtentLock.Extents;

/// <summary>
/// Range lock for many threads and many ranges in flight, in sectors of 4 KiB. A range up to 4 MiB that nobody else
/// wants is taken and given back by compare-and-swap of one word for each 64 KiB: no latch, no allocation. Thread-safe.
/// </summary>
/// <remarks>
/// <para>Byte ranges are rounded out to sectors where they are compared: two ranges conflict if they touch the same
/// sector. A sector is free again once no byte of it is held.</para>
/// <para>Ranges over 4 MiB, and those that end past 16 TiB, are kept apart. As long as one of them is held or waited
/// for, every request takes a latch; what is granted stays the same.</para>
/// <para>A <see cref="QueuedRangeLock.TryLock"/> that does not wait may be refused because of a conflicting request
/// that is being made at that moment and is then refused itself. Giving back a range of which only some sectors are
/// contended is seen in two steps: those first that nobody asked for.</para>
/// <para>Segments with counters for shared holders are known from pNOVA (APSys 2019) and SRL (IEEE Access 2021); the
/// queue is ordered as that of <see cref="TreeRangeLock"/>. btrfs keeps such locks as bits of its extent tree, without
/// modes, owners or order.</para>
/// </remarks>
public sealed partial class RangeLock : QueuedRangeLock
{
    private const int SectorShift = 12;
    private const long BigSectors = 1024;

    private readonly SegmentTable _words = new();

    // Big ranges held or waited for. Written before words are looked at, and read after words are changed: of a big
    // request and a small one that conflict, at least one sees the other.
    private int _bigRanges;

    /// <summary>A lock of which nothing is held.</summary>
    public RangeLock()
        : this(TimeProvider.System)
    {
    }

    /// <summary>A lock of which nothing is held.</summary>
    /// <param name="time">Clock that timeouts are measured by.</param>
    public RangeLock(TimeProvider time)
        : base(time)
    {
    }

    /// <summary>4096: a sector.</summary>
    public override long Granularity => 1 << SectorShift;

    private protected override bool TakeWithoutLatch(RangeHolding wanted)
    {
        long first = wanted.First.Start >> SectorShift;
        long last = (wanted.First.End - 1) >> SectorShift;
        wanted.IsBig = last - first >= BigSectors || WordOf(last) >= SegmentTable.MostWords;
        if (wanted.IsBig || Volatile.Read(ref _bigRanges) != 0)
            return false;

        RangeMode mode = wanted.Mode;
        Action<LockStep>? atStep = AtStep;
        for (long word = WordOf(first); word <= WordOf(last); word++)
        {
            atStep?.Invoke(LockStep.TakeWord);
            if (SegmentWord.TryTake(ref _words[word], SegmentWord.Mask(word, first, last), mode))
                continue;

            GiveAndServe(first, SegmentWord.FirstSector(word) - 1, mode);
            return false;
        }

        atStep?.Invoke(LockStep.WordsTaken);
        if (Volatile.Read(ref _bigRanges) == 0)
            return true;

        GiveAndServe(first, last, mode);
        return false;
    }

    private protected override void GiveBack(RangeHolding held)
    {
        if (held.IsBig)
        {
            GiveBackBig(held);
            return;
        }

        // Two pieces may touch the same sector.
        long next = 0;
        for (RangePiece? piece = held.First; piece is not null; piece = piece.Next)
        {
            long first = Math.Max(piece.Start >> SectorShift, next);
            long last = (piece.End - 1) >> SectorShift;
            next = last + 1;
            GiveAndServe(first, last, held.Mode);
        }
    }

    private protected override void GiveBackPart(RangeHolding held, RangePiece piece, ByteRange part)
    {
        if (held.IsBig)
        {
            GiveBackPartOfBig(held, piece, part);
            return;
        }

        held.Cut(piece, part);
        long first = part.Start >> SectorShift;
        long last = (part.End - 1) >> SectorShift;
        if (TouchesSector(held, first))
            first++;

        if (TouchesSector(held, last))
            last--;

        GiveAndServe(first, last, held.Mode);
    }

    private protected override void Divide(RangeHolding held, RangeHolding rest, long at)
    {
        if (held.IsBig)
        {
            DivideBig(held, rest, at);
            return;
        }

        // The words don't know whose they are.
        held.MoveTail(at, rest);
        rest.IsBig = false;
    }

    private protected override void Weaken(RangeHolding held)
    {
        (long start, long end) = held.Ends();
        bool isWanted = held.IsBig;
        long next = 0;
        for (RangePiece? piece = held.First; piece is not null && !held.IsBig; piece = piece.Next)
        {
            long first = Math.Max(piece.Start >> SectorShift, next);
            long last = (piece.End - 1) >> SectorShift;
            next = last + 1;
            for (long word = WordOf(first); first <= last && word <= WordOf(last); word++)
            {
                AtStep?.Invoke(LockStep.GiveWord);
                ulong mask = SegmentWord.Mask(word, first, last);
                ulong inflated = SegmentWord.Weaken(ref _words[word], mask);
                if (inflated == 0)
                    continue;

                isWanted = true;
                WeakenInflated(word, inflated);
            }
        }

        held.Mode = RangeMode.Shared;
        AtStep?.Invoke(LockStep.WordsGiven);
        if (isWanted || Volatile.Read(ref _bigRanges) != 0)
            ServeAndWake(start >> SectorShift, (end - 1) >> SectorShift);
    }

    private static bool TouchesSector(RangeHolding held, long sector) =>
        held.Touches(sector << SectorShift, EndOf(sector));

    /// <summary>One past the sector's last byte; the last sector of all ends with the last byte there can be.</summary>
    private static long EndOf(long sector) =>
        sector == long.MaxValue >> SectorShift ? long.MaxValue : (sector + 1) << SectorShift;

    private static long WordOf(long sector) => sector >> SegmentWord.Shift;

    /// <summary>Frees the sectors <c>[first, last]</c>, which may be none.</summary>
    private void GiveAndServe(long first, long last, RangeMode mode)
    {
        if (first > last)
            return;

        Action<LockStep>? atStep = AtStep;
        bool isWanted = false;
        for (long word = WordOf(first); word <= WordOf(last); word++)
        {
            atStep?.Invoke(LockStep.GiveWord);
            ulong inflated = SegmentWord.Give(ref _words[word], SegmentWord.Mask(word, first, last), mode);
            if (inflated == 0)
                continue;

            isWanted = true;
            atStep?.Invoke(LockStep.GiveInflated);
            GiveInflated(word, inflated, mode);
        }

        atStep?.Invoke(LockStep.WordsGiven);
        if (isWanted || Volatile.Read(ref _bigRanges) != 0)
            ServeAndWake(first, last);
    }
}
