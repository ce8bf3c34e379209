using System;
using System.IO;
using System.Threading.Tasks;
using ExtentLock.Storage;
using ExtentLock.Volumes;
using Xunit;
using static ExtentLock.Tests.Seed.SteppedVolume;

namespace ExtentLock.Tests.Seed;

public sealed partial class LockLeftBehindTests
{
    [Fact]
    public async Task ReadWhoseMemoryEndsMidway_EngineGivesEverythingBack()
    {
        await using SteppedVolume volume = await WithTwoExtentsAsync();
        using MemoryThatEnds memory = new(4 * Sector, 2 * Sector);

        await Assert.ThrowsAsync<InsufficientMemoryException>(() => volume.File.ReadAsync(0, memory.Memory).AsTask());

        await volume.AssertAtRestAsync();
        Assert.Equal(Old(4), volume.Read(4));
    }

    [Fact]
    public async Task WriteInPlaceWhoseMemoryEndsMidway_EngineWritesTheFirstHalfAndGivesTheRestBack()
    {
        await using SteppedVolume volume = await WithTwoExtentsAsync(FileTraits.NoCow);
        using MemoryThatEnds memory = new(4 * Sector, 2 * Sector);
        New(4).CopyTo(memory.GetSpan());

        Assert.Equal(2 * Sector, await volume.File.WriteAsync(0, memory.Memory));

        await volume.AssertAtRestAsync();
        Assert.Equal([.. New(4)[..(2 * Sector)], .. Old(4)[(2 * Sector)..]], volume.Read(4));
    }

    /// <summary>What is to have a checksum is copied before anything is locked: the rest needs the caller's memory no
    /// more.</summary>
    [Fact]
    public async Task WriteWhoseMemoryEndsWhenItIsCopied_EngineHasTakenNothing()
    {
        await using SteppedVolume volume = await WithTwoExtentsAsync();
        using MemoryThatEnds memory = new(4 * Sector, 0) { IsReadable = false };
        long requests = volume.Device.Submitted;

        await Assert.ThrowsAsync<InsufficientMemoryException>(() => volume.File.WriteAsync(0, memory.Memory).AsTask());

        Assert.Equal(requests, volume.Device.Submitted);
        await volume.AssertAtRestAsync();
        Assert.Equal(Old(4), volume.Read(4));
    }

    [Fact]
    public async Task ReadThatCantBeSent_EngineGivesEverythingBack()
    {
        await using SteppedVolume volume = new(sectors: 2);
        volume.Device.RefuseNext(new OutOfMemoryException());

        Assert.Throws<OutOfMemoryException>(() => volume.Read(2));

        await volume.AssertAtRestAsync();
        Assert.Equal(Old(2), volume.Read(2));
    }

    [Theory]
    [InlineData(FileTraits.None)]
    [InlineData(FileTraits.NoCow)]
    public async Task WriteThatFailsOnTheDevice_EngineEndsIt(FileTraits traits)
    {
        await using SteppedVolume volume = new(sectors: 4, traits);
        volume.Device.FailNext();

        Assert.Equal(
            BlockFault.InputOutput,
            Assert.Throws<BlockDeviceException>(() => volume.File.Write(0, New(4))).Fault);

        await volume.AssertAtRestAsync();
        Assert.Equal(Old(4), volume.Read(4));
        Assert.Equal(4 * Sector, volume.File.Write(0, New(4)));
        Assert.Equal(New(4), volume.Read(4));
    }

    [Fact]
    public async Task ReadThatFailsOnTheDevice_EngineEndsIt()
    {
        await using SteppedVolume volume = new(sectors: 4);
        volume.Device.FailNext();

        Assert.ThrowsAny<IOException>(() => volume.Read(4));

        await volume.AssertAtRestAsync();
        Assert.Equal(Old(4), volume.Read(4));
    }

    /// <summary>Four sectors in two extents: the second half was written first.</summary>
    private static async Task<SteppedVolume> WithTwoExtentsAsync(FileTraits traits = FileTraits.None)
    {
        SteppedVolume volume = new(traits: traits);
        Assert.Equal(2 * Sector, volume.File.Write(2 * Sector, Old(4).AsSpan(2 * Sector)));
        Assert.Equal(2 * Sector, volume.File.Write(0, Old(4).AsSpan(0, 2 * Sector)));
        Assert.Equal(2, (await volume.File.RegionsAsync()).Count);
        return volume;
    }
}
