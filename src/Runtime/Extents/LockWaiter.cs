using System;
using System.Diagnostics;
using System.Threading;

namespace ExtentLock.Extents;

/// <summary>
/// A thread that waits for a range. If it is to be locked, the tree takes the range in its name and then grants it:
/// woken means held. If it waits for bits to be gone, woken means that they were.
/// </summary>
internal sealed class LockWaiter(long start, long end, string? holder, ExtentBits unwanted, long stamp)
{
    /// <summary>What the system takes; longer waits are several.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(1);

    private readonly object _gate = new();
    private bool _isGranted;

    /// <summary>The range; for a lock with its holder and stamp, else with the bits that are to go.</summary>
    public ExtentRange Range { get; } = new(start, end, unwanted, holder) { Stamp = stamp };

    /// <summary>Called under the tree's latch; the gate is always the inner one.</summary>
    public void Grant()
    {
        lock (_gate)
        {
            _isGranted = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>False if the time ran out first; a grant may still come between that and the next look.</summary>
    public bool Wait(TimeSpan wait)
    {
        long began = Stopwatch.GetTimestamp();
        lock (_gate)
        {
            while (!_isGranted)
            {
                TimeSpan left = wait > TimeSpan.Zero ? wait - Stopwatch.GetElapsedTime(began) : wait;
                if (left <= TimeSpan.Zero && wait != Timeout.InfiniteTimeSpan)
                    return false;

                Monitor.Wait(_gate, left < s_longest ? left : s_longest);
            }

            return true;
        }
    }
}
