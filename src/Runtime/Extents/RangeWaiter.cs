using System;
using System.Threading;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;

namespace ExtentLock.Extents;

/// <summary>
/// One wait for a range, by a blocked thread or an awaiting method. Whether it is granted, cancelled or timed out is
/// decided once, under the lock's latch; it is completed after that, outside. Reused when its result has been taken.
/// </summary>
internal sealed class RangeWaiter(QueuedRangeLock owner) : IValueTaskSource<RangeLease>
{
    private const int SpinLength = 8;
    private static readonly int Spins = Environment.ProcessorCount > 1 ? 20 : 0;

    private readonly object _gate = new();

    // Continuations must not run inside the call that gives a range back.
    private ManualResetValueTaskSourceCore<RangeLease> _core = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _cancellation;
    private ITimer? _deadline;
    private RangeLease _lease;
    private bool _isBlocking;
    private bool _isDone;

    /// <summary>Number of this use; a timer that fires late finds another.</summary>
    public long Ticket { get; private set; }

    /// <summary>What it waits for; null once the wait has been decided.</summary>
    public RangeHolding? Holding { get; private set; }

    /// <summary>The next one in the list that it stands in: those to be completed, or those to be reused.</summary>
    public RangeWaiter? Next { get; set; }

    public ValueTask<RangeLease> Task => new(this, _core.Version);

    /// <summary>Called under the latch.</summary>
    public void Begin(RangeHolding holding)
    {
        Ticket++;
        Holding = holding;
        holding.Waiter = this;
        _isBlocking = _isDone = false;
    }

    /// <summary>The wait is over, one way or the other. Called under the latch.</summary>
    public RangeHolding Decide()
    {
        RangeHolding holding = Holding!;
        Holding = null;
        holding.Waiter = null;
        return holding;
    }

    /// <summary>The range is held from now on. Called under the latch.</summary>
    public void DecideGranted() => _lease = Decide().Grant();

    /// <summary>Lets the wait end by time or token. Called by the waiting side, without the latch.</summary>
    public void Arm(TimeSpan timeout, TimeProvider time, bool isBlocking, CancellationToken cancellationToken)
    {
        _isBlocking = isBlocking;
        try
        {
            if (timeout != Timeout.InfiniteTimeSpan)
                _deadline = time.CreateTimer(OnDeadline, new Deadline(this, Ticket), timeout, Timeout.InfiniteTimeSpan);

            _cancellation = cancellationToken.UnsafeRegister(OnCancelled, this);
        }
        catch (Exception failure)
        {
            // It stands in the queue already, or has got what it wants: then that is what its caller is told.
            owner.GiveUp(this, Ticket, failure);
        }
    }

    /// <summary>Completes a whole list. Never called under a latch.</summary>
    public static void CompleteGranted(RangeWaiter? first)
    {
        while (first is not null)
        {
            // Once completed it may be in use for something else.
            RangeWaiter? next = first.Next;
            first.Next = null;
            first.Complete(error: null);
            first = next;
        }
    }

    public void Complete(Exception? error)
    {
        lock (_gate)
        {
            _isDone = true;
            if (error is null)
                _core.SetResult(_lease);
            else
                _core.SetException(error);

            if (_isBlocking)
                Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Blocks the thread until the wait is over.</summary>
    public RangeLease Park()
    {
        // To be woken costs more than most ranges are held for.
        for (int i = 0; i < Spins && !Volatile.Read(ref _isDone); i++)
            Thread.SpinWait(SpinLength);

        bool wasInterrupted = false;
        while (true)
        {
            try
            {
                lock (_gate)
                {
                    while (!_isDone)
                        Monitor.Wait(_gate);
                }

                break;
            }
            catch (ThreadInterruptedException interruption)
            {
                // Granted at the same moment: the lease must not be lost, so the interruption waits for the next wait.
                wasInterrupted = !owner.GiveUp(this, Ticket, interruption);
            }
        }

        try
        {
            return GetResult(_core.Version);
        }
        finally
        {
            if (wasInterrupted)
                Thread.CurrentThread.Interrupt();
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    public RangeLease GetResult(short token)
    {
        if (_core.GetStatus(token) == ValueTaskSourceStatus.Pending)
            throw new InvalidOperationException("The wait is not over; a task of this lock can only be awaited.");

        // A callback that is under way must not meet the next use, and is not worth waiting for.
        bool isFree = !_cancellation.Token.CanBeCanceled || _cancellation.Unregister();
        _deadline?.Dispose();
        _cancellation = default;
        _deadline = null;
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            _core.Reset();
            _lease = default;
            if (isFree)
                owner.Recycle(this);
        }
    }

    private static void OnCancelled(object? state, CancellationToken token)
    {
        RangeWaiter waiter = (RangeWaiter)state!;
        waiter.Owner.GiveUp(waiter, waiter.Ticket, new OperationCanceledException(token));
    }

    private static void OnDeadline(object? state)
    {
        Deadline deadline = (Deadline)state!;
        RangeWaiter waiter = deadline.Waiter;
        waiter.Owner.GiveUp(waiter, deadline.Ticket, new TimeoutException("The range did not become free in time."));
    }

    private QueuedRangeLock Owner => owner;

    private sealed record Deadline(RangeWaiter Waiter, long Ticket);
}
