using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Contracts;
using ExtentLock.Extents;

namespace ExtentLock.Caching;

/// <summary>
/// The pages of one file: reads and writes any bytes in memory, and keeps memory and file the same for who asks either.
/// Thread-safe.
/// </summary>
/// <remarks>
/// The order of locks: what excludes whole operations on the file, then pages, then the range lock inside
/// <see cref="ICachedFile"/>. Who holds a range of the file asks <see cref="Holds"/>, which waits for nobody, and gives
/// the range back before <see cref="GiveWayAsync"/>. A page is in the table before the file is asked for its bytes, so
/// who writes past the cache sees it coming.
/// </remarks>
internal sealed partial class FileCache(PageCache cache, ICachedFile file, Func<IDisposable>? hold = null)
{
    private const long PageSize = PageCache.PageSize;

    private readonly Dictionary<long, CachePage> _pages = [];
    private readonly RangeLock _locks = new();
    private readonly ReadAhead _ahead = new();
    private long _end;

    /// <summary>Bytes of the file, those included that are only here.</summary>
    internal long Size
    {
        get
        {
            lock (cache.Latch)
                return Math.Max(file.Size, _end);
        }
    }

    /// <summary>Number of its pages.</summary>
    internal int Count
    {
        get
        {
            lock (cache.Latch)
                return _pages.Count;
        }
    }

    /// <summary>There are openers, or errors that wait for one.</summary>
    internal bool HasNews
    {
        get
        {
            lock (cache.Latch)
                return _openers.Count + _untold.Count > 0;
        }
    }

    /// <summary>Who holds which pages, for reports.</summary>
    internal IRangeLock Locks => _locks;

    /// <summary>Reads what is there, up to the end of the file.</summary>
    internal async ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation = default)
    {
        int done = 0;
        while (done < buffer.Length)
        {
            int length = Step(offset + done, buffer.Length - done);
            int read = await ReadStepAsync(offset + done, buffer.Slice(done, length), cancellation)
                .ConfigureAwait(false);

            done += read;
            if (read < length)
                break;
        }

        return done;
    }

    /// <summary>The file goes: its pages too, written or not, and errors that nobody can come to be told any
    /// more.</summary>
    internal void Discard()
    {
        lock (cache.Latch)
        {
            _untold.Clear();
            foreach (CachePage page in Within(0, long.MaxValue))
            {
                cache.SetDirty(page, false);
                if (page.CanBeDropped)
                    cache.Drop(page);
            }
        }
    }

    /// <summary>The page is no more. Called under the latch.</summary>
    internal void Forget(CachePage page) => _pages.Remove(page.Index);

    private static ByteRange Around(long offset, long length)
    {
        long start = offset / PageSize * PageSize;
        long last = (offset + length - 1) / PageSize * PageSize;
        return new ByteRange(start, last > long.MaxValue - PageSize ? long.MaxValue : last + PageSize);
    }

    private int Step(long offset, int length) =>
        (int)Math.Min(length, (offset / PageSize * PageSize) + cache.StepBytes - offset);

    private async ValueTask<int> ReadStepAsync(long offset, Memory<byte> buffer, CancellationToken cancellation)
    {
        ByteRange range = Around(offset, buffer.Length);
        Ahead(offset, buffer.Length);
        using (await _locks
            .LockAsync(range, RangeMode.Shared, label: "read", cancellationToken: cancellation).ConfigureAwait(false))
        {
            int read = (int)Math.Clamp(Size - offset, 0, buffer.Length);
            if (read == 0 || TryRead(offset, buffer.Span[..read]))
                return read;
        }

        using RangeLease lease = await _locks.LockAsync(range, label: "fill", cancellationToken: cancellation)
            .ConfigureAwait(false);

        List<CachePage> pages = await FillAsync(range, cancellation).ConfigureAwait(false);
        int length = (int)Math.Clamp(Size - offset, 0, buffer.Length);
        Copy(pages, offset, buffer.Span[..length]);
        LetGo(pages);
        return length;
    }
}
