using System;
using System.Linq;
using System.Threading;
using ExtentLock.Extents;
using Xunit;

namespace ExtentLock.Tests.Extents;

public sealed partial class ExtentIoTreeTests
{
    [Fact]
    public void Handle_GivesBackWhatItTook()
    {
        CachedState cached = _tree.LockCached(10, 20, "first");
        Assert.True(_tree.Holds(cached, 10, 20));

        _tree.Unlock(cached);

        Assert.False(_tree.Holds(cached, 10, 20));
        Assert.True(_tree.IsEmpty);
    }

    [Fact]
    public void HandleOfARangeThatAnotherHasNow_GivesBackNothing()
    {
        CachedState first = _tree.LockCached(0, 10, "first");
        _tree.Unlock(0, 10);
        CachedState second = _tree.LockCached(0, 10, "second");

        Assert.Equal(LeaseFault.Released, Assert.Throws<LeaseException>(() => _tree.Unlock(first)).Fault);

        Assert.True(_tree.Holds(second, 0, 10));
        Assert.False(_tree.TryLock(0, 1, "third", TimeSpan.Zero));
    }

    [Fact]
    public void HandleOfARangeThatAnotherHasInPart_GivesBackTheRest()
    {
        CachedState first = _tree.LockCached(0, 30, "first");
        _tree.Unlock(10, 20);
        _tree.Lock(10, 20, "second");

        _tree.Unlock(first);

        Assert.Equal("[10, 20) Locked, held by second\n", _tree.Dump());
    }

    [Fact]
    public void PartOfAHandle_IsGivenBackOnce()
    {
        CachedState cached = _tree.LockCached(0, 30, "first");
        _tree.Unlock(cached, 10, 20);

        Assert.Equal([(0, 10), (20, 30)], Ranges());
        Assert.Equal(
            LeaseFault.NotCovered, Assert.Throws<LeaseException>(() => _tree.Unlock(cached, 5, 15)).Fault);
        _tree.Unlock(cached);
        Assert.True(_tree.IsEmpty);
        Assert.Throws<LeaseException>(() => _tree.Unlock(cached));
    }

    [Fact]
    public void HandleOfAnotherTree_IsRefused()
    {
        CachedState cached = new ExtentIoTree().LockCached(0, 10, "first");
        _tree.Lock(0, 10, "second");

        Assert.Equal(LeaseFault.Foreign, Assert.Throws<LeaseException>(() => _tree.Unlock(cached)).Fault);
        Assert.Equal("[0, 10) Locked, held by second\n", _tree.Dump());
    }

    [Fact]
    public void HandleWhoseNeighboursComeAndGo_StillFindsItsRange()
    {
        _tree.SetBits(0, 5, ExtentBits.Dirty);
        CachedState cached = _tree.LockCached(100, 110, "first");
        Assert.True(_tree.Holds(cached, 100, 110));
        for (int i = 0; i < 5; i++)
        {
            _tree.SetBits(10 * i, (10 * i) + 5, ExtentBits.Dirty);
            Assert.True(_tree.Holds(cached, 100, 110));
        }

        _tree.ClearBits(0, 100, ExtentBits.Dirty);
        Assert.True(_tree.Holds(cached, 100, 110));
        _tree.Unlock(cached);
    }

    [Fact]
    public void Waiting_EndsWhenTheLastBitIsGone()
    {
        _tree.SetBits(0, 20, ExtentBits.Writeback);
        Thread waiter = WaitOnThread(5, 30, ExtentBits.Writeback);

        _tree.ClearBits(0, 10, ExtentBits.Writeback);
        Assert.Contains("[5, 30) awaited without Writeback\n", _tree.Dump(), StringComparison.Ordinal);

        _tree.ClearBits(10, 20, ExtentBits.Writeback);
        Assert.True(waiter.Join(Patience));
        Assert.True(_tree.IsEmpty);
    }

    [Fact]
    public void WaitingForALock_EndsWithItAndTakesNothing()
    {
        _tree.Lock(0, 10, "first");
        Thread waiter = WaitOnThread(0, 10, ExtentBits.Locked);

        _tree.Unlock(0, 10);

        Assert.True(waiter.Join(Patience));
        Assert.True(_tree.IsEmpty);
    }

    [Fact]
    public void WaitWithoutTime_TellsHowItIs()
    {
        _tree.SetBits(0, 10, ExtentBits.Dirty);

        Assert.False(_tree.WaitUntilClear(0, 20, ExtentBits.Dirty, TimeSpan.Zero));
        Assert.True(_tree.WaitUntilClear(10, 20, ExtentBits.Dirty, TimeSpan.Zero));
        Assert.False(_tree.WaitUntilClear(0, 20, ExtentBits.Dirty, TimeSpan.FromMilliseconds(1)));
        Assert.Equal("[0, 10) Dirty\n", _tree.Dump());
    }

