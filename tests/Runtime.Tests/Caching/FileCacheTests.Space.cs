using System.IO;
using System.Threading.Tasks;
using ExtentLock.Caching;
using Xunit;

namespace ExtentLock.Tests.Caching;

public sealed partial class FileCacheTests
{
    [Fact]
    public async Task PageToBeWritten_IsPromisedSpaceOnceUntilItIs()
    {
        await _pages.WriteAsync(100, Bytes(Page));
        await _pages.WriteAsync(0, Bytes(Page));
        AssertPromised(_file, pages: 2, extents: 2);

        await _pages.WriteBackAsync(0, long.MaxValue);

        AssertPromised(_file, pages: 0, extents: 0);
    }

    [Fact]
    public async Task PageThatGoesUnwritten_GivesItsSpaceBack()
    {
        await _pages.WriteAsync(0, Bytes(3 * Page));

        _pages.Discard();

        AssertPromised(_file, pages: 0, extents: 0);
        Assert.Equal(0, _cache.Count);
    }

    [Fact]
    public async Task NoSpace_IsToldToTheWriterAndLeavesNothing()
    {
        FakeFile file = new(pages: 2);
        FileCache pages = new(_cache, file);
        await pages.WriteAsync(0, Bytes(Page));

        IOException refusal = await Assert.ThrowsAsync<IOException>(
            () => pages.WriteAsync(4 * Page, Bytes(2 * Page)).AsTask());

        Assert.Equal("No space for 2 pages.", refusal.Message);

        AssertPromised(file, pages: 1, extents: 1);
        Assert.Equal((1, 1, (long)Page), (_cache.Dirty, _cache.Count, pages.Size));
        await pages.WriteAsync(5 * Page, Bytes(Page));
        await pages.WriteBackAsync(0, long.MaxValue);
        Assert.Equal(0, file.Space.Available);
    }

    [Fact]
    public async Task SpaceThatOthersDoNotNeed_IsMadeBeforePagesAreLocked()
    {
        FakeFile file = new(pages: 3);
        FileCache pages = new(_cache, file);
        file.InPlace.Add(0);
        await pages.WriteAsync(0, Bytes(2 * Page));
        file.MakeSpace = async () =>
        {
            pages.Locks.ThrowIfHeld();
            await pages.WriteBackAsync(0, long.MaxValue);
        };

        await pages.WriteAsync(0, Bytes(2 * Page));

        AssertPromised(file, pages: 2, extents: 2);
        Assert.Equal(["write 0+2"], file.Calls);
    }

    [Fact]
    public async Task PageOverWhatIsThere_NeedsNoSpace()
    {
        FakeFile file = new(pages: 1);
        FileCache pages = new(_cache, file);
        file.Put(0, new byte[4 * Page]);
        file.InPlace.UnionWith([0, 2]);

        await pages.WriteAsync(10, Bytes((3 * Page) - 20));

        AssertPromised(file, pages: 1, extents: 3);
        Assert.True(pages.IsBoundToPlace(2 * Page, 4 * Page));
        Assert.False(pages.IsBoundToPlace(Page, 2 * Page));
        await pages.WriteBackAsync(0, long.MaxValue);
        Assert.Equal(Bytes((3 * Page) - 20), file.ToArray()[10..((3 * Page) - 10)]);
        AssertPromised(file, pages: 0, extents: 0);
        file.Ranges.ThrowIfHeld();
    }

    [Fact]
    public async Task PageOnItsWayOverWhatIsThere_IsBoundToItsPlaceUntilItHasArrived()
    {
        FakeFile file = new(pages: 0);
        FileCache pages = new(_cache, file);
        file.InPlace.Add(0);
        await pages.WriteAsync(0, Bytes(Page));
        TaskCompletionSource gate = new();
        file.Gate = () => gate.Task;
        Task writeBack = pages.WriteBackAsync(0, long.MaxValue).AsTask();
        Assert.Equal(0, _cache.Dirty);

        Assert.True(pages.IsBoundToPlace(0, Page));

        gate.SetResult();
        await writeBack;
        Assert.False(pages.IsBoundToPlace(0, Page));
    }

    [Fact]
    public async Task PageOnItsWayToANewPlace_IsBoundToNone()
    {
        await _pages.WriteAsync(0, Bytes(Page));
        TaskCompletionSource gate = new();
        _file.Gate = () => gate.Task;
        Task writeBack = _pages.WriteBackAsync(0, long.MaxValue).AsTask();

        Assert.False(_pages.IsBoundToPlace(0, Page));

        gate.SetResult();
        await writeBack;
    }

    [Fact]
    public async Task PagesOverWhatIsThere_NeedTheMetadataOfEach()
    {
        FakeFile file = new(pages: 0, extents: 1);
        FileCache pages = new(_cache, file);
        file.InPlace.UnionWith([0, 1]);

        await Assert.ThrowsAsync<IOException>(() => pages.WriteAsync(0, Bytes(2 * Page)).AsTask());

        AssertPromised(file, pages: 0, extents: 0);
        await pages.WriteAsync(0, Bytes(Page));
        AssertPromised(file, pages: 0, extents: 1);
    }

    [Fact]
    public async Task LongWriteThatComesToNoSpace_TellsHowMuchIsWritten()
    {
        FakeFile file = new(pages: 8);
        FileCache pages = new(_cache, file);

        Assert.Equal(8 * Page, await pages.WriteAsync(0, Bytes(10 * Page)));

        Assert.Equal(8L * Page, pages.Size);
    }

    [Fact]
    public async Task DirtyPage_IsWrittenAgainWithTheSpaceItHas()
    {
        FakeFile file = new(pages: 1);
        FileCache pages = new(_cache, file);
        await pages.WriteAsync(0, Bytes(Page));

        await pages.WriteAsync(0, new byte[Page]);

        AssertPromised(file, pages: 1, extents: 1);
        await pages.WriteBackAsync(0, long.MaxValue);
        Assert.Equal(new byte[Page], file.ToArray());
    }

    [Fact]
    public async Task PagesThatCouldNotBeWritten_KeepWhatTheyNeed()
    {
        FakeFile file = new(pages: 4);
        FileCache pages = new(_cache, file);
        file.InPlace.Add(2);
        file.MostWritten = 1;
        await pages.WriteAsync(0, Bytes(4 * Page));
        file.WriteErrors.Enqueue(null);
        file.WriteErrors.Enqueue(new IOException("disk"));

        await Assert.ThrowsAsync<IOException>(() => pages.WriteBackAsync(0, long.MaxValue).AsTask());

        AssertPromised(file, pages: 3, extents: 3);
        Assert.Equal(3, _cache.Dirty);
        Assert.Null(file.TryReserve(1, 0));
        await pages.WriteBackAsync(0, long.MaxValue);
        AssertPromised(file, pages: 0, extents: 0);
        Assert.Equal(Bytes(4 * Page), file.ToArray());
    }

    private void AssertPromised(FakeFile file, int pages, int extents)
    {
        Assert.Equal((pages * Page, extents), (file.Ledger.Data, file.Ledger.Extents));
        Assert.Equal((file.Ledger.Data, file.Ledger.Extents), _cache.Promised);
    }
}
