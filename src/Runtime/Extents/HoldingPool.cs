using System;
using System.Collections.Generic;
using System.Threading;

namespace ExtentLock.Extents;

/// <summary>
/// The holdings of one lock, free ones in small stacks, one for each thread and touched by it alone: taking one and
/// putting it back needs no atomic operation. Thread-safe.
/// </summary>
internal sealed class HoldingPool(QueuedRangeLock owner)
{
    private const int MostPerThread = 32;

    // The stack that the thread used last: most threads use one lock many times. It keeps that one lock alive.
    [ThreadStatic]
    private static FreeStack? s_last;

    private readonly Lock _latch = new();
    private readonly List<RangeHolding> _all = [];
    private readonly Stack<RangeHolding> _spare = new();

    // By the thread's number, which .NET keeps small and gives to another thread only after this one has ended.
    private FreeStack?[] _byThread = [];

    public RangeHolding Rent()
    {
        FreeStack? stack = s_last;
        if (stack is null || stack.Pool != this)
            stack = OwnStack();

        return stack.Count > 0 ? stack.Items[--stack.Count]! : RentSpare();
    }

    public void Return(RangeHolding holding)
    {
        FreeStack? stack = s_last;
        if (stack is null || stack.Pool != this)
            stack = OwnStack();

        if (stack.Count == MostPerThread)
        {
            ReturnSpare(holding);
            return;
        }

        // Mostly the place that it was taken from; not writing saves the barrier.
        ref RangeHolding? place = ref stack.Items[stack.Count++];
        if (place != holding)
            place = holding;
    }

    /// <summary>Every holding there is, free ones too.</summary>
    public RangeHolding[] All()
    {
        lock (_latch)
            return [.. _all];
    }

    private FreeStack OwnStack()
    {
        FreeStack?[] stacks = Volatile.Read(ref _byThread);
        int thread = Environment.CurrentManagedThreadId;
        FreeStack? stack = thread < stacks.Length ? stacks[thread] : null;
        return s_last = stack ?? NewStack(thread);
    }

    private void ReturnSpare(RangeHolding holding)
    {
        lock (_latch)
            _spare.Push(holding);
    }

    private RangeHolding RentSpare()
    {
        lock (_latch)
        {
            if (_spare.TryPop(out RangeHolding? spare))
                return spare;

            RangeHolding holding = new(owner);
            _all.Add(holding);
            return holding;
        }
    }

    private FreeStack NewStack(int thread)
    {
        lock (_latch)
        {
            FreeStack?[] stacks = _byThread;
            if (thread >= stacks.Length)
                Array.Resize(ref stacks, Math.Max(thread + 1, stacks.Length * 2));

            FreeStack stack = stacks[thread] = new FreeStack(this);
            Volatile.Write(ref _byThread, stacks);
            return stack;
        }
    }

    private sealed class FreeStack(HoldingPool pool)
    {
        public readonly HoldingPool Pool = pool;

        // Larger than a cache line, so that the counts of two threads don't share one.
        public readonly RangeHolding?[] Items = new RangeHolding?[MostPerThread];
        public int Count;
    }
}
