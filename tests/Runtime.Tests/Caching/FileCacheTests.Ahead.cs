using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using ExtentLock.Caching;
using Xunit;

namespace ExtentLock.Tests.Caching;

public sealed partial class FileCacheTests
{
    [Fact]
    public async Task SequentialReads_ReadAheadTwiceAsFarEachTime()
    {
        _file.Put(0, Bytes(64 * Page));

        for (int page = 0; page < 20; page++)
        {
            Assert.Equal(Bytes(64 * Page)[(page * Page)..((page + 1) * Page)], await ReadAsync(page * Page, Page));
            _cache.WaitForReadAhead();
        }

        Assert.Equal(
            ["read 0+1", "read 1+1", "read 2+4", "read 6+6", "read 12+4", "read 16+4", "read 20+4", "read 24+4"],
            InOrder());
    }

    [Fact]
    public async Task ReadsHereAndThere_ReadNothingAhead()
    {
        _file.Put(0, Bytes(64 * Page));

        foreach (int page in (int[])[9, 3, 20, 15])
        {
            await ReadAsync(page * Page, Page);
            _cache.WaitForReadAhead();
        }

        Assert.Equal(["read 9+1", "read 3+1", "read 20+1", "read 15+1"], _file.Calls);
    }

    [Fact]
    public async Task ReadAhead_EndsWithTheFile()
    {
        _file.Put(0, Bytes((4 * Page) - 10));

        await ReadAsync(0, Page);
        await ReadAsync(Page, Page);
        _cache.WaitForReadAhead();

        Assert.Equal(["read 0+1", "read 1+1", "read 2+2"], InOrder());
    }

    [Fact]
    public async Task ReaderBesideReadAhead_DoesNotWaitForIt()
    {
        TaskCompletionSource gate = await BeginAheadAsync();

        Assert.Equal(Bytes(64 * Page)[(30 * Page)..(31 * Page)], await ReadAsync(30 * Page, Page));
        Assert.Equal(Bytes(64 * Page)[..(2 * Page)], await ReadAsync(0, 2 * Page));

        gate.SetResult();
        _cache.WaitForReadAhead();
    }

    [Fact]
    public async Task ReaderOfWhatIsReadAhead_ReadsItNoSecondTime()
    {
        TaskCompletionSource gate = await BeginAheadAsync();
        Task<byte[]> reading = ReadAsync(3 * Page, Page);
        Assert.False(reading.IsCompleted);

        gate.SetResult();

        Assert.Equal(Bytes(64 * Page)[(3 * Page)..(4 * Page)], await reading);
        _cache.WaitForReadAhead();
        Assert.Single(_file.Calls, call => call.StartsWith("read 3+"));
    }

    [Fact]
    public async Task ErrorOfReadAhead_IsMetOnlyByWhoAsksForTheBytes()
    {
        TaskCompletionSource gate = await BeginAheadAsync();
        gate.SetException(new IOException("ahead"));
        _cache.WaitForReadAhead();

        Assert.Equal(3, _cache.Count);
        Assert.Equal(Bytes(64 * Page)[..Page], await ReadAsync(0, Page));
        Assert.Equal(Bytes(64 * Page)[(3 * Page)..(5 * Page)], await ReadAsync(3 * Page, 2 * Page));
        _cache.WaitForReadAhead();
        _file.ReadErrors.Enqueue(new IOException("asked for"));
        Assert.Equal("asked for", (await Assert.ThrowsAsync<IOException>(() => ReadAsync(40 * Page, 1))).Message);
    }

    [Fact]
    public async Task ReadAheadThatWaits_IsGivenUpForAChange()
    {
        _file.Put(0, Bytes(64 * Page));
        await ReadAsync(0, 2 * Page);
        using (_file.Ranges.Lock(new(3 * Page, 4 * Page)))
        {
            await ReadAsync(2 * Page, 1);
            while (!_file.Ranges.Snapshot().Any(range => range.IsWaiting))
                await Task.Yield();

            // It has the pages, and waits for their range: for who waits for the pages, in turn.
            Assert.True(await _pages.GiveWayAsync(3 * Page, 4 * Page, forWrite: true));
        }

        _cache.WaitForReadAhead();
        Assert.False(_pages.Holds(3 * Page, 64 * Page, forWrite: true));
    }

    [Fact]
    public async Task PagesThatSomebodyHas_AreNotReadAhead()
    {
        _file.Put(0, Bytes(64 * Page));
        TaskCompletionSource gate = new();
        _file.Gate = () => gate.Task;
        Task<byte[]> reading = ReadAsync(4 * Page, Page);
        _file.Gate = null;

        await ReadAsync(0, Page);
        await ReadAsync(Page, Page);
        _cache.WaitForReadAhead();

        Assert.Equal(["read 4+1", "read 0+1", "read 1+1"], _file.Calls);
        gate.SetResult();
        await reading;
    }

    [Fact]
    public async Task ReadAheadThatIsUnderWay_IsTheOnlyOneOfItsFile()
    {
        TaskCompletionSource gate = await BeginAheadAsync();

        // So far that the next part would be due.
        Task<byte[]> reading = ReadAsync(3 * Page, 2 * Page);
        gate.SetResult();
        await reading;
        _cache.WaitForReadAhead();

        Assert.DoesNotContain(_file.Calls, call => call.StartsWith("read 7+"));
    }

    [Fact]
    public async Task CacheFullOfDirtyPages_ReadsNothingAhead()
    {
        _file.Put(0, Bytes(64 * Page));
        for (int page = 40; page < 56; page += 4)
            await _pages.WriteAsync(page * Page, Bytes(4 * Page));

        await ReadAsync(0, Page);
        await ReadAsync(Page, Page);
        _cache.WaitForReadAhead();

        Assert.Equal(["read 0+1", "read 1+1"], _file.Calls);
    }

    /// <summary>Begins to read pages 3 to 6 ahead, and keeps that from going on.</summary>
    private async Task<TaskCompletionSource> BeginAheadAsync()
    {
        _file.Put(0, Bytes(64 * Page));
        TaskCompletionSource gate = new();

        // The test goes on elsewhere: it waits for the read that says so.
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await ReadAsync(0, 3 * Page);
        await ReadAsync(0, 2 * Page);
        _file.Gate = () =>
        {
            _file.Gate = null;
            asked.SetResult();
            return gate.Task;
        };

        // The page itself is there: only what is read ahead asks the file.
        await ReadAsync(2 * Page, Page);
        await asked.Task;
        return gate;
    }

    private IEnumerable<string> InOrder() => _file.Calls.OrderBy(call => int.Parse(call[5..call.IndexOf('+')]));
}
