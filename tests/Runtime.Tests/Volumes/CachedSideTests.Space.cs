using System;
using System.Linq;
using System.Threading.Tasks;
using ExtentLock.Caching;
using ExtentLock.Extents;
using ExtentLock.Storage;
using ExtentLock.Tests.Seed;
using ExtentLock.Volumes;
using Xunit;

namespace ExtentLock.Tests.Volumes;

/// <content>Pinned pages, and volumes that are full.</content>
public sealed partial class CachedSideTests
{
    [Fact]
    public async Task PinnedPage_OutlivesTheHandle()
    {
        await using SteppedVolume volume = new(sectors: 2, options: s_cached);
        PinnedPage pin;
        using (VolumeFile other = volume.Volume.OpenFile("file"))
            pin = await other.PinAsync(Sector + 5);

        Assert.Equal(((long)Sector, Sector), (pin.Start, pin.Memory.Length));
        pin.Memory.Span[5] ^= 1;
        pin.MarkDirty();
        pin.Dispose();

        Assert.Throws<ObjectDisposedException>(pin.MarkDirty);
        Assert.Equal((byte)(SteppedVolume.Old(2)[Sector + 5] ^ 1), volume.Read(2)[Sector + 5]);
    }

    [Fact]
    public async Task PageThatIsNotThere_IsNotPinned()
    {
        await using SteppedVolume volume = new(sectors: 1, options: s_cached);
        await using SteppedVolume uncached = new(sectors: 1, options: new VolumeOptions { CacheBytes = 0 });

        VolumeFault behind = (await Assert.ThrowsAsync<VolumeException>(
            () => volume.File.PinAsync(Sector).AsTask())).Fault;
        VolumeFault without = (await Assert.ThrowsAsync<VolumeException>(
            () => uncached.File.PinAsync(0).AsTask())).Fault;

        Assert.Equal((VolumeFault.OutOfRange, VolumeFault.Incompatible), (behind, without));
    }

    [Fact]
    public async Task PinnedPageOfAReadOnlyVolume_IsReadAndNotMarked()
    {
        using TestVolume test = new(s_cached);
        using (VolumeFile file = test.Volume.CreateFile("file"))
            file.Write(0, TestVolume.Bytes(Sector));

        test.Reopen(s_cached with { ReadOnly = true, CommitInterval = TimeSpan.Zero });
        using VolumeFile again = test.Volume.OpenFile("file");
        using PinnedPage pin = await again.PinAsync(0);

        Assert.Equal(TestVolume.Bytes(Sector), pin.Memory.ToArray());
        Assert.Equal(VolumeFault.ReadOnly, Assert.Throws<VolumeException>(pin.MarkDirty).Fault);
        Assert.Equal(0, test.Volume.Statistics.CacheDirty);
        test.Volume.ThrowIfBusy();
    }

    [Fact]
    public async Task PinThatFails_LeavesNothing()
    {
        await using SteppedVolume volume = new(sectors: 1, options: s_cached);
        volume.Device.FailNext();

        await Assert.ThrowsAsync<BlockDeviceException>(() => volume.File.PinAsync(0).AsTask());

        volume.Volume.ThrowIfBusy();
    }

    [Fact]
    public async Task BufferedWriteOnAFullVolume_GoesWhereItNeedsNoSpace()
    {
        await using SteppedVolume volume = new(sectors: 4, FileTraits.NoCow, s_cached);
        using VolumeFile filler = await FillAsync(volume);

        await volume.Volume.CommitAsync();
        long commits = volume.Volume.Statistics.Generation;
        Assert.Equal(100, volume.File.Write(Sector - 50, SteppedVolume.New(1).AsSpan(0, 100)));
        Assert.Equal(1, volume.File.Write(Sector, SteppedVolume.New(1).AsSpan(50, 1)));
        Assert.Equal(commits, volume.Volume.Statistics.Generation);
        Assert.Equal((0L, 2), (volume.Volume.Statistics.ReservedData, volume.Volume.Statistics.OutstandingExtents));

        await volume.Volume.CommitAsync();
        Assert.Equal(SteppedVolume.New(1)[..100], volume.Read(2)[(Sector - 50)..(Sector + 50)]);
    }

    /// <summary>Else the clone would make the write-back need space that nobody has promised.</summary>
    [Fact]
    public async Task CloneOfWhatIsToBeWrittenInPlace_WaitsForIt()
    {
        await using SteppedVolume volume = new(sectors: 4, FileTraits.NoCow, s_cached);
        using VolumeFile clone = volume.Volume.CreateFile("clone", FileTraits.NoCow);
        using VolumeFile filler = await FillAsync(volume);
        FileNode file = volume.File.Node;
        RangeLease held = file.Ranges.Lock(ByteRange.All);
        Task writing = Side(volume).WriteAsync(file, 0, SteppedVolume.New(1), IoFlags.None, default).AsTask();
        await WaitersAsync(file, 1);
        Task cloning = volume.File.CloneRangeAsync(0, clone, 0, 4 * Sector).AsTask();
        await WaitersAsync(file, 2);
        held.Release();

        await Task.WhenAll(writing, cloning);

        await volume.Volume.CommitAsync();
        Assert.Equal(SteppedVolume.New(1), volume.Read(1));
        Assert.Equal(SteppedVolume.New(1), TestVolume.ReadAll(clone)[..Sector]);
    }

