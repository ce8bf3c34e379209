using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using ExtentLock.Caching;
using ExtentLock.Extents;
using ExtentLock.Storage;
using ExtentLock.Tests.Seed;
using ExtentLock.Volumes;
using Xunit;

namespace ExtentLock.Tests.Volumes;

/// <summary>Direct and buffered I/O on one file see the same bytes, whoever wrote them, and whatever fails.</summary>
public sealed partial class CachedSideTests
{
    private const int Sector = TestVolume.Sector;
    private static readonly VolumeOptions s_cached = new() { CacheBytes = 64 * Sector };

    [Fact]
    public async Task DirectRead_SeesWhatIsOnlyInTheCache()
    {
        await using SteppedVolume volume = new(sectors: 2, options: s_cached);
        volume.File.Write(100, SteppedVolume.New(1).AsSpan(0, 50));
        Assert.True(volume.Volume.Buffered.Dirty > 0);

        byte[] expected = SteppedVolume.Old(2);
        SteppedVolume.New(1).AsSpan(0, 50).CopyTo(expected.AsSpan(100));
        Assert.Equal(expected, volume.Read(2));

        Assert.False(volume.Volume.Buffered.Dirty > 0);
    }

    [Fact]
    public async Task BufferedRead_NeverSeesWhatADirectWriteHasReplaced()
    {
        await using SteppedVolume volume = new(sectors: 2, options: s_cached);
        byte[] part = new byte[100];
        Assert.Equal(100, volume.File.Read(10, part));
        Assert.Equal(SteppedVolume.Old(1)[10..110], part);

        Assert.Equal(Sector, volume.File.Write(0, SteppedVolume.New(1)));

        Assert.Equal(100, volume.File.Read(10, part));
        Assert.Equal(SteppedVolume.New(1)[10..110], part);
    }

    [Fact]
    public async Task BufferedReadThatBeganBeforeADirectWrite_LeavesNoStalePage()
    {
        await using SteppedVolume volume = new(sectors: 1, options: s_cached);
        volume.Device.Hold();
        byte[] part = new byte[100];
        Task<int> reading = volume.File.ReadAsync(0, part).AsTask();
        Task<int> writing = volume.File.WriteAsync(0, SteppedVolume.New(1)).AsTask();
        Assert.Equal(1, volume.Device.Pending);

        volume.Device.LetGo();
        Assert.Equal((100, Sector), (await reading, await writing));

        Assert.Equal(SteppedVolume.Old(1)[..100], part);
        Assert.Equal(100, volume.File.Read(0, part));
        Assert.Equal(SteppedVolume.New(1)[..100], part);
    }

    [Fact]
    public async Task AppendsOfBothKinds_ComeOneAfterTheOther()
    {
        await using SteppedVolume volume = new(options: s_cached);
        volume.File.Write(5000, new byte[] { 1 });
        Assert.Equal((5001L, 0L), (volume.File.Length, volume.File.Node.Size));

        volume.File.Write(0, new byte[] { 2, 3 }, IoFlags.Append);
        volume.File.Write(0, new byte[Sector], IoFlags.Append);
        volume.File.Write(0, new byte[] { 4 }, IoFlags.Append);

        Assert.Equal(5004 + Sector, volume.File.Length);
        byte[] all = new byte[5004 + Sector];
        Assert.Equal(all.Length, volume.File.Read(0, all));
        Assert.Equal((1, 2, 3, 4), (all[5000], all[5001], all[5002], all[^1]));
    }

    [Fact]
    public async Task Truncation_TakesPagesAlong()
    {
        await using SteppedVolume volume = new(sectors: 2, options: s_cached);
        volume.File.Write(Sector + 10, new byte[100]);

        await volume.File.SetLengthAsync(Sector + 50);
        await volume.File.SetLengthAsync(2 * Sector);

        byte[] expected = [.. SteppedVolume.Old(2)[..(Sector + 10)], .. new byte[Sector - 10]];
        byte[] read = new byte[2 * Sector];
        Assert.Equal(expected, volume.Read(2));
        Assert.Equal(10, volume.File.Read(Sector + 45, read.AsSpan(0, 10)));
        Assert.Equal(new byte[10], read[..10]);
    }

    [Fact]
    public async Task Commit_TakesDirtyPagesAlong()
    {
        using TestVolume test = new(s_cached);
        using (VolumeFile file = test.Volume.CreateFile("file"))
            file.Write(5000, new byte[] { 1, 2, 3 });

        await test.Volume.CommitAsync();
        Assert.Equal(0, test.Volume.Statistics.OpenFiles);

        using VolumeFile again = test.Reopen().OpenFile("file");
        byte[] read = new byte[3];
        Assert.Equal((5003L, 3), (again.Length, again.Read(5000, read)));
        Assert.Equal([1, 2, 3], read);
    }

    [Fact]
    public void DeletedFile_GoesWithItsPages()
    {
        using TestVolume test = new(s_cached);
        VolumeFile file = test.Volume.CreateFile("file");
        file.Write(5000, new byte[] { 1, 2, 3 });
        test.Volume.Delete("file");

        file.Dispose();

        Assert.False(test.Volume.Buffered.Dirty > 0);
        Assert.Equal(0, test.Volume.Statistics.OpenFiles);
    }

