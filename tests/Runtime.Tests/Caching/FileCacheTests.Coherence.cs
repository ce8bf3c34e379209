using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using ExtentLock.Caching;
using Xunit;

namespace ExtentLock.Tests.Caching;

public sealed partial class FileCacheTests
{
    [Fact]
    public async Task Invalidated_IsReadAgain()
    {
        _file.Put(0, Bytes(2 * Page));
        await ReadAsync(0, 2 * Page);
        _file.Put(0, new byte[2 * Page]);

        Assert.True(await _pages.InvalidateAsync(0, Page));

        Assert.Equal(new byte[Page], await ReadAsync(0, Page));
        Assert.Equal(Bytes(2 * Page)[Page..], await ReadAsync(Page, Page));
    }

    [Fact]
    public async Task DirtyPage_CanNotBeInvalidated()
    {
        await _pages.WriteAsync(0, Bytes(Page));

        Assert.False(await _pages.InvalidateAsync(0, Page));
        Assert.Equal(Bytes(Page), await ReadAsync(0, Page));

        await _pages.WriteBackAsync(0, Page);
        Assert.True(await _pages.InvalidateAsync(0, Page));
    }

    [Fact]
    public async Task PinnedPage_CanNotBeInvalidated()
    {
        _file.Put(0, Bytes(2 * Page));
        PinnedPage pin = await _pages.PinAsync(10);

        Assert.False(await _pages.InvalidateAsync(0, 2 * Page));

        pin.Dispose();
        Assert.True(await _pages.InvalidateAsync(0, 2 * Page));
        Assert.Throws<ObjectDisposedException>(() => pin.Memory);
    }

    [Fact]
    public async Task PinnedPageThatChangesDuringWriteBack_IsDirtyAgain()
    {
        _file.Put(0, Bytes(Page));
        using PinnedPage pin = await _pages.PinAsync(0);
        pin.Memory.Span[0] = 1;
        pin.MarkDirty();
        _file.Gate = () =>
        {
            _file.Gate = null;
            pin.Memory.Span[0] = 2;
            pin.MarkDirty();
            return Task.CompletedTask;
        };

        await _pages.WriteBackAsync(0, Page);
        Assert.Equal((1, 1), (_file.ToArray()[0], _cache.Dirty));

        await _pages.WriteBackAsync(0, Page);
        Assert.Equal((2, 0), (_file.ToArray()[0], _cache.Dirty));
    }

    [Fact]
    public async Task WayForAReader_IsFreeWhenDirtyDataAreInTheFile()
    {
        _file.Put(0, Bytes(3 * Page));
        await ReadAsync(0, Page);
        await _pages.WriteAsync(Page, new byte[10]);
        Assert.False(_pages.Holds(0, Page, forWrite: false));
        Assert.True(_pages.Holds(0, 2 * Page, forWrite: false));

        Assert.True(await _pages.GiveWayAsync(0, 2 * Page, forWrite: false));

        Assert.Equal(new byte[10], _file.ToArray()[Page..(Page + 10)]);
        Assert.Equal(2, _pages.Count);
    }

    [Fact]
    public async Task WayForAWriter_IsFreeWhenThereIsNoPage()
    {
        _file.Put(0, Bytes(3 * Page));
        await ReadAsync(0, Page);
        await _pages.WriteAsync(2 * Page, new byte[10]);
        Assert.True(_pages.Holds(0, Page, forWrite: true));

        Assert.True(await _pages.GiveWayAsync(0, 2 * Page, forWrite: true));

        Assert.False(_pages.Holds(0, 2 * Page, forWrite: true));
        Assert.Equal(1, _cache.Dirty);
    }

    [Fact]
    public async Task WayForAWriter_IsNotFreeOverAPinnedPage()
    {
        _file.Put(0, Bytes(Page));
        using PinnedPage pin = await _pages.PinAsync(0);

        Assert.False(await _pages.GiveWayAsync(0, Page, forWrite: true));
    }

    [Fact]
    public async Task PageOnItsWay_IsSeenByAWriter()
    {
        _file.Put(0, Bytes(Page));
        TaskCompletionSource gate = new();
        _file.Gate = () => gate.Task;
        Task<byte[]> reading = ReadAsync(0, Page);

        // The file was asked, and its answer is of before the write.
        Assert.True(_pages.Holds(0, Page, forWrite: true));
        Task<bool> way = _pages.GiveWayAsync(0, Page, forWrite: true).AsTask();
        Assert.False(way.IsCompleted);

        gate.SetResult();
        await reading;
        Assert.True(await way);
        Assert.Equal(0, _pages.Count);
    }

    [Fact]
    public async Task ChangeOverDataThatCanNotBeWritten_IsNotMade()
    {
        await _pages.WriteAsync(0, Bytes(Page));
        _file.WriteErrors.Enqueue(new IOException("disk"));
        bool isMade = false;

        await Assert.ThrowsAsync<IOException>(() => _pages.ChangeAsync(0, Page, Change).AsTask());

        Assert.False(isMade);
        Assert.Equal(1, _cache.Dirty);

        ValueTask Change()
        {
            isMade = true;
            return default;
        }
    }

