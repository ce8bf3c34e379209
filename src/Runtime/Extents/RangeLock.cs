using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace ExtentLock.Extents;

/// <summary>
/// Range lock for many threads and many ranges in flight, in sectors of 4 KiB. A range that nobody else wants is taken
/// by one atomic operation for each MiB that it lies in, and given back by one: no queue, no allocation. Thread-safe.
/// </summary>
/// <remarks>
/// <para>Byte ranges are rounded out to sectors where they are compared: two ranges conflict if they touch the same
/// sector. A sector is free again once no byte of it is held.</para>
/// <para>Every MiB that was ever locked keeps some 600 bytes, among them one for each sector, and a latch that is held
/// for a few instructions: threads that meet there wait for one another that long. At most 16 sectors of one MiB,
/// where no other range is held meanwhile, need no latch.</para>
/// <para>As long as somebody waits in a MiB, all requests in it go by the queue; and as long as a range over 4 MiB is
/// held or waited for, or one that ends past 16 TiB, or a sector has more than 254 shared holders, all requests do.
/// What is granted stays the same.</para>
/// <para>Segments with counters for shared holders are known from pNOVA (APSys 2019) and SRL (IEEE Access 2021); the
/// queue is ordered as that of <see cref="TreeRangeLock"/>. btrfs keeps such locks as bits of its extent tree, without
/// modes, owners or order.</para>
/// </remarks>
public sealed partial class RangeLock : QueuedRangeLock
{
    internal const long SectorLength = 1 << SectorShift;

    private const int SectorShift = 12;
    private const long BigSectors = 1024;

    private SegmentTable _segments;
    private readonly LatchedPool _bigHoldings;

