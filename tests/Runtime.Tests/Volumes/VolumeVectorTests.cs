using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using ExtentLock.Caching;
using ExtentLock.Storage;
using ExtentLock.Tests.Seed;
using ExtentLock.Volumes;
using Xunit;

namespace ExtentLock.Tests.Volumes;

/// <summary>Reads and writes of several pieces of memory: which of them are copied, and that nobody can tell.</summary>
public sealed class VolumeVectorTests
{
    private const int Sector = TestVolume.Sector;
    private int _rented;

    private VolumeOptions Counting => new() { Renting = () => _rented++ };

    [Fact]
    public async Task PartsOfWholeSectors_GoAsTheyAre()
    {
        await using SteppedVolume volume = new(sectors: 14, FileTraits.NoCow, Counting);

        Assert.Equal(12 * Sector, await volume.File.WriteAsync(Sector, Parts(SteppedVolume.New(12), 7, 0, 5)));
        List<Memory<byte>> read = Parts(new byte[14 * Sector], 9, 5);
        Assert.Equal(14 * Sector, await volume.File.ReadAsync(0, read));

        Assert.Equal(0, _rented);
        byte[] old = SteppedVolume.Old(14);
        Assert.Equal([.. old[..Sector], .. SteppedVolume.New(12), .. old[(13 * Sector)..]], Joined(read));
    }

    [Fact]
    public async Task PartsThatAreNoWholeSectorsOrSmall_GoThroughOneBuffer()
    {
        await using SteppedVolume volume = new(sectors: 12, FileTraits.NoCow, Counting);
        byte[] bytes = new byte[12 * Sector];

        await volume.File.ReadAsync(0, [bytes.AsMemory(0, 100), bytes.AsMemory(100)]);
        Assert.Equal(1, _rented);
        Assert.Equal(SteppedVolume.Old(12), bytes);

        await volume.File.ReadAsync(0, Parts(bytes, 1, 1, 1, 1));
        Assert.Equal(2, _rented);
    }

    [Fact]
    public async Task WriteWithChecksums_IsCopied()
    {
        await using SteppedVolume volume = new(sectors: 8, options: Counting);
        _rented = 0;

        await volume.File.WriteAsync(0, Parts(SteppedVolume.New(8), 4, 4));
        Assert.Equal(1, _rented);

        List<Memory<byte>> read = Parts(new byte[8 * Sector], 4, 4);
        await volume.File.ReadAsync(0, read);
        Assert.Equal(1, _rented);
        Assert.Equal(SteppedVolume.New(8), Joined(read));
    }

    [Fact]
    public async Task HolesAndTheEnd_AreSeenInTheRightParts()
    {
        await using SteppedVolume volume = new(sectors: 10, FileTraits.NoCow, Counting);
        await volume.File.PunchHoleAsync(3 * Sector, 3 * Sector);
        await volume.File.SetLengthAsync((9 * Sector) + 10);

        List<Memory<byte>> read = Parts(new byte[12 * Sector], 4, 4, 4);
        Assert.Equal((9 * Sector) + 10, await volume.File.ReadAsync(0, read));

        byte[] expected = SteppedVolume.Old(10)[..((9 * Sector) + 10)];
        expected.AsSpan(3 * Sector, 3 * Sector).Clear();
        Assert.Equal(expected, Joined(read)[..expected.Length]);
    }

    [Fact]
    public async Task NewSpace_IsAllocatedForEachPart()
    {
        await using SteppedVolume volume = new(traits: FileTraits.NoCow, options: Counting);

        Assert.Equal(8 * Sector, await volume.File.WriteAsync(0, Parts(SteppedVolume.New(8), 3, 5), IoFlags.Append));

        Assert.Equal(0, _rented);
        Assert.Equal(SteppedVolume.New(8), volume.Read(8));
        Assert.Single(await volume.File.RegionsAsync());
    }

    [Fact]
    public async Task PartsThatHaveToFallBack_AreMovedThroughOneBuffer()
    {
        VolumeOptions options = Counting with { CacheBytes = 64 * Sector };
        await using SteppedVolume volume = new(sectors: 8, FileTraits.NoCow, options);
        using PinnedPage pin = await volume.File.PinAsync(5 * Sector);

        await volume.File.WriteAsync(0, Parts(SteppedVolume.New(8), 4, 4));

        Assert.Equal(1, volume.Volume.Statistics.Fallbacks);
        Assert.Equal(SteppedVolume.New(8)[(5 * Sector)..(6 * Sector)], pin.Memory.ToArray());
        pin.Memory.Span[0] ^= 1;
        pin.MarkDirty();
        volume.Device.FailNext();
        List<Memory<byte>> read = Parts(new byte[8 * Sector], 4, 4);
        await volume.File.ReadAsync(0, read);

        byte[] expected = SteppedVolume.New(8);
        expected[5 * Sector] ^= 1;
        Assert.Equal(2, volume.Volume.Statistics.Fallbacks);
        Assert.Equal(expected, Joined(read));
    }

    [Fact]
    public async Task PartThatFails_FailsTheRequestAndLeavesNothing()
    {
        await using SteppedVolume volume = new(sectors: 8, FileTraits.NoCow, Counting);
        volume.Device.FailNext();

        await Assert.ThrowsAsync<BlockDeviceException>(
            () => volume.File.ReadAsync(0, Parts(new byte[8 * Sector], 4, 4)).AsTask());

        volume.Volume.ThrowIfBusy();
    }

    private static List<Memory<byte>> Parts(byte[] bytes, params int[] sectors)
    {
        List<Memory<byte>> parts = [];
        int at = 0;
        foreach (int count in sectors)
        {
            parts.Add(bytes.AsMemory(at, count * Sector));
            at += count * Sector;
        }

        return parts;
    }

    private static byte[] Joined(List<Memory<byte>> parts) => [.. parts.SelectMany(part => part.ToArray())];
}
