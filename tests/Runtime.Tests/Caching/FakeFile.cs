using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Caching;
using ExtentLock.Extents;

namespace ExtentLock.Tests.Caching;

/// <summary>A file in memory behind a cache: tells what it was asked, can be made to fail, and to wait.</summary>
internal sealed class FakeFile : ICachedFile
{
    private readonly byte[] _bytes = new byte[1 << 20];
    private readonly List<string> _calls = [];
    private long _size;

    public long Size => Volatile.Read(ref _size);

    internal RangeLock Ranges { get; } = new();

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

    public async ValueTask WriteAsync(long start, Memory<byte> pages, long sizeEnd)
    {
        Tell("write", start, pages.Length);
        using RangeLease lease = await Ranges.LockAsync(ByteRange.FromLength(start, pages.Length));
        await (Gate?.Invoke() ?? Task.CompletedTask);
        Throw(WriteErrors);
        pages.Span.CopyTo(_bytes.AsSpan((int)start));
        _size = Math.Max(_size, sizeEnd);
    }

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

    private void Tell(string what, long start, int length)
    {
        lock (_calls)
            _calls.Add($"{what} {start / 4096}+{length / 4096}");
    }
}
