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
    public abstract RangeLease Lock(
        ByteRange range,
        RangeMode mode = RangeMode.Exclusive,
        TimeSpan? timeout = null,
        string? label = null,
        CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public abstract bool TryLock(
        ByteRange range,
        out RangeLease lease,
        RangeMode mode = RangeMode.Exclusive,
        TimeSpan? timeout = null,
        string? label = null,
        CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public abstract ValueTask<RangeLease> LockAsync(
        ByteRange range,
        RangeMode mode = RangeMode.Exclusive,
        TimeSpan? timeout = null,
        string? label = null,
        CancellationToken cancellationToken = default);

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

    /// <summary>The next place in the order of requests. Called under the latch.</summary>
    private protected long NextSequence() => ++_sequence;

    /// <summary>What timers accept.</summary>
    private protected static bool IsTimeout(TimeSpan timeout) =>
        timeout == Timeout.InfiniteTimeSpan
        || (timeout >= TimeSpan.Zero && timeout.TotalMilliseconds <= uint.MaxValue - 1);

    private protected static bool MayTakeAtOnce(TimeSpan? timeout, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested
        && (!timeout.HasValue || IsTimeout(timeout.GetValueOrDefault()));
}
