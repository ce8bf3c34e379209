using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using ExtentLock.Caching;
using ExtentLock.Storage;
using Xunit;

namespace ExtentLock.Tests.Caching;

/// <summary>Pages over a file in memory: what is read, what is written, and when the file is asked.</summary>
public sealed partial class FileCacheTests : IDisposable
{
    private const int Page = PageCache.PageSize;

    private readonly PageCache _cache = new(32);
    private readonly FakeFile _file = new();
    private readonly FileCache _pages;

    public FileCacheTests() => _pages = new FileCache(_cache, _file);

    public void Dispose()
    {
        _pages.Locks.ThrowIfHeld();
        _file.Ranges.ThrowIfHeld();
        _cache.Dispose();
    }

    [Fact]
    public async Task Read_AsksTheFileOnce()
    {
        _file.Put(0, Bytes(3 * Page));

        Assert.Equal(Bytes(3 * Page)[100..5100], await ReadAsync(100, 5000));
        Assert.Equal(Bytes(3 * Page)[100..5100], await ReadAsync(100, 5000));

        Assert.Equal(["read 0+2"], _file.Calls);
    }

    [Fact]
    public async Task ReadAtTheEnd_IsShort()
    {
        _file.Put(0, Bytes(5000));

        Assert.Equal(Bytes(5000)[4000..], await ReadAsync(4000, 5000));
        Assert.Empty(await ReadAsync(5000, 10));
        Assert.Empty(await ReadAsync(1 << 19, 10));
    }

    [Fact]
    public async Task Write_StaysInTheCacheUntilItIsWrittenBack()
    {
        Assert.Equal(5000, await _pages.WriteAsync(100, Bytes(5000)));
        Assert.Equal((5100L, 0L, 2), (_pages.Size, _file.Size, _cache.Dirty));
        Assert.Equal(Bytes(5000), await ReadAsync(100, 9000));

        await _pages.WriteBackAsync(0, long.MaxValue);

        Assert.Equal((5100L, 0), (_file.Size, _cache.Dirty));
        Assert.Equal(Bytes(5000), _file.ToArray()[100..]);
    }

    [Fact]
    public async Task WriteOfPartsOfPages_KeepsTheRestOfThem()
    {
        _file.Put(0, Bytes(4 * Page));

        await _pages.WriteAsync(100, new byte[2 * Page]);
        await _pages.WriteBackAsync(0, long.MaxValue);

        byte[] expected = Bytes(4 * Page);
        expected.AsSpan(100, 2 * Page).Clear();
        Assert.Equal(expected, _file.ToArray());
        Assert.Equal(["read 0+1", "read 2+1", "write 0+3"], _file.Calls);
    }

    [Fact]
    public async Task WriteOfWholePages_DoesNotReadThem()
    {
        _file.Put(0, Bytes(4 * Page));

        await _pages.WriteAsync(Page, new byte[2 * Page]);

        Assert.Empty(_file.Calls);
    }

    [Fact]
    public async Task WriteBack_IsOfTheRangeAndInRunsOfNeighbours()
    {
        await _pages.WriteAsync(0, Bytes(2 * Page));
        await _pages.WriteAsync(3 * Page, Bytes(Page));
        await _pages.WriteAsync(6 * Page, Bytes(Page));

        await _pages.WriteBackAsync(0, 4 * Page);

        Assert.Equal(["write 0+2", "write 3+1"], _file.Calls);
        Assert.Equal(1, _cache.Dirty);
        await _pages.WriteBackAsync(0, 4 * Page);
        Assert.Equal(2, _file.Calls.Count);
    }

    [Fact]
    public async Task WriteBackThatAnotherHasBegun_IsWaitedFor()
    {
        await _pages.WriteAsync(0, Bytes(Page));
        TaskCompletionSource gate = new();
        _file.Gate = () => gate.Task;
        Task first = _pages.WriteBackAsync(0, long.MaxValue).AsTask();
        Task second = _pages.WriteBackAsync(0, long.MaxValue).AsTask();
        Assert.Equal(0, _cache.Dirty);
        Assert.False(second.IsCompleted);

        gate.SetResult();

        await Task.WhenAll(first, second);
        Assert.Equal(["write 0+1"], _file.Calls);
    }

