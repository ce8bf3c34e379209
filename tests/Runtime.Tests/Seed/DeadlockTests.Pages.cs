using System;
using System.Threading.Tasks;
using ExtentLock.Caching;
using ExtentLock.Extents;
using ExtentLock.Volumes;
using Xunit;
using static ExtentLock.Tests.Seed.SteppedVolume;

namespace ExtentLock.Tests.Seed;

public sealed partial class DeadlockTests
{
    private static readonly VolumeOptions s_cached = new() { CacheBytes = 64 * Sector };

    [Fact]
    public async Task ReadAheadInTheWay_EngineWaitsForItsPagesWithNothingHeld()
    {
        await using SteppedVolume volume = new(sectors: 3, options: s_cached);
        FileNode file = volume.File.Node;
        FileCache pages = Assert.IsType<CachedSide>(volume.Volume.Buffered).PagesOf(file);
        Assert.Equal(1, volume.File.Read(2 * Sector, new byte[1]));
        RangeLease readAhead = pages.Locks.Lock(new ByteRange(0, 2 * Sector), label: "read-ahead");

        Task<int> writing = volume.File.WriteAsync(0, New(3)).AsTask();

        // Read-ahead can have every range that it may want: it will end, and the write after it.
        Assert.False(writing.IsCompleted);
        Assert.True(file.Ranges.TryLock(ByteRange.All, out RangeLease whole));
        whole.Release();
        readAhead.Release();
        Assert.Equal(3 * Sector, await writing);
        Assert.Equal(New(3), volume.Read(3));
    }

    /// <summary>What stands for a mapping is a page that is there: touching it waits for nobody, so no request can wait
    /// for itself by its own memory.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task MemoryThatIsAMapOfTheSameRange_EngineMovesIt(bool isWrite)
    {
        await using SteppedVolume volume = new(sectors: 4, options: s_cached);
        using PinnedPage map = await volume.File.PinAsync(2 * Sector);

        int moved = isWrite
            ? await volume.File.WriteAsync(2 * Sector, map.Memory)
            : await volume.File.ReadAsync(2 * Sector, map.Memory);

        Assert.Equal(Sector, moved);
        Assert.Equal(Old(4), volume.Read(4));
    }

    [Fact]
    public async Task PinnedPageThatIsDirtiedAgainAndAgain_EngineTakesTheBufferedWay()
    {
        await using SteppedVolume volume = new(sectors: 1, options: s_cached);
        using PinnedPage map = await volume.File.PinAsync(0);
        map.MarkDirty();

        Assert.Equal(Sector, volume.File.Write(0, New(1)));

        Assert.Equal(1, volume.Volume.Statistics.Fallbacks);
        Assert.Equal(New(1), volume.Read(1));
    }
}
