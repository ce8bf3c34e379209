using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Extents;
using ExtentLock.Storage;

namespace ExtentLock.Caching;

/// <content>Writes into pages. Space is promised to a page before it becomes dirty, and the promise goes with it to its
/// write-back: who writes is told that there is none, and never who flushes.</content>
internal sealed partial class FileCache
{
    /// <summary>Writes into pages, which are dirty then. Writes all, or a first part if an error came then.</summary>
    internal async ValueTask<int> WriteAsync(
        long offset, ReadOnlyMemory<byte> data, CancellationToken cancellation = default)
    {
        int done = 0;
        try
        {
            while (done < data.Length)
            {
                int length = Step(offset + done, data.Length - done);
                await WriteStepAsync(offset + done, data.Slice(done, length), cancellation).ConfigureAwait(false);
                done += length;
            }
        }
        catch (Exception) when (done > 0)
        {
            return done;
        }

        return done;
    }

    private async ValueTask WriteStepAsync(
        long offset, ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        ByteRange range = Around(offset, data.Length);
        int count = (int)(range.Length / PageSize);
        await cache.MakeRoomAsync(count).ConfigureAwait(false);

        // Before the pages are locked: it may have to write them back.
        SpaceTicket? space = await file.TryMakeSpaceAsync(count, cancellation).ConfigureAwait(false);
        try
        {
            using RangeLease lease = await _locks.LockAsync(range, label: "write", cancellationToken: cancellation)
                .ConfigureAwait(false);

            await WriteLockedAsync(range, offset, data, space, cancellation).ConfigureAwait(false);
        }
        finally
        {
            space?.Release();
        }
    }

    private async ValueTask WriteLockedAsync(
        ByteRange range,
        long offset,
        ReadOnlyMemory<byte> data,
        SpaceTicket? space,
        CancellationToken cancellation)
    {
        // What of the first and the last page stays comes from the file.
        List<CachePage> ends = [];
        List<CachePage> pages = [];
        try
        {
            if (offset > range.Start)
                ends.AddRange(await FillAsync(FirstOf(range), cancellation).ConfigureAwait(false));

            if (offset + data.Length < range.End)
                ends.AddRange(await FillAsync(LastOf(range), cancellation).ConfigureAwait(false));

            pages = Take(range, add: true);
            if (space is not null)
                Write(pages, default, offset, data.Span, space);
            else
                await WriteInPlaceAsync(pages, range, offset, data, cancellation).ConfigureAwait(false);
        }
        finally
        {
            LetGo(ends);
            LetGo(pages);
        }
    }

    private static ByteRange FirstOf(ByteRange range) => new(range.Start, range.Start + PageSize);

    private static ByteRange LastOf(ByteRange range) => new(range.End - PageSize, range.End);

    /// <summary>There is no space for all, but there may be enough: what is dirty already has its own, and what goes
    /// over what is there needs none.</summary>
    private async ValueTask WriteInPlaceAsync(
        List<CachePage> pages,
        ByteRange range,
        long offset,
        ReadOnlyMemory<byte> data,
        CancellationToken cancellation)
    {
        // Direct I/O sees the pages from now on, and changes no place under them.
        using RangeLease places = await file.LockPlacesAsync(range, cancellation).ConfigureAwait(false);
        bool[] inPlace = new bool[pages.Count];
        (int needed, int placed) = (0, 0);
        for (int i = 0; i < pages.Count; i++)
        {
            if (pages[i].IsDirty)
                continue;

            inPlace[i] = file.IsWrittenInPlace(pages[i].Start);
            (needed, placed) = inPlace[i] ? (needed, placed + 1) : (needed + 1, placed);
        }

        SpaceTicket space = file.TryReserve(needed, placed) ?? throw file.NoSpace(needed);
        Write(pages, inPlace, offset, data.Span, space);
        space.Release();
    }

    private void Write(
        List<CachePage> pages,
        ReadOnlySpan<bool> inPlace,
        long offset,
        ReadOnlySpan<byte> data,
        SpaceTicket space)
    {
        // Longer before its bytes are there: who makes it longer elsewhere at the same time must not clear them.
        lock (cache.Latch)
        {
            Clear(offset);
            _end = Math.Max(_end, offset + data.Length);
        }

        foreach (CachePage page in pages)
        {
            long start = Math.Max(offset, page.Start);
            long end = Math.Min(offset + data.Length, page.End);
            data[(int)(start - offset)..(int)(end - offset)].CopyTo(page.Bytes.Span[(int)(start - page.Start)..]);
        }

        lock (cache.Latch)
        {
            for (int i = 0; i < pages.Count; i++)
            {
                CachePage page = pages[i];
                page.IsUptodate = true;
                if (page.Space.Extents == 0)
                    space.Split(page.Space, i < inPlace.Length && inPlace[i] ? 0 : PageSize);

                cache.SetDirty(page, true);
            }
        }
    }
}
