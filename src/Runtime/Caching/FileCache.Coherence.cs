using System;
using System.Collections.Generic;
using System.Runtime.ExceptionServices;
using System.Threading.Tasks;
using ExtentLock.Extents;

namespace ExtentLock.Caching;

/// <content>Making way for who goes past the cache, or changes the file behind it.</content>
internal sealed partial class FileCache
{
    /// <summary>Drops the pages of a range.</summary>
    /// <returns>False if one is pinned or dirty, which stays; all others are gone.</returns>
    internal async ValueTask<bool> InvalidateAsync(long start, long end)
    {
        GiveUpAhead();
        using RangeLease lease = await _locks.LockAsync(Around(start, end - start), label: "invalidate")
            .ConfigureAwait(false);

        bool isGone = true;
        lock (cache.Latch)
        {
            foreach (CachePage page in Within(start, end))
            {
                if (page.CanBeDropped)
                    cache.Drop(page);
                else
                    isGone = false;
            }
        }

        return isGone;
    }

    /// <summary>Whether direct I/O must not go past the cache in a range. Waits for nobody.</summary>
    /// <param name="start">First byte.</param>
    /// <param name="end">One past the last byte.</param>
    /// <param name="forWrite">Whether clean pages, and those on their way, count too.</param>
    internal bool Holds(long start, long end, bool forWrite)
    {
        lock (cache.Latch)
        {
            if (_end > file.Size && end > file.Size)
                return true;

            long first = start / PageSize;
            long last = (end - 1) / PageSize;
            if (last - first > _pages.Count)
                return IsInTheWay(Within(start, end), forWrite);

            // As every direct request asks: nothing is allocated.
            for (long index = first; index <= last; index++)
            {
                if (_pages.TryGetValue(index, out CachePage? page) && IsInTheWay(page, forWrite))
                    return true;
            }

            return false;
        }
    }

    private static bool IsInTheWay(List<CachePage> pages, bool forWrite) =>
        pages.Exists(page => IsInTheWay(page, forWrite));

    private static bool IsInTheWay(CachePage page, bool forWrite) => forWrite || page.IsDirty || page.IsWriteback;

    /// <summary>Whether a page of a range is to be written where it lies, and was promised no space. Waits for
    /// nobody.</summary>
    internal bool IsBoundToPlace(long start, long end)
    {
        lock (cache.Latch)
            return _pages.Count > 0 && Within(start, end).Exists(IsBoundToPlace);
    }

    private static bool IsBoundToPlace(CachePage page) =>
        (page.IsDirty && page.Space.Data == 0) || (page.IsWriteback && page.Lent == 0);

    /// <summary>Writes back what is dirty in a range, for who looks at the file itself. Called with nothing
    /// held.</summary>
    /// <exception cref="Exception">The first error: the file is not what was written.</exception>
    internal ValueTask BringAsync(long start, long end)
    {
        // Who looks behind the file's end needs to know where it is.
        bool endIsHere = _end > file.Size && end > file.Size;
        return WriteBackAsync(endIsHere ? 0 : start, endIsHere ? long.MaxValue : end);
    }

    /// <summary>Writes back what is dirty in a range, and before a write drops its pages. Called with nothing
    /// held.</summary>
    /// <returns>False if the cache has to do it: a page can't be given up, or a reader would miss what can't be
    /// written.</returns>
    internal async ValueTask<bool> GiveWayAsync(long start, long end, bool forWrite)
    {
        try
        {
            await BringAsync(start, end).ConfigureAwait(false);
        }
        catch (Exception) when (!forWrite)
        {
            return false;
        }

        return forWrite
            ? await InvalidateAsync(start, end).ConfigureAwait(false)
            : !Holds(start, end, forWrite: false);
    }

    /// <summary>Changes the file behind the cache in a range: the change sees all that was written before, and nobody
    /// sees pages of before afterwards.</summary>
    /// <param name="start">First byte.</param>
    /// <param name="end">One past the last byte; to the end of all files if the size changes.</param>
    /// <param name="change">Takes the file's range lock by itself.</param>
    internal async ValueTask ChangeAsync(long start, long end, Func<ValueTask> change)
    {
        ByteRange range = Around(start, end - start);
        GiveUpAhead();
        using RangeLease lease = await _locks.LockAsync(range, label: "change").ConfigureAwait(false);
        for (long position = range.Start; TryFindDirty(position, range.End, out ByteRange run); position = run.End)
        {
            if (await WriteRunAsync(run, lease: null).ConfigureAwait(false) is { } failure)
                ExceptionDispatchInfo.Throw(failure);
        }

        try
        {
            await change().ConfigureAwait(false);
        }
        finally
        {
            DropOrSpoil(range);
        }

        foreach (ByteRange spoilt in Spoilt(range))
            LetGo(await FillAsync(spoilt, default).ConfigureAwait(false));
    }

    /// <summary>The file is about to be longer, by whomever: what pages have behind its end, where a mapping may change
    /// them, is none of it and must read as zeros. Called by who sets the size, before; waits for nobody.</summary>
    internal void Grow(long size)
    {
        lock (cache.Latch)
            Clear(size);
    }

    /// <summary>Clears what pages have between the end and a place behind it. Called under the latch.</summary>
    private void Clear(long to)
    {
        long from = Math.Max(file.Size, _end);
        if (to <= from || _pages.Count == 0)
            return;

        long first = from / PageSize;
        long last = (to - 1) / PageSize;
        if (last - first > _pages.Count)
        {
            foreach (CachePage page in _pages.Values)
                page.Clear(from, to);

            return;
        }

        // As appends past the cache do: nothing is allocated.
        for (long index = first; index <= last; index++)
        {
            if (_pages.TryGetValue(index, out CachePage? page))
                page.Clear(from, to);
        }
    }

    private void DropOrSpoil(ByteRange range)
    {
        lock (cache.Latch)
        {
            foreach (CachePage page in Within(range.Start, range.End))
            {
                if (page.CanBeDropped)
                    cache.Drop(page);
                else
                    page.IsUptodate = page.IsDirty;
            }

            if (range.End == long.MaxValue)
                _end = Math.Min(_end, file.Size);
        }
    }

    private List<ByteRange> Spoilt(ByteRange range)
    {
        lock (cache.Latch)
        {
            return Within(range.Start, range.End)
                .FindAll(page => !page.IsUptodate)
                .ConvertAll(page => new ByteRange(page.Start, page.End));
        }
    }
}
