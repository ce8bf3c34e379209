using System;
using System.Threading;

namespace ExtentLock.DirectIO;

/// <summary>Where a queued request reports its end. Used for one request; thread-safe.</summary>
public sealed class IoCompletion
{
    private readonly object _latch = new();
    private long? _result;

    /// <summary>True once the request has ended.</summary>
    public bool IsCompleted
    {
        get
        {
            lock (_latch)
                return _result is not null;
        }
    }

    /// <summary>Bytes transferred, or an error of <see cref="Errno"/>.</summary>
    /// <exception cref="InvalidOperationException">The request has not ended.</exception>
    public long Result
    {
        get
        {
            lock (_latch)
                return _result ?? throw new InvalidOperationException("The request has not ended.");
        }
    }

    /// <summary>Waits for the end of the request.</summary>
    /// <param name="wait">How long at most.</param>
    /// <returns>False if the time ran out.</returns>
    public bool Wait(TimeSpan wait)
    {
        lock (_latch)
            return _result is not null || (Monitor.Wait(_latch, wait) && _result is not null);
    }

    internal void Complete(long result)
    {
        lock (_latch)
        {
            _result = result;
            Monitor.PulseAll(_latch);
        }
    }
}
