using System;
using System.Threading;

namespace ExtentLock.Extents;

/// <summary>
/// Latch for a few instructions that call nothing and allocate nothing: one compare-and-swap in, a plain write out.
/// Not recursive; the default value is free.
/// </summary>
internal struct SpinLatch
{
    private const int Patience = 10;

    private int _isTaken;

    public void Enter()
    {
        if (Interlocked.CompareExchange(ref _isTaken, 1, 0) != 0)
            Wait();
    }

    public void Exit() => Volatile.Write(ref _isTaken, 0);

    // Never sleeps: an interruption of the thread must not end what can't be given up.
    private void Wait()
    {
        for (int round = 0; ; round++)
        {
            if (Volatile.Read(ref _isTaken) == 0 && Interlocked.CompareExchange(ref _isTaken, 1, 0) == 0)
                return;

            // Longer than these instructions take: who has it has lost its processor.
            if (round < Patience && Environment.ProcessorCount > 1)
                Thread.SpinWait(1 << Math.Min(round, 5));
            else
                Thread.Yield();
        }
    }
}