    [Fact]
    public async Task PagesAroundOneThatAnotherWrites_AreWrittenEachInItsPlace()
    {
        await _pages.WriteAsync(Page, new byte[Page]);
        TaskCompletionSource gate = new();
        _file.Gate = () => gate.Task;
        Task first = _pages.WriteBackAsync(0, long.MaxValue).AsTask();
        await _pages.WriteAsync(0, Bytes(Page));
        await _pages.WriteAsync(2 * Page, Bytes(Page));
        Task second = _pages.WriteBackAsync(0, long.MaxValue).AsTask();

        gate.SetResult();

        await Task.WhenAll(first, second);
        Assert.Equal(["write 1+1", "write 0+1", "write 2+1"], _file.Calls);
        Assert.Equal([.. Bytes(Page), .. new byte[Page], .. Bytes(Page)], _file.ToArray());
    }

    [Fact]
    public void BufferWhereMemoryIsShort_IsShorter()
    {
        // All that the cache has, but for four pages.
        List<TransferBuffer> rented = [_cache.RentBuffer(IoArena.HugePage - (4 * Page))];

        foreach (int pages in (int[])[4, 8])
        {
            rented.Add(_cache.RentBuffer(8 * Page));
            Assert.Equal(pages * Page, rented[^1].Length);
        }

        rented.ForEach(buffer => buffer.Dispose());
    }

    [Fact]
    public async Task ReaderDuringWriteBack_DoesNotWait()
    {
        await _pages.WriteAsync(0, Bytes(Page));
        TaskCompletionSource gate = new();
        _file.Gate = () => gate.Task;
        Task writeBack = _pages.WriteBackAsync(0, long.MaxValue).AsTask();

        Assert.Equal(Bytes(Page), await ReadAsync(0, Page));

        Assert.False(writeBack.IsCompleted);
        gate.SetResult();
        await writeBack;
    }

    [Fact]
    public async Task ReadThatFails_LeavesNoPages()
    {
        _file.Put(0, Bytes(2 * Page));
        _file.ReadErrors.Enqueue(new IOException("first"));

        Assert.Equal("first", (await Assert.ThrowsAsync<IOException>(() => ReadAsync(0, Page))).Message);

        Assert.Equal(0, _cache.Count);
        Assert.Equal(Bytes(2 * Page)[..Page], await ReadAsync(0, Page));
    }

    [Fact]
    public async Task AnySequence_IsWhatAPlainArrayHolds()
    {
        Random random = new(7);
        byte[] model = new byte[100 * Page];
        long size = 0;
        for (int i = 0; i < 400; i++)
        {
            int offset = random.Next(90 * Page);
            byte[] bytes = new byte[random.Next(1, 6 * Page)];
            random.NextBytes(bytes);
            if (random.Next(3) != 0)
            {
                int expected = (int)Math.Clamp(size - offset, 0, bytes.Length);
                Assert.Equal(model[offset..(offset + expected)], await ReadAsync(offset, bytes.Length));
                continue;
            }

            Assert.Equal(bytes.Length, await _pages.WriteAsync(offset, bytes));
            bytes.CopyTo(model.AsSpan(offset));
            size = Math.Max(size, offset + bytes.Length);
            Assert.True(_cache.Count <= _cache.Capacity);
        }

        await _pages.WriteBackAsync(0, long.MaxValue);
        Assert.Equal(model[..(int)size], _file.ToArray());
    }

    private static byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    private async Task<byte[]> ReadAsync(long offset, int length)
    {
        byte[] buffer = new byte[length];
        return [.. buffer.Take(await _pages.ReadAsync(offset, buffer))];
    }
}
