using System;

namespace ExtentLock.Extents;

/// <content>
/// Sectors of one or several segments. Their latches are taken in ascending order, and all of them before anything is
/// looked at, so that a range is taken and given back in one step.
/// </content>
public sealed partial class RangeLock
{
    private static long SegmentOf(long sector) => sector >> Segment.Shift;

    /// <summary>Nothing is made while a latch is held.</summary>
    private void Make(long first, long last)
    {
        for (long number = SegmentOf(first); number <= SegmentOf(last); number++)
            _ = _segments[number];
    }

    private void EnterAll(long first, long last)
    {
        for (long number = SegmentOf(first); number <= SegmentOf(last); number++)
            _segments[number].EnterLatch();
    }

    private void ExitAll(long first, long last)
    {
        for (long number = SegmentOf(first); number <= SegmentOf(last); number++)
            _segments[number].ExitLatch();
    }

    /// <summary>Takes the sectors if that needs no queue. Called under their latches, like all below.</summary>
    private bool TryTake(long first, long last, RangeMode mode)
    {
        if (!AreFree(first, last, mode) || (mode == RangeMode.Shared && AreFull(first, last)))
            return false;

        for (long number = SegmentOf(first); number <= SegmentOf(last); number++)
            _segments[number].Take(first, last, mode);

        return true;
    }

    private bool AreFree(long first, long last, RangeMode mode)
    {
        for (long number = SegmentOf(first); number <= SegmentOf(last); number++)
        {
            if (!_segments[number].IsFree(first, last, mode))
                return false;
        }

        return true;
    }

    private bool AreFull(long first, long last)
    {
        for (long number = SegmentOf(first); number <= SegmentOf(last); number++)
        {
            if (_segments[number].IsFull(first, last))
                return true;
        }

        return false;
    }

    private bool AreWanted(long first, long last)
    {
        for (long number = SegmentOf(first); number <= SegmentOf(last); number++)
        {
            if (_segments[number].IsWanted)
                return true;
        }

        return false;
    }

    private void CountWaiter(long first, long last, int change)
    {
        for (long number = SegmentOf(first); number <= SegmentOf(last); number++)
            _segments[number].CountWaiter(change);
    }

    private void Give(long first, long last, RangeMode mode)
    {
        for (long number = SegmentOf(first); number <= SegmentOf(last); number++)
            _segments[number].Give(first, last, mode);
    }

    /// <summary>Gives all pieces back, or makes them shared. Two pieces may touch the same sector.</summary>
    private void Lower(RangeHolding held, bool toShared)
    {
        long next = 0;
        for (RangePiece? piece = held.First; piece is not null; piece = piece.Next)
        {
            long first = Math.Max(piece.Start >> SectorShift, next);
            long last = (piece.End - 1) >> SectorShift;
            next = last + 1;
            if (first > last)
                continue;

            Give(first, last, held.Mode);
            for (long number = SegmentOf(first); toShared && number <= SegmentOf(last); number++)
                _segments[number].Take(first, last, RangeMode.Shared);
        }
    }
}
