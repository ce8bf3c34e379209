using System;
using System.Collections.Generic;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Contracts;
using ExtentLock.Storage;

namespace ExtentLock.Caching;

/// <summary>
/// Pages of all files of a volume in a bounded memory. Clean ones make room by second chance; where all are dirty or
/// pinned, what is in flight goes above the bound until it has ended. Thread-safe.
/// </summary>
internal sealed class PageCache : IDisposable
{
    internal const int PageSize = IoArena.Page;

    // The most that one step of an operation locks and moves at once.
    private const int MostPagesInAStep = 256;

    private readonly IoArena _arena;
    private readonly List<CachePage> _clock = [];
    private int _hand;
    private int _count;
    private int _dirty;
    private int _readingAhead;

    /// <summary>An empty cache.</summary>
    /// <param name="capacity">Pages, at least 4.</param>
    internal PageCache(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 4);
        Capacity = capacity;
        StepBytes = Math.Min(MostPagesInAStep, capacity / 4) * PageSize;
        _arena = new IoArena(((long)capacity * PageSize) + (2 * StepBytes));
    }

    /// <summary>Inside it nothing is waited for; the innermost of all.</summary>
    internal Lock Latch { get; } = new();

    /// <summary>Pages that the cache keeps.</summary>
    internal int Capacity { get; }

    /// <summary>Bytes that an operation moves in one step.</summary>
    internal int StepBytes { get; }

    /// <summary>Pages there are. Who has a range of a file locked sees every one that asked the file for that range
    /// before, without the latch.</summary>
    internal int Count => Volatile.Read(ref _count);

    /// <summary>Pages that are to be written.</summary>
    internal int Dirty
    {
        get
        {
            lock (Latch)
                return _dirty;
        }
    }

    /// <summary>What all pages are promised.</summary>
    /// <exception cref="InvalidOperationException">A page is dirty that is promised nothing, or promised something that
    /// it has no use for. Not to be asked while anything is being written.</exception>
    internal (long Data, int Extents) Promised
    {
        get
        {
            lock (Latch)
            {
                (long data, int extents) = (0, 0);
                foreach (CachePage page in _clock)
                {
                    (data, extents) = (data + page.Space.Data, extents + page.Space.Extents);
                    bool isRight = page.Space.Extents > 0 ? page.IsDirty || page.Pins > 0 : !page.IsDirty;
                    if (!isRight)
                        throw new InvalidOperationException($"Page {page.Index} is promised {page.Space.Data} bytes.");
                }

                return (data, extents);
            }
        }
    }

    /// <summary>Half of the pages are to be written: what nobody asked for has no place. Called under the
    /// latch.</summary>
    internal bool IsUnderPressure => _dirty >= Capacity / 2;

    /// <summary>Nothing may use the cache any more but read-ahead, which is waited for, and who has a page pinned,
    /// which stays; what is dirty is lost.</summary>
    public void Dispose()
    {
        WaitForReadAhead();
        lock (Latch)
        {
            for (int i = _clock.Count - 1; i >= 0; i--)
            {
                if (_clock[i].Pins == 0)
                    Drop(_clock[i]);
            }
        }

        _arena.Dispose();
    }

    internal void AheadBegan() => Interlocked.Increment(ref _readingAhead);

    internal void AheadEnded() => Interlocked.Decrement(ref _readingAhead);

    /// <summary>Until nothing is read that nobody asked for. It waits for nobody but the device, and who has its
    /// ranges.</summary>
    internal void WaitForReadAhead()
    {
        SpinWait spin = default;
        while (Volatile.Read(ref _readingAhead) > 0)
            spin.SpinOnce();
    }

    /// <summary>Waits, with nothing held, until so many pages can become dirty.</summary>
    /// <exception cref="Exception">Why the dirty ones can't be written, if there is no room for others.</exception>
    internal async ValueTask MakeRoomAsync(int pages)
    {
        if (Dirty + pages <= Capacity / 2)
            return;

        Exception? failure = null;
        foreach (FileCache file in DirtyFiles())
        {
            try
            {
                await file.WriteBackAsync(0, long.MaxValue).ConfigureAwait(false);
            }
            catch (Exception error)
            {
                failure ??= error;
            }
        }

        if (failure is not null && Dirty + pages > Capacity)
            ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>Memory for a transfer: what was asked for, or less where memory is short, never less than a
    /// page.</summary>
    [Acquires("return")]
    internal TransferBuffer RentBuffer(int length)
    {
        for (int size = length; size >= PageSize; size = size / 2 / PageSize * PageSize)
        {
            if (_arena.TryRent(size, out ArenaSlice? slice))
                return new TransferBuffer(slice, arena: null);
        }

        IoArena own = new(length);
        return new TransferBuffer(own.Rent(length), own);
    }

    /// <summary>A page that is not there yet. Called under the latch.</summary>
    internal CachePage Add(FileCache file, long index)
    {
        if (_clock.Count >= Capacity && TryFindVictim(out CachePage? victim))
            Drop(victim);

        ArenaSlice? slice = null;
        if (_clock.Count < Capacity)
            _arena.TryRent(PageSize, out slice);

        CachePage page = new(file, index, slice) { Users = 1, Place = _clock.Count };
        _clock.Add(page);
        Volatile.Write(ref _count, _clock.Count);
        return page;
    }

    /// <summary>Forgets a page that nobody uses. Called under the latch.</summary>
    internal void Drop(CachePage page)
    {
        SetDirty(page, false);
        page.Space.Release();
        page.File.Forget(page);
        CachePage last = _clock[^1];
        _clock[page.Place] = last;
        last.Place = page.Place;
        _clock.RemoveAt(_clock.Count - 1);
        Volatile.Write(ref _count, _clock.Count);
        page.Slice?.Return();
    }

    /// <summary>Called under the latch.</summary>
    internal void SetDirty(CachePage page, bool isDirty)
    {
        if (page.IsDirty == isDirty)
            return;

        page.IsDirty = isDirty;
        _dirty += isDirty ? 1 : -1;
    }

    /// <summary>An operation lets go of a page. Called under the latch.</summary>
    internal void Done(CachePage page)
    {
        page.Users--;
        if (!page.IsDirty && page.Pins == 0)
            page.Space.Release();

        bool isSurplus = _clock.Count > Capacity || !page.IsUptodate;
        if (isSurplus && page.CanBeDropped)
            Drop(page);
    }

    private HashSet<FileCache> DirtyFiles()
    {
        HashSet<FileCache> files = [];
        lock (Latch)
        {
            foreach (CachePage page in _clock)
            {
                if (page.IsDirty)
                    files.Add(page.File);
            }
        }

        return files;
    }

    private bool TryFindVictim([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out CachePage? victim)
    {
        for (int looked = 0; looked < 2 * _clock.Count; looked++)
        {
            _hand = _hand + 1 < _clock.Count ? _hand + 1 : 0;
            victim = _clock[_hand];
            if (!victim.CanBeDropped)
                continue;

            if (!victim.WasUsed)
                return true;

            victim.WasUsed = false;
        }

        victim = null;
        return false;
    }
}
