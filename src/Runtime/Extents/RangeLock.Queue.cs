using System.Collections.Generic;
using System.Threading;

namespace ExtentLock.Extents;

/// <content>
/// What happens under the latch: the queue. Latches of segments are taken inside it, never the other way round.
/// </content>
public sealed partial class RangeLock
{
    // Waiters of any size, and big holders; small holders stand in the segments.
    private readonly IntervalTree _queue = new();

    // Kept, so that nothing is allocated.
    private readonly List<RangePiece> _found = [];
    private readonly List<RangePiece> _affected = [];

    private protected override bool Admit(RangeHolding wanted, bool mayWait)
    {
        if (wanted.IsBig)
            return AdmitBig(wanted, mayWait);

        bool isNext = IsNext(wanted);
        (long first, long last) = Sectors(wanted);
        EnterAll(first, last);
        bool isTaken = isNext && TryTake(first, last, wanted.Mode);
        bool isUncounted = isNext && !isTaken && AreFree(first, last, wanted.Mode);
        bool waits = mayWait && !isTaken && !isUncounted;
        if (waits)
            CountWaiter(first, last, 1);

        ExitAll(first, last);
        if (waits)
            _queue.Insert(wanted.First);

        // More shared holders than a byte counts: it stands in the queue.
        wanted.IsBig = isUncounted;
        return isTaken || (isUncounted && AdmitBig(wanted, mayWait));
    }

    private protected override void Withdraw(RangeHolding waiting)
    {
        (long first, long last) = Sectors(waiting);
        _queue.Remove(waiting.First);
        if (waiting.IsBig)
        {
            Interlocked.Decrement(ref _bigRanges);
        }
        else
        {
            EnterAll(first, last);
            CountWaiter(first, last, -1);
            ExitAll(first, last);
        }

        Serve(first, last);
    }

    /// <summary>
    /// These sectors have changed: who waits for one of them is looked at. In any order, because nobody is served
    /// before an earlier one that conflicts.
    /// </summary>
    private void Serve(long first, long last)
    {
        _affected.Clear();
        _queue.Find(first << SectorShift, EndOf(last), _affected);
        foreach (RangePiece piece in _affected)
        {
            if (piece.Holding.Waiter is not null)
                ServeOne(piece.Holding);
        }
    }

    private void ServeOne(RangeHolding waiting)
    {
        if (!IsNext(waiting))
            return;

        (long first, long last) = Sectors(waiting);
        if (waiting.IsBig)
        {
            if (AreAllFree(first, last, waiting.Mode))
                Wake(waiting);

            return;
        }

        EnterAll(first, last);
        bool isTaken = TryTake(first, last, waiting.Mode);
        bool isUncounted = !isTaken && AreFree(first, last, waiting.Mode);
        if (isTaken || isUncounted)
            CountWaiter(first, last, -1);

        if (isUncounted)
            Interlocked.Increment(ref _bigRanges);

        ExitAll(first, last);
        waiting.IsBig = isUncounted;
        if (isTaken)
            _queue.Remove(waiting.First);

        if (isTaken || isUncounted)
            Wake(waiting);
    }

    /// <summary>No big range is held that conflicts, and nobody who came earlier waits for one that does.</summary>
    private bool IsNext(RangeHolding wanted)
    {
        (long first, long last) = Sectors(wanted);
        _found.Clear();
        _queue.Find(first << SectorShift, EndOf(last), _found);
        foreach (RangePiece other in _found)
        {
            bool isEarlier = other.Holding.Waiter is null || other.Holding.Sequence < wanted.Sequence;
            if (isEarlier && other.ConflictsWith(wanted.Mode) && other.Holding != wanted)
                return false;
        }

        return true;
    }
}
