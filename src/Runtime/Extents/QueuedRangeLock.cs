using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace ExtentLock.Extents;

/// <summary>
/// What the range locks of this library have in common: leases, waiting, reports. Thread-safe. How ranges are kept and
/// who is next is up to <see cref="RangeLock"/> and <see cref="TreeRangeLock"/>.
/// </summary>
public abstract partial class QueuedRangeLock : IRangeLock
{
    private readonly TimeProvider _time;
    private RangeWaiter? _freeWaiters;
    private RangeWaiter? _firstWoken;
    private RangeWaiter? _lastWoken;
    private long _sequence;

    private protected QueuedRangeLock(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
    }

    /// <inheritdoc/>
    public abstract long Granularity { get; }

    /// <summary>Raised between steps, on the thread that takes them and outside the latch. For tests.</summary>
    internal Action<LockStep>? AtStep { get; set; }

    private protected Lock Latch { get; } = new();

    /// <inheritdoc/>
    public virtual RangeLease Lock(
        ByteRange range,
        RangeMode mode = RangeMode.Exclusive,
        TimeSpan? timeout = null,
        string? label = null,
        CancellationToken cancellationToken = default)
    {
        TimeSpan wait = timeout is null ? Timeout.InfiniteTimeSpan : Checked(timeout.GetValueOrDefault());
        cancellationToken.ThrowIfCancellationRequested();
        RangeHolding holding = Prepared(range, mode, label);
        if (TakeWithoutLatch(holding) || TakeUnderLatch(holding, wait, out RangeWaiter? waiter))
            return holding.Grant();

        return waiter is null ? throw TimedOut() : Wait(waiter, wait, cancellationToken);
    }

    /// <inheritdoc/>
    public virtual bool TryLock(
        ByteRange range,
        out RangeLease lease,
        RangeMode mode = RangeMode.Exclusive,
        TimeSpan? timeout = null,
        string? label = null,
        CancellationToken cancellationToken = default)
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

    /// <inheritdoc/>
    public virtual ValueTask<RangeLease> LockAsync(
        ByteRange range,
        RangeMode mode = RangeMode.Exclusive,
        TimeSpan? timeout = null,
        string? label = null,
        CancellationToken cancellationToken = default)
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

    /// <summary>Gives up a wait that has not been decided. False if it was granted, or given up, before.</summary>
    internal bool GiveUp(RangeWaiter waiter, long ticket, Exception reason)
    {
        AtStep?.Invoke(LockStep.GiveUp);
        RangeHolding holding;
        RangeWaiter? woken;
        lock (Latch)
        {
            if (waiter.Ticket != ticket || waiter.Holding is null)
                return false;

            // Those behind may have waited for this one only.
            holding = waiter.Holding;
            Withdraw(holding);
            waiter.Decide();
            woken = TakeWoken();
        }

        holding.Home.Return(holding);
        waiter.Complete(reason);
        RangeWaiter.CompleteGranted(woken);
        return true;
    }

    internal void Recycle(RangeWaiter waiter)
    {
        lock (Latch)
        {
            waiter.Next = _freeWaiters;
            _freeWaiters = waiter;
        }
    }

    /// <summary>Where the holding of a range is to be taken from.</summary>
    private protected abstract HoldingPool Home(ByteRange range);

    /// <summary>Adds every holding there is, free ones too.</summary>
    private protected abstract void AddHoldings(List<RangeHolding> all);

    /// <summary>Takes the range if nobody has to be asked: without the latch. Never waits.</summary>
    private protected abstract bool TakeWithoutLatch(RangeHolding wanted);

    /// <summary>True if taken; if not, it stands in the queue if it may wait. Called under the latch.</summary>
    private protected abstract bool Admit(RangeHolding wanted, bool mayWait);

    /// <summary>Takes it out of the queue and serves those behind it. Called under the latch.</summary>
    private protected abstract void Withdraw(RangeHolding waiting);

    /// <summary>The range is held in the name of the waiter, who is told later. Called under the latch.</summary>
    private protected void Wake(RangeHolding granted)
    {
        RangeWaiter waiter = granted.Waiter!;
        waiter.DecideGranted();
        if (_lastWoken is null)
            _firstWoken = waiter;
        else
            _lastWoken.Next = waiter;

        _lastWoken = waiter;
    }

    /// <summary>Those woken since, to be completed after the latch is left. Called under the latch.</summary>
    private protected RangeWaiter? TakeWoken()
    {
        RangeWaiter? first = _firstWoken;
        _firstWoken = _lastWoken = null;
        return first;
    }

    /// <summary>What timers accept.</summary>
    private protected static bool IsTimeout(TimeSpan timeout) =>
        timeout == Timeout.InfiniteTimeSpan
        || (timeout >= TimeSpan.Zero && timeout.TotalMilliseconds <= uint.MaxValue - 1);

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
            holding.Sequence = ++_sequence;
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
