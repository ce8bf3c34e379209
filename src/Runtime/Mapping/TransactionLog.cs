using System.Threading;
using ExtentLock.Contracts;

namespace ExtentLock.Mapping;

/// <summary>
/// The running transaction of a volume: many join it, and it commits when nobody is in it. Thread-safe.
/// </summary>
/// <remarks>Modelled on btrfs's join/end of transactions (fs/btrfs/transaction.c).</remarks>
public sealed class TransactionLog(FaultPlan faults)
{
    private readonly Lock _latch = new();
    private long _generation = 1;
    private int _open;

    /// <summary>Number of the running transaction; grows by one with each commit.</summary>
    public long Generation
    {
        get
        {
            lock (_latch)
                return _generation;
        }
    }

    /// <summary>Handles that have not ended.</summary>
    public int OpenHandles
    {
        get
        {
            lock (_latch)
                return _open;
        }
    }

    /// <summary>Joins the running transaction, which can't commit before the handle ends.</summary>
    /// <returns>The handle, or null if the transaction can't be joined.</returns>
    [Acquires("return", When = Outcome.NotNull)]
    public TransactionHandle? Join()
    {
        if (faults.Take(FaultPoint.Join) != 0)
            return null;

        lock (_latch)
        {
            _open++;
            return new TransactionHandle(this, _generation);
        }
    }

    /// <summary>Commits if no handle is open.</summary>
    /// <returns>Zero, or <see cref="Errno.Busy"/> while somebody is in the transaction.</returns>
    public int TryCommit()
    {
        lock (_latch)
        {
            if (_open > 0)
                return Errno.Busy;

            _generation++;
            return 0;
        }
    }

    internal void Leave()
    {
        lock (_latch)
            _open--;
    }
}
