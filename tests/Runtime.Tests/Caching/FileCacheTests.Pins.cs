using System;
using System.IO;
using System.Threading.Tasks;
using ExtentLock.Caching;
using ExtentLock.Storage;
using Xunit;

namespace ExtentLock.Tests.Caching;

public sealed partial class FileCacheTests
{
    [Fact]
    public async Task PinnedPage_HasSpaceAsLongAsItIsPinned()
    {
        FakeFile file = new(pages: 2);
        FileCache pages = new(_cache, file);
        file.Put(0, Bytes(Page));
        PinnedPage pin = await pages.PinAsync(0);
        AssertPromised(file, pages: 1, extents: 1);

        pin.MarkDirty();
        await pages.WriteBackAsync(0, long.MaxValue);
        AssertPromised(file, pages: 1, extents: 1);

        pin.MarkDirty();
        pin.Dispose();
        AssertPromised(file, pages: 1, extents: 1);
        await pages.WriteBackAsync(0, long.MaxValue);
        AssertPromised(file, pages: 0, extents: 0);
    }

    [Fact]
    public async Task PinnedPageForWhichThereIsNoSpace_CanOnlyBeRead()
    {
        FakeFile file = new(pages: 1);
        FileCache pages = new(_cache, file);
        file.Put(0, Bytes(Page));
        using PinnedPage pin = await pages.PinAsync(0);
        pin.MarkDirty();
        await pages.WriteBackAsync(0, long.MaxValue);

        Assert.Equal("No space for 1 pages.", Assert.Throws<IOException>(pin.MarkDirty).Message);

        Assert.Equal(0, _cache.Dirty);
        AssertPromised(file, pages: 0, extents: 0);
    }

    [Fact]
    public async Task PinnedPageThatHasNoSpaceAnyMore_GetsWhatOthersGiveBack()
    {
        FakeFile file = new(pages: 2);
        FileCache pages = new(_cache, file);
        file.Put(0, new byte[Page]);
        using PinnedPage pin = await pages.PinAsync(0);
        SpaceTicket others = file.TryReserve(1, 0)!;
        pin.MarkDirty();
        await pages.WriteBackAsync(0, long.MaxValue);
        file.MakeSpace = () =>
        {
            others.Release();
            return Task.CompletedTask;
        };
        Bytes(Page).AsSpan().CopyTo(pin.Memory.Span);

        pin.MarkDirty();

        AssertPromised(file, pages: 1, extents: 1);
        await pages.WriteBackAsync(0, long.MaxValue);
        Assert.Equal(Bytes(Page), file.ToArray());
    }

    [Fact]
    public async Task PinnedPageBehindTheEnd_IsNotWritten()
    {
        _file.Put(0, Bytes(Page));
        using PinnedPage pin = await _pages.PinAsync(3 * Page);
        pin.MarkDirty();

        await _pages.WriteBackAsync(0, long.MaxValue);

        Assert.Equal(((long)Page, 0), (_file.Size, _cache.Dirty));
        Assert.Equal(["read 3+1"], _file.Calls);
    }

    [Fact]
    public async Task PinnedPageThatCouldNotBeReadAfterAChange_IsReadBeforeItIsSeen()
    {
        _file.Put(0, Bytes(Page));
        using PinnedPage pin = await _pages.PinAsync(0);
        _file.ReadErrors.Enqueue(new IOException("disk"));

        await Assert.ThrowsAsync<IOException>(() => _pages.ChangeAsync(0, Page, Clear).AsTask());

        Assert.Equal(new byte[Page], await ReadAsync(0, Page));
        Assert.Equal(new byte[Page], pin.Memory.ToArray());

        ValueTask Clear()
        {
            _file.Put(0, new byte[Page]);
            return default;
        }
    }
}
