using System;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Extents;
using Xunit;

namespace ExtentLock.Tests.Extents.RangeLocks;

/// <summary>What every range lock does. Run for each of them by the two classes at the end of the file.</summary>
public abstract partial class RangeLockTests
{
    private protected const RangeMode Shared = RangeMode.Shared;
    private protected const RangeMode Exclusive = RangeMode.Exclusive;

    private protected readonly ManualTime _time = new();
    private protected readonly QueuedRangeLock _lock;

    private protected RangeLockTests(Func<TimeProvider, QueuedRangeLock> create) => _lock = create(_time);

    [Fact]
    public void HeldRange_IsNotGivenTwice()
    {
        _lock.Lock(Sectors(0, 4));

        Assert.False(_lock.TryLock(Sectors(3, 5), out RangeLease refused));
        Assert.False(refused.IsHeld);
        Assert.True(_lock.TryLock(Sectors(4, 5), out _));
    }

    [Theory]
    [InlineData(Shared, Shared, true)]
    [InlineData(Shared, Exclusive, false)]
    [InlineData(Exclusive, Shared, false)]
    [InlineData(Exclusive, Exclusive, false)]
    public void OverlappingModes_GoTogetherOnlyIfShared(RangeMode first, RangeMode second, bool together)
    {
        _lock.Lock(Sectors(10, 30), first);

        Assert.Equal(together, _lock.TryLock(Sectors(20, 40), out _, second));
    }

    [Fact]
    public void LastOfManySharedHolders_FreesTheRange()
    {
        RangeLease[] leases = new RangeLease[20];
        for (int i = 0; i < leases.Length; i++)
            leases[i] = _lock.Lock(Sectors(0, 20), Shared);

        foreach (RangeLease lease in leases)
        {
            Assert.False(_lock.TryLock(Sectors(5, 6), out _));
            lease.Release();
        }

        Assert.True(_lock.TryLock(Sectors(0, 20), out _));
    }

    [Fact]
    public void RefusedRange_HoldsNoPartOfIt()
    {
        _lock.Lock(Sectors(40, 41));
        Assert.False(_lock.TryLock(Sectors(0, 48), out _));

        Assert.True(_lock.TryLock(Sectors(0, 40), out _));
        Assert.True(_lock.TryLock(Sectors(41, 48), out _));
    }

    [Fact]
    public void WaitingRange_HoldsNoPartOfIt()
    {
        RangeLease first = _lock.Lock(Sectors(40, 41));
        ValueTask<RangeLease> second = _lock.LockAsync(Sectors(0, 48));
        first.Release();
        Granted(second).ReleasePart(Sectors(0, 20));

        Assert.True(_lock.TryLock(Sectors(0, 20), out _));
    }

    [Fact]
    public void WholeFile_ExcludesEverything()
    {
        RangeLease all = _lock.Lock(ByteRange.All);
        Assert.False(_lock.TryLock(Sectors(0, 1), out _, Shared));
        Assert.False(_lock.TryLock(new ByteRange(long.MaxValue - 1, long.MaxValue), out _, Shared));

        all.Release();
        Assert.True(_lock.TryLock(Sectors(0, 1), out _));
    }

    [Fact]
    public void AnyHolder_ExcludesWholeFile()
    {
        RangeLease one = _lock.Lock(Sectors(7, 8), Shared);
        Assert.False(_lock.TryLock(ByteRange.All, out _));
        Assert.True(_lock.TryLock(ByteRange.All, out RangeLease shared, Shared));

        shared.Release();
        one.Release();
        Assert.True(_lock.TryLock(ByteRange.All, out _));
    }

    [Fact]
    public void RangesFarOut_AreLocked()
    {
        ByteRange far = ByteRange.FromLength(1L << 62, 4096);
        RangeLease lease = _lock.Lock(far);
        Assert.False(_lock.TryLock(far, out _));
        Assert.True(_lock.TryLock(Sectors(0, 1), out _));

        lease.Release();
        Assert.True(_lock.TryLock(far, out _));
    }

    [Fact]
    public void EmptyRange_IsRefusedByAllThree()
    {
        Assert.Equal(RangeFault.Empty, Assert.Throws<InvalidRangeException>(() => _lock.Lock(default)).Fault);
        Assert.Throws<InvalidRangeException>(() => _lock.TryLock(default, out _));
        Assert.Throws<InvalidRangeException>(() => { _ = _lock.LockAsync(default); });
    }

    [Theory]
    [InlineData(-2)]
    [InlineData(uint.MaxValue)]
    public void TimeoutThatNoTimerTakes_IsRefusedBeforeAnythingIsHeld(double milliseconds)
    {
        TimeSpan timeout = TimeSpan.FromMilliseconds(milliseconds);
        Assert.Throws<ArgumentOutOfRangeException>(() => _lock.Lock(Sectors(0, 1), Exclusive, timeout));
        Assert.Throws<ArgumentOutOfRangeException>(() => _lock.TryLock(Sectors(0, 1), out _, Exclusive, timeout));
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = _lock.LockAsync(Sectors(0, 1), Exclusive, timeout); });
        Assert.Empty(_lock.Snapshot());
    }

    [Fact]
    public void UncontendedLocks_AllocateNothing()
    {
        for (int warmUp = 0; warmUp < 2; warmUp++)
            LockAndReleaseAllWays();

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            LockAndReleaseAllWays();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private protected static RangeLease Granted(ValueTask<RangeLease> wait)
    {
        Assert.True(wait.IsCompleted);
        return wait.Result;
    }

    private protected static ByteRange Sectors(long first, long end) => new(first * 4096, end * 4096);

    private void LockAndReleaseAllWays()
    {
        RangeLease lease = _lock.Lock(Sectors(0, 40), Exclusive, timeout: null, "label");
        lease.Downgrade();
        lease.ReleasePart(Sectors(0, 10));
        using (RangeLease rest = lease.Split(20 * 4096))
            lease.Release();

        _lock.TryLock(Sectors(3, 4), out RangeLease tried, Shared);
        tried.Dispose();
        Granted(_lock.LockAsync(Sectors(100, 101))).Dispose();
    }
}

/// <summary>The lock on segments.</summary>
public sealed class SegmentRangeLockTests() : RangeLockTests(time => new RangeLock(time));

/// <summary>The lock on one tree.</summary>
public sealed class TreeRangeLockTests() : RangeLockTests(time => new TreeRangeLock(time));
