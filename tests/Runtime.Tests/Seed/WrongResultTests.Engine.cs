using System;
using System.Threading.Tasks;
using ExtentLock.Extents;
using ExtentLock.Mapping;
using ExtentLock.Storage;
using ExtentLock.Volumes;
using Xunit;
using static ExtentLock.Tests.Seed.SteppedVolume;

namespace ExtentLock.Tests.Seed;

public sealed partial class WrongResultTests
{
    [Theory]
    [InlineData(FileTraits.None)]
    [InlineData(FileTraits.NoCow)]
    public async Task PieceThatCantBeBegun_EngineReportsTheError(FileTraits traits)
    {
        await using SteppedVolume volume = new(sectors: 2, traits);
        volume.Device.RefuseNext(new OutOfMemoryException());

        Assert.Throws<OutOfMemoryException>(() => volume.File.Write(0, New(2)));

        Assert.Equal(0, volume.Volume.Statistics.Fallbacks);
        Assert.Equal(Old(2), volume.Read(2));
    }

    [Theory]
    [InlineData(Errno.InputOutput)]
    [InlineData(Errno.NoSpace)]
    public async Task WriteBackOfOlderDataThatFails_EngineReportsItsError(int error)
    {
        await using SteppedVolume volume = new(sectors: 2, options: new VolumeOptions { CacheBytes = 64 * Sector });
        volume.File.Write(1, new byte[] { 9 });
        volume.Device.FailNext(error);

        Assert.Equal(error, Assert.Throws<BlockDeviceException>(() => volume.File.Write(0, New(2))).Error);

        // The older data are still there, and who flushes learns of the error as well.
        Assert.Equal(0, volume.Volume.Statistics.Fallbacks);
        Assert.Equal(9, volume.Read(2)[1]);
        Assert.Equal(
            error, (await Assert.ThrowsAsync<BlockDeviceException>(() => volume.File.FlushAsync().AsTask())).Error);
        await volume.File.FlushAsync();
    }

    [Fact]
    public async Task QueuedReadThatMeetsACompressedExtent_EngineReadsAllOfIt()
    {
        await using SteppedVolume volume = new();
        byte[] data = [.. Old(1), .. new byte[8 * Sector]];
        Assert.Equal(data.Length, volume.File.Write(0, data));
        Assert.True(await volume.File.CompressAsync(Sector) > 0);
        Assert.Contains(await volume.File.RegionsAsync(), region => region.Kind == ExtentKind.Compressed);
        byte[] read = new byte[data.Length];

        Assert.Equal(data.Length, await volume.File.ReadAsync(0, read));

        Assert.Equal(data, read);
        Assert.Equal(1, volume.Volume.Statistics.Fallbacks);
    }

    [Fact]
    public async Task QueuedReadToTheEndOfTheFile_EngineIsShortForAReason()
    {
        await using SteppedVolume volume = new(sectors: 1);

        Assert.Equal(Sector, await volume.File.ReadAsync(0, new byte[2 * Sector]));
    }

    [Fact]
    public async Task AppendThatFails_EngineLeavesTheFileAsItWas()
    {
        await using SteppedVolume volume = new(sectors: 1);
        volume.Device.FailNext();

        Assert.Throws<BlockDeviceException>(() => volume.File.Write(Sector, New(1)));

        Assert.Equal(Sector, volume.File.Length);
    }

    [Fact]
    public async Task AppendInFlight_EngineGrowsTheFileWithItsData()
    {
        await using SteppedVolume volume = new(sectors: 1);
        volume.Device.Hold();
        Task<int> append = volume.File.WriteAsync(Sector, New(1)).AsTask();
        Assert.Equal((1, Sector), (volume.Device.Pending, volume.File.Length));

        volume.Device.LetGo();

        Assert.Equal((Sector, 2 * Sector), (await append, volume.File.Length));
    }

    [Fact]
    public async Task Hole_EngineFindsItWholeInOneStep()
    {
        await using SteppedVolume volume = new();
        await volume.File.SetLengthAsync(8 * Sector);

        Assert.Equal(FilePiece.Hole(0, 8 * Sector), volume.File.Node.At(0, 8 * Sector));
        Assert.Equal(new byte[8 * Sector], volume.Read(8));
    }

    [Fact]
    public async Task ReaderBehindAHole_EngineDoesNotWaitForIt()
    {
        await using SteppedVolume volume = new();
        await volume.File.SetLengthAsync(8 * Sector);
        using RangeLease reader = volume.File.Node.Ranges.Lock(
            new ByteRange(7 * Sector, 8 * Sector), RangeMode.Shared);

        ValueTask<int> read = volume.File.ReadAsync(0, new byte[8 * Sector]);

        Assert.True(read.IsCompleted);
        Assert.Equal(8 * Sector, await read);
    }
}
