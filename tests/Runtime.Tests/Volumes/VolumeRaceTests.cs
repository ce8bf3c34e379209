using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Extents;
using ExtentLock.Storage;
using ExtentLock.Volumes;
using Xunit;
using static ExtentLock.Tests.Volumes.TestVolume;

namespace ExtentLock.Tests.Volumes;

/// <summary>Two callers that meet at the worst moment, each moment made by a lock that the test holds.</summary>
public sealed class VolumeRaceTests
{
    private static readonly TimeSpan s_never = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task CloneInsideAFile_WithAWriteAcrossBothPlaces_Ends()
    {
        using TestVolume test = new();
        using VolumeFile file = test.Volume.CreateFile("a");
        byte[] data = Bytes(16 * Sector);
        file.Write(0, data);
        RangeLease held = file.Node.Ranges.Lock(new ByteRange(0, Sector));

        Task clone = file.CloneRangeAsync(0, file, 10 * Sector, Sector).AsTask();
        Task<int> write = file.WriteAsync(0, Bytes(16 * Sector, 2)).AsTask();
        held.Release();

        await Task.WhenAll(clone, write).WaitAsync(s_never);
        Assert.Equal(Bytes(16 * Sector, 2), ReadAll(file));
        await test.AssertSoundAsync();
    }

    [Fact]
    public async Task FileDeletedDuringACheck_IsNoProblem()
    {
        using TestVolume test = new();
        using VolumeFile first = test.Volume.CreateFile("a");
        test.Volume.CreateFile("b").Dispose();
        RangeLease held = first.Node.Ranges.Lock(new ByteRange(0, Sector));

        Task<IReadOnlyList<string>> check = test.Volume.CheckAsync().AsTask();
        test.Volume.Delete("b");
        await test.Volume.CommitAsync();
        held.Release();

        Assert.Empty(await check.WaitAsync(s_never));
        await test.AssertSoundAsync();
    }

    [Fact]
    public void FileClosedWhileItsChangesAreGathered_IsNotReadFromOlderMetadata()
    {
        using TestVolume test = new();
        VolumeFile file = test.Volume.CreateFile("a");
        file.Write(0, Bytes(3 * Sector));
        VolumeSpace space = test.Volume.Space;

        // As a commit does it, which is then stopped before it is done.
        lock (space.Latch)
        lock (file.Node.Latch)
        {
            file.Node.GatherInto(new MetadataBatch(), 1);
            space.Dirty.Clear();
        }

        file.Dispose();

        using VolumeFile again = test.Volume.OpenFile("a");
        Assert.Equal(Bytes(3 * Sector), ReadAll(again));
    }

    [Fact]
    public async Task ClonesThatComeAndGoDuringCommits_LoseNoSpace()
    {
        using TestVolume test = new();
        test.Volume.CreateFile("a").Dispose();
        using VolumeFile file = test.Volume.OpenFile("a");
        await file.WriteAsync(0, Bytes(100 * Sector));
        await test.Volume.CommitAsync();
        long free = test.Volume.Statistics.Free;

        Task clones = Task.Run(async () =>
        {
            for (int i = 0; i < 300; i++)
            {
                await test.Volume.CloneFileAsync("a", "b");
                test.Volume.Delete("b");
            }
        });
        while (!clones.IsCompleted)
            await test.Volume.CommitAsync();

        await clones;
        await test.Volume.CommitAsync();
        Assert.Equal(0, test.Volume.Statistics.SharedExtents);
        Assert.Equal(free, test.Volume.Statistics.Free);
        await test.AssertSoundAsync();
    }

