using System.Collections.Generic;

namespace ExtentLock.Volumes;

/// <summary>Byte ranges of a file as a set that may hold more than was added: disjoint, ascending, joined where they
/// touch. Many small ones are rounded out to larger, so that adding one stays cheap. Not thread-safe.</summary>
internal sealed class RangeSet
{
    private const int MostRanges = 2048;

    private readonly List<(long Start, long End)> _ranges = [];
    private long _grain = VolumeFormat.Sector;

    internal IReadOnlyList<(long Start, long End)> Ranges => _ranges;

    internal void Add(long start, long end)
    {
        Join(Down(start), Up(end));
        while (_ranges.Count > MostRanges)
            Coarsen();
    }

    internal void Clear()
    {
        _ranges.Clear();
        _grain = VolumeFormat.Sector;
    }

    private void Join(long start, long end)
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

    private void Coarsen()
    {
        _grain *= 2;
        int kept = 0;
        for (int i = 0; i < _ranges.Count; i++)
        {
            long start = Down(_ranges[i].Start);
            long end = Up(_ranges[i].End);
            if (kept > 0 && _ranges[kept - 1].End >= start)
                _ranges[kept - 1] = (_ranges[kept - 1].Start, long.Max(_ranges[kept - 1].End, end));
            else
                _ranges[kept++] = (start, end);
        }

        _ranges.RemoveRange(kept, _ranges.Count - kept);
    }

    private long Down(long position) => position & -_grain;

    private long Up(long position) =>
        position > long.MaxValue - _grain ? position : (position + _grain - 1) & -_grain;

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
