using System;
using System.Threading.Tasks;
using ExtentLock.Storage;
using ExtentLock.Tests.Seed;
using Xunit;

namespace ExtentLock.Tests.Storage;

public sealed class BlockRequestTests
{
    [Fact]
    public async Task RequestWhoseMemoryIsNotThere_WasNeverPending()
    {
        using MemoryBlockDevice device = new(4096);
        using MemoryThatEnds memory = new(4096, there: 0);
        BlockRequest request = BlockRequest.Read(0, memory.Memory);

        Assert.Throws<InsufficientMemoryException>(() => device.Submit([request]));

        Assert.False(request.IsPending);
        request.Prepare(BlockRequestKind.Read, 0, new byte[4096]);
        ValueTask completion = request.Completion;
        device.Submit([request]);
        await completion;
    }

    [Fact]
    public void PendingRequest_IsNotSubmittedAgain()
    {
        BlockRequest request = BlockRequest.Read(0, new byte[4096]);
        request.Begin(bufferAlignment: 1);

        Assert.Throws<InvalidOperationException>(() => request.Begin(bufferAlignment: 1));
        Assert.Throws<InvalidOperationException>(() => request.Prepare(BlockRequestKind.Read, 0, new byte[4096]));

        request.End(0, 4096);
        Assert.False(request.IsPending);
    }

    [Fact]
    public void RequestThatIsNotPending_CanNotEnd() =>
        Assert.Throws<InvalidOperationException>(() => BlockRequest.Read(0, new byte[4096]).End(0, 0));
}
