using System;
using ExtentLock.Storage;
using Xunit;

namespace ExtentLock.Tests.Storage;

public sealed class DeviceQueueTests
{
    private readonly DeviceQueue _device = new(4096);

    [Fact]
    public void WorkForWhatIsDone_CompletesNothing()
    {
        _device.Submit(Request());

        _device.WorkUntil(() => true);

        Assert.Equal(1, _device.Pending);
    }

    [Fact]
    public void WorkThatComesLate_IsWaitedFor()
    {
        bool isDone = false;
        _device.Starved += () => _device.Submit(Request(() => isDone = true));

        _device.WorkUntil(() => isDone);

        Assert.Equal(0, _device.Pending);
    }

    private static DeviceRequest Request(Action? ended = null) =>
        new(0, new byte[4096], IsWrite: false, _ => ended?.Invoke());
}
