using System;
using System.Threading;

namespace ExtentLock.Extents;

/// <summary>
/// Latch for a few instructions that call nothing and allocate nothing: one exchange in, a plain write out.
/// Not recursive; the default value is free.
/// </summary>
internal struct SpinLatch
{
    private const int Patience = 6;
    private const int FirstSpin = 16;
    private const int LongestSpin = 64;

    private int _isTaken;

    /// <summary>Enters if nobody is inside. Cheaper than a compare-and-swap.</summary>
    public bool TryEnter() => Interlocked.Exchange(ref _isTaken, 1) == 0;

    public void Enter()
    {
        if (!TryEnter())
            Wait();
    }

    public void Exit() => Volatile.Write(ref _isTaken, 0);

    // Never sleeps: an interruption of the thread must not end what can't be given up. Nor does it look again too soon:
    // whoever is inside has the cache lines, and goes in and out many times while it keeps them. To take them away each
    // time nearly halves what both get done.
    private void Wait()
    {
        for (int round = 0; ; round++)
        {
            if (Volatile.Read(ref _isTaken) == 0 && TryEnter())
                return;

            // Longer than these instructions take: who has it has lost its processor.
            if (round < Patience && Environment.ProcessorCount > 1)
                Thread.SpinWait(Math.Min(FirstSpin << round, LongestSpin));
            else
                Thread.Yield();
        }
    }
}