    [Fact]
    public void LeakReport_NamesHoldersAndWaiters()
    {
        _tree.SetBits(0, 10, ExtentBits.Uptodate);
        _tree.ThrowIfHeld();
        _tree.Lock(0, 10, "first");
        Thread second = LockOnThread(5, 15, "second");

        RangeLeakException leak = Assert.Throws<RangeLeakException>(_tree.ThrowIfHeld);

        Assert.Equal([("first", false), ("second", true)], leak.Ranges.Select(held => (held.Label, held.IsWaiting)));
        _tree.Unlock(0, 10);
        Assert.True(second.Join(Patience));
    }

    [Fact]
    public void LeakReport_NamesWhoWaitsForBits()
    {
        _tree.SetBits(0, 10, ExtentBits.Dirty);
        Thread waiter = WaitOnThread(0, 10, ExtentBits.Dirty);

        RangeLeakException leak = Assert.Throws<RangeLeakException>(_tree.ThrowIfHeld);

        Assert.True(Assert.Single(leak.Ranges).IsWaiting);
        _tree.ClearBits(0, 10, ExtentBits.Dirty);
        Assert.True(waiter.Join(Patience));
    }

    [Fact]
    public void HandlerThatThrowsAfterTheGrant_LeavesNothingHeld()
    {
        _tree.Lock(0, 10, "first");
        _tree.Waiting += _ =>
        {
            _tree.Unlock(0, 10);
            throw new InvalidOperationException();
        };

        Assert.Throws<InvalidOperationException>(() => _tree.Lock(0, 10, "second"));

        Assert.True(_tree.IsEmpty);
    }

    [Fact]
    public void HandlerThatThrowsWhenTheBitsAreGone_GivesBackNoLockOfOthers()
    {
        _tree.SetBits(0, 10, ExtentBits.Dirty);
        _tree.Waiting += _ =>
        {
            _tree.ClearBits(0, 10, ExtentBits.Dirty);
            _tree.Lock(0, 10, "other");
            throw new InvalidOperationException();
        };

        Assert.Throws<InvalidOperationException>(
            () => _tree.WaitUntilClear(0, 10, ExtentBits.Dirty, Timeout.InfiniteTimeSpan));

        Assert.Equal("[0, 10) Locked, held by other\n", _tree.Dump());
    }

    [Fact]
    public void WaitWhoseHandlerThrows_LeavesNobodyWaiting()
    {
        _tree.Lock(0, 10, "first");
        _tree.Waiting += _ => throw new InvalidOperationException();

        Assert.Throws<InvalidOperationException>(() => _tree.Lock(5, 15, "second"));
        Assert.Throws<InvalidOperationException>(
            () => _tree.WaitUntilClear(0, 10, ExtentBits.Locked, Timeout.InfiniteTimeSpan));

        Assert.Equal("[0, 10) Locked, held by first\n", _tree.Dump());
    }

    /// <summary>Whatever it was ready to wait for: the longest time is more than the system takes at once.</summary>
    [Fact]
    public void WaitThatIsInterrupted_LeavesNobodyWaiting()
    {
        _tree.Lock(0, 10, "first");
        _tree.Waiting += _ => Thread.CurrentThread.Interrupt();

        Assert.Throws<ThreadInterruptedException>(() => _tree.Lock(5, 15, "second"));
        Assert.Throws<ThreadInterruptedException>(() => _tree.TryLock(5, 15, "second", TimeSpan.MaxValue));
        Assert.Throws<ThreadInterruptedException>(
            () => _tree.WaitUntilClear(0, 10, ExtentBits.Locked, Timeout.InfiniteTimeSpan));

        Assert.Equal("[0, 10) Locked, held by first\n", _tree.Dump());
        _tree.Unlock(0, 10);
        Assert.True(_tree.IsEmpty);
    }

    [Fact]
    public void TimeBelowZero_IsOverAtOnce()
    {
        _tree.Lock(0, 10, "first");

        Assert.False(_tree.TryLock(5, 15, "second", TimeSpan.MinValue));
        Assert.False(_tree.WaitUntilClear(0, 10, ExtentBits.Locked, TimeSpan.MinValue));

        Assert.Equal("[0, 10) Locked, held by first\n", _tree.Dump());
    }

    /// <summary>Its handle would hold nothing, and nobody could give it back.</summary>
    [Fact]
    public void LockWithoutAHolder_IsRefused()
    {
        _tree.SetBits(0, 10, ExtentBits.Dirty);

        Assert.Throws<ArgumentNullException>(() => _tree.LockCached(0, 10, null!));

        Assert.Equal("[0, 10) Dirty\n", _tree.Dump());
    }

    /// <summary>Returns once the thread waits for the bits to go.</summary>
    private Thread WaitOnThread(long start, long end, ExtentBits bits)
    {
        using ManualResetEventSlim isWaiting = new();
        Action<ExtentRange> onWaiting = range => isWaiting.Set();
        _tree.Waiting += onWaiting;
        Thread thread = Start(() => _tree.WaitUntilClear(start, end, bits, Timeout.InfiniteTimeSpan));
        Assert.True(isWaiting.Wait(Patience));
        _tree.Waiting -= onWaiting;
        return thread;
    }
}
