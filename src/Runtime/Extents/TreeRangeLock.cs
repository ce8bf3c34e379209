using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace ExtentLock.Extents;

/// <summary>
/// Byte-exact range lock on one tree under one latch. The reference that <see cref="RangeLock"/> is held against, and
/// the better choice where ranges are few, huge and unaligned. Thread-safe.
/// </summary>
/// <remarks>
/// After the range locks that Jan Kara and Davidlohr Bueso proposed for Linux: holders and waiters stand in one
/// interval tree; who comes counts the earlier ones that it conflicts with and waits until the count is zero; who
/// leaves counts down the later ones. So requests that overlap are served in the order of their coming, and a wait is
/// given up by leaving. Taking and giving back cost O(log n + overlapping ones).
/// </remarks>
public sealed class TreeRangeLock : QueuedRangeLock
{
    private readonly IntervalTree _tree = new();
    private readonly LatchedPool _holdings;

    // Used under the latch only; kept, so that nothing is allocated.
    private readonly List<RangePiece> _found = [];

    /// <summary>A lock of which nothing is held.</summary>
    public TreeRangeLock()
        : this(TimeProvider.System)
    {
    }

    /// <summary>A lock of which nothing is held.</summary>
    /// <param name="time">Clock that timeouts are measured by.</param>
    public TreeRangeLock(TimeProvider time)
        : base(time) => _holdings = new LatchedPool(this, Latch);

    /// <summary>1: ranges are exact.</summary>
    public override long Granularity => 1;

    /// <inheritdoc/>
    public override RangeLease Lock(
        ByteRange range,
        RangeMode mode = RangeMode.Exclusive,
        TimeSpan? timeout = null,
        string? label = null,
        CancellationToken cancellationToken = default) =>
        MayTakeAtOnce(timeout, cancellationToken) && TryTakeAtOnce(range, mode, label) is RangeHolding taken
            ? taken.Lease
            : LockByQueue(range, mode, timeout, label, cancellationToken);

    /// <inheritdoc/>
    public override bool TryLock(
        ByteRange range,
        out RangeLease lease,
        RangeMode mode = RangeMode.Exclusive,
        TimeSpan? timeout = null,
        string? label = null,
        CancellationToken cancellationToken = default)
    {
        if (!MayTakeAtOnce(timeout, cancellationToken) || TryTakeAtOnce(range, mode, label) is not RangeHolding taken)
            return TryLockByQueue(range, out lease, mode, timeout, label, cancellationToken);

        lease = taken.Lease;
        return true;
    }

    /// <inheritdoc/>
    public override ValueTask<RangeLease> LockAsync(
        ByteRange range,
        RangeMode mode = RangeMode.Exclusive,
        TimeSpan? timeout = null,
        string? label = null,
        CancellationToken cancellationToken = default) =>
        MayTakeAtOnce(timeout, cancellationToken) && TryTakeAtOnce(range, mode, label) is RangeHolding taken
            ? new ValueTask<RangeLease>(taken.Lease)
            : LockByQueueAsync(range, mode, timeout, label, cancellationToken);

    private protected override HoldingPool Home(ByteRange range) => _holdings;

    private protected override void AddHoldings(List<RangeHolding> all) => _holdings.AddAll(all);

    private protected override bool TakeWithoutLatch(RangeHolding wanted) => false;

    private protected override bool Admit(RangeHolding wanted, bool mayWait)
    {
        RangePiece piece = wanted.First;
        piece.Blockers = 0;
        foreach (RangePiece earlier in Overlapping(piece.Start, piece.End))
        {
            if (earlier.ConflictsWith(wanted.Mode))
                piece.Blockers++;
        }

        if (piece.Blockers > 0 && !mayWait)
            return false;

        _tree.Insert(piece);
        return piece.Blockers == 0;
    }

    private protected override void Withdraw(RangeHolding waiting)
    {
        Unlink(waiting);
        Serve(waiting.First.Start, waiting.First.End);
    }

    private protected override bool TryRelease(RangeHolding holding, long stamp)
    {
        RangeWaiter? woken;
        lock (Latch)
        {
            if (!holding.TryEnd(stamp))
                return false;

            (long start, long end) = holding.Ends();
            Unlink(holding);
            _holdings.PutBack(holding);
            Serve(start, end);
            woken = TakeWoken();
        }

        RangeWaiter.CompleteGranted(woken);
        return true;
    }

    private protected override void GiveBackPart(RangeHolding held, RangePiece piece, ByteRange part)
    {
        RangeWaiter? woken;
        lock (Latch)
        {
            Unlink(held);
            held.Cut(piece, part);
            Link(held);
            Serve(part.Start, part.End);
            woken = TakeWoken();
        }

        RangeWaiter.CompleteGranted(woken);
    }

    private protected override void Divide(RangeHolding held, RangeHolding rest, long at)
    {
        lock (Latch)
        {
            Unlink(held);
            held.MoveTail(at, rest);
            rest.Sequence = held.Sequence;
            Link(held);
            Link(rest);
        }
    }

    private protected override void Weaken(RangeHolding held)
    {
        RangeWaiter? woken;
        lock (Latch)
        {
            (long start, long end) = held.Ends();
            Unlink(held);
            held.Mode = RangeMode.Shared;
            Link(held);
            Serve(start, end);
            woken = TakeWoken();
        }

        RangeWaiter.CompleteGranted(woken);
    }

    /// <summary>Takes a range that nobody holds or waits for, under the latch entered once; else null.</summary>
    private RangeHolding? TryTakeAtOnce(ByteRange range, RangeMode mode, string? label)
    {
        lock (Latch)
        {
            RangeHolding? holding = _holdings.Next();
            if (holding is null || range.End <= range.Start)
                return null;

            holding.Prepare(range, mode, label);
            holding.Sequence = NextSequence();
            if (!Admit(holding, mayWait: false))
                return null;

            _holdings.Hold(holding);
            return holding;
        }
    }

    private void Unlink(RangeHolding holding)
    {
        for (RangePiece? piece = holding.First; piece is not null; piece = piece.Next)
        {
            _tree.Remove(piece);
            CountForLaterOnes(piece, -1);
        }
    }

    private void Link(RangeHolding holding)
    {
        for (RangePiece? piece = holding.First; piece is not null; piece = piece.Next)
        {
            CountForLaterOnes(piece, 1);
            _tree.Insert(piece);
        }
    }

    private void CountForLaterOnes(RangePiece piece, int change)
    {
        foreach (RangePiece other in Overlapping(piece.Start, piece.End))
        {
            bool isLater = other.Holding.Waiter is not null && other.Holding.Sequence > piece.Holding.Sequence;
            if (isLater && other.ConflictsWith(piece.Holding.Mode))
                other.Blockers += change;
        }
    }

    private void Serve(long start, long end)
    {
        foreach (RangePiece piece in Overlapping(start, end))
        {
            if (piece.Blockers == 0 && piece.Holding.Waiter is not null)
                Wake(piece.Holding);
        }
    }

    private List<RangePiece> Overlapping(long start, long end)
    {
        _found.Clear();
        _tree.Find(start, end, _found);
        return _found;
    }
}
