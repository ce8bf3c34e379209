using System;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;

namespace ExtentLock.Benchmarks.RangeLocks;

/// <summary>
/// The floor of every design with one latch around it, and the hardest: a Monitor that no thread ever waited for,
/// entered and left in the loop itself, around nothing, with no range at all.
/// </summary>
internal sealed class MonitorPairs : Contestant
{
    private readonly object _monitor = new();

    public override string Name => "one Monitor, no ranges";

    public override void Batch(int thread)
    {
        for (int i = 0; i < BatchSize; i++)
        {
            Monitor.Enter(_monitor);
            Monitor.Exit(_monitor);
        }
    }
}

/// <summary>A Monitor as it is in a program: two threads have met there once, so it has a block of its own.</summary>
internal sealed class MetMonitorPairs : Contestant
{
    private readonly object _monitor = new();

    public MetMonitorPairs()
    {
        Thread other;
        lock (_monitor)
        {
            other = new Thread(() =>
            {
                lock (_monitor)
                {
                }
            });
            other.Start();
            while ((other.ThreadState & ThreadState.WaitSleepJoin) == 0)
                Thread.Yield();
        }

        other.Join();
    }

    public override string Name => "one Monitor, met by two threads before";

    public override void Batch(int thread)
    {
        for (int i = 0; i < BatchSize; i++)
        {
            Monitor.Enter(_monitor);
            Monitor.Exit(_monitor);
        }
    }
}

/// <summary>A lock statement in a method that is called, on one of several objects.</summary>
internal sealed class StatementPairs(int objects) : Contestant
{
    private readonly object[] _monitors = [.. Enumerable.Range(0, objects).Select(_ => new object())];
    private readonly int[] _counts = new int[64];

    public override string Name => $"lock statement in a method, one of {_monitors.Length} objects";

    public override void Batch(int thread)
    {
        for (int i = 0; i < BatchSize; i++)
            Count(_monitors[(i * 37) % _monitors.Length], thread);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Count(object monitor, int thread)
    {
        lock (monitor)
            _counts[thread * 32]++;
    }
}

/// <summary>System.Threading.Lock.</summary>
internal sealed class NewLockPairs : Contestant
{
    private readonly Lock _latch = new();

    public override string Name => "one System.Threading.Lock";

    public override void Batch(int thread)
    {
        for (int i = 0; i < BatchSize; i++)
        {
            _latch.Enter();
            _latch.Exit();
        }
    }
}

/// <summary>So many compare-and-swaps of one word and nothing else: what no lock of two words can be under.</summary>
internal sealed class BareAtomics(int count) : Contestant
{
    private long _word;

    public override string Name => $"{count} bare compare-and-swap";

    public override void Batch(int thread)
    {
        for (int i = 0; i < BatchSize; i++)
        {
            for (int j = 0; j < count; j++)
                Interlocked.CompareExchange(ref _word, 1 - (j & 1), j & 1);
        }
    }
}

/// <summary>Two spin latches entered and left one after the other: what a range costs of synchronisation.</summary>
internal sealed class BareLatches : Contestant
{
    private int _word;

    public override string Name => "2 spin latches in and out";

    public override void Batch(int thread)
    {
        for (int i = 0; i < 2 * BatchSize; i++)
        {
            if (Interlocked.CompareExchange(ref _word, 1, 0) != 0)
                throw new InvalidOperationException("For one thread.");

            Volatile.Write(ref _word, 0);
        }
    }
}
