using System.Collections.Generic;
using System.Threading;

namespace ExtentLock.Extents;

/// <content>What happens under the latch: the queue, and the sectors that somebody waits for.</content>
public sealed partial class RangeLock
{
    // Waiters of any size, and big holders; small holders stand in the words.
    private readonly IntervalTree _queue = new();
    private readonly Dictionary<long, InflatedWord> _inflated = [];
    private readonly Stack<InflatedWord> _spareWords = new();

    // Kept, so that nothing is allocated.
    private readonly List<RangePiece> _found = [];
    private readonly List<RangePiece> _affected = [];

    private protected override bool Admit(RangeHolding wanted, bool mayWait)
    {
        if (wanted.IsBig)
            return AdmitBig(wanted, mayWait);

        (long first, long last) = Sectors(wanted);
        Inflate(first, last);
        bool isFree = IsNext(wanted) && AreFree(first, last, wanted.Mode);
        if (isFree)
        {
            Take(first, last, wanted.Mode);
        }
        else if (mayWait)
        {
            CountWaiter(first, last, 1);
            _queue.Insert(wanted.First);
        }

        Deflate(first, last);
        return isFree;
    }

    private protected override void Withdraw(RangeHolding waiting)
    {
        (long first, long last) = Sectors(waiting);
        _queue.Remove(waiting.First);
        if (waiting.IsBig)
            Interlocked.Decrement(ref _bigRanges);
        else
            CountWaiter(first, last, -1);

        Serve(first, last);
    }

    private static (long First, long Last) Sectors(RangeHolding holding)
    {
        (long start, long end) = holding.Ends();
        return (start >> SectorShift, (end - 1) >> SectorShift);
    }

    private void ServeAndWake(long first, long last)
    {
        RangeWaiter? woken;
        lock (Latch)
        {
            Serve(first, last);
            woken = TakeWoken();
        }

        RangeWaiter.CompleteGranted(woken);
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

        DeflateKnown(first, last);
    }

    private void ServeOne(RangeHolding waiting)
    {
        if (!IsNext(waiting))
            return;

        (long first, long last) = Sectors(waiting);
        if (waiting.IsBig)
        {
            if (AreWordsFree(first, last, waiting.Mode))
                Wake(waiting);
        }
        else if (AreFree(first, last, waiting.Mode))
        {
            Take(first, last, waiting.Mode);
            CountWaiter(first, last, -1);
            _queue.Remove(waiting.First);
            Wake(waiting);
            Deflate(first, last);
        }
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

    /// <summary>From now on nobody takes or gives one of these sectors without the latch.</summary>
    private void Inflate(long first, long last)
    {
        for (long word = WordOf(first); word <= WordOf(last); word++)
        {
            ulong mask = SegmentWord.Mask(word, first, last);
            ulong seen = SegmentWord.Exchange(ref _words[word], mask, mask);
            ulong added = mask & ~SegmentWord.Inflated(seen);
            if (added == 0)
                continue;

            if (!_inflated.TryGetValue(word, out InflatedWord? inflated))
            {
                inflated = _spareWords.TryPop(out InflatedWord? spare) ? spare : new InflatedWord();
                _inflated.Add(word, inflated);
            }

            inflated.Inflate(added, seen);
        }
    }

    private void DeflateKnown(long first, long last)
    {
        // A big range has more words than there are inflated ones.
        if (_inflated.Count == 0)
            return;

        if (last - first < BigSectors)
        {
            Deflate(first, last);
            return;
        }

        List<long> words = [.. _inflated.Keys];
        foreach (long word in words)
            Deflate(SegmentWord.FirstSector(word), SegmentWord.FirstSector(word + 1) - 1);
    }

    /// <summary>Sectors that nobody waits for become nibbles again.</summary>
    private void Deflate(long first, long last)
    {
        for (long word = WordOf(first); word <= WordOf(last); word++)
        {
            if (!_inflated.TryGetValue(word, out InflatedWord? inflated))
                continue;

            ulong deflated = inflated.Deflate(SegmentWord.Mask(word, first, last), out ulong nibbles);
            if (deflated != 0)
                SegmentWord.Exchange(ref _words[word], deflated, nibbles);

            if (inflated.Mask == 0)
            {
                _inflated.Remove(word);
                _spareWords.Push(inflated);
            }
        }
    }

    private bool AreFree(long first, long last, RangeMode mode)
    {
        for (long word = WordOf(first); word <= WordOf(last); word++)
        {
            if (_inflated[word].Conflicts(SegmentWord.Mask(word, first, last), mode))
                return false;
        }

        return true;
    }

    private void Take(long first, long last, RangeMode mode)
    {
        for (long word = WordOf(first); word <= WordOf(last); word++)
            _inflated[word].Take(SegmentWord.Mask(word, first, last), mode);
    }

    private void CountWaiter(long first, long last, int change)
    {
        for (long word = WordOf(first); word <= WordOf(last); word++)
            _inflated[word].CountWaiter(SegmentWord.Mask(word, first, last), change);
    }

    private void GiveInflated(long word, ulong mask, RangeMode mode)
    {
        lock (Latch)
        {
            // Some may have become nibbles again in between.
            ulong inflated = SegmentWord.Give(ref _words[word], mask, mode);
            if (inflated != 0)
                _inflated[word].Give(inflated, mode);
        }
    }

    private void WeakenInflated(long word, ulong mask)
    {
        lock (Latch)
        {
            ulong inflated = SegmentWord.Weaken(ref _words[word], mask);
            if (inflated == 0)
                return;

            _inflated[word].Give(inflated, RangeMode.Exclusive);
            _inflated[word].Take(inflated, RangeMode.Shared);
        }
    }
}
