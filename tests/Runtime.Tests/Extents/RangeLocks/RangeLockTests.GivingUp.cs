using System;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Extents;
using Xunit;

namespace ExtentLock.Tests.Extents.RangeLocks;

public abstract partial class RangeLockTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task CancelledWait_HoldsNothingAndLetsThoseBehindGoOn()
    {
        RangeLease first = _lock.Lock(Sectors(0, 4));
        using CancellationTokenSource source = new();
        ValueTask<RangeLease> second = _lock.LockAsync(Sectors(2, 20), cancellationToken: source.Token);
        ValueTask<RangeLease> third = _lock.LockAsync(Sectors(18, 30));
        Assert.False(third.IsCompleted);

        source.Cancel();

        Assert.True(second.IsCanceled);
        Assert.True(third.IsCompleted);
        OperationCanceledException thrown =
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await second);
        Assert.Equal(source.Token, thrown.CancellationToken);
        first.Release();
        Granted(third).Release();
        _lock.ThrowIfHeld();
    }

    [Fact]
    public void CancelledWholeFileWait_LetsSmallOnesGoOn()
    {
        _lock.Lock(Sectors(0, 4));
        using CancellationTokenSource source = new();
        ValueTask<RangeLease> all = _lock.LockAsync(ByteRange.All, cancellationToken: source.Token);
        ValueTask<RangeLease> small = _lock.LockAsync(Sectors(18, 30));
        ValueTask<RangeLease> blocked = _lock.LockAsync(Sectors(3, 5));

        source.Cancel();

        Assert.True(all.IsCanceled);
        Assert.True(small.IsCompleted);
        Assert.False(blocked.IsCompleted);
    }

    [Fact]
    public void CancellationAfterTheGrant_ChangesNothing()
    {
        RangeLease first = _lock.Lock(Sectors(0, 4));
        using CancellationTokenSource source = new();
        ValueTask<RangeLease> second = _lock.LockAsync(Sectors(2, 20), cancellationToken: source.Token);
        first.Release();

        source.Cancel();

        Assert.True(second.IsCompletedSuccessfully);
        Assert.True(Granted(second).IsHeld);
    }

    [Fact]
    public void CancelledBeforehand_TakesNothing()
    {
        CancellationToken cancelled = new(canceled: true);
        Assert.Throws<OperationCanceledException>(() => _lock.Lock(Sectors(0, 1), cancellationToken: cancelled));
        Assert.Throws<OperationCanceledException>(
            () => _lock.TryLock(Sectors(0, 1), out _, cancellationToken: cancelled));
        Assert.True(_lock.LockAsync(Sectors(0, 1), cancellationToken: cancelled).IsCanceled);
        _lock.ThrowIfHeld();
    }

    [Fact]
    public void CancelledWhileQueueing_IsCancelledAtOnce()
    {
        RangeLease first = _lock.Lock(Sectors(0, 4));
        using CancellationTokenSource source = new();
        _lock.AtStep = step =>
        {
            if (step == LockStep.Request)
                source.Cancel();
        };

        ValueTask<RangeLease> second = _lock.LockAsync(Sectors(0, 4), cancellationToken: source.Token);

        Assert.True(second.IsCanceled);
        first.Release();
        _lock.ThrowIfHeld();
    }

    [Fact]
    public void GrantDuringCancellation_IsKept()
    {
        RangeLease first = _lock.Lock(Sectors(0, 4));
        using CancellationTokenSource source = new();
        ValueTask<RangeLease> second = _lock.LockAsync(Sectors(2, 20), cancellationToken: source.Token);

        // The callback is under way, and the range becomes free before it has the latch.
        _lock.AtStep = step =>
        {
            _lock.AtStep = null;
            first.Release();
        };
        source.Cancel();

        Assert.True(second.IsCompletedSuccessfully);
        Granted(second).Release();
        _lock.ThrowIfHeld();
    }

    [Fact]
    public void Timeout_EndsTheWaitAndLetsThoseBehindGoOn()
    {
        _lock.Lock(Sectors(0, 4));
        ValueTask<RangeLease> second = _lock.LockAsync(Sectors(2, 20), timeout: Second);
        ValueTask<RangeLease> third = _lock.LockAsync(Sectors(18, 30));

        _time.Advance(Second / 2);
        Assert.False(second.IsCompleted);
        _time.Advance(Second / 2);

        Assert.True(second.IsFaulted);
        Assert.True(third.IsCompleted);
        Assert.Throws<TimeoutException>(() => Granted(second));
    }

    [Fact]
    public void LateTimer_DoesNotEndTheNextWait()
    {
        RangeLease first = _lock.Lock(Sectors(0, 4));
        ValueTask<RangeLease> second = _lock.LockAsync(Sectors(0, 4), timeout: Second);
        first.Release();
        RangeLease held = Granted(second);

        // The waiter is used again, and only now does its old timer come.
        ValueTask<RangeLease> third = _lock.LockAsync(Sectors(0, 4));
        _time.FireLate();

        Assert.False(third.IsCompleted);
        held.Release();
        Assert.True(third.IsCompletedSuccessfully);
    }

    [Fact]
    public void ZeroTimeout_DoesNotWait()
    {
        _lock.Lock(Sectors(0, 4));

        Assert.Throws<TimeoutException>(() => _lock.Lock(Sectors(0, 4), timeout: TimeSpan.Zero));
        Assert.True(_lock.LockAsync(Sectors(0, 4), timeout: TimeSpan.Zero).IsFaulted);
        Assert.False(_lock.TryLock(Sectors(0, 4), out _, timeout: TimeSpan.Zero));
        Assert.Single(_lock.Snapshot());
    }

    [Fact]
    public void BlockedThread_GivesUpInTime()
    {
        RangeLease first = _lock.Lock(Sectors(0, 4));
        _lock.AtStep = step =>
        {
            if (step == LockStep.Queued)
                _time.Advance(Second);
        };

        Assert.False(_lock.TryLock(Sectors(0, 4), out _, timeout: Second));
        Assert.Throws<TimeoutException>(() => _lock.Lock(Sectors(0, 4), timeout: Second));
        first.Release();
        _lock.ThrowIfHeld();
    }

    [Fact]
    public void BlockedThreadThatTries_HasWhatBecomesFreeInTime()
    {
        RangeLease first = _lock.Lock(Sectors(0, 4));
        _lock.AtStep = step =>
        {
            if (step == LockStep.Queued)
                first.Release();
        };

        Assert.True(_lock.TryLock(Sectors(0, 4), out RangeLease second, timeout: Second));

        Assert.True(second.IsHeld);
    }

    [Fact]
    public void EndlessTimeout_IsNone()
    {
        using RangeLease first = _lock.Lock(Sectors(0, 4), timeout: Timeout.InfiniteTimeSpan);

        Assert.True(first.IsHeld);
    }

    [Fact]
    public void BlockedThread_GivesUpWhenCancelled()
    {
        RangeLease first = _lock.Lock(Sectors(0, 4));
        using CancellationTokenSource source = new();
        _lock.AtStep = step =>
        {
            if (step == LockStep.Queued)
                source.Cancel();
        };

        Assert.Throws<OperationCanceledException>(() => _lock.Lock(Sectors(0, 4), cancellationToken: source.Token));
        first.Release();
        _lock.ThrowIfHeld();
    }

    [Fact]
    public async Task WaitThatGetsNoTimer_IsGivenUp()
    {
        RangeLease first = _lock.Lock(Sectors(0, 4));
        _time.Refusal = new NotSupportedException();

        Assert.Throws<NotSupportedException>(() => _lock.Lock(Sectors(2, 6), timeout: Second));
        Assert.Throws<NotSupportedException>(() => _lock.TryLock(Sectors(2, 6), out _, timeout: Second));
        await Assert.ThrowsAsync<NotSupportedException>(
            async () => await _lock.LockAsync(Sectors(2, 6), timeout: Second));

        first.Release();
        _lock.ThrowIfHeld();
    }

    [Fact]
    public void InterruptedThread_GivesUp()
    {
        RangeLease first = _lock.Lock(Sectors(0, 4));
        _lock.AtStep = step =>
        {
            if (step == LockStep.Queued)
                Thread.CurrentThread.Interrupt();
        };

        Assert.Throws<ThreadInterruptedException>(() => _lock.Lock(Sectors(0, 4)));
        first.Release();
        _lock.ThrowIfHeld();
    }

    [Fact]
    public void InterruptedWhenGranted_KeepsTheRangeAndTheInterruption()
    {
        RangeLease first = _lock.Lock(Sectors(0, 4));
        _lock.AtStep = step =>
        {
            if (step == LockStep.Queued)
                Thread.CurrentThread.Interrupt();
            else if (step == LockStep.GiveUp)
                first.Release();
        };

        RangeLease second = _lock.Lock(Sectors(0, 4));

        Assert.True(second.IsHeld);
        Assert.Throws<ThreadInterruptedException>(() => Thread.Sleep(Timeout.Infinite));
    }
}
