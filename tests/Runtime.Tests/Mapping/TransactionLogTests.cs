using System;
using ExtentLock.Mapping;
using Xunit;

namespace ExtentLock.Tests.Mapping;

public sealed class TransactionLogTests
{
    private readonly FaultPlan _faults = new();

    [Fact]
    public void OpenHandle_HoldsTheCommitBack()
    {
        TransactionLog log = new(_faults);
        TransactionHandle handle = log.Join()!;
        Assert.Equal((1, 1L), (log.OpenHandles, handle.Generation));
        Assert.Equal(Errno.Busy, log.TryCommit());

        handle.End();

        Assert.Equal(0, log.TryCommit());
        Assert.Equal(2, log.Generation);
    }

    [Fact]
    public void HandleEndedTwice_Throws()
    {
        TransactionHandle handle = new TransactionLog(_faults).Join()!;
        handle.End();

        Assert.Throws<InvalidOperationException>(handle.End);
    }

    [Fact]
    public void FailedJoin_GivesNoHandle()
    {
        TransactionLog log = new(_faults);
        _faults.Arm(FaultPoint.Join, Errno.NoMemory);

        Assert.Null(log.Join());
        Assert.Equal(0, log.OpenHandles);
        Assert.NotNull(log.Join());
    }
}
