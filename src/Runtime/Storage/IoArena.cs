using System;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Threading;
using ExtentLock.Contracts;

namespace ExtentLock.Storage;

/// <summary>
/// Memory for direct I/O: one piece that starts at a multiple of 2 MiB, in huge pages where the kernel gives them, and
/// slices of it to rent. Thread-safe. The memory goes back when the arena is disposed and the last slice returned.
/// </summary>
/// <remarks>A device moves a huge page in one segment, and 512 pages of 4 KiB in up to 512.</remarks>
public sealed class IoArena : IDisposable
{
    /// <summary>Every slice starts at a multiple of this many bytes.</summary>
    public const int Page = 4096;

    /// <summary>Bytes of a huge page; the arena is a multiple of it.</summary>
    public const int HugePage = 2 * 1024 * 1024;

    private readonly Lock _latch = new();
    private readonly ulong[] _used;
    private readonly unsafe byte* _memory;
    private int _rented;
    private int _next;
    private bool _isDisposed;

    /// <summary>An arena of which nothing is rented.</summary>
    /// <param name="capacity">Bytes; rounded up to huge pages.</param>
    public unsafe IoArena(long capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, (long)int.MaxValue * Page / 2);
        Capacity = (capacity + HugePage - 1) / HugePage * HugePage;
        _memory = (byte*)NativeMemory.AlignedAlloc((nuint)Capacity, HugePage);
        _used = new ulong[Capacity / Page / 64];
        HasHugePages = LinuxCalls.AdviseHugePages((nint)_memory, (nuint)Capacity);
    }

    /// <summary>Frees the memory of an arena that nobody disposed.</summary>
    ~IoArena() => FreeMemory();

    /// <summary>Bytes of the arena.</summary>
    public long Capacity { get; }

    /// <summary>Whether the kernel accepted that huge pages are wanted; whether it has any free is not known.</summary>
    public bool HasHugePages { get; }

    /// <summary>Bytes rented at this moment, rounded up to pages.</summary>
    public long Rented
    {
        get
        {
            lock (_latch)
                return (long)_rented * Page;
        }
    }

    /// <summary>Rents a slice.</summary>
    /// <param name="length">Bytes; the slice has exactly this length.</param>
    /// <exception cref="InsufficientMemoryException">No run of free pages is long enough.</exception>
    [Acquires("return")]
    public ArenaSlice Rent(int length) => TryRent(length, out ArenaSlice? slice)
        ? slice
        : throw new InsufficientMemoryException($"The arena has no {length} bytes in one piece left.");

    /// <summary>Rents a slice if one is free.</summary>
    /// <param name="length">Bytes; the slice has exactly this length.</param>
    /// <param name="slice">Its contents are what the one before left there.</param>
    [Acquires("slice", When = Outcome.True)]
    public bool TryRent(int length, [NotNullWhen(true)] out ArenaSlice? slice)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        int pages = (int)(((long)length + Page - 1) / Page);
        lock (_latch)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            int first = FindFree(pages);
            slice = first < 0 ? null : new ArenaSlice(this, first, length);
            if (slice is null)
                return false;

            Mark(first, pages, true);
            _rented += pages;
            _next = first + pages;
            return true;
        }
    }

    /// <summary>Nothing can be rented from now on; slices that are rented stay usable.</summary>
    public void Dispose()
    {
        lock (_latch)
        {
            if (_isDisposed)
                return;

            _isDisposed = true;
            if (_rented == 0)
                FreeMemory();
        }
    }

    internal unsafe byte* At(int page) => _memory + ((long)page * Page);

    internal void Return(int first, int length)
    {
        int pages = (int)(((long)length + Page - 1) / Page);
        lock (_latch)
        {
            Mark(first, pages, false);
            _rented -= pages;
            if (_isDisposed && _rented == 0)
                FreeMemory();
        }
    }

    private unsafe void FreeMemory()
    {
        NativeMemory.AlignedFree(_memory);
        GC.SuppressFinalize(this);
    }

    // Behind the last one first: what was returned lately is looked at last, and the search is short.
    private int FindFree(int pages)
    {
        int all = _used.Length * 64;
        int found = FindFree(Math.Min(_next, all), all, pages);
        return found >= 0 ? found : FindFree(0, Math.Min(all, _next + pages), pages);
    }

    private int FindFree(int from, int to, int pages)
    {
        int start = from;
        for (int page = from; page < to;)
        {
            ulong word = _used[page / 64] >> (page % 64);
            if (word == 0)
            {
                page += 64 - (page % 64);
            }
            else
            {
                int free = BitOperations.TrailingZeroCount(word);
                page += free;
                if (free == 0)
                {
                    page += BitOperations.TrailingZeroCount(~word);
                    start = page;
                    continue;
                }
            }

            if (Math.Min(page, to) - start >= pages)
                return start;
        }

        return -1;
    }

    private void Mark(int first, int pages, bool used)
    {
        for (int page = first; page < first + pages; page++)
        {
            ulong bit = 1UL << (page % 64);
            if (used)
                _used[page / 64] |= bit;
            else
                _used[page / 64] &= ~bit;
        }
    }
}
