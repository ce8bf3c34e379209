using System;
using System.Collections.Generic;
using System.Runtime.ExceptionServices;
using System.Threading.Tasks;
using ExtentLock.Contracts;
using ExtentLock.Extents;
using ExtentLock.Storage;

namespace ExtentLock.Caching;

/// <content>From the pages to the file: write-back, and its errors.</content>
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
        // What failed on the way to the device has been noted for every opener, who is told in its turn, this one now.
        await TryWriteBackAsync(0, long.MaxValue).ConfigureAwait(false);
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
        if (await TryWriteBackAsync(start, end).ConfigureAwait(false) is { } failure)
            ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>The first error of the file, or null. Anything else than a write that fails is thrown: nobody has been told.</summary>
    private async ValueTask<Exception?> TryWriteBackAsync(long start, long end)
    {
        Exception? failure = null;
        for (long position = start; TryFindDirty(position, end, out ByteRange run);)
        {
            using RangeLease lease = await _locks.LockAsync(run, label: "write-back").ConfigureAwait(false);
            Exception? error = await WriteRunAsync(run, lease).ConfigureAwait(false);
            failure ??= error;
            position = run.End;
        }

        return failure;
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
}
