using System.Threading;

namespace ExtentLock.Extents;

/// <content>
/// Ranges of too many segments. They stand in the queue while they wait and while they are held, and look at all
/// segments that were ever used; everybody else looks at the queue while there is one.
/// </content>
public sealed partial class RangeLock
{
    private bool AdmitBig(RangeHolding wanted, bool mayWait)
    {
        (long first, long last) = Sectors(wanted);
        Interlocked.Increment(ref _bigRanges);
        bool isFree = IsNext(wanted) && AreAllFree(first, last, wanted.Mode);
        if (isFree || mayWait)
            _queue.Insert(wanted.First);
        else
            Interlocked.Decrement(ref _bigRanges);

        return isFree;
    }

    private bool AreAllFree(long first, long last, RangeMode mode)
    {
        for (long number = SegmentOf(first); _segments.NextUsed(ref number, SegmentOf(last)) is Segment segment;)
        {
            segment.EnterLatch();
            bool isFree = segment.IsFree(first, last, mode);
            segment.ExitLatch();
            if (!isFree)
                return false;
        }

        return true;
    }

    private void GiveBackBig(RangeHolding held)
    {
        RangeWaiter? woken;
        lock (Latch)
        {
            (long first, long last) = Sectors(held);
            Unlink(held);
            Interlocked.Decrement(ref _bigRanges);
            Serve(first, last);
            woken = TakeWoken();
        }

        RangeWaiter.CompleteGranted(woken);
    }

    private void GiveBackPartOfBig(RangeHolding held, RangePiece piece, ByteRange part)
    {
        RangeWaiter? woken;
        lock (Latch)
        {
            Unlink(held);
            held.Cut(piece, part);
            Link(held);
            Serve(part.Start >> SectorShift, (part.End - 1) >> SectorShift);
            woken = TakeWoken();
        }

        RangeWaiter.CompleteGranted(woken);
    }

    private void DivideBig(RangeHolding held, RangeHolding rest, long at)
    {
        lock (Latch)
        {
            Unlink(held);
            held.MoveTail(at, rest);
            rest.IsBig = true;
            rest.Sequence = held.Sequence;
            Link(held);
            Link(rest);
            Interlocked.Increment(ref _bigRanges);
        }
    }

    private void Link(RangeHolding holding)
    {
        for (RangePiece? piece = holding.First; piece is not null; piece = piece.Next)
            _queue.Insert(piece);
    }

    private void Unlink(RangeHolding holding)
    {
        for (RangePiece? piece = holding.First; piece is not null; piece = piece.Next)
            _queue.Remove(piece);
    }
}
