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
    public void Change(long start, long end, ExtentBits clear, ExtentBits set, string? holder = null)
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
                if (set != ExtentBits.None)
                    _runs.Insert(index++, new ExtentRange(position, gapEnd, set, holder));

                position = gapEnd;
                continue;
            }

            position = _runs[index].End;
            if (ChangeRun(index, clear, set, holder))
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

    /// <summary>False if nothing was left of the run, which is then gone.</summary>
    private bool ChangeRun(int index, ExtentBits clear, ExtentBits set, string? holder)
    {
        ExtentRange run = _runs[index];
        ExtentBits bits = (run.Bits & ~clear) | set;
        if (bits == ExtentBits.None)
        {
            _runs.RemoveAt(index);
            return false;
        }

        bool isLocked = (bits & ExtentBits.Locked) != ExtentBits.None;
        _runs[index] = run with { Bits = bits, Holder = isLocked ? holder ?? run.Holder : null };
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
}