    [Fact]
    public async Task PageOnItsWayOut_IsSeenByAReader()
    {
        // The file is long enough already, so its end is no reason to hold the reader up.
        _file.Put(0, new byte[2 * Page]);
        await _pages.WriteAsync(0, Bytes(Page));
        TaskCompletionSource gate = new();
        _file.Gate = () => gate.Task;
        Task writeBack = _pages.WriteBackAsync(0, Page).AsTask();

        // The page is clean, and its bytes are not in the file yet.
        Assert.Equal(0, _cache.Dirty);
        Assert.True(_pages.Holds(0, Page, forWrite: false));

        gate.SetResult();
        await writeBack;
        Assert.False(_pages.Holds(0, Page, forWrite: false));
    }

    [Fact]
    public async Task ErrorOfOlderData_IsToldToTheWriterWhoWantsPast()
    {
        await _pages.WriteAsync(0, Bytes(Page));
        _file.WriteErrors.Enqueue(new IOException("disk"));

        await Assert.ThrowsAsync<IOException>(() => _pages.GiveWayAsync(0, Page, forWrite: true).AsTask());
    }

    [Fact]
    public async Task ErrorOfOlderData_SendsTheReaderToTheCacheThatHasThem()
    {
        CacheOpener opener = _pages.Open();
        await _pages.WriteAsync(0, Bytes(Page));
        _file.WriteErrors.Enqueue(new IOException("disk"));

        Assert.False(await _pages.GiveWayAsync(0, Page, forWrite: false));

        Assert.Equal("disk", await SyncErrorAsync(opener));
    }

    [Fact]
    public async Task EndThatOnlyTheCacheKnows_IsInTheFileBeforeAnybodyGoesBehindIt()
    {
        _file.Put(0, Bytes(Page));
        await _pages.WriteAsync(8 * Page, Bytes(10));
        Assert.True(_pages.Holds(4 * Page, 5 * Page, forWrite: false));

        Assert.True(await _pages.GiveWayAsync(4 * Page, 5 * Page, forWrite: false));

        Assert.Equal((8 * Page) + 10, _file.Size);
        Assert.False(_pages.Holds(4 * Page, 5 * Page, forWrite: true));
    }

    [Fact]
    public async Task Change_SeesWhatWasWrittenAndIsSeenAfterwards()
    {
        await _pages.WriteAsync(0, Bytes(3 * Page));
        byte[] seen = [];

        await _pages.ChangeAsync(Page + 10, long.MaxValue, () =>
        {
            seen = _file.ToArray();
            _file.Truncate(Page + 10);
            return default;
        });

        Assert.Equal(Bytes(3 * Page)[Page..], seen[Page..]);
        Assert.Equal(Page + 10, _pages.Size);
        Assert.Equal(Bytes(3 * Page)[..(Page + 10)], await ReadAsync(0, 3 * Page));
    }

    [Fact]
    public async Task ChangeUnderAPinnedPage_ShowsInIt()
    {
        _file.Put(0, Bytes(2 * Page));
        using PinnedPage pin = await _pages.PinAsync(Page);

        await _pages.ChangeAsync(Page + 10, long.MaxValue, () =>
        {
            _file.Truncate(Page + 10);
            return default;
        });

        byte[] expected = [.. Bytes(2 * Page)[Page..(Page + 10)], .. new byte[Page - 10]];
        Assert.Equal(expected, pin.Memory.ToArray());
        pin.Memory.Span[100] = 1;
        pin.MarkDirty();
        await _pages.WriteBackAsync(0, long.MaxValue);
        Assert.Equal(Page + 10, _file.Size);
    }

    [Fact]
    public async Task PagesBeyondTheBound_AreTheOldestWithoutASecondChance()
    {
        _file.Put(0, Bytes(80 * Page));
        for (int page = 0; page < 80; page += 2)
        {
            await ReadAsync(page * Page, Page);
            await ReadAsync(0, Page);
        }

        Assert.Equal(_cache.Capacity, _cache.Count);
        Assert.Single(_file.Calls, call => call == "read 0+1");
        Assert.Equal(40, _file.Calls.Count);
    }

    [Fact]
    public async Task DirtyPages_AreWrittenBeforeTheyAreTooMany()
    {
        for (int page = 0; page < 80; page += 2)
            await _pages.WriteAsync(page * Page, Bytes(Page));

        Assert.True(_cache.Dirty <= _cache.Capacity / 2);
        Assert.True(_cache.Count <= _cache.Capacity);
        Assert.NotEmpty(_file.Calls);
    }

    [Fact]
    public async Task PinnedPages_DoNotStopOthers()
    {
        _file.Put(0, Bytes(80 * Page));
        PinnedPage[] pins = new PinnedPage[32];
        for (int page = 0; page < pins.Length; page++)
            pins[page] = await _pages.PinAsync(page * Page);

        Assert.Equal(Bytes(80 * Page)[(40 * Page)..(48 * Page)], await ReadAsync(40 * Page, 8 * Page));

        Assert.Equal(32, _cache.Count);
        Assert.All(pins, pin => pin.Dispose());
        Assert.True(await _pages.InvalidateAsync(0, long.MaxValue));
        Assert.Equal(0, _cache.Count);
    }
}
