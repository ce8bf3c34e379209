using System;
using System.Collections.Generic;

namespace ExtentLock.Extents;

/// <summary>
/// Ordered list of disjoint, non-empty runs with their bits. Neighbours in equal state are one run, except locked ones:
/// two locks stay two, whoever holds them. Not thread-safe: the tree calls it under its latch.
/// </summary>
internal sealed class ExtentRuns
{
    private readonly List<ExtentRange> _runs = [];

    public IReadOnlyList<ExtentRange> All => _runs;

    /// <summary>Clears and then sets bits on every byte of the range; sets create runs where there were none.</summary>
    /// <param name="start">First byte.</param>
    /// <param name="end">One past the last byte.</param>
    /// <param name="wanted">What to clear and set.</param>
    /// <param name="changes">Gets what has really changed, if it is there.</param>
    public void Change(long start, long end, ExtentChange wanted, List<BitChange>? changes = null)
    {
        if (start >= end)
            return;

        Split(start);
        Split(end);
        int index = IndexAfter(start);
        for (long position = start; position < end;)
        {
            if (index == _runs.Count || _runs[index].Start > position)
            {
                long gapEnd = index == _runs.Count ? end : Math.Min(end, _runs[index].Start);
                if (wanted.Set != ExtentBits.None)
                {
                    changes?.Add(new BitChange(position, gapEnd, wanted.Set, ExtentBits.None));
                    _runs.Insert(index++, wanted.NewRun(position, gapEnd));
                }

                position = gapEnd;
                continue;
            }

            position = _runs[index].End;
            if (ChangeRun(index, wanted, changes))
                index++;
        }

        MergeAround(start, end);
    }

    /// <summary>True if a byte of the range has one of the bits.</summary>
    public bool Any(long start, long end, ExtentBits bits)
    {
        for (int i = IndexAfter(start); i < _runs.Count && start < end && _runs[i].Start < end; i++)
        {
            if ((_runs[i].Bits & bits) != ExtentBits.None)
                return true;
        }

        return false;
    }

    /// <summary>True if every byte of the range has all of the bits.</summary>
    public bool AllSet(long start, long end, ExtentBits bits)
    {
        long position = start;
        for (int i = IndexAfter(start); i < _runs.Count && position < end; i++)
        {
            if (_runs[i].Start > position || (_runs[i].Bits & bits) != bits)
                return false;

            position = _runs[i].End;
        }

        return position >= end;
    }

    /// <summary>
    /// The first bytes at or after <paramref name="start"/> that all have all of the bits; false if there are none.
    /// </summary>
    public bool TryFind(long start, ExtentBits bits, out long foundStart, out long foundEnd)
    {
        foundStart = foundEnd = 0;
        int index = IndexAfter(start);
        while (index < _runs.Count && (_runs[index].Bits & bits) != bits)
            index++;

        if (index == _runs.Count)
            return false;

        foundStart = Math.Max(start, _runs[index].Start);
        do
            foundEnd = _runs[index++].End;
        while (index < _runs.Count && _runs[index].Start == foundEnd && (_runs[index].Bits & bits) == bits);

        return true;
    }

    /// <summary>Bytes of the range that have all of the bits.</summary>
    public long Count(long start, long end, ExtentBits bits)
    {
        long count = 0;
        for (int i = IndexAfter(start); i < _runs.Count && _runs[i].Start < end; i++)
        {
            if ((_runs[i].Bits & bits) == bits)
                count += Math.Min(end, _runs[i].End) - Math.Max(start, _runs[i].Start);
        }

        return count;
    }

    /// <summary>Runs inside the range that are locked by this very lock.</summary>
    /// <param name="start">First byte.</param>
    /// <param name="end">One past the last byte.</param>
    /// <param name="stamp">Which lock.</param>
    /// <param name="place">Where the range was found before; where it is now.</param>
    public List<ExtentRange> LockedBy(long start, long end, long stamp, ref int place)
    {
        List<ExtentRange> own = [];
        place = IsIndexAfter(place, start) ? place : IndexAfter(start);
        for (int i = place; i < _runs.Count && _runs[i].Start < end; i++)
        {
            ExtentRange run = _runs[i];
            if (run.Stamp == stamp)
                own.Add(run with { Start = Math.Max(start, run.Start), End = Math.Min(end, run.End) });
        }

        return own;
    }

    /// <summary>False if nothing was left of the run, which is then gone.</summary>
    private bool ChangeRun(int index, ExtentChange wanted, List<BitChange>? changes)
    {
        ExtentRange run = _runs[index];
        ExtentBits bits = (run.Bits & ~wanted.Clear) | wanted.Set;
        if (bits != run.Bits)
            changes?.Add(new BitChange(run.Start, run.End, bits & ~run.Bits, run.Bits & ~bits));

        if (bits == ExtentBits.None)
        {
            _runs.RemoveAt(index);
            return false;
        }

        bool isLocked = (bits & ExtentBits.Locked) != ExtentBits.None;
        _runs[index] = run with
        {
            Bits = bits,
            Holder = isLocked ? wanted.Holder ?? run.Holder : null,
            Stamp = !isLocked ? 0 : wanted.Holder is null ? run.Stamp : wanted.Stamp,
        };
        return true;
    }

    /// <summary>[a, b) becomes [a, at) [at, b).</summary>
    private void Split(long at)
    {
        int index = IndexAfter(at);
        if (index == _runs.Count || _runs[index].Start >= at)
            return;

        ExtentRange run = _runs[index];
        _runs[index] = run with { End = at };
        _runs.Insert(index + 1, run with { Start = at });
    }

    private void MergeAround(long start, long end)
    {
        int index = Math.Max(0, IndexAfter(start) - 1);
        while (index + 1 < _runs.Count && _runs[index].Start <= end)
        {
            ExtentRange left = _runs[index];
            ExtentRange right = _runs[index + 1];
            bool isOne = left.End == right.Start
                && left.Bits == right.Bits
                && (left.Bits & ExtentBits.Locked) == ExtentBits.None;
            if (!isOne)
            {
                index++;
                continue;
            }

            _runs[index] = left with { End = right.End };
            _runs.RemoveAt(index + 1);
        }
    }

    /// <summary>
    /// Index of the first run that ends after <paramref name="position"/>; the count if there is none.
    /// </summary>
    private int IndexAfter(long position)
    {
        int low = 0;
        int high = _runs.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_runs[middle].End > position)
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }

    private bool IsIndexAfter(int index, long position) =>
        index < _runs.Count
        && _runs[index].End > position
        && (index == 0 || _runs[index - 1].End <= position);
}
