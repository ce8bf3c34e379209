using System;
using System.Threading;
using ExtentLock.Storage;
using Xunit;

namespace ExtentLock.Tests.Storage;

public sealed class RequestAllocationTests
{
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
        long after = 0;

        // On the one thread that ends requests, where the next is submitted too.
        request.Ended = done =>
        {
            if (++count == 100)
                before = GC.GetAllocatedBytesForCurrentThread();

            if (count == 1100)
            {
                after = GC.GetAllocatedBytesForCurrentThread();
                ended.Set();
                return;
            }

            done.Prepare((BlockRequestKind)(count % 2), 0, done.Buffer);
            device.Submit(new ReadOnlySpan<BlockRequest>(in done));
        };
        device.Submit([request]);

        Assert.True(ended.Wait(TimeSpan.FromMinutes(1)));
        Assert.Equal(before, after);
    }
}
