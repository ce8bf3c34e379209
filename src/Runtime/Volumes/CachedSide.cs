using System;
using System.Collections.Generic;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Caching;
using ExtentLock.Contracts;
using ExtentLock.Extents;

namespace ExtentLock.Volumes;

/// <summary>
/// The buffered side with a page cache. A file that has pages stays in memory until they are written and somebody
/// commits; its own handle is how. Thread-safe.
/// </summary>
internal sealed class CachedSide(Volume volume, long bytes) : IBufferedSide
{
    private readonly Lock _latch = new();
    private readonly Dictionary<long, Entry> _entries = [];
    private readonly PageCache _cache = new((int)Math.Clamp(bytes / PageCache.PageSize, 16, 1 << 20));
    private readonly UncachedSide _through = new(volume);

    public long Capacity => (long)_cache.Capacity * PageCache.PageSize;

    public long Dirty => (long)_cache.Dirty * PageCache.PageSize;

    public (long Data, int Extents) Promised => _cache.Promised;

    public async ValueTask<int> ReadAsync(
        FileNode file, long offset, Memory<byte> buffer, CancellationToken cancellation)
    {
        using Visit visit = Enter(file);
        return await visit.Pages.ReadAsync(offset, buffer, cancellation).ConfigureAwait(false);
    }

    public async ValueTask<int> WriteAsync(
        FileNode file, long offset, ReadOnlyMemory<byte> buffer, IoFlags flags, CancellationToken cancellation)
    {
        volume.ThrowIfReadOnly();
        using Visit visit = Enter(file);
        if ((flags & IoFlags.Append) != 0)
            return await AppendAsync(visit.Pages, file, buffer, flags, cancellation).ConfigureAwait(false);

        int written = await visit.Pages.WriteAsync(offset, buffer, cancellation).ConfigureAwait(false);
        if ((flags & IoFlags.DSync) != 0)
        {
            await visit.Pages.WriteBackAsync(offset, offset + written).ConfigureAwait(false);
            await volume.CommitMetadataAsync(cancellation).ConfigureAwait(false);
        }

        return written;
    }

    public bool Holds(FileNode file, long start, long end, bool forWrite)
    {
        if (_cache.Count == 0)
            return false;

        lock (_latch)
            return _entries.TryGetValue(file.Number, out Entry? entry) && entry.Pages.Holds(start, end, forWrite);
    }

    public bool IsBoundToPlace(FileNode file, long start, long end)
    {
        lock (_latch)
            return _entries.TryGetValue(file.Number, out Entry? entry) && entry.Pages.IsBoundToPlace(start, end);
    }

    public async ValueTask<bool> GiveWayAsync(
        FileNode file, long start, long end, bool forWrite, CancellationToken cancellation)
    {
        using Visit visit = Enter(file);
        return await visit.Pages.GiveWayAsync(start, end, forWrite).ConfigureAwait(false);
    }

    public async ValueTask BringAsync(FileNode file, long start, long end)
    {
        using Visit visit = Enter(file);
        await visit.Pages.BringAsync(start, end).ConfigureAwait(false);
    }

    public long LengthOf(FileNode file)
    {
        lock (_latch)
            return _entries.TryGetValue(file.Number, out Entry? entry) ? entry.Pages.Size : file.Size;
    }

    public async ValueTask ChangeAsync(
        FileNode file, long start, long end, Func<ValueTask> change, CancellationToken cancellation)
    {
        using Visit visit = Enter(file);
        FileCache pages = visit.Pages;
        await volume.TakeTurnsAsync(() => pages.ChangeAsync(start, end, change), cancellation).ConfigureAwait(false);
    }

    [Acquires("return")]
    public async ValueTask<PinnedPage> PinAsync(FileNode file, long offset, CancellationToken cancellation)
    {
        Visit visit = Enter(file);
        try
        {
            return await visit.Pages.PinAsync(offset, visit, cancellation).ConfigureAwait(false);
        }
        catch
        {
            visit.Dispose();
            throw;
        }
    }

    public void WaitForReadAhead() => _cache.WaitForReadAhead();

    [Acquires("return")]
    public CacheOpener Open(FileNode file)
    {
        using Visit visit = Enter(file);
        return visit.Pages.Open();
    }

    [Releases("opener")]
    public void Close(FileNode file, CacheOpener? opener)
    {
        using Visit visit = Enter(file);
        if (opener is not null)
            visit.Pages.Close(opener);
    }

