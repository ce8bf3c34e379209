using System;
using System.Threading;
using ExtentLock.Contracts;

namespace ExtentLock.Mapping;

/// <summary>One member's part in a running transaction; ended exactly once.</summary>
public sealed class TransactionHandle
{
    private readonly TransactionLog _log;
    private int _isEnded;

    internal TransactionHandle(TransactionLog log, long generation)
    {
        _log = log;
        Generation = generation;
    }

    /// <summary>Number of the transaction that was joined.</summary>
    public long Generation { get; }

    /// <summary>Leaves the transaction.</summary>
    /// <exception cref="InvalidOperationException">The handle had ended already.</exception>
    [Releases("this")]
    public void End()
    {
        if (Interlocked.Exchange(ref _isEnded, 1) != 0)
            throw new InvalidOperationException("A transaction handle was ended twice.");

        _log.Leave();
    }
}
