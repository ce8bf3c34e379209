using System;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace ExtentLock.Extents;

/// <content>The ways of a request that could not be taken at once.</content>
public abstract partial class QueuedRangeLock
{
    /// <summary><see cref="Lock"/> for what could not be taken at once.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private protected RangeLease LockByQueue(
        ByteRange range,
        RangeMode mode,
        TimeSpan? timeout,
        string? label,
        CancellationToken cancellationToken)
    {
        TimeSpan wait = timeout is null ? Timeout.InfiniteTimeSpan : Checked(timeout.GetValueOrDefault());
        cancellationToken.ThrowIfCancellationRequested();
        RangeHolding holding = Prepared(range, mode, label);
        if (TakeWithoutLatch(holding) || TakeUnderLatch(holding, wait, out RangeWaiter? waiter))
            return holding.Grant();

        return waiter is null ? throw TimedOut() : Wait(waiter, wait, cancellationToken);
    }

    /// <summary><see cref="TryLock"/> for what could not be taken at once.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private protected bool TryLockByQueue(
        ByteRange range,
        out RangeLease lease,
        RangeMode mode,
        TimeSpan? timeout,
        string? label,
        CancellationToken cancellationToken)
    {
        TimeSpan wait = timeout is null ? TimeSpan.Zero : Checked(timeout.GetValueOrDefault());
        cancellationToken.ThrowIfCancellationRequested();
        RangeHolding holding = Prepared(range, mode, label);
        if (TakeWithoutLatch(holding) || TakeUnderLatch(holding, wait, out RangeWaiter? waiter))
        {
            lease = holding.Grant();
            return true;
        }

        lease = default;
        if (waiter is null)
            return false;

        try
        {
            lease = Wait(waiter, wait, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary><see cref="LockAsync"/> for what could not be taken at once.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private protected ValueTask<RangeLease> LockByQueueAsync(
        ByteRange range,
        RangeMode mode,
        TimeSpan? timeout,
        string? label,
        CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<RangeLease>(cancellationToken);

        TimeSpan wait = timeout is null ? Timeout.InfiniteTimeSpan : Checked(timeout.GetValueOrDefault());
        RangeHolding holding = Prepared(range, mode, label);
        if (TakeWithoutLatch(holding) || TakeUnderLatch(holding, wait, out RangeWaiter? waiter))
            return new ValueTask<RangeLease>(holding.Grant());

        if (waiter is null)
            return ValueTask.FromException<RangeLease>(TimedOut());

        ValueTask<RangeLease> task = waiter.Task;
        waiter.Arm(wait, _time, isBlocking: false, cancellationToken);
        AtStep?.Invoke(LockStep.Queued);
        return task;
    }

    private static TimeSpan Checked(TimeSpan timeout) =>
        IsTimeout(timeout) ? timeout : throw new ArgumentOutOfRangeException(nameof(timeout));

    private static TimeoutException TimedOut() => new("The range did not become free in time.");

    private RangeHolding Prepared(ByteRange range, RangeMode mode, string? label)
    {
        if (range.End <= range.Start)
            throw new InvalidRangeException(RangeFault.Empty, range.Start, range.End);

        RangeHolding holding = Home(range).Rent();
        holding.Prepare(range, mode, label);
        return holding;
    }

    /// <summary>False with a waiter if the request has been queued; false without one if it may not wait.</summary>
    private bool TakeUnderLatch(RangeHolding holding, TimeSpan wait, out RangeWaiter? waiter)
    {
        AtStep?.Invoke(LockStep.Request);
        waiter = null;
        bool mayWait = wait != TimeSpan.Zero;
        lock (Latch)
        {
            holding.Sequence = NextSequence();
            if (Admit(holding, mayWait))
                return true;

            if (mayWait)
            {
                waiter = _freeWaiters ?? new RangeWaiter(this);
                _freeWaiters = waiter.Next;
                waiter.Next = null;
                waiter.Begin(holding);
            }
        }

        if (!mayWait)
            holding.Home.Return(holding);

        return false;
    }

    private RangeLease Wait(RangeWaiter waiter, TimeSpan wait, CancellationToken cancellationToken)
    {
        waiter.Arm(wait, _time, isBlocking: true, cancellationToken);
        AtStep?.Invoke(LockStep.Queued);
        return waiter.Park();
    }
}
