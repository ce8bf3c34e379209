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

/// <summary>Each error has its type, and leaves nothing held.</summary>
public sealed class VolumeErrorTests
{
    [Fact]
    public async Task Misaligned_OnAStrictVolume_IsRefused()
    {
        using TestVolume test = new(new VolumeOptions { Alignment = AlignmentMode.Strict });
        using VolumeFile file = test.Volume.CreateFile("a");
        byte[] buffer = new byte[2 * Sector];

        Assert.Equal(VolumeFault.Misaligned, Fault(() => file.Read(1, buffer)));
        Assert.Equal(VolumeFault.Misaligned, Fault(() => file.Write(0, buffer.AsSpan(1))));
        Assert.Equal(VolumeFault.Misaligned, Fault(() => file.WriteAsync(Sector - 1, buffer)));
        Assert.Equal(0, file.Length);
        await test.AssertSoundAsync();
    }

    [Fact]
    public async Task OutOfRange_IsRefused()
    {
        using TestVolume test = new();
        using VolumeFile file = test.Volume.CreateFile("a");
        byte[] buffer = new byte[Sector];

        Assert.Equal(VolumeFault.OutOfRange, Fault(() => file.Read(-Sector, buffer)));
        Assert.Equal(VolumeFault.OutOfRange, Fault(() => file.Write(long.MaxValue - 10, buffer)));
        Assert.Equal(VolumeFault.OutOfRange, Fault(() => file.SetLength(-1)));
        Assert.Equal(VolumeFault.OutOfRange, Fault(() => file.SetLength(long.MaxValue)));
        Assert.Equal(0, file.Read(0, []));
        Assert.Equal(0, file.Write(5, []));
        await test.AssertSoundAsync();
    }

    [Fact]
    public async Task Disposed_IsTold()
    {
        using TestVolume test = new();
        VolumeFile file = test.Volume.CreateFile("a");
        file.Dispose();
        file.Dispose();

        Assert.Throws<ObjectDisposedException>(() => file.Read(0, new byte[Sector]));
        await test.AssertSoundAsync();
    }

    [Fact]
    public async Task NoWait_OnALockedRange_WouldBlock()
    {
        using TestVolume test = new();
        using VolumeFile file = test.Volume.CreateFile("a");
        file.Write(0, Bytes(4 * Sector));
        byte[] buffer = new byte[Sector];
        using (RangeLease held = file.Node.Ranges.Lock(new ByteRange(0, Sector)))
        {
            Assert.Equal(VolumeFault.WouldBlock, await FaultAsync(file.ReadAsync(0, buffer, IoFlags.NoWait)));
            Assert.Equal(VolumeFault.WouldBlock, await FaultAsync(file.WriteAsync(0, buffer, IoFlags.NoWait)));
            Assert.Equal(Sector, await file.ReadAsync(Sector, buffer, IoFlags.NoWait));
        }

        Assert.Equal(Sector, await file.ReadAsync(0, buffer, IoFlags.NoWait));
        Assert.Equal(VolumeFault.WouldBlock, await FaultAsync(file.ReadAsync(1, buffer, IoFlags.NoWait)));
        Assert.Equal(0, test.Volume.Statistics.Fallbacks);
        await test.AssertSoundAsync();
    }

    [Fact]
    public async Task NoWait_NeverFallsBack()
    {
        using TestVolume test = new();
        using VolumeFile file = test.Volume.CreateFile("a");
        file.Write(0, Bytes(100));

        Assert.Equal(VolumeFault.WouldBlock, await FaultAsync(file.ReadAsync(0, new byte[Sector], IoFlags.NoWait)));
        Assert.Equal(VolumeFault.WouldBlock, await FaultAsync(
            file.WriteAsync(0, new byte[Sector], IoFlags.NoWait | IoFlags.Append)));
        Assert.Equal(0, test.Volume.Statistics.Fallbacks);
        await test.AssertSoundAsync();
    }

