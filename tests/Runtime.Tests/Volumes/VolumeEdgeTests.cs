using System;
using System.Threading.Tasks;
using ExtentLock.Storage;
using ExtentLock.Tests.Storage;
using ExtentLock.Volumes;
using Xunit;
using static ExtentLock.Tests.Volumes.TestVolume;

namespace ExtentLock.Tests.Volumes;

/// <summary>Ranges at the ends of what numbers can say, names that can't be written down, and places behind the
/// end.</summary>
public sealed class VolumeEdgeTests
{
    private const long Longest = long.MaxValue - Sector;

    [Fact]
    public async Task ZeroingAllThereCanBe_HasNoSpace()
    {
        using TestVolume test = new();
        using VolumeFile file = test.Volume.CreateFile("a");
        file.Write(0, Bytes(3 * Sector));
        long free = test.Volume.Statistics.Free;

        VolumeException failure = await Assert.ThrowsAsync<VolumeException>(
            async () => await file.ZeroRangeAsync(1, Longest - 2, keepLength: true));

        Assert.Equal(VolumeFault.NoSpace, failure.Fault);
        Assert.Equal(free, test.Volume.Statistics.Free);
        await test.AssertSoundAsync();
    }

    [Fact]
    public async Task AllocatingAllThereCanBe_BesideAWrite_HasNoSpace()
    {
        using Switch rules = new();
        using TestVolume test = new(wrap: rules.Before);
        using VolumeFile file = test.Volume.CreateFile("a");
        using VolumeFile other = test.Volume.CreateFile("b");
        file.Write(0, Bytes(3 * Sector));
        await test.Volume.CommitAsync();
        using SpaceHolder held = new(test.Volume, 64 * Sector);
        long free = test.Volume.Statistics.Free;

        VolumeException failure = await Assert.ThrowsAsync<VolumeException>(
            async () => await file.AllocateAsync(0, Longest, keepLength: true));

        Assert.Equal(VolumeFault.NoSpace, failure.Fault);
        Assert.Equal(free, test.Volume.Statistics.Free);
    }

    /// <summary>Written down, halves of pairs would all be the same character.</summary>
    [Fact]
    public void NameWithHalfOfAPair_IsRefused()
    {
        using TestVolume test = new();
        foreach (string name in (string[])[new string((char)0xD800, 1), "a" + (char)0xDC00 + "b"])
        {
            Assert.Equal(
                VolumeFault.InvalidName, Assert.Throws<VolumeException>(() => test.Volume.CreateFile(name)).Fault);
        }
    }

    [Fact]
    public void NameOfCharactersOutsideThePlane_IsKept()
    {
        using TestVolume test = new();
        test.Volume.CreateFile("\U0001F600").Dispose();
        Assert.Equal(["\U0001F600"], test.Reopen().List());
    }

    [Theory]
    [InlineData(5000)]
    [InlineData(6000)]
    [InlineData(8191)]
    public async Task SeekingDataBehindTheEnd_InItsLastSector_FindsNone(long offset)
    {
        using TestVolume test = new();
        using VolumeFile file = test.Volume.CreateFile("a");
        file.Write(0, Bytes(5000));

        VolumeException failure = await Assert.ThrowsAsync<VolumeException>(
            async () => await file.SeekDataAsync(offset));

        Assert.Equal(VolumeFault.NothingThere, failure.Fault);
        Assert.Equal(4999, await file.SeekDataAsync(4999));
    }

    [Theory]
    [InlineData(2 * Sector, false)]
    [InlineData(100, false)]
    [InlineData(2 * Sector, true)]
    public async Task AppendPastTheLongestFile_IsOutOfRange(int length, bool isVector)
    {
        using TestVolume test = new();
        using VolumeFile file = test.Volume.CreateFile("a");
        long end = Longest / Sector * Sector + (length == 100 ? Sector - 1 : 0);
        file.SetLength(end);
        byte[] data = new byte[length];

        VolumeException failure = await Assert.ThrowsAsync<VolumeException>(async () => _ = isVector
            ? await file.WriteAsync(0, [data.AsMemory(0, 10), data.AsMemory(10)], IoFlags.Append)
            : await file.WriteAsync(0, data, IoFlags.Append));

        Assert.Equal(VolumeFault.OutOfRange, failure.Fault);
        Assert.Equal(end, file.Length);
        await test.AssertSoundAsync();
    }

    [Fact]
    public void DeviceBeyondAllMemory_IsOutOfRange()
    {
        using TempFolder folder = new();
        using EndlessDevice device = new();

        VolumeException failure = Assert.Throws<VolumeException>(
            () => Volume.Create(device, folder["volume.meta"]).Dispose());

        Assert.Equal(VolumeFault.OutOfRange, failure.Fault);
        Assert.False(System.IO.File.Exists(folder["volume.meta"]));
    }

    private sealed class EndlessDevice() : BlockDevice(1L << 60, Sector, Sector)
    {
        public override string Description => "endless";

        protected override void Start(ReadOnlySpan<BlockRequest> batch)
        {
            foreach (BlockRequest request in batch)
                request.End(0, request.Buffer.Length);
        }
    }

    private sealed class SpaceHolder : IDisposable
    {
        private readonly SpaceTicket _ticket = new();

        internal SpaceHolder(Volume volume, long bytes) =>
            Assert.True(volume.Space.Ledger.TryReserve(_ticket, bytes));

        public void Dispose() => _ticket.Release();
    }
}
