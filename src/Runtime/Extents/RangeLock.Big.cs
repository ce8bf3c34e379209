using System.Threading;

namespace ExtentLock.Extents;

/// <content>
/// Ranges of too many words. They stand in the queue while they wait and while they are held, and look at all words
/// that were ever used; everybody else looks at the queue while there is one.
/// </content>
public sealed partial class RangeLock
{
    private bool AdmitBig(RangeHolding wanted, bool mayWait)
    {
        (long first, long last) = Sectors(wanted);
        Interlocked.Increment(ref _bigRanges);
        bool isFree = IsNext(wanted) && AreWordsFree(first, last, wanted.Mode);
        if (isFree || mayWait)
            _queue.Insert(wanted.First);
        else
            Interlocked.Decrement(ref _bigRanges);

        return isFree;
    }

    private bool AreWordsFree(long first, long last, RangeMode mode)
    {
        long lastWord = WordOf(last);
        long word = _words.NextUsed(WordOf(first));
        while (word >= 0 && word <= lastWord)
        {
            ulong mask = SegmentWord.Mask(word, first, last);
            ulong seen = Volatile.Read(ref _words[word]);
            if (SegmentWord.Conflicts(seen, mask, mode))
                return false;

            bool isInflated = (SegmentWord.Inflated(seen) & mask) != 0;
            if (isInflated && _inflated[word].Conflicts(mask, mode))
                return false;

            word = _words.NextUsed(word + 1);
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