    /// <summary>Pages that go over what is there were promised space while there was enough.</summary>
    [Theory]
    [InlineData("write")]
    [InlineData("append")]
    [InlineData("allocate")]
    [InlineData("buffered write")]
    public async Task SpaceThatPagesDoNotNeed_IsThereForOthers(string other)
    {
        await using SteppedVolume volume = new(sectors: 4, FileTraits.NoCow, s_cached);
        using VolumeFile filler = volume.Volume.CreateFile("filler", FileTraits.NoCow);
        await filler.AllocateAsync(0, volume.Volume.Statistics.Free - (3 * Sector));
        Assert.Equal((3 * Sector) - 20, volume.File.Write(10, SteppedVolume.New(3).AsSpan(20)));
        Assert.Equal(3L * Sector, volume.Volume.Statistics.ReservedData);

        using VolumeFile file = volume.Volume.CreateFile("other");
        await (other switch
        {
            "write" => file.WriteAsync(0, new byte[3 * Sector]).AsTask(),
            "append" => file.WriteAsync(0, new byte[(2 * Sector) - 1], IoFlags.Append).AsTask(),
            "allocate" => file.AllocateAsync(0, 3 * Sector).AsTask(),
            _ => file.WriteAsync(1, new byte[(3 * Sector) - 1]).AsTask(),
        });

        await volume.Volume.CommitAsync();
        Assert.Equal(0, volume.Volume.Statistics.ReservedData);
        Assert.Equal(SteppedVolume.New(3)[20..], volume.Read(3)[10..^10]);
    }

    [Fact]
    public async Task PinnedPageOfADeletedFile_KeepsItUntilItIsGivenBack()
    {
        await using SteppedVolume volume = new(options: s_cached);
        PinnedPage pin;
        using (VolumeFile other = volume.Volume.CreateFile("other"))
        {
            other.Write(0, new byte[10]);
            pin = await other.PinAsync(0);
            volume.Volume.Delete("other");
        }

        pin.MarkDirty();
        await volume.Volume.CommitAsync();
        Assert.Equal(2, volume.Volume.Statistics.OpenFiles);
        pin.MarkDirty();
        pin.Dispose();

        Assert.Equal((1, 0L), (volume.Volume.Statistics.OpenFiles, volume.Volume.Statistics.ReservedData));
    }

    /// <summary>Nobody can open it any more to be told.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DeletedFileWhoseWriteBackFailed_FreesItsSpace(bool isClosedFirst)
    {
        await using SteppedVolume volume = new(options: s_cached);
        await volume.Volume.CommitAsync();
        long free = volume.Volume.Statistics.Free;
        VolumeFile other = volume.Volume.CreateFile("other");
        other.Write(0, new byte[8 * Sector]);
        other.Write(10, new byte[10]);
        if (isClosedFirst)
            other.Dispose();

        volume.Device.FailNext();
        await Assert.ThrowsAsync<BlockDeviceException>(() => volume.Volume.CommitAsync().AsTask());
        volume.Volume.Delete("other");
        other.Dispose();

        await volume.Volume.CommitAsync();
        await volume.Volume.CommitAsync();
        Assert.Equal((1, free), (volume.Volume.Statistics.OpenFiles, volume.Volume.Statistics.Free));
    }

    [Fact]
    public async Task SequentialReaderOfParts_ReadsTheFileOnce()
    {
        await using SteppedVolume volume = new(sectors: 60, options: s_cached);
        byte[] part = new byte[1000];
        for (int at = 0; at < 60 * Sector; at += 1000)
        {
            int length = Math.Min(1000, (60 * Sector) - at);
            Assert.Equal(length, volume.File.Read(at, part));
            Assert.Equal(SteppedVolume.Old(60)[at..(at + length)], part[..length]);
        }

        volume.Volume.ThrowIfBusy();
        Assert.Equal(60, Side(volume).PagesOf(volume.File.Node).Count);
    }

    /// <summary>A file that takes all the space there is.</summary>
    private static async Task<VolumeFile> FillAsync(SteppedVolume volume)
    {
        VolumeFile filler = volume.Volume.CreateFile("filler");
        await filler.AllocateAsync(0, volume.Volume.Statistics.Free);
        Assert.Equal(0, volume.Volume.Statistics.Free);
        return filler;
    }

    private static async Task WaitersAsync(FileNode file, int count)
    {
        while (file.Ranges.Snapshot().Count(range => range.IsWaiting) < count)
            await Task.Yield();
    }
}
