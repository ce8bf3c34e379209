using System;
using System.Linq;
using System.Threading.Tasks;
using ExtentLock.Storage;
using Xunit;

namespace ExtentLock.Tests.Storage;

public sealed class RecordingBlockDeviceTests
{
    private const int Sector = 4096;

    private readonly MemoryBlockDevice _memory = new(4 * Sector);

    [Fact]
    public async Task WritesAndFlushes_AreKeptInOrder()
    {
        using RecordingBlockDevice device = new(_memory);
        await Write(device, 0, 1);
        await device.FlushAsync();
        await Write(device, 1, 2);
        await device.ReadAsync(0, new byte[Sector]);

        Assert.Equal("w0 f w1", string.Join(' ', device.Operations.Select(Name)));
        Assert.Equal([1, -1, -1], device.Operations.Select(operation => operation.FlushedBy));
    }

    [Fact]
    public async Task BufferChangedAfterTheWrite_DoesNotChangeTheRecord()
    {
        using RecordingBlockDevice device = new(_memory);
        byte[] buffer = new byte[Sector];
        await device.WriteAsync(0, buffer);

        buffer[0] = 9;

        Assert.Equal(0, device.Operations[0].Data.Span[0]);
    }

    [Fact]
    public async Task EveryPrefix_CanBeReplayed()
    {
        using RecordingBlockDevice device = new(_memory, _memory.ToArray());
        await Write(device, 0, 1);
        await Write(device, 1, 2);
        await device.FlushAsync();
        await Write(device, 0, 3);

        Assert.Equal(["00", "10", "12", "12", "32"], Enumerable.Range(0, 5).Select(n => Sectors(device.Replay(n))));
    }

    [Fact]
    public async Task CrashBeforeTheFlush_LeavesAnySubset()
    {
        using RecordingBlockDevice device = new(_memory);
        await Write(device, 0, 1);
        await Write(device, 1, 2);

        Assert.Equal(["00", "02", "10", "12"], device.Crashes(2).Select(Sectors).Order());
    }

    [Fact]
    public async Task CrashAfterTheFlush_KeepsWhatItCovers()
    {
        using RecordingBlockDevice device = new(_memory);
        await Write(device, 0, 1);
        await device.FlushAsync();
        await Write(device, 1, 2);

        Assert.Equal(["10", "12"], device.Crashes(3).Select(Sectors).Order());
        Assert.Equal(["00", "10"], device.Crashes(1).Select(Sectors).Order());
    }

    [Fact]
    public async Task WriteThatEndsAfterTheFlushWasSubmitted_IsNotCovered()
    {
        using FaultInjectingBlockDevice faults = new(_memory, DeviceFault.Delay(0, 1));
        using RecordingBlockDevice device = new(faults);
        ValueTask write = Write(device, 0, 1);

        await device.FlushAsync();
        await write;

        Assert.Equal(-1, device.Operations[0].FlushedBy);
    }

    [Fact]
    public async Task FlushThatFails_CoversNothing()
    {
        using RecordingBlockDevice device = new(new FaultInjectingBlockDevice(_memory, DeviceFault.Fail(1)));
        await Write(device, 0, 1);

        await Assert.ThrowsAsync<BlockDeviceException>(() => device.FlushAsync().AsTask());

        Assert.Equal(["00", "10"], device.Crashes(2).Select(Sectors).Order());
    }

    [Fact]
    public async Task ManyOpenWrites_GiveNoMoreImagesThanAsked()
    {
        using RecordingBlockDevice device = new(_memory);
        for (int i = 0; i < 200; i++)
            await Write(device, i % 4, (byte)(i % 7));

        Assert.Equal(50, device.Crashes(200, most: 50).Count());
    }

    internal static string Sectors(byte[] image) => $"{image[0]}{image[Sector]}";

    private static string Name(RecordedOperation operation) =>
        operation.IsFlush ? "f" : $"w{operation.Offset / Sector}";

    private static ValueTask Write(IBlockDevice device, int sector, byte value)
    {
        byte[] data = new byte[Sector];
        data.AsSpan().Fill(value);
        return device.WriteAsync(sector * Sector, data);
    }
}