    [Fact]
    public async Task FailedWriteBack_IsToldByEachFlushOnceAndTriedAgain()
    {
        await using SteppedVolume volume = new(sectors: 1, options: s_cached);
        using VolumeFile other = volume.Volume.OpenFile("file");
        volume.File.Write(1, new byte[] { 9 });
        volume.Device.FailNext();

        await Assert.ThrowsAsync<BlockDeviceException>(() => volume.File.FlushAsync().AsTask());
        await Assert.ThrowsAsync<BlockDeviceException>(() => other.FlushAsync().AsTask());
        await volume.File.FlushAsync();
        await other.FlushAsync();

        Assert.Equal(9, volume.Read(1)[1]);
        Assert.False(volume.Volume.Buffered.Dirty > 0);
    }

    [Fact]
    public async Task FullVolume_IsToldToWhoWritesAndNotToWhoCommits()
    {
        await using SteppedVolume volume = new(sectors: 1, options: s_cached);
        using VolumeFile filler = volume.Volume.CreateFile("filler");
        int left = (int)(volume.Volume.Statistics.Free / Sector) - 1;
        Assert.Equal(left * Sector, filler.Write(0, new byte[left * Sector]));

        VolumeException full = Assert.Throws<VolumeException>(
            () => volume.File.Write(100 * Sector, new byte[Sector + 1]));

        Assert.Equal(VolumeFault.NoSpace, full.Fault);
        await volume.Volume.CommitAsync();
        Assert.Equal(Sector, volume.File.Length);
    }

    [Fact]
    public async Task PinnedPage_SendsADirectWriteToTheCacheAndSeesIt()
    {
        await using SteppedVolume volume = new(sectors: 2, options: s_cached);
        using PinnedPage pin = await volume.File.PinAsync(Sector);

        Assert.Equal(2 * Sector, volume.File.Write(0, SteppedVolume.New(2)));

        Assert.Equal(SteppedVolume.New(2)[Sector..], pin.Memory.ToArray());
        Assert.Equal(1, volume.Volume.Statistics.Fallbacks);
        Assert.Equal(SteppedVolume.New(2), volume.Read(2));
    }

    [Fact]
    public async Task AnySequence_IsWhatAPlainArrayHolds()
    {
        await using SteppedVolume volume = new(options: s_cached);
        Random random = new(11);
        byte[] model = new byte[80 * Sector];
        long size = 0;
        for (int i = 0; i < 600; i++)
        {
            bool isDirect = random.Next(2) == 0;
            int unit = isDirect ? Sector : 1;
            int offset = random.Next(60 * Sector / unit) * unit;
            byte[] bytes = new byte[random.Next(1, 8 * Sector / unit) * unit];
            switch (random.Next(8))
            {
                case < 3:
                    random.NextBytes(bytes);
                    Assert.Equal(bytes.Length, await volume.File.WriteAsync(offset, bytes));
                    bytes.CopyTo(model, offset);
                    size = Math.Max(size, offset + bytes.Length);
                    break;
                case < 6:
                    int expected = (int)Math.Clamp(size - offset, 0, bytes.Length);
                    Assert.Equal(expected, await volume.File.ReadAsync(offset, bytes));
                    Assert.Equal(model[offset..(offset + expected)], bytes[..expected]);
                    break;
                case 6:
                    await volume.File.PunchHoleAsync(offset, bytes.Length);
                    model.AsSpan(offset, bytes.Length).Clear();
                    break;
                default:
                    size = random.Next(70 * Sector);
                    await volume.File.SetLengthAsync(size);
                    model.AsSpan((int)size).Clear();
                    break;
            }

            Assert.Equal(size, volume.File.Length);
        }
    }

    [Fact]
    public async Task BothKindsAtOnce_LeaveNothingHeldAndOneOfTheirValuesInEverySector()
    {
        await using SteppedVolume volume = new(sectors: 16, options: s_cached);
        IEnumerable<Task> writers = Enumerable.Range(1, 4).Select(writer => Task.Run(async () =>
        {
            Random random = new(writer);
            for (int i = 0; i < 100; i++)
            {
                int first = random.Next(14);
                int sectors = random.Next(1, 3);
                byte[] bytes = new byte[sectors * Sector];
                Array.Fill(bytes, (byte)writer);
                if (writer % 2 == 0)
                    await volume.File.WriteAsync(first * Sector, bytes);
                else
                    await Side(volume).WriteAsync(volume.File.Node, first * Sector, bytes, IoFlags.None, default);

                byte[] read = new byte[Sector];
                Assert.Equal(Sector, await volume.File.ReadAsync(first * Sector, read));
                Assert.True(read.All(value => value == read[0]) || read.AsSpan().SequenceEqual(
                    SteppedVolume.Old(16).AsSpan(first * Sector, Sector)));
            }
        }));

        await Task.WhenAll(writers);

        await volume.File.FlushAsync();
        Side(volume).PagesOf(volume.File.Node).Locks.ThrowIfHeld();
    }

    private static CachedSide Side(SteppedVolume volume) => Assert.IsType<CachedSide>(volume.Volume.Buffered);
}
