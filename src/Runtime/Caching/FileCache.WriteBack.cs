using System;
using System.Collections.Generic;
using System.Runtime.ExceptionServices;
using System.Threading.Tasks;
using ExtentLock.Contracts;
using ExtentLock.Extents;
using ExtentLock.Storage;

namespace ExtentLock.Caching;

/// <content>From the pages to the file: write-back, its errors, and making way for who goes past the cache.</content>
internal sealed partial class FileCache
{
    private readonly List<CacheOpener> _openers = [];
    private readonly List<Exception> _untold = [];

    /// <summary>Somebody opens the file, and wants to know what goes wrong from now on - or has gone wrong while nobody
    /// had it open.</summary>
    [Acquires("return")]
    internal CacheOpener Open()
    {
        CacheOpener opener = new(this);
        lock (cache.Latch)
        {
            _openers.Add(opener);
            foreach (Exception error in _untold)
                opener.Add(error);

            _untold.Clear();
            return opener;
        }
    }

    /// <summary>What the last opener was not told waits for the next.</summary>
    [Releases("opener")]
    internal void Close(CacheOpener opener)
    {
        lock (cache.Latch)
        {
            if (_openers.Remove(opener) && _openers.Count == 0)
                _untold.AddRange(opener.Rest());
        }
    }

    /// <summary>Writes everything back. Fails once for each write-back that has failed since the opener came, this one
    /// among them; the pages stay dirty, and the next call tries again.</summary>
    /// <param name="opener">Who is told; null if nobody.</param>
    /// <param name="commit">To be done before anybody is told, so that an error of it hides none.</param>
    internal async ValueTask SyncAsync(CacheOpener? opener, Func<ValueTask>? commit = null)
    {
        try
        {
            await WriteBackAsync(0, long.MaxValue).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Every opener is told in its turn, this one now.
        }

        if (commit is not null)
            await commit().ConfigureAwait(false);

        ExceptionDispatchInfo? error;
        lock (cache.Latch)
            error = opener?.Next();

        error?.Throw();
    }

    /// <summary>Writes what is dirty in a range, and waits for it, by whomever it was begun.</summary>
    /// <exception cref="Exception">The first error of the file; all that could be written has been.</exception>
    internal async ValueTask WriteBackAsync(long start, long end)
    {
        Exception? failure = null;
        for (long position = start; TryFindDirty(position, end, out ByteRange run);)
        {
            using RangeLease lease = await _locks.LockAsync(run, label: "write-back").ConfigureAwait(false);
            Exception? error = await WriteRunAsync(run, lease).ConfigureAwait(false);
            failure ??= error;
            position = run.End;
        }

        if (failure is not null)
            ExceptionDispatchInfo.Throw(failure);
    }

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

            return _pages.Count > 0
                && Within(start, end).Exists(page => forWrite || page.IsDirty || page.IsWriteback);
        }
    }

    /// <summary>Whether a page of a range is to be written where it lies, and was promised no space. Waits for
    /// nobody.</summary>
    internal bool IsBoundToPlace(long start, long end)
    {
        lock (cache.Latch)
            return _pages.Count > 0 && Within(start, end).Exists(page => page.IsDirty && page.Space.Data == 0);
    }

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

        return forWrite ? await InvalidateAsync(start, end).ConfigureAwait(false) : !Holds(start, end, forWrite);
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

    private bool TryFindDirty(long start, long end, out ByteRange run)
    {
        run = default;
        lock (cache.Latch)
        {
            foreach (CachePage page in Within(start, end))
            {
                if (!page.IsDirty && !page.IsWriteback)
                    continue;

                bool isNext = run.Length > 0 && run.End == page.Start && run.Length < cache.StepBytes;
                if (run.Length > 0 && !isNext)
                    break;

                run = new ByteRange(isNext ? run.Start : page.Start, page.End);
            }
        }

        return run.Length > 0;
    }

    /// <summary>Writes copies of the dirty pages of a range. With a lease on it, readers may go on meanwhile.</summary>
    private async ValueTask<Exception?> WriteRunAsync(ByteRange range, RangeLease? lease)
    {
        SpaceTicket space = new();
        List<CachePage> pages = BeginWriteback(range, space);
        lease?.Downgrade();
        Exception? failure = null;
        int done = 0;
        try
        {
            while (done < pages.Count)
                done += await WritePiecesAsync(pages, done, space).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            failure = error;
        }

        EndWriteback(pages, done, failure, space);
        return failure;
    }

    /// <summary>Writes pages that follow one another, the first at least, and returns how many.</summary>
    private async ValueTask<int> WritePiecesAsync(List<CachePage> pages, int first, SpaceTicket space)
    {
        int count = 1;
        while (first + count < pages.Count && pages[first + count].Index == pages[first].Index + count)
            count++;

        // A mapping may change memory behind the end of the file, which is none of it.
        long size = Size;
        if (pages[first].Start >= size)
            return count;

        using TransferBuffer buffer = cache.RentBuffer(count * PageCache.PageSize);
        count = buffer.Length / PageCache.PageSize;
        for (int i = 0; i < count; i++)
            pages[first + i].Bytes.CopyTo(buffer.Memory[(i * PageCache.PageSize)..]);

        long end = Math.Min(pages[first + count - 1].End, size);
        return await file.WriteAsync(pages[first].Start, buffer.Memory, end, space).ConfigureAwait(false);
    }

    /// <summary>What the pages are promised goes along with their copies.</summary>
    private List<CachePage> BeginWriteback(ByteRange range, SpaceTicket space)
    {
        lock (cache.Latch)
        {
            List<CachePage> pages = Within(range.Start, range.End).FindAll(page => page.IsDirty);
            foreach (CachePage page in pages)
            {
                // Clean before it is copied: who changes it from now on makes it dirty again.
                cache.SetDirty(page, false);
                page.IsWriteback = true;
                page.Lent = page.Space.Data;
                page.Space.MoveTo(space);
                page.Users++;
            }

            return pages;
        }
    }

    [Releases("space")]
    private void EndWriteback(List<CachePage> pages, int done, Exception? failure, SpaceTicket space)
    {
        lock (cache.Latch)
        {
            for (int i = 0; i < pages.Count; i++)
            {
                pages[i].IsWriteback = false;
                if (i >= done)
                    StaysDirty(pages[i], space);
            }

            // Also what was written in place, or is none of the file: nobody else needs it.
            space.Release();
            foreach (CachePage page in pages)
            {
                if (page.Pins > 0 && page.Space.Extents == 0)
                    TryRenew(page);

                cache.Done(page);
            }

            if (failure is null)
                return;

            foreach (CacheOpener opener in _openers)
                opener.Add(failure);

            if (_openers.Count == 0)
                _untold.Add(failure);
        }
    }

    private void StaysDirty(CachePage page, SpaceTicket space)
    {
        if (page.Space.Extents == 0)
            space.Split(page.Space, page.Lent);

        cache.SetDirty(page, true);
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
