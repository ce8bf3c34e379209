using System;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace ExtentLock.Extents;

/// <content>The ways of a request that is not told by one word, or that somebody stands against.</content>
public sealed partial class RangeLock
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    private RangeLease LockOtherwise(
        ByteRange range, RangeMode mode, TimeSpan? timeout, string? label, CancellationToken cancellationToken) =>
        MayTakeAtOnce(timeout, cancellationToken) && TryTakeAtOnce(range, mode, label) is { IsGranted: true } taken
            ? taken
            : LockByQueue(range, mode, timeout, label, cancellationToken);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryLockOtherwise(
        ByteRange range,
        out RangeLease lease,
        RangeMode mode,
        TimeSpan? timeout,
        string? label,
        CancellationToken cancellationToken)
    {
        lease = MayTakeAtOnce(timeout, cancellationToken) ? TryTakeAtOnce(range, mode, label) : default;
        return lease.IsGranted || TryLockByQueue(range, out lease, mode, timeout, label, cancellationToken);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ValueTask<RangeLease> LockOtherwiseAsync(
        ByteRange range, RangeMode mode, TimeSpan? timeout, string? label, CancellationToken cancellationToken) =>
        MayTakeAtOnce(timeout, cancellationToken) && TryTakeAtOnce(range, mode, label) is { IsGranted: true } taken
            ? new ValueTask<RangeLease>(taken)
            : LockByQueueAsync(range, mode, timeout, label, cancellationToken);

    /// <summary>Takes a range of one segment that nobody else wants; else none. An empty range is in none.</summary>
    private RangeLease TryTakeAtOnce(ByteRange range, RangeMode mode, string? label)
    {
        long first = range.Start >> SectorShift;
        long last = (range.End - 1) >> SectorShift;
        if (SegmentOf(first ^ last) != 0 || _segments.Find(SegmentOf(first)) is not Segment segment)
            return default;

        return segment.TryTake(range, (int)first & (Segment.Sectors - 1), (int)(last - first) + 1, mode, label);
    }
}
