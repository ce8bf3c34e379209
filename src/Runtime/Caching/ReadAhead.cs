using System;

namespace ExtentLock.Caching;

/// <summary>
/// How far a reader will want to read: as long as each read begins where the last one ended, a window ahead of it that
/// doubles; a part of it is due as soon as less than half of the window is left. Not thread-safe: called under the
/// cache's latch.
/// </summary>
internal sealed class ReadAhead
{
    private const int FirstPages = 4;
    private const int MostPages = 64;

    private long _next;
    private long _end;
    private int _pages;

    /// <summary>Tells of a read that came, and returns what is to be read beyond it now: from the first byte to the
    /// second, nothing if they are the same.</summary>
    /// <param name="start">First byte of the read.</param>
    /// <param name="end">One past its last byte.</param>
    /// <param name="most">Pages that may be read at once; 0 if none may now.</param>
    internal (long Start, long End) Note(long start, long end, int most)
    {
        bool isSequential = start == _next && start < end;
        _next = end;
        if (!isSequential)
        {
            (_pages, _end) = (0, 0);
            return default;
        }

        // The first read of a file is no habit yet.
        if (start == 0 || most == 0)
            return default;

        long from = Math.Max(_end, Up(end));
        if (from - end > _pages * PageCache.PageSize / 2 && _pages > 0)
            return default;

        _pages = _pages == 0 ? FirstPages : 2 * _pages;
        _pages = Math.Min(_pages, Math.Min(most, MostPages));
        _end = Up(end) + (_pages * PageCache.PageSize);
        return (from, _end);
    }

    private static long Up(long position) =>
        (position + PageCache.PageSize - 1) / PageCache.PageSize * PageCache.PageSize;
}
