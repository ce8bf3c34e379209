using System;
using System.Threading;
using ExtentLock.Extents;

namespace ExtentLock.Benchmarks.RangeLocks;

/// <summary>Ranges of 1 to 16 sectors at random; each thread has a region of its own, or all have the same.</summary>
internal sealed class Ranges
{
    private const long Sector = 4096;
    private const long RegionSectors = 1008;

    private readonly ByteRange[][] _byThread;

    public Ranges(int threads, bool isDisjoint)
    {
        _byThread = new ByteRange[threads][];
        for (int thread = 0; thread < threads; thread++)
        {
            Random random = new(thread);
            long origin = isDisjoint ? thread * 16 * RegionSectors : 0;
            _byThread[thread] = new ByteRange[Contestant.BatchSize];
            for (int i = 0; i < Contestant.BatchSize; i++)
            {
                long length = random.Next(1, 17);
                long first = origin + random.NextInt64(RegionSectors - length);
                _byThread[thread][i] = ByteRange.FromLength(first * Sector, length * Sector);
            }
        }
    }

    public ByteRange[] this[int thread] => _byThread[thread];

    /// <summary>Takes 1,024 ranges before, between and after the regions, for good.</summary>
    public static void HoldOthers(IRangeLock rangeLock)
    {
        for (int i = 0; i < 1024; i++)
        {
            long first = ((i % 8) * 16 * RegionSectors) + (2 * RegionSectors) + (i / 8 * 20);
            rangeLock.Lock(ByteRange.FromLength(first * Sector, 8 * Sector));
        }
    }
}

/// <summary>What a thread does while it holds something: a fixed amount of arithmetic, some 100 ns.</summary>
internal static class Work
{
    public static ulong Do(ulong seed)
    {
        for (int i = 0; i < 64; i++)
        {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
        }

        return seed;
    }
}

/// <summary>Works under one Monitor.</summary>
internal sealed class WorkUnderMonitor : Contestant
{
    private readonly object _monitor = new();
    private readonly ulong[] _results = new ulong[64];

    public override string Name => "one Monitor, no ranges";

    public override void Batch(int thread)
    {
        ulong result = 1;
        for (int i = 0; i < BatchSize; i++)
        {
            lock (_monitor)
                result = Work.Do(result);
        }

        _results[thread * 32] = result;
    }
}

/// <summary>Works under locked ranges.</summary>
internal sealed class WorkUnderLock(string name, IRangeLock rangeLock, Ranges ranges) : Contestant
{
    private readonly ulong[] _results = new ulong[64];

    public override string Name => name;

    public override void Batch(int thread)
    {
        ulong result = 1;
        foreach (ByteRange range in ranges[thread])
        {
            RangeLease lease = rangeLock.Lock(range);
            result = Work.Do(result);
            lease.Release();
        }

        _results[thread * 32] = result;
    }
}

/// <summary>Locks and releases ranges.</summary>
internal sealed class LockPairs(string name, RangeLock rangeLock, Ranges ranges, RangeMode mode) : Contestant
{
    public override string Name => name;

    public override void Batch(int thread)
    {
        foreach (ByteRange range in ranges[thread])
            rangeLock.Lock(range, mode).Release();
    }
}

/// <summary>Locks and releases ranges of the other lock.</summary>
internal sealed class TreeLockPairs(string name, TreeRangeLock rangeLock, Ranges ranges) : Contestant
{
    public override string Name => name;

    public override void Batch(int thread)
    {
        foreach (ByteRange range in ranges[thread])
            rangeLock.Lock(range).Release();
    }
}

/// <summary>Locks ranges as asynchronous code does, and releases them.</summary>
internal sealed class AsyncLockPairs(string name, RangeLock rangeLock, Ranges ranges) : Contestant
{
    public override string Name => name;

    public override void Batch(int thread)
    {
        foreach (ByteRange range in ranges[thread])
            rangeLock.LockAsync(range).GetAwaiter().GetResult().Release();
    }
}
