using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using ExtentLock.Storage;
using ExtentLock.Volumes;
using Xunit;
using static ExtentLock.Tests.Volumes.TestVolume;

namespace ExtentLock.Tests.Volumes;

/// <summary>Requests in flight: what they hold, when their work is seen, and what an error in the middle
/// leaves.</summary>
public sealed class VolumeRequestTests
{
    [Fact]
    public async Task WriteInFlight_HoldsItsRangeAndShowsNothing()
    {
        using Switch device = new();
        using TestVolume test = new(wrap: device.Before);
        using VolumeFile file = test.Volume.CreateFile("a");
        file.Write(0, Bytes(2 * Sector));
        device.Hold = true;

        ValueTask<int> write = file.WriteAsync(Sector, Bytes(3 * Sector, 2));

        VolumeStatistics now = test.Volume.Statistics;
        Assert.Equal((1, 1, 1), (now.RequestsInFlight, now.OrderedExtents, now.LockedRanges));
        Assert.Equal(2, now.OutstandingExtents);
        Assert.Equal(2 * Sector, file.Length);
        Assert.Equal(VolumeFault.Busy, Assert.Throws<VolumeException>(test.Volume.ThrowIfBusy).Fault);
        ValueTask<int> read = file.ReadAsync(Sector, new byte[Sector]);
        Assert.Equal(1, device.Held);
        device.Hold = false;
        device.LetGo();

        Assert.Equal(3 * Sector, await write);
        Assert.Equal(Sector, await read);
        Assert.Equal(4 * Sector, file.Length);
        await test.AssertSoundAsync();
    }

    [Fact]
    public async Task DisjointRequests_AreInFlightTogether()
    {
        using Switch device = new();
        using TestVolume test = new(wrap: device.Before);
        using VolumeFile file = test.Volume.CreateFile("a");
        file.Write(0, new byte[16 * Sector]);
        device.Hold = true;
        Task<int>[] requests = [.. Enumerable.Range(0, 16).Select(i => (i % 2 == 0
            ? file.WriteAsync(i * Sector, Bytes(Sector, i))
            : file.ReadAsync(i * Sector, new byte[Sector])).AsTask())];

        Assert.Equal(16, device.Held);
        device.Hold = false;
        device.LetGo();

        Assert.All(await Task.WhenAll(requests), bytes => Assert.Equal(Sector, bytes));
        await test.AssertSoundAsync();
    }