    // Big ranges held or waited for. Raised before segments are looked at, and read under a segment's latch: of a big
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
        _segments = new SegmentTable(this);
        _bigHoldings = new LatchedPool(this, Latch);
    }

    /// <summary>4096: a sector.</summary>
    public override long Granularity => SectorLength;

    internal bool HasBigRanges => Volatile.Read(ref _bigRanges) != 0;

    /// <inheritdoc/>
    public override RangeLease Lock(
        ByteRange range,
        RangeMode mode = RangeMode.Exclusive,
        TimeSpan? timeout = null,
        string? label = null,
        CancellationToken cancellationToken = default) =>
        MayTakeAtOnce(timeout, cancellationToken) && TryTakeByWord(range, mode, label, out RangeLease taken)
            ? taken
            : LockOtherwise(range, mode, timeout, label, cancellationToken);

    /// <inheritdoc/>
    public override bool TryLock(
        ByteRange range,
        out RangeLease lease,
        RangeMode mode = RangeMode.Exclusive,
        TimeSpan? timeout = null,
        string? label = null,
        CancellationToken cancellationToken = default) =>
        (MayTakeAtOnce(timeout, cancellationToken) && TryTakeByWord(range, mode, label, out lease))
        || TryLockOtherwise(range, out lease, mode, timeout, label, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<RangeLease> LockAsync(
        ByteRange range,
        RangeMode mode = RangeMode.Exclusive,
        TimeSpan? timeout = null,
        string? label = null,
        CancellationToken cancellationToken = default) =>
        MayTakeAtOnce(timeout, cancellationToken) && TryTakeByWord(range, mode, label, out RangeLease taken)
            ? new ValueTask<RangeLease>(taken)
            : LockOtherwiseAsync(range, mode, timeout, label, cancellationToken);

    /// <summary>These sectors were given back while somebody waited.</summary>
    internal void ServeAfterGiving(long first, long last)
    {
        AtStep?.Invoke(LockStep.Given);
        RangeWaiter? woken;
        lock (Latch)
        {
            Serve(first, last);
            woken = TakeWoken();
        }

        RangeWaiter.CompleteGranted(woken);
    }

    private protected override HoldingPool Home(ByteRange range)
    {
        long first = range.Start >> SectorShift;
        return IsBig(first, (range.End - 1) >> SectorShift) ? _bigHoldings : _segments[SegmentOf(first)];
    }

    private protected override void AddHoldings(List<RangeHolding> all)
    {
        _bigHoldings.AddAll(all);
        for (long number = 0; _segments.NextUsed(ref number, SegmentTable.MostSegments - 1) is Segment segment;)
            segment.AddAll(all);
    }

    private protected override bool TakeWithoutLatch(RangeHolding wanted)
    {
        (long first, long last) = Sectors(wanted);
        wanted.IsBig = IsBig(first, last);
        if (wanted.IsBig)
            return false;

        Make(first, last);
        EnterAll(first, last);
        bool isTaken = !AreWanted(first, last) && TryTake(first, last, wanted.Mode);
        ExitAll(first, last);
        return isTaken;
    }

    private protected override bool TryRelease(RangeHolding holding, long stamp)
    {
        if (!holding.Home.TryEnd(holding, stamp))
            return false;

        GiveBack(holding);
        holding.Home.Return(holding);
        return true;
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

        if (first > last)
            return;

        EnterAll(first, last);
        Give(first, last, held.Mode);
        bool isWanted = AreWanted(first, last);
        ExitAll(first, last);
        if (isWanted)
            ServeAfterGiving(first, last);
    }

    private protected override void Divide(RangeHolding held, RangeHolding rest, long at)
    {
        if (held.IsBig)
        {
            DivideBig(held, rest, at);
            return;
        }

        // The segments don't know whose their sectors are.
        held.MoveTail(at, rest);
    }

    private protected override void Weaken(RangeHolding held)
    {
        (long first, long last) = Sectors(held);
        bool isWanted = true;
        if (!held.IsBig)
        {
            EnterAll(first, last);
            Lower(held, toShared: true);
            isWanted = AreWanted(first, last);
            ExitAll(first, last);
        }

        held.Mode = RangeMode.Shared;
        if (isWanted)
            ServeAfterGiving(first, last);
    }

    private void GiveBack(RangeHolding held)
    {
        if (held.IsBig)
        {
            GiveBackBig(held);
            return;
        }

        (long first, long last) = Sectors(held);
        EnterAll(first, last);
        Lower(held, toShared: false);
        bool isWanted = AreWanted(first, last);
        ExitAll(first, last);
        if (isWanted)
            ServeAfterGiving(first, last);
    }

    private static bool IsBig(long first, long last) =>
        last - first >= BigSectors || SegmentOf(last) >= SegmentTable.MostSegments;

    private static (long First, long Last) Sectors(RangeHolding holding)
    {
        (long start, long end) = holding.Ends();
        return (start >> SectorShift, (end - 1) >> SectorShift);
    }

    private static bool TouchesSector(RangeHolding held, long sector) =>
        held.Touches(sector << SectorShift, EndOf(sector));

    /// <summary>One past the sector's last byte; the last sector of all ends with the last byte there can be.</summary>
    private static long EndOf(long sector) =>
        sector == long.MaxValue >> SectorShift ? long.MaxValue : (sector + 1) << SectorShift;

    /// <summary>Takes few whole sectors of one segment if nobody else wants them, and the word says all of
    /// it.</summary>
    /// <remarks>Whatever this does not take is asked for by one call, so that nothing is kept for it in memory: an
    /// atomic operation waits for every write before it.</remarks>
    private bool TryTakeByWord(ByteRange range, RangeMode mode, string? label, out RangeLease taken)
    {
        long first = range.Start >> SectorShift;
        long last = (range.End - 1) >> SectorShift;
        if (((range.Start | range.End) & (SectorLength - 1)) == 0
            && SegmentOf(first ^ last) == 0
            && _segments.FindNear(SegmentOf(first)) is Segment segment)
        {
            int count = (int)(last - first) + 1;
            return segment.TryTakeByWord((int)first & (Segment.Sectors - 1), count, mode, label, out taken);
        }

        taken = default;
        return false;
    }
}
