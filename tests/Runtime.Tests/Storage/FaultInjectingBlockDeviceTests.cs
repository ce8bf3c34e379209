using System;
using System.Threading.Tasks;
using ExtentLock.Storage;
using Xunit;

namespace ExtentLock.Tests.Storage;

public sealed class FaultInjectingBlockDeviceTests
{
    private const int Sector = 4096;

    private readonly MemoryBlockDevice _memory = new(4 * Sector);

    [Fact]
    public async Task PlannedFailure_MovesNothingAndHappensOnce()
    {
        using FaultInjectingBlockDevice device = new(_memory, DeviceFault.Fail(1));
        await Write(device, 0, 1, 1);

        BlockDeviceException failure = await Failure(Write(device, 1, 1, 2));
        await Write(device, 2, 1, 3);

        Assert.Equal(BlockFault.InputOutput, failure.Fault);
        Assert.Equal("103", Contents());
        Assert.Equal(3, device.Submitted);
    }

    [Fact]
    public async Task PlannedLackOfSpace_IsTold()
    {
        using FaultInjectingBlockDevice device = new(_memory, DeviceFault.Fail(0, Errno.NoSpace));

        Assert.Equal(BlockFault.NoSpace, (await Failure(Write(device, 0, 1, 1))).Fault);
    }

    [Fact]
    public async Task ShortWrite_TellsHowFarItCame()
    {
        using FaultInjectingBlockDevice device = new(_memory, DeviceFault.Short(0, 2 * Sector));

        BlockDeviceException failure = await Failure(Write(device, 0, 3, 5));

        Assert.Equal(BlockFault.Short, failure.Fault);
        Assert.Contains("after 8192 bytes", failure.Message, StringComparison.Ordinal);
        Assert.Equal("550", Contents());
    }

    [Fact]
    public async Task TornWrite_IsTheLastThatHappens()
    {
        using FaultInjectingBlockDevice device = new(_memory, DeviceFault.Torn(0, Sector));

        Assert.Equal(BlockFault.InputOutput, (await Failure(Write(device, 0, 2, 5))).Fault);
        await Failure(Write(device, 2, 1, 6));
        await Failure(device.FlushAsync());

        Assert.Equal("500", Contents());
    }

    [Fact]
    public async Task DelayedWrite_IsOvertaken()
    {
        using FaultInjectingBlockDevice device = new(_memory, DeviceFault.Delay(0, 1));
        ValueTask first = Write(device, 0, 1, 1);
        Assert.Equal(1, device.Delayed);
        Assert.False(first.IsCompleted);

        await Write(device, 0, 1, 2);
        await first;

        Assert.Equal("100", Contents());
    }

    [Fact]
    public async Task DelayedWrite_CanBeLetGo()
    {
        using FaultInjectingBlockDevice device = new(_memory, DeviceFault.Delay(0, 100));
        ValueTask first = Write(device, 0, 1, 1);

        device.LetGo();
        await first;

        Assert.Equal("100", Contents());
        Assert.Equal(0, device.Delayed);
    }

    [Fact]
    public async Task DelayedWriteWithoutPower_Fails()
    {
        using FaultInjectingBlockDevice device = new(_memory, DeviceFault.Delay(0, 1), DeviceFault.Torn(1, 0));
        ValueTask first = Write(device, 0, 1, 1);

        await Failure(Write(device, 1, 1, 2));
        await Failure(first);

        Assert.Equal("000", Contents());
    }

    [Fact]
    public async Task NoPlan_ChangesNothing()
    {
        using FaultInjectingBlockDevice device = new(_memory);

        await Write(device, 0, 3, 4);

        Assert.Equal("444", Contents());
    }

    private static Task<BlockDeviceException> Failure(ValueTask task) =>
        Assert.ThrowsAsync<BlockDeviceException>(task.AsTask);

    private static ValueTask Write(IBlockDevice device, int sector, int sectors, byte value)
    {
        byte[] data = new byte[sectors * Sector];
        data.AsSpan().Fill(value);
        return device.WriteAsync(sector * Sector, data);
    }

    private string Contents()
    {
        byte[] all = _memory.ToArray();
        return $"{all[0]}{all[Sector]}{all[2 * Sector]}";
    }
}
