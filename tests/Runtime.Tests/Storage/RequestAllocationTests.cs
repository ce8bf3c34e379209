using System;
using System.Threading;
using ExtentLock.Storage;
using Xunit;

namespace ExtentLock.Tests.Storage;

/// <summary>A request that ends leaves no garbage behind.</summary>
public sealed class RequestAllocationTests
{
    private const int Round = 1000;

    [Theory]
    [InlineData(BlockEngine.Automatic)]
    [InlineData(BlockEngine.Threads)]
    public void CompletedRequest_AllocatesNothing(BlockEngine engine)
    {
        using TempFolder folder = new();
        using IoArena arena = new(1);
        using FileBlockDevice device = FileBlockDevice.Create(
            folder["device"], 1 << 20, new() { Engine = engine, Threads = 1 });

        using ManualResetEventSlim ended = new();
        BlockRequest request = BlockRequest.Write(0, arena.Rent(4096).Memory);
        int count = 0;
        long before = 0;
        long least = long.MaxValue;

        // Requests end on whatever thread moved them, and the next is submitted there. So the bytes are the process's,
        // and one round of many that nobody else allocates in tells.
        request.Ended = done =>
        {
            if (++count % Round == 0)
            {
                long now = GC.GetTotalAllocatedBytes(precise: true);
                least = count == Round ? least : Math.Min(least, now - before);
                before = now;
            }

            if (least < Round || count == 64 * Round)
            {
                ended.Set();
                return;
            }

            done.Prepare((BlockRequestKind)(count % 2), 0, done.Buffer);
            device.Submit(new ReadOnlySpan<BlockRequest>(in done));
        };
        device.Submit([request]);

        Assert.True(ended.Wait(TimeSpan.FromMinutes(1)));

        // Less than a byte for each request.
        Assert.InRange(least, 0, Round - 1);
    }
}