    public async ValueTask SyncAsync(FileNode file, CacheOpener? opener, CancellationToken cancellation)
    {
        using Visit visit = Enter(file);
        await visit.Pages.SyncAsync(opener, () => volume.CommitMetadataAsync(cancellation)).ConfigureAwait(false);
    }

    public async ValueTask<ExceptionDispatchInfo?> WriteBackAllAsync()
    {
        ExceptionDispatchInfo? failure = null;
        foreach (Visit each in EnterAll())
        {
            using Visit visit = each;
            try
            {
                await visit.Pages.WriteBackAsync(0, long.MaxValue).ConfigureAwait(false);
                await RetireAsync(visit).ConfigureAwait(false);
            }
            catch (Exception error)
            {
                failure ??= ExceptionDispatchInfo.Capture(error);
            }
        }

        return failure;
    }

    public void Dispose() => _cache.Dispose();

    /// <summary>The pages of a file and their locks, for tests.</summary>
    internal FileCache PagesOf(FileNode file)
    {
        using Visit visit = Enter(file);
        return visit.Pages;
    }

    /// <summary>Where the end is, direct I/O and the range lock have to say; so it is appended past the cache, while
    /// nobody gets at its last pages.</summary>
    private async ValueTask<int> AppendAsync(
        FileCache pages, FileNode file, ReadOnlyMemory<byte> buffer, IoFlags flags, CancellationToken cancellation)
    {
        int written = -1;
        while (written < 0)
        {
            long start = VolumeFormat.Down(file.Size);
            async ValueTask TryAppendAsync()
            {
                // A file that became shorter meanwhile has pages before.
                if (file.Size >= start)
                    written = await _through.AppendAsync(file, buffer, cancellation).ConfigureAwait(false);
            }

            await volume.TakeTurnsAsync(() => pages.ChangeAsync(start, long.MaxValue, TryAppendAsync), cancellation)
                .ConfigureAwait(false);
        }

        if ((flags & IoFlags.DSync) != 0)
            await volume.CommitMetadataAsync(cancellation).ConfigureAwait(false);

        return written;
    }

    /// <summary>A file that nobody has open needs no pages once they are written.</summary>
    private async ValueTask RetireAsync(Visit visit)
    {
        bool isClosed;
        lock (_latch)
            isClosed = visit.Entry.Visits == 1 && visit.Entry.File.Handles == 1;

        if (isClosed)
            await visit.Pages.InvalidateAsync(0, long.MaxValue).ConfigureAwait(false);
    }

    private List<Visit> EnterAll()
    {
        List<Visit> visits = [];
        lock (_latch)
        {
            foreach (Entry entry in _entries.Values)
                visits.Add(EnterUnderLatch(entry));
        }

        return visits;
    }

    [Acquires("return")]
    private Visit Enter(FileNode file)
    {
        lock (_latch)
        {
            if (!_entries.TryGetValue(file.Number, out Entry? entry))
            {
                FileNode held = volume.Hold(file);
                entry = new Entry(held, new FileCache(_cache, new CachedFile(volume, held), () => Enter(file)));
                _entries.Add(file.Number, entry);
                held.Pages = entry.Pages;
            }

            return EnterUnderLatch(entry);
        }
    }

    [Acquires("return")]
    private Visit EnterUnderLatch(Entry entry)
    {
        entry.Visits++;
        return new Visit(this, entry);
    }

    private void Leave(Entry entry)
    {
        lock (_latch)
        {
            bool isLast = --entry.Visits == 0;
            if (isLast && entry.File.IsUnlinked && entry.File.Handles == 1)
                entry.Pages.Discard();

            if (!isLast || entry.Pages.Count > 0 || entry.Pages.HasNews)
                return;

            _entries.Remove(entry.File.Number);
            entry.File.Pages = null;
        }

        volume.Close(entry.File);
    }

    private sealed class Entry(FileNode file, FileCache pages)
    {
        internal FileNode File { get; } = file;

        internal FileCache Pages { get; } = pages;

        /// <summary>Operations that are in it.</summary>
        internal int Visits { get; set; }
    }

    /// <summary>An operation in the pages of a file, or a pin of one, which stay for so long.</summary>
    private readonly struct Visit(CachedSide side, Entry entry) : IDisposable
    {
        internal Entry Entry => entry;

        internal FileCache Pages => entry.Pages;

        [Releases("this")]
        public void Dispose() => side.Leave(entry);
    }
}
