using System;
using System.Collections.Generic;
using System.Threading;

namespace ExtentLock.Storage;

/// <summary>
/// A block device in memory whose requests wait until somebody completes them, one at a time and in order: asynchronous
/// I/O that a caller can step. Thread-safe.
/// </summary>
/// <param name="capacity">Bytes of the device, all zero.</param>
public sealed class DeviceQueue(int capacity)
{
    private readonly object _latch = new();
    private readonly byte[] _contents = new byte[capacity];
    private readonly Queue<DeviceRequest> _queue = new();
    private int _nextError;

    /// <summary>
    /// Raised when a caller is about to wait while nothing is queued, on its thread and outside the latch: only another
    /// thread can help it now.
    /// </summary>
    public event Action? Starved;

    /// <summary>Requests that were submitted and not begun.</summary>
    public int Pending
    {
        get
        {
            lock (_latch)
                return _queue.Count;
        }
    }

    /// <summary>Queues a request; it moves no byte before it is completed.</summary>
    public void Submit(DeviceRequest request)
    {
        lock (_latch)
        {
            _queue.Enqueue(request);
            Monitor.PulseAll(_latch);
        }
    }

    /// <summary>Completes the oldest request and tells its owner, on this thread.</summary>
    /// <returns>False if none was queued.</returns>
    public bool CompleteNext()
    {
        DeviceRequest? request;
        int error;
        lock (_latch)
        {
            if (!_queue.TryDequeue(out request))
                return false;

            error = _nextError;
            _nextError = 0;
        }

        Complete(request, error);
        return true;
    }

    /// <summary>Completes requests until the condition holds, and waits for more where there are none.</summary>
    /// <param name="isDone">Becomes true by a completion, here or on another thread; called under the latch.</param>
    public void WorkUntil(Func<bool> isDone)
    {
        while (true)
        {
            if (IsDone(isDone))
                return;

            if (CompleteNext() || IsDone(isDone))
                continue;

            Starved?.Invoke();
            WaitForWork(isDone);
        }
    }

    /// <summary>Makes the next request that completes fail.</summary>
    /// <param name="error">A value of <see cref="Errno"/>.</param>
    public void FailNext(int error)
    {
        lock (_latch)
            _nextError = error;
    }

    private bool IsDone(Func<bool> isDone)
    {
        lock (_latch)
            return isDone();
    }

    private void WaitForWork(Func<bool> isDone)
    {
        lock (_latch)
        {
            while (!isDone() && _queue.Count == 0)
                Monitor.Wait(_latch);
        }
    }

    private void Complete(DeviceRequest request, int error)
    {
        Span<byte> place = _contents.AsSpan((int)request.DiskStart, request.Buffer.Length);
        if (error == 0 && request.IsWrite)
            request.Buffer.Span.CopyTo(place);
        else if (error == 0)
            place.CopyTo(request.Buffer.Span);

        request.Ended(error);

        // The owner's state has changed now, which is what WorkUntil waits for.
        lock (_latch)
            Monitor.PulseAll(_latch);
    }
}
