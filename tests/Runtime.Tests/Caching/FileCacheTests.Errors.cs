using System;
using System.IO;
using System.Threading.Tasks;
using ExtentLock.Caching;
using Xunit;

namespace ExtentLock.Tests.Caching;

public sealed partial class FileCacheTests
{
    [Fact]
    public async Task WriteBackThatFails_IsToldToEachOpenerOnce()
    {
        CacheOpener first = _pages.Open();
        CacheOpener second = _pages.Open();
        await FailAsync("disk");

        Assert.Equal("disk", await SyncErrorAsync(first));
        Assert.Null(await SyncErrorAsync(first));
        Assert.Equal("disk", await SyncErrorAsync(second));
        Assert.Null(await SyncErrorAsync(second));
    }

    [Fact]
    public async Task OpenerWhoCameLater_IsNotTold()
    {
        CacheOpener first = _pages.Open();
        await FailAsync("disk");
        CacheOpener second = _pages.Open();

        Assert.Null(await SyncErrorAsync(second));
        Assert.Equal("disk", await SyncErrorAsync(first));
    }

    [Fact]
    public async Task WriteBackThatFailsWhileNobodyHasItOpen_IsToldToTheNext()
    {
        await FailAsync("disk");

        Assert.Equal("disk", await SyncErrorAsync(_pages.Open()));
        Assert.Null(await SyncErrorAsync(_pages.Open()));
    }

    [Fact]
    public async Task WhatTheLastOpenerWasNotTold_IsToldToTheNext()
    {
        CacheOpener first = _pages.Open();
        await FailAsync("disk");
        _pages.Close(first);

        Assert.Equal("disk", await SyncErrorAsync(_pages.Open()));
    }

    [Fact]
    public async Task OpenerClosedTwice_LeavesWhatItWasNotToldOnce()
    {
        CacheOpener first = _pages.Open();
        await FailAsync("disk");
        _pages.Close(first);
        _pages.Close(first);

        CacheOpener next = _pages.Open();

        Assert.Equal("disk", await SyncErrorAsync(next));
        Assert.Null(await SyncErrorAsync(next));
    }

    [Fact]
    public async Task TwoErrors_AreTwo()
    {
        CacheOpener opener = _pages.Open();
        await FailAsync("first");
        await FailAsync("second");

        Assert.Equal("first", await SyncErrorAsync(opener));
        Assert.Equal("second", await SyncErrorAsync(opener));
        Assert.Null(await SyncErrorAsync(opener));
    }

    [Fact]
    public async Task DataThatCouldNotBeWritten_AreWrittenTheNextTime()
    {
        CacheOpener opener = _pages.Open();
        await _pages.WriteAsync(0, Bytes(Page));
        _file.WriteErrors.Enqueue(new IOException("disk"));

        Assert.Equal("disk", await SyncErrorAsync(opener));
        Assert.Equal((1, 0L), (_cache.Dirty, _file.Size));
        Assert.Null(await SyncErrorAsync(opener));

        Assert.Equal(Bytes(Page), _file.ToArray());
    }

    [Fact]
    public async Task ErrorOfOneRun_DoesNotStopTheOthers()
    {
        await _pages.WriteAsync(0, Bytes(Page));
        await _pages.WriteAsync(4 * Page, Bytes(Page));
        _file.WriteErrors.Enqueue(new IOException("disk"));

        await Assert.ThrowsAsync<IOException>(() => _pages.WriteBackAsync(0, long.MaxValue).AsTask());

        Assert.Equal((1, 5L * Page), (_cache.Dirty, _file.Size));
    }

    [Fact]
    public async Task CacheFullOfDataThatCantBeWritten_RefusesMoreWithThatError()
    {
        CacheOpener opener = _pages.Open();
        for (int i = 0; i < 10000; i++)
            _file.WriteErrors.Enqueue(new IOException("disk"));

        Exception? refused = null;
        for (int page = 0; refused is null && page < 200; page += 2)
            refused = await Record.ExceptionAsync(() => _pages.WriteAsync(page * Page, Bytes(Page)).AsTask());

        Assert.Equal("disk", refused?.Message);
        Assert.Equal((_cache.Capacity, _cache.Capacity), (_cache.Dirty, _cache.Count));
        _file.WriteErrors.Clear();
        while (await SyncErrorAsync(opener) is not null)
        {
        }

        Assert.Equal(0, _cache.Dirty);
    }

    private static async Task<string?> SyncErrorAsync(CacheOpener opener) =>
        (await Record.ExceptionAsync(() => opener.File.SyncAsync(opener).AsTask()))?.Message;

    private async Task FailAsync(string message)
    {
        await _pages.WriteAsync(0, Bytes(Page));
        _file.WriteErrors.Enqueue(new IOException(message));
        Assert.Equal(
            message,
            (await Assert.ThrowsAsync<IOException>(() => _pages.WriteBackAsync(0, long.MaxValue).AsTask())).Message);
    }
}