    [Fact]
    public async Task AppendsOfManyBytes_DoNotMix()
    {
        using TestVolume test = new(length: 32 << 20);
        using VolumeFile file = test.Volume.CreateFile("a");
        byte[] ones = Enumerable.Repeat((byte)1, (5 << 19) + 1).ToArray();
        byte[] twos = Enumerable.Repeat((byte)2, (5 << 19) + 1).ToArray();
        RangeLease held = file.Node.Ranges.Lock(ByteRange.All);

        Task<int> first = file.WriteAsync(0, ones, IoFlags.Append).AsTask();
        Task<int> second = file.WriteAsync(0, twos, IoFlags.Append).AsTask();
        held.Release();
        await Task.WhenAll(first, second).WaitAsync(s_never);

        byte[] all = ReadAll(file);
        int changes = Enumerable.Range(1, all.Length - 1).Count(i => all[i] != all[i - 1]);
        Assert.Equal(2 * ones.Length, all.Length);
        Assert.Equal(1, changes);
        await test.AssertSoundAsync();
    }

    [Fact]
    public async Task FileThatGoesDuringACheck_GoesOnce()
    {
        using Switch device = new();
        using TestVolume test = new(wrap: device.Before);
        using VolumeFile first = test.Volume.CreateFile("a");
        test.Volume.CreateFile("b").Dispose();
        await test.Volume.CommitAsync();
        RangeLease held = first.Node.Ranges.Lock(new ByteRange(0, Sector));
        Task<IReadOnlyList<string>> check = test.Volume.CheckAsync().AsTask();
        test.Volume.Delete("b");
        device.HoldFlushes = true;
        Task commit = test.Volume.CommitAsync().AsTask();

        // The commit that forgets the file is under way when the check comes to it.
        held.Release();
        await check.WaitAsync(s_never);
        device.LetGo();
        await commit.WaitAsync(s_never);

        await test.Volume.CommitAsync();
        Assert.Null(test.Volume.Failure);
        await test.AssertSoundAsync();
    }

    [Fact]
    public async Task CommitAfterClosingBegan_IsRefused()
    {
        using Switch device = new();
        using TestVolume test = new(wrap: device.Before);
        test.Volume.CreateFile("a").Dispose();
        device.HoldFlushes = true;
        Task closing = Task.Run(test.Volume.Dispose);
        while (device.Held == 0)
            await Task.Yield();

        Task late = test.Volume.CommitAsync().AsTask();
        device.LetGo();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => late.WaitAsync(s_never));
        await closing.WaitAsync(s_never);
    }

    [Fact]
    public async Task CheckUnderWay_HoldsTheVolumeOpen()
    {
        using TestVolume test = new();
        using VolumeFile file = test.Volume.CreateFile("a");
        file.Write(0, Bytes(2 * Sector));
        RangeLease held = file.Node.Ranges.Lock(new ByteRange(0, Sector));
        Task<IReadOnlyList<string>> check = test.Volume.CheckAsync().AsTask();

        Assert.Equal(1, test.Volume.Counters.Operations);
        Task closing = Task.Run(test.Volume.Dispose);
        held.Release();

        Assert.Empty(await check.WaitAsync(s_never));
        await closing.WaitAsync(s_never);
    }

    [Fact]
    public async Task ClosedVolume_TakesNoOperation()
    {
        TestVolume test = new();
        using VolumeFile file = test.Volume.CreateFile("a");
        Volume volume = test.Volume;
        test.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await volume.CommitAsync());
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await volume.CheckAsync());
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await volume.CloneFileAsync("a", "b"));
        Assert.Throws<ObjectDisposedException>(() => volume.OpenFile("a"));
        Assert.Throws<ObjectDisposedException>(() => file.Read(0, new byte[Sector]));
        Assert.Equal(0, volume.Counters.Operations);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(64 * Sector)]
    public void FileClosedAfterItsVolume_IsClosed(long cacheBytes)
    {
        TestVolume test = new(new VolumeOptions { CacheBytes = cacheBytes });
        VolumeFile file = test.Volume.CreateFile("a");
        file.Write(1, new byte[10]);
        test.Dispose();

        file.Dispose();
    }
}
