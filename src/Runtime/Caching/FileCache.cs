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
internal sealed partial class FileCache(PageCache cache, ICachedFile file)
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

    /// <summary>Keeps a page in memory for somebody who will change it when he likes.</summary>
    /// <param name="offset">A byte of the page.</param>
    /// <param name="cancellation">Ends the wait for the page.</param>
    [Acquires("return")]
    internal async ValueTask<PinnedPage> PinAsync(long offset, CancellationToken cancellation = default)
    {
        ByteRange range = Around(offset, 1);
        using RangeLease lease = await _locks.LockAsync(range, label: "pin", cancellationToken: cancellation)
            .ConfigureAwait(false);

        List<CachePage> pages = await FillAsync(range, cancellation).ConfigureAwait(false);
        PinnedPage pinned = new(Pin(pages[0]));
        LetGo(pages);
        return pinned;
    }

    internal void Unpin(CachePage page)
    {
        lock (cache.Latch)
        {
            page.Pins--;
            page.Users++;
            cache.Done(page);
        }
    }

    internal void MarkDirty(CachePage page)
    {
        lock (cache.Latch)
            cache.SetDirty(page, true);
    }

    /// <summary>The file goes: its pages too, written or not.</summary>
    internal void Discard()
    {
        lock (cache.Latch)
        {
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
        int ahead = Note(offset, buffer.Length);
        using (await _locks
            .LockAsync(range, RangeMode.Shared, label: "read", cancellationToken: cancellation).ConfigureAwait(false))
        {
            int read = (int)Math.Clamp(Size - offset, 0, buffer.Length);
            if (read == 0 || TryRead(offset, buffer.Span[..read]))
                return read;
        }

        ByteRange wide = new(range.Start, EndOfReading(range, ahead));
        using RangeLease lease = await _locks.LockAsync(wide, label: "fill", cancellationToken: cancellation)
            .ConfigureAwait(false);

        List<CachePage> pages = await FillAsync(wide, cancellation).ConfigureAwait(false);
        int length = (int)Math.Clamp(Size - offset, 0, buffer.Length);
        Copy(pages, offset, buffer.Span[..length]);
        LetGo(pages);
        return length;
    }

    private int Note(long offset, long length)
    {
        lock (cache.Latch)
        {
            int ahead = _ahead.Note(offset, offset + length);
            _ahead.Grow();
            return ahead;
        }
    }

    private long EndOfReading(ByteRange range, int ahead)
    {
        long most = Math.Min(range.End + (ahead * PageSize), range.Start + cache.StepBytes);
        long last = (Size + PageSize - 1) / PageSize * PageSize;
        return Math.Max(range.End, Math.Min(most, last));
    }

    private async ValueTask WriteStepAsync(
        long offset, ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        ByteRange range = Around(offset, data.Length);
        await cache.MakeRoomAsync((int)(range.Length / PageSize)).ConfigureAwait(false);
        using RangeLease lease = await _locks.LockAsync(range, label: "write", cancellationToken: cancellation)
            .ConfigureAwait(false);

        // What of the first and the last page stays comes from the file.
        List<CachePage> ends = [];
        try
        {
            if (offset > range.Start)
                ends.AddRange(await FillAsync(FirstOf(range), cancellation).ConfigureAwait(false));

            if (offset + data.Length < range.End)
                ends.AddRange(await FillAsync(LastOf(range), cancellation).ConfigureAwait(false));

            Write(range, offset, data.Span);
        }
        finally
        {
            LetGo(ends);
        }
    }

    private static ByteRange FirstOf(ByteRange range) => new(range.Start, range.Start + PageSize);

    private static ByteRange LastOf(ByteRange range) => new(range.End - PageSize, range.End);

    private void Write(ByteRange range, long offset, ReadOnlySpan<byte> data)
    {
        List<CachePage> pages = Take(range, add: true);
        foreach (CachePage page in pages)
        {
            long start = Math.Max(offset, page.Start);
            long end = Math.Min(offset + data.Length, page.End);
            data[(int)(start - offset)..(int)(end - offset)].CopyTo(page.Bytes.Span[(int)(start - page.Start)..]);
        }

        lock (cache.Latch)
        {
            _end = Math.Max(_end, offset + data.Length);
            foreach (CachePage page in pages)
            {
                page.IsUptodate = true;
                cache.SetDirty(page, true);
                cache.Done(page);
            }
        }
    }
}
