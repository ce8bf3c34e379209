using System;
using System.Collections.Generic;
using System.Threading;
using ExtentLock.Extents;
using Xunit;

namespace ExtentLock.Tests.Extents;

public sealed partial class ExtentIoTreeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public void LockedRange_IsNotGivenTwice()
    {
        _tree.Lock(0, 20, "first");

        Assert.False(_tree.TryLock(10, 30, "second", TimeSpan.Zero));
        Assert.True(_tree.TryLock(20, 30, "second", TimeSpan.Zero));
    }

    [Fact]
    public void RefusedLock_HoldsNoPartOfItsRange()
    {
        _tree.Lock(10, 20, "first");
        Assert.False(_tree.TryLock(0, 20, "second", TimeSpan.FromMilliseconds(1)));

        Assert.True(_tree.TryLock(0, 10, "third", TimeSpan.Zero));
    }

    [Fact]
    public void PartialUnlock_FreesThatPartOnly()
    {
        _tree.Lock(0, 30, "first");
        _tree.Unlock(10, 20);

        Assert.True(_tree.TryLock(10, 20, "second", TimeSpan.Zero));
        Assert.False(_tree.TryLock(9, 10, "second", TimeSpan.Zero));
        Assert.False(_tree.TryLock(20, 21, "second", TimeSpan.Zero));
    }

    [Fact]
    public void EmptyRange_IsAlwaysFreeAndNeverHeld()
    {
        _tree.Lock(0, 20, "first");

        Assert.True(_tree.TryLock(10, 10, "second", TimeSpan.Zero));
        _tree.Unlock(10, 10);

        Assert.Equal("[0, 20) Locked, held by first\n", _tree.Dump());
    }

    [Fact]
    public void UnlockOfAFreeRange_ChangesNothing()
    {
        _tree.SetBits(0, 10, ExtentBits.Dirty);
        _tree.Unlock(0, 10);

        Assert.Equal("[0, 10) Dirty\n", _tree.Dump());
    }

    [Fact]
    public void Unlock_WakesWhoWaits()
    {
        _tree.Lock(0, 20, "first");
        Thread second = LockOnThread(10, 30, "second");
        Assert.Contains("[10, 30) awaited by second", _tree.Dump(), StringComparison.Ordinal);

        _tree.Unlock(0, 20);

        Assert.True(second.Join(Patience));
        Assert.Equal("[10, 30) Locked, held by second\n", _tree.Dump());
    }

    [Fact]
    public void PartialUnlock_LeavesWhoNeedsTheRestWaiting()
    {
        _tree.Lock(0, 20, "first");
        Thread second = LockOnThread(10, 30, "second");

        _tree.Unlock(0, 15);
        Assert.Contains("[10, 30) awaited by second", _tree.Dump(), StringComparison.Ordinal);

        _tree.Unlock(15, 20);
        Assert.True(second.Join(Patience));
    }

    [Fact]
    public void OverlappingWaiters_AreServedInOrder()
    {
        _tree.Lock(0, 10, "first");
        Thread second = LockOnThread(0, 20, "second");
        Thread third = LockOnThread(10, 20, "third");

        // Nobody holds [10, 20), but the second has asked for it before.
        _tree.Unlock(0, 10);
        Assert.True(second.Join(Patience));
        Assert.Contains("awaited by third", _tree.Dump(), StringComparison.Ordinal);

        _tree.Unlock(0, 20);
        Assert.True(third.Join(Patience));
    }

    [Fact]
    public void RangesBesideAWaiter_AreFree()
    {
        _tree.Lock(15, 20, "first");
        Thread second = LockOnThread(10, 30, "second");

        Assert.True(_tree.TryLock(0, 10, "third", TimeSpan.Zero));
        Assert.True(_tree.TryLock(30, 40, "third", TimeSpan.Zero));
        Assert.False(_tree.TryLock(29, 30, "third", TimeSpan.Zero));

        _tree.Unlock(15, 20);
        Assert.True(second.Join(Patience));
    }

    [Fact]
    public void WaiterThatGivesUp_LetsThoseBehindGoOn()
    {
        _tree.Lock(0, 10, "first");
        Thread? behind = null;
        _tree.Waiting += OnWaiting;

        Assert.False(_tree.TryLock(0, 20, "second", TimeSpan.FromMilliseconds(1)));

        Assert.True(behind!.Join(Patience));
        Assert.Equal("[0, 10) Locked, held by first\n[10, 20) Locked, held by third\n", _tree.Dump());

        void OnWaiting(ExtentRange range)
        {
            _tree.Waiting -= OnWaiting;
            behind = LockOnThread(10, 20, "third");
        }
    }

    [Fact]
    public void LockOverState_KeepsTheState()
    {
        _tree.SetBits(0, 10, ExtentBits.Uptodate);
        _tree.Lock(0, 20, "first");
        _tree.Unlock(0, 20);

        Assert.Equal("[0, 10) Uptodate\n", _tree.Dump());
    }

    [Fact]
    public void ManyThreads_NeverHoldTheSameByte()
    {
        int[] holders = new int[8];
        bool wasShared = false;
        List<Thread> threads = [];
        for (int seed = 0; seed < 4; seed++)
        {
            Random random = new(seed);
            threads.Add(Start(() =>
            {
                for (int i = 0; i < 500; i++)
                {
                    int start = random.Next(8);
                    int end = random.Next(start, 9);
                    _tree.Lock(start, end, "one");
                    for (int at = start; at < end; at++)
                    {
                        if (Interlocked.Increment(ref holders[at]) != 1)
                            Volatile.Write(ref wasShared, true);
                    }

                    for (int at = start; at < end; at++)
                        Interlocked.Decrement(ref holders[at]);

                    _tree.Unlock(start, end);
                }
            }));
        }

        Assert.All(threads, thread => Assert.True(thread.Join(Patience)));
        Assert.False(wasShared);
        Assert.True(_tree.IsEmpty);
    }

    /// <summary>Returns once the thread waits for the range.</summary>
    private Thread LockOnThread(long start, long end, string holder)
    {
        using ManualResetEventSlim isWaiting = new();
        Action<ExtentRange> onWaiting = range => isWaiting.Set();
        _tree.Waiting += onWaiting;
        Thread thread = Start(() => _tree.Lock(start, end, holder));
        Assert.True(isWaiting.Wait(Patience));
        _tree.Waiting -= onWaiting;
        return thread;
    }

    private static Thread Start(ThreadStart work)
    {
        Thread thread = new(work) { IsBackground = true };
        thread.Start();
        return thread;
    }
}