    [Theory]
    [InlineData(0, -1)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    public async Task ErrorInOnePiece_KeepsWhatWasWrittenBefore(int piece, int sectors)
    {
        using Switch device = new();
        using TestVolume test = new(length: 1024 * 1024, wrap: device.Before);
        using VolumeFile file = test.Volume.CreateFile("a");
        await FragmentAsync(test.Volume);
        long free = test.Volume.Statistics.Free;
        byte[] data = Bytes(4 * Sector);
        int writes = 0;
        device.FailWrites = _ => writes++ == piece;

        Task<int> write = file.WriteAsync(0, data).AsTask();

        if (sectors < 0)
        {
            BlockDeviceException failure = await Assert.ThrowsAsync<BlockDeviceException>(() => write);
            Assert.Equal(BlockFault.InputOutput, failure.Fault);
        }
        else
        {
            Assert.Equal(sectors * Sector, await write);
        }

        sectors = Math.Max(sectors, 0);
        Assert.Equal(data[..(sectors * Sector)], ReadAll(file));
        await test.Volume.CommitAsync();
        Assert.Equal(free - (sectors * Sector), test.Volume.Statistics.Free);
        await test.AssertSoundAsync();
    }

    [Fact]
    public async Task EveryDeviceOperationFailing_LeavesNothingHeld()
    {
        int operations = await RunAsync(null);
        Assert.True(operations > 20);
        for (int i = 4; i < operations; i++)
            await RunAsync(i);
    }

    [Fact]
    public async Task FileClosedAndDeletedInFlight_StaysUntilTheRequestEnds()
    {
        using Switch device = new();
        using TestVolume test = new(wrap: device.Before);
        long free = test.Volume.Statistics.Free;
        VolumeFile file = test.Volume.CreateFile("a");
        file.Write(0, Bytes(2 * Sector));
        await test.Volume.CommitAsync();
        byte[] buffer = new byte[2 * Sector];
        device.Hold = true;
        ValueTask<int> read = file.ReadAsync(0, buffer);

        test.Volume.Delete("a");
        file.Dispose();
        await test.Volume.CommitAsync();
        Assert.NotEqual(free, test.Volume.Statistics.Free);
        device.Hold = false;
        device.LetGo();

        Assert.Equal(2 * Sector, await read);
        Assert.Equal(Bytes(2 * Sector), buffer);
        await test.AssertSoundAsync();
        Assert.Equal(free, test.Volume.Statistics.Free);
    }

    [Fact]
    public async Task FileClosedInFlight_HasTheWriteWhenOpenedAgain()
    {
        using Switch device = new();
        using TestVolume test = new(wrap: device.Before);
        VolumeFile file = test.Volume.CreateFile("a");
        device.Hold = true;
        ValueTask<int> write = file.WriteAsync(0, Bytes(2 * Sector));
        file.Dispose();

        using VolumeFile again = test.Volume.OpenFile("a");
        device.Hold = false;
        device.LetGo();

        Assert.Equal(2 * Sector, await write);
        Assert.Equal(Bytes(2 * Sector), ReadAll(again));
        await test.AssertSoundAsync();
    }

    [Fact]
    public async Task ManyMixedRequests_LeaveNothing()
    {
        using TestVolume test = new(length: 16 * 1024 * 1024);
        using VolumeFile file = test.Volume.CreateFile("a");
        Task[] workers = [.. Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            Random random = new(worker);
            byte[] buffer = new byte[32 * Sector];
            for (int i = 0; i < 300; i++)
            {
                Memory<byte> part = buffer.AsMemory(0, (1 + random.Next(32)) * Sector);
                long offset = random.Next(200) * Sector;
                if (random.Next(2) == 0)
                    Assert.True(await file.ReadAsync(offset, part) <= part.Length);
                else
                    Assert.Equal(part.Length, await file.WriteAsync(offset, part));

                if (random.Next(40) == 0)
                    await file.SetLengthAsync(random.Next(200 * Sector));

                if (random.Next(40) == 0)
                    await file.FlushAsync();
            }
        }))];

        await Task.WhenAll(workers);
        await test.AssertSoundAsync();
    }

    [Fact]
    public async Task Vectors_AreOneRequest()
    {
        using TestVolume test = new();
        using VolumeFile file = test.Volume.CreateFile("a");
        byte[] data = Bytes(3 * Sector);
        Memory<byte>[] parts = [data.AsMemory(0, 100), data.AsMemory(100, Sector), data.AsMemory(Sector + 100)];
        Assert.Equal(data.Length, await file.WriteAsync(Sector, parts));
        Assert.Equal(10, await file.WriteAsync(5, [data.AsMemory(0, 3), data.AsMemory(3, 7)]));

        byte[] read = new byte[4 * Sector];
        Memory<byte>[] into = [read.AsMemory(0, 5), read.AsMemory(5, 2 * Sector), read.AsMemory((2 * Sector) + 5)];
        Assert.Equal(read.Length, await file.ReadAsync(0, into));
        Assert.Equal([.. new byte[5], .. data[..10], .. new byte[Sector - 15], .. data], read);
        Assert.Equal(read.Length - 1, await file.ReadAsync(1, into));
        Assert.Throws<ArgumentException>(() => file.ReadAsync(0, [read.AsMemory(0, 10), read.AsMemory(9, 10)]));
        await test.AssertSoundAsync();
    }

    [Fact]
    public async Task Queue_GivesBackEveryRequestOnce()
    {
        using TestVolume test = new();
        using VolumeFile file = test.Volume.CreateFile("a");
        VolumeQueue queue = new();
        byte[] data = Bytes(8 * Sector);
        VolumeRequest[] writes = [.. Enumerable.Range(0, 8).Select(i =>
            new VolumeRequest(file, isWrite: true, i * Sector, data.AsMemory(i * Sector, Sector)))];
        VolumeRequest[] ended = new VolumeRequest[20];

        queue.Submit(writes);
        Assert.Equal(8, queue.Poll(ended, least: 8));
        Assert.Equal(writes.ToHashSet(), ended[..8].ToHashSet());
        Assert.All(writes, write => Assert.Equal((Sector, null), (write.Bytes, write.Failure)));
        Assert.Equal(data, ReadAll(file));

        VolumeRequest wrong = new(file, isWrite: false, -1, data);
        VolumeRequest part = new(file, isWrite: false, 10, data.AsMemory(0, 100));
        queue.Submit([wrong, part]);
        Assert.Throws<InvalidOperationException>(() => queue.Submit([wrong, part]));
        Assert.Equal(2, queue.Poll(ended, least: 5));
        Assert.Equal(VolumeFault.OutOfRange, Assert.IsType<VolumeException>(wrong.Failure).Fault);
        Assert.Equal(100, part.Bytes);
        Assert.Equal(0, queue.Poll(ended, least: 1, TimeSpan.Zero));
        await test.AssertSoundAsync();
    }

    [Fact]
    public async Task Stream_ReadsAndWritesAtItsPosition()
    {
        using TestVolume test = new();
        byte[] data = Bytes(50_000);
        using (VolumeStream stream = new(test.Volume.CreateFile("a")))
        {
            await new MemoryStream(data).CopyToAsync(stream, 7777);
            await stream.FlushAsync();
            stream.Seek(-10, SeekOrigin.End);
            stream.Write([1, 2, 3]);
        }

        data[^10] = 1;
        data[^9] = 2;
        data[^8] = 3;
        using VolumeStream again = new(test.Volume.OpenFile("a"));
        using MemoryStream copy = new();
        again.CopyTo(copy, 10_001);
        Assert.Equal(data, copy.ToArray());
        again.SetLength(5);
        Assert.Equal(0, again.Read(new byte[10]));
        test.Volume.ThrowIfBusy();
    }

    /// <summary>Free space of single sectors, so that a write of several has several pieces.</summary>
    private static async Task FragmentAsync(Volume volume)
    {
        using VolumeFile filler = volume.CreateFile("filler");
        long sectors = volume.Statistics.Free / Sector;
        filler.Write(0, new byte[sectors * Sector]);
        await volume.CommitAsync();
        for (int i = 1; i < 20; i += 2)
            await filler.PunchHoleAsync(i * Sector, Sector);

        await volume.CommitAsync();
    }

    /// <summary>One of everything, with one operation of the device that fails; tells how many there were.</summary>
    private static async Task<int> RunAsync(int? failing)
    {
        FaultInjectingBlockDevice? device = null;
        using TestVolume test = new(wrap: inner => device = failing is { } number
            ? new FaultInjectingBlockDevice(inner, DeviceFault.Fail(number))
            : new FaultInjectingBlockDevice(inner));
        Volume volume = test.Volume;
        using VolumeFile file = volume.CreateFile("a");
        using VolumeFile plain = volume.CreateFile("b", FileTraits.NoCow);
        byte[] data = Bytes(6 * Sector);
        List<Func<Task>> steps =
        [
            () => file.WriteAsync(0, data).AsTask(),
            () => file.WriteAsync(Sector + 1, data).AsTask(),
            () => file.ReadAsync(0, new byte[8 * Sector]).AsTask(),
            () => plain.WriteAsync(0, data, IoFlags.DSync).AsTask(),
            () => plain.WriteAsync(Sector, data.AsMemory(0, Sector)).AsTask(),
            () => file.AllocateAsync(10 * Sector, 2 * Sector).AsTask(),
            () => file.WriteAsync(10 * Sector, data.AsMemory(0, Sector)).AsTask(),
            () => file.CloneRangeAsync(0, file, 20 * Sector, 3 * Sector).AsTask(),
            () => file.WriteAsync(Sector, data.AsMemory(0, Sector)).AsTask(),
            () => file.PunchHoleAsync(3, 2 * Sector).AsTask(),
            () => file.SetLengthAsync((5 * Sector) + 5).AsTask(),
            () => file.WriteAsync(0, new byte[40 * Sector]).AsTask(),
            () => file.CompressAsync().AsTask(),
            () => file.ReadAsync(5, new byte[100]).AsTask(),
            () => volume.CommitAsync().AsTask(),
            () => plain.ReadAsync(0, new byte[6 * Sector]).AsTask(),
        ];
        foreach (Func<Task> step in steps)
        {
            try
            {
                await step();
            }
            catch (Exception failure) when (failure is BlockDeviceException or VolumeException && failing is not null)
            {
            }

            volume.ThrowIfBusy();
        }

        int operations = device!.Submitted;
        Assert.Empty(await volume.CheckAsync());
        return operations;
    }
}
