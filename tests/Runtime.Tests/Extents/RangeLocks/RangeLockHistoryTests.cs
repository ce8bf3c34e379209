using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Extents;
using ExtentLock.Tests.Proof;
using Xunit;

namespace ExtentLock.Tests.Extents.RangeLocks;

/// <summary>Real threads without any order, bounded in calls; what they saw is checked afterwards.</summary>
public abstract class RangeLockHistoryTests
{
    private const int Threads = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly int Rounds = Effort.Of("LOCK_HISTORIES", 600);

    private readonly Func<QueuedRangeLock> _create;

    private protected RangeLockHistoryTests(Func<QueuedRangeLock> create) => _create = create;

    [Fact]
    public void TriesAndReleases_CanBePutInOrder()
    {
        for (int round = 0; round < Rounds; round++)
        {
            QueuedRangeLock rangeLock = _create();
            List<Linearization.Call>[] calls = [[], [], []];
            long now = 0;
            Together(round, (thread, random) => TryAndRelease(rangeLock, random, calls[thread], ref now));

            Linearization.Call[] all = [.. calls.SelectMany(own => own)];
            Assert.True(Linearization.Exists(all), $"round {round}: " + string.Join("; ", all.AsEnumerable()));
        }
    }

    [Fact]
    public void Waits_ExcludeOneAnotherAndKeepTheirOrder()
    {
        for (int round = 0; round < Rounds / 10; round++)
        {
            QueuedRangeLock rangeLock = _create();
            RangeHistory history = new(rangeLock.Granularity);
            ThreadLocal<RangeHistory.Entry> asked = new();
            rangeLock.AtStep = step =>
            {
                if (step == LockStep.Queued)
                    asked.Value!.Queued = history.Tick();
            };
            Together(round, (_, random) => LockAndRelease(rangeLock, random, history, asked));

            Assert.Empty(history.Faults());
            Assert.Empty(history.BaselessRefusals());
            rangeLock.ThrowIfHeld();
            Assert.True(rangeLock.TryLock(ByteRange.All, out _));
        }
    }

    [Fact]
    public void LeaseThatAllThreadsRelease_EndsOnce()
    {
        for (int round = 0; round < Rounds / 10; round++)
        {
            QueuedRangeLock rangeLock = _create();
            RangeLease lease = rangeLock.Lock(Sectors(0, 2));
            int refused = 0;
            Together(round, (_, _) =>
            {
                if (Record.Exception(lease.Release) is LeaseException)
                    Interlocked.Increment(ref refused);
            });

            Assert.Equal(Threads - 1, refused);
            Assert.True(rangeLock.TryLock(ByteRange.All, out _));
        }
    }

    [Fact]
    public async Task ManyAsynchronousWaits_AllComeToAnEnd()
    {
        QueuedRangeLock rangeLock = _create();
        int[] holders = new int[64];
        bool wasShared = false;
        Task[] tasks = [.. Enumerable.Range(0, 16).Select(seed => Task.Run(() => Work(new Random(seed))))];
        await Task.WhenAll(tasks);

        Assert.False(wasShared);
        rangeLock.ThrowIfHeld();

        async Task Work(Random random)
        {
            for (int i = 0; i < 200; i++)
            {
                int first = random.Next(64);
                int end = random.Next(first, 64) + 1;
                using CancellationTokenSource source = new();
                ValueTask<RangeLease> wait = rangeLock.LockAsync(Sectors(first, end), cancellationToken: source.Token);
                if (random.Next(8) == 0)
                    source.Cancel();

                try
                {
                    using RangeLease lease = await wait.ConfigureAwait(false);
                    for (int sector = first; sector < end; sector++)
                        wasShared |= Interlocked.Increment(ref holders[sector]) != 1;

                    await Task.Yield();
                    for (int sector = first; sector < end; sector++)
                        Interlocked.Decrement(ref holders[sector]);
                }
                catch (OperationCanceledException)
                {
                    // Gave up; holds nothing.
                }
            }
        }
    }

    private static ByteRange Sectors(long first, long end) => new(first * 4096, end * 4096);

    private static void TryAndRelease(
        QueuedRangeLock rangeLock, Random random, List<Linearization.Call> calls, ref long now)
    {
        for (int i = 0; i < 4; i++)
        {
            // Whole requests of few sectors, where two segments meet, so that they meet often.
            int first = random.Next(254, 258);
            ByteRange range = random.Next(8) == 0 ? ByteRange.All : Sectors(first, random.Next(first, 258) + 1);
            Linearization.Call attempt = new(range, random.Next(2) == 0 ? RangeMode.Shared : RangeMode.Exclusive);
            attempt.Invoked = Interlocked.Increment(ref now);
            attempt.Succeeded = rangeLock.TryLock(range, out RangeLease lease, attempt.Mode);
            attempt.Returned = Interlocked.Increment(ref now);
            calls.Add(attempt);
            if (!attempt.Succeeded)
                continue;

            Linearization.Call downgrade = new(range, RangeMode.Shared, attempt, IsDowngrade: true);
            if (random.Next(3) == 0)
                Note(lease.Downgrade, downgrade, calls, ref now);

            long middle = range.Start + 4096;
            if (random.Next(3) == 0 && middle < range.End)
            {
                ByteRange front = new(range.Start, middle);
                Note(
                    () => lease.ReleasePart(front), new Linearization.Call(front, attempt.Mode, attempt), calls, ref now);
            }

            Note(lease.Release, new Linearization.Call(range, attempt.Mode, attempt), calls, ref now);
        }
    }

    private static void Note(Action change, Linearization.Call call, List<Linearization.Call> calls, ref long now)
    {
        call.Invoked = Interlocked.Increment(ref now);
        change();
        call.Returned = Interlocked.Increment(ref now);
        calls.Add(call);
    }

    private static void LockAndRelease(
        QueuedRangeLock rangeLock, Random random, RangeHistory history, ThreadLocal<RangeHistory.Entry> asked)
    {
        for (int i = 0; i < 40; i++)
        {
            int first = random.Next(230, 278);
            ByteRange range = random.Next(20) == 0 ? ByteRange.All : Sectors(first, first + random.Next(1, 24));
            RangeMode mode = random.Next(3) == 0 ? RangeMode.Exclusive : RangeMode.Shared;
            RangeHistory.Entry entry = asked.Value = history.Begin(range, mode);
            RangeLease lease;
            if (random.Next(4) > 0)
                lease = rangeLock.Lock(range, mode);
            else if (!rangeLock.TryLock(range, out lease, mode))
            {
                entry.Returned = history.Tick();
                continue;
            }

            entry.Returned = entry.Granted = history.Tick();
            if (random.Next(4) == 0)
                Thread.Yield();

            entry.Released = history.Tick();
            lease.Release();
            entry.ReleaseReturned = history.Tick();
        }
    }

    private static void Together(int seed, Action<int, Random> work)
    {
        using Barrier start = new(Threads);
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(index => new Thread(() =>
        {
            Random random = new((seed * Threads) + index);
            start.SignalAndWait();
            work(index, random);
        }) { IsBackground = true })];
        Array.ForEach(threads, thread => thread.Start());
        Assert.All(threads, thread => Assert.True(thread.Join(Patience), "a thread waits for ever"));
    }
}

/// <summary>The lock on segments.</summary>
public sealed class SegmentRangeLockHistoryTests() : RangeLockHistoryTests(() => new RangeLock());

/// <summary>The lock on one tree.</summary>
public sealed class TreeRangeLockHistoryTests() : RangeLockHistoryTests(() => new TreeRangeLock());
