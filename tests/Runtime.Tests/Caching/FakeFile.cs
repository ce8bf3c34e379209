using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Caching;
using ExtentLock.Extents;
using ExtentLock.Storage;

namespace ExtentLock.Tests.Caching;

/// <summary>A file in memory behind a cache: tells what it was asked, can be made to fail, and to wait.</summary>
internal sealed class FakeFile : ICachedFile
{
    private readonly byte[] _bytes = new byte[1 << 20];
    private readonly List<string> _calls = [];
    private long _size;

    internal FakeFile(int pages = 1 << 20, int extents = 1 << 20)
    {
        Space = new SpaceAllocator(pages == 0 ? [] : [new SpaceRun(0, pages * 4096L)]);
        Ledger = new SpaceLedger(Space, extents * SpaceLedger.MetadataPerExtent);
    }

    public long Size => Volatile.Read(ref _size);

    internal RangeLock Ranges { get; } = new();

    /// <summary>Of which each page that is written takes a new one, and gives none back.</summary>
    internal SpaceAllocator Space { get; }

    internal SpaceLedger Ledger { get; }

    /// <summary>Pages that go over what is there.</summary>
    internal HashSet<long> InPlace { get; } = [];

    /// <summary>Called when there is no space for what is to become dirty.</summary>
    internal Func<Task>? MakeSpace { get; set; }

    /// <summary>Pages that one write comes to.</summary>
    internal int MostWritten { get; set; } = int.MaxValue;

    /// <summary>Every call so far, as <c>read 0+2</c> in pages.</summary>
    internal IReadOnlyList<string> Calls
    {
        get
        {
            lock (_calls)
                return [.. _calls];
        }
    }

    /// <summary>Taken before each read or write goes on.</summary>
    internal Func<Task>? Gate { get; set; }

    /// <summary>Errors of the next writes, null for none.</summary>
    internal Queue<Exception?> WriteErrors { get; } = new();

    internal Queue<Exception?> ReadErrors { get; } = new();

    public async ValueTask ReadAsync(long start, Memory<byte> pages, CancellationToken cancellation)
    {
        Tell("read", start, pages.Length);
        using RangeLease lease = await Ranges
            .LockAsync(ByteRange.FromLength(start, pages.Length), RangeMode.Shared, cancellationToken: cancellation);
        await (Gate?.Invoke() ?? Task.CompletedTask);
        Throw(ReadErrors);
        _bytes.AsSpan((int)start, pages.Length).CopyTo(pages.Span);
        pages.Span[(int)Math.Clamp(Size - start, 0, pages.Length)..].Clear();
    }

    public async ValueTask<int> WriteAsync(long start, Memory<byte> pages, long sizeEnd, SpaceTicket ticket)
    {
        Tell("write", start, pages.Length);
        using RangeLease lease = await Ranges.LockAsync(ByteRange.FromLength(start, pages.Length));
        await (Gate?.Invoke() ?? Task.CompletedTask);
        Throw(WriteErrors);
        int count = Math.Min(MostWritten, pages.Length / 4096);
        pages.Span[..(count * 4096)].CopyTo(_bytes.AsSpan((int)start));
        _size = Math.Max(_size, Math.Min(sizeEnd, start + (count * 4096)));
        Allocate(start / 4096, count, ticket);
        return count;
    }

    public async ValueTask<SpaceTicket?> TryMakeSpaceAsync(int pages, CancellationToken cancellation)
    {
        if (TryReserve(pages, 0) is { } ticket)
            return ticket;

        await (MakeSpace?.Invoke() ?? Task.CompletedTask);
        return TryReserve(pages, 0);
    }

    public SpaceTicket? TryReserve(int pages, int pagesInPlace)
    {
        SpaceTicket ticket = new();
        return Ledger.TryReserve(ticket, pages * 4096L, pages + pagesInPlace) ? ticket : null;
    }

    public ValueTask<RangeLease> LockPlacesAsync(ByteRange pages, CancellationToken cancellation) =>
        Ranges.LockAsync(pages, cancellationToken: cancellation);

    public bool IsWrittenInPlace(long start) => InPlace.Contains(start / 4096);

    public Exception NoSpace(int pages) => new IOException($"No space for {pages} pages.");

    /// <summary>Writes past the cache.</summary>
    internal void Put(long start, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_bytes.AsSpan((int)start));
        _size = Math.Max(_size, start + bytes.Length);
    }

    internal void Truncate(long size)
    {
        _bytes.AsSpan((int)size).Clear();
        _size = size;
    }

    internal byte[] ToArray() => _bytes[..(int)Size];

    private static void Throw(Queue<Exception?> errors)
    {
        if (errors.TryDequeue(out Exception? error) && error is not null)
            throw error;
    }

    private void Allocate(long first, int count, SpaceTicket ticket)
    {
        for (long page = first; page < first + count; page++)
        {
            if (InPlace.Contains(page))
                continue;

            if (!Space.TryAllocate(4096, out _))
                throw new InvalidOperationException("A promise was not kept.");

            ticket.Use(4096);
        }
    }

    private void Tell(string what, long start, int length)
    {
        lock (_calls)
            _calls.Add($"{what} {start / 4096}+{length / 4096}");
    }
}
