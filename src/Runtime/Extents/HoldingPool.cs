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

    private readonly Lock _latch = new();
    private readonly List<RangeHolding> _all = [];
    private readonly Stack<RangeHolding> _spare = new();

    // By the thread's number, which .NET keeps small and gives to another thread only after this one has ended.
    private FreeStack?[] _byThread = [];

    public RangeHolding Rent()
    {
        FreeStack?[] stacks = _byThread;
        int thread = Environment.CurrentManagedThreadId;
        if ((uint)thread < (uint)stacks.Length && stacks[thread] is FreeStack stack && stack.Count > 0)
            return stack.Items[--stack.Count]!;

        return RentSpare();
    }

    public void Return(RangeHolding holding)
    {
        FreeStack?[] stacks = _byThread;
        int thread = Environment.CurrentManagedThreadId;
        FreeStack? stack = (uint)thread < (uint)stacks.Length ? stacks[thread] : null;
        stack ??= NewStack(thread);
        if (stack.Count == MostPerThread)
        {
            lock (_latch)
                _spare.Push(holding);

            return;
        }

        // Mostly the place that it was taken from; not writing saves the barrier.
        if (!ReferenceEquals(stack.Items[stack.Count], holding))
            stack.Items[stack.Count] = holding;

        stack.Count++;
    }

    /// <summary>Every holding there is, free ones too.</summary>
    public RangeHolding[] All()
    {
        lock (_latch)
            return [.. _all];
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

            FreeStack stack = stacks[thread] = new FreeStack();
            Volatile.Write(ref _byThread, stacks);
            return stack;
        }
    }

    private sealed class FreeStack
    {
        // Larger than a cache line, so that the counts of two threads don't share one.
        public readonly RangeHolding?[] Items = new RangeHolding?[MostPerThread];
        public int Count;
    }
}
