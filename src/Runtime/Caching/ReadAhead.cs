using System;

namespace ExtentLock.Caching;

/// <summary>
/// How far a reader will want to read: nothing, or twice as far as the time before, as long as each read begins where
/// the last one ended. Not thread-safe: called under the cache's latch.
/// </summary>
internal sealed class ReadAhead
{
    internal const int FirstPages = 4;
    internal const int MostPages = 64;

    private long _next;
    private int _pages;

    /// <summary>Tells of a read that came, and returns the pages to read beyond it if it has to ask the file.</summary>
    internal int Note(long start, long end)
    {
        bool isSequential = start == _next && start < end;
        _next = end;
        if (!isSequential)
            _pages = 0;

        return _pages;
    }

    /// <summary>That many pages were read ahead, or would have been; the next time it is twice as many.</summary>
    internal void Grow() => _pages = _pages == 0 ? FirstPages : Math.Min(2 * _pages, MostPages);
}