    [Fact]
    public async Task CancelledWait_LeavesNothing()
    {
        using TestVolume test = new();
        using VolumeFile file = test.Volume.CreateFile("a");
        using CancellationTokenSource source = new();
        ValueTask<int> write;
        using (RangeLease held = file.Node.Ranges.Lock(new ByteRange(0, Sector)))
        {
            write = file.WriteAsync(0, Bytes(2 * Sector), IoFlags.None, source.Token);
            Assert.False(write.IsCompleted);
            await source.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await write);
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await file.ReadAsync(0, new byte[Sector], IoFlags.None, source.Token));
        Assert.Equal(0, file.Length);
        await test.AssertSoundAsync();
    }

    [Fact]
    public async Task FullVolume_IsToldAndStaysSound()
    {
        using TestVolume test = new(length: 256 * 1024);
        using VolumeFile file = test.Volume.CreateFile("a");
        int room = (int)test.Volume.Statistics.Free;

        Assert.Equal(VolumeFault.NoSpace, await FaultAsync(file.WriteAsync(0, new byte[room + Sector])));
        byte[] data = Bytes(room);
        Assert.Equal(room, await file.WriteAsync(0, data));
        Assert.Equal(VolumeFault.NoSpace, await FaultAsync(file.WriteAsync(0, data.AsMemory(0, Sector))));
        Assert.Equal(VolumeFault.NoSpace, await FaultAsync(file.WriteAsync(3, data.AsMemory(0, 10))));
        Assert.Equal(data, ReadAll(file));

        // What takes no space works on a full volume, and frees it for what does.
        await file.PunchHoleAsync(0, 2 * Sector);
        Assert.Equal(Sector, await file.WriteAsync(0, data.AsMemory(0, Sector)));
        file.SetLength(0);
        Assert.Equal(room, await file.WriteAsync(0, data));
        await test.AssertSoundAsync();
    }

    [Fact]
    public async Task FullVolume_IsWrittenInPlace()
    {
        using TestVolume test = new(length: 256 * 1024);
        using VolumeFile file = test.Volume.CreateFile("a", FileTraits.NoCow);
        int room = (int)test.Volume.Statistics.Free;
        file.Write(0, new byte[room]);
        byte[] data = Bytes(4 * Sector);

        Assert.Equal(data.Length, await file.WriteAsync(Sector, data));
        Assert.Equal(data.Length, await file.WriteAsync(8 * Sector, data, IoFlags.NoWait));
        Assert.Equal(VolumeFault.NoSpace, await FaultAsync(file.WriteAsync(room, data)));
        Assert.Equal(VolumeFault.WouldBlock, await FaultAsync(file.WriteAsync(room, data, IoFlags.NoWait)));
        await test.AssertSoundAsync();
    }

    [Fact]
    public async Task MetadataLimit_IsALackOfSpace()
    {
        using TestVolume test = new(new VolumeOptions { MetadataLimit = 1000 });
        using VolumeFile file = test.Volume.CreateFile("a");
        Assert.Equal(VolumeFault.NoSpace, await FaultAsync(file.WriteAsync(0, new byte[Sector])));
        await test.AssertSoundAsync();
    }

    [Fact]
    public async Task DamagedSector_IsNamedByReadAndCheck()
    {
        using TestVolume test = new();
        using VolumeFile file = test.Volume.CreateFile("a");
        file.Write(0, Bytes(6 * Sector));
        await test.Volume.CommitAsync();
        long place = (await file.RegionsAsync()).Single().DeviceStart + (4 * Sector);
        byte[] sector = new byte[Sector];
        await test.Device.ReadAsync(place, sector);
        sector[1000] ^= 1;
        await test.Device.WriteAsync(place, sector);

        VolumeException wrong = await Assert.ThrowsAsync<VolumeException>(
            async () => await file.ReadAsync(2 * Sector, new byte[4 * Sector]));

        Assert.Equal((VolumeFault.Checksum, 4L * Sector, place), (wrong.Fault, wrong.Position, wrong.DevicePosition));
        Assert.Equal(VolumeFault.Checksum, Fault(() => file.Read((4 * Sector) + 5, new byte[10])));
        Assert.Equal(4 * Sector, file.Read(0, new byte[4 * Sector]));
        IReadOnlyList<string> problems = await test.Volume.CheckAsync();
        Assert.Contains($"{4 * Sector} of file", Assert.Single(problems), StringComparison.Ordinal);
        test.Volume.ThrowIfBusy();
    }

    [Fact]
    public async Task FailedCommit_LeavesAVolumeThatCanBeRead()
    {
        using Switch device = new();
        using TestVolume test = new(wrap: device.Before);
        using VolumeFile file = test.Volume.CreateFile("a");
        byte[] data = Bytes(2 * Sector);
        file.Write(0, data);
        device.FailFlushes = true;

        BlockDeviceException failure = await Assert.ThrowsAsync<BlockDeviceException>(
            async () => await file.FlushAsync());
        device.FailFlushes = false;

        Assert.Equal(Errno.InputOutput, failure.Error);
        Assert.True(test.Volume.IsReadOnly);
        Assert.Equal(VolumeFault.ReadOnly, await FaultAsync(file.WriteAsync(0, data)));
        Assert.Equal(VolumeFault.ReadOnly, await FaultAsync(file.WriteAsync(1, data)));
        Assert.Equal(VolumeFault.ReadOnly, Fault(() => file.SetLength(0)));
        Assert.Equal(VolumeFault.ReadOnly, Fault(() => test.Volume.CreateFile("b")));
        Assert.Equal(VolumeFault.ReadOnly, await FaultAsync(test.Volume.CommitAsync()));
        Assert.Equal(data, ReadAll(file));
        test.Volume.ThrowIfBusy();
    }

    [Fact]
    public async Task DSyncWrite_IsToldThatItsCommitFailed()
    {
        using Switch device = new();
        using TestVolume test = new(wrap: device.Before);
        using VolumeFile file = test.Volume.CreateFile("a");
        device.FailFlushes = true;

        await Assert.ThrowsAsync<BlockDeviceException>(
            async () => await file.WriteAsync(0, Bytes(Sector), IoFlags.DSync));
        test.Volume.ThrowIfBusy();
    }

    /// <summary>Without a cache: one that is written back from pages is told of the error, and of no part.</summary>
    [Theory]
    [InlineData(IoFlags.DSync)]
    [InlineData(IoFlags.DSync | IoFlags.Append)]
    public async Task DSyncWriteThatIsCutShort_IsCommittedAsFarAsItIsTold(IoFlags flags)
    {
        using Switch device = new();
        using TestVolume test = new(
            new VolumeOptions { InlineLimit = 0, CacheBytes = 0 }, length: 8 << 20, wrap: device.Before);
        using VolumeFile file = test.Volume.CreateFile("a");
        byte[] data = Bytes((2 << 20) + 1);
        long before = test.Volume.Statistics.Generation;
        device.FailWrites = number => number > 0;

        int written = await file.WriteAsync(0, data, flags);

        device.FailWrites = null;
        Assert.InRange(written, 1, data.Length - 1);
        Assert.True(test.Volume.Statistics.Generation > before);
        Assert.Equal(data[..written], ReadAll(file));
        await test.AssertSoundAsync();
    }

    /// <summary>What came to the device before has its checksums.</summary>
    [Theory]
    [InlineData(FileTraits.None)]
    [InlineData(FileTraits.NoCow)]
    public async Task WriteOfWhichAPieceIsRefused_KeepsThePieceBefore(FileTraits traits)
    {
        using Switch device = new();
        using TestVolume test = new(wrap: device.Before);
        using VolumeFile file = test.Volume.CreateFile("a", traits);
        await file.AllocateAsync(0, 2 * Sector, keepLength: true);
        // Like no other data: requests are used again, and so are their checksums.
        byte[] data = Bytes(4 * Sector, seed: 4711);
        device.RefuseWrites = number => number > 0;

        Assert.Equal(2 * Sector, await file.WriteAsync(0, data));
        device.RefuseWrites = _ => true;
        await Assert.ThrowsAsync<BlockDeviceException>(async () => await file.WriteAsync(0, data));

        device.RefuseWrites = null;
        Assert.Equal(data[..(2 * Sector)], ReadAll(file));
        await test.AssertSoundAsync();
    }

    private static VolumeFault Fault(Action action) => Assert.Throws<VolumeException>(action).Fault;

    private static async Task<VolumeFault> FaultAsync(ValueTask<int> task) =>
        (await Assert.ThrowsAsync<VolumeException>(async () => await task)).Fault;

    private static async Task<VolumeFault> FaultAsync(ValueTask task) =>
        (await Assert.ThrowsAsync<VolumeException>(async () => await task)).Fault;
}
