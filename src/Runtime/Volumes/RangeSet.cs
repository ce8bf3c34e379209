using System.Collections.Generic;

namespace ExtentLock.Volumes;

/// <summary>Byte ranges of a file as a set: disjoint, ascending, joined where they touch. Not thread-safe.</summary>
internal sealed class RangeSet
{
    private readonly List<(long Start, long End)> _ranges = [];

    internal IReadOnlyList<(long Start, long End)> Ranges => _ranges;

    internal void Add(long start, long end)
    {
        int first = FirstEndingFrom(start);
        int last = first;
        while (last < _ranges.Count && _ranges[last].Start <= end)
        {
            start = long.Min(start, _ranges[last].Start);
            end = long.Max(end, _ranges[last].End);
            last++;
        }

        if (last == first)
        {
            _ranges.Insert(first, (start, end));
            return;
        }

        _ranges[first] = (start, end);
        _ranges.RemoveRange(first + 1, last - first - 1);
    }

    internal void Clear() => _ranges.Clear();

    private int FirstEndingFrom(long start)
    {
        int low = 0;
        int high = _ranges.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_ranges[middle].End < start)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
