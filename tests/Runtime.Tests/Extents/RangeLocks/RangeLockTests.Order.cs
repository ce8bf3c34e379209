using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Extents;
using Xunit;

namespace ExtentLock.Tests.Extents.RangeLocks;

public abstract partial class RangeLockTests
{
    [Fact]
    public void Release_GrantsWhoWaits()
    {
        RangeLease first = _lock.Lock(Sectors(0, 4));
        ValueTask<RangeLease> second = _lock.LockAsync(Sectors(2, 6));
        Assert.False(second.IsCompleted);

        first.Release();

        Assert.True(second.IsCompletedSuccessfully);
        Assert.Equal(Sectors(2, 6), Granted(second).Range);
    }

    [Fact]
    public void LaterRequest_DoesNotOvertakeAWaiterThatItOverlaps()
    {
        RangeLease first = _lock.Lock(Sectors(0, 4));
        ValueTask<RangeLease> second = _lock.LockAsync(Sectors(2, 20));

        // Nobody holds this sector, but the second has asked for it before.
        Assert.False(_lock.TryLock(Sectors(18, 19), out _));
        ValueTask<RangeLease> third = _lock.LockAsync(Sectors(18, 30));
        first.Release();

        Assert.True(second.IsCompleted);
        Assert.False(third.IsCompleted);
        Granted(second).Release();
        Assert.True(third.IsCompleted);
    }

    [Fact]
    public void LaterRequest_PassesAWaiterThatItDoesNotOverlap()
    {
        _lock.Lock(Sectors(0, 4));
        ValueTask<RangeLease> second = _lock.LockAsync(Sectors(2, 6));

        Assert.True(_lock.TryLock(Sectors(6, 8), out _));
        Assert.False(second.IsCompleted);
    }

    [Fact]
    public void SharedRequest_WaitsBehindAnExclusiveWaiter()
    {
        RangeLease reader = _lock.Lock(Sectors(0, 4), Shared);
        ValueTask<RangeLease> writer = _lock.LockAsync(Sectors(0, 4));

        Assert.False(_lock.TryLock(Sectors(0, 4), out _, Shared));
        ValueTask<RangeLease> late = _lock.LockAsync(Sectors(0, 4), Shared);
        reader.Release();

        Assert.True(writer.IsCompleted);
        Assert.False(late.IsCompleted);
    }

    [Fact]
    public void SharedRequest_PassesASharedWaiter()
    {
        _lock.Lock(Sectors(0, 1));
        ValueTask<RangeLease> waiting = _lock.LockAsync(Sectors(0, 4), Shared);

        Assert.True(_lock.TryLock(Sectors(2, 4), out _, Shared));
        Assert.False(waiting.IsCompleted);
    }

    [Fact]
    public void SharedWaitersTogether_AreGrantedTogether()
    {
        RangeLease writer = _lock.Lock(Sectors(0, 40));
        List<ValueTask<RangeLease>> readers = [];
        for (int i = 0; i < 12; i++)
            readers.Add(_lock.LockAsync(Sectors(i, i + 20), Shared));

        writer.Release();

        Assert.All(readers, reader => Assert.True(reader.IsCompleted));
    }

    [Fact]
    public void OverlappingChain_IsServedInOrderOfComing()
    {
        RangeLease held = _lock.Lock(Sectors(0, 64));
        ValueTask<RangeLease>[] waiting = new ValueTask<RangeLease>[6];
        for (int i = 0; i < waiting.Length; i++)
            waiting[i] = _lock.LockAsync(Sectors(8 * i, (8 * i) + 9));

        held.Release();
        for (int i = 0; i < waiting.Length; i++)
        {
            Assert.True(waiting[i].IsCompleted);
            Assert.True(i + 1 == waiting.Length || !waiting[i + 1].IsCompleted);
            Granted(waiting[i]).Release();
        }
    }

    [Fact]
    public void WholeFileWaiter_IsNotStarvedBySmallOnes()
    {
        RangeLease small = _lock.Lock(Sectors(0, 1));
        ValueTask<RangeLease> all = _lock.LockAsync(ByteRange.All);
        ValueTask<RangeLease> late = _lock.LockAsync(Sectors(500, 501));
        Assert.False(late.IsCompleted);

        small.Release();
        Assert.True(all.IsCompleted);
        Assert.False(late.IsCompleted);
        Granted(all).Release();
        Assert.True(late.IsCompleted);
    }

    [Fact]
    public void BlockedThread_GoesOnWithTheRange()
    {
        RangeLease first = _lock.Lock(Sectors(0, 4));
        RangeLease second = default;
        using ManualResetEventSlim isQueued = new();
        _lock.AtStep = step =>
        {
            if (step == LockStep.Queued)
                isQueued.Set();
        };
        Thread thread = new(() => second = _lock.Lock(Sectors(2, 6)));
        thread.Start();
        isQueued.Wait();

        first.Release();
        thread.Join();

        Assert.Equal(Sectors(2, 6), second.Range);
        second.Release();
        _lock.ThrowIfHeld();
    }

    [Fact]
    public async Task Continuation_RunsOnThePoolAndNotInTheReleasingCall()
    {
        RangeLease first = _lock.Lock(Sectors(0, 4));
        Task<bool> waiter = IsOnThePool();
        Thread thread = new(first.Release);
        thread.Start();
        thread.Join();

        Assert.True(await waiter);

        async Task<bool> IsOnThePool()
        {
            using RangeLease second = await _lock.LockAsync(Sectors(0, 4)).ConfigureAwait(false);
            return Thread.CurrentThread.IsThreadPoolThread;
        }
    }
}
