using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Contracts;
using ExtentLock.Extents;
using ExtentLock.Storage;

namespace ExtentLock.Caching;

/// <content>Pages that somebody keeps and changes when he likes. As long as he does, space is promised to them, clean
/// or not.</content>
internal sealed partial class FileCache
{
    /// <summary>Keeps a page in memory for somebody who will change it when he likes.</summary>
    /// <param name="offset">A byte of the page.</param>
    /// <param name="hold">What keeps the file as long; ended with the pin.</param>
    /// <param name="cancellation">Ends the wait for the page.</param>
    [Acquires("return")]
    internal async ValueTask<PinnedPage> PinAsync(
        long offset, IDisposable? hold = null, CancellationToken cancellation = default)
    {
        ByteRange range = Around(offset, 1);

        // Without it the page can still be read.
        SpaceTicket? space = await file.TryMakeSpaceAsync(1, cancellation).ConfigureAwait(false);
        try
        {
            using RangeLease lease = await _locks.LockAsync(range, label: "pin", cancellationToken: cancellation)
                .ConfigureAwait(false);

            List<CachePage> pages = await FillAsync(range, cancellation).ConfigureAwait(false);
            PinnedPage pinned = new(Pin(pages[0], space), hold);
            LetGo(pages);
            return pinned;
        }
        finally
        {
            space?.Release();
        }
    }

    [Releases("page")]
    internal void Unpin(CachePage page)
    {
        lock (cache.Latch)
        {
            page.Pins--;
            page.Users++;
            cache.Done(page);
        }
    }

    /// <summary>A pinned page has changed. Blocks while space is made, if none is promised to it any more.</summary>
    internal void MarkDirty(CachePage page)
    {
        if (TryMarkDirty(page))
            return;

        SpaceTicket space = file.TryMakeSpaceAsync(1, default).AsTask().GetAwaiter().GetResult()
            ?? throw file.NoSpace(1);

        lock (cache.Latch)
        {
            Top(page, space);
            cache.SetDirty(page, true);
            space.Release();
        }
    }

    [Acquires("return")]
    private CachePage Pin(CachePage page, SpaceTicket? space)
    {
        lock (cache.Latch)
        {
            page.Pins++;
            Top(page, space);
        }

        return page;
    }

    private bool TryMarkDirty(CachePage page)
    {
        lock (cache.Latch)
        {
            if (page.Space.Data < PageSize && !TryRenew(page))
                return false;

            cache.SetDirty(page, true);
            return true;
        }
    }

    /// <summary>Promises a pinned page space for wherever it will lie: that can change at any time, as the page can.
    /// Called under the latch.</summary>
    private bool TryRenew(CachePage page)
    {
        if (file.TryReserve(1, 0) is not { } space)
            return false;

        Top(page, space);
        space.Release();
        return true;
    }

    private static void Top(CachePage page, SpaceTicket? space)
    {
        if (page.Space.Data < PageSize)
            space?.MoveTo(page.Space);
    }
}
