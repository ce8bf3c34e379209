using System;
using System.Threading.Tasks;
using ExtentLock.Extents;
using Xunit;

namespace ExtentLock.Tests.Extents.RangeLocks;

public abstract partial class RangeLockTests
{
    [Fact]
    public void SecondRelease_IsRefused()
    {
        RangeLease lease = _lock.Lock(Sectors(0, 4));
        lease.Release();

        Assert.Equal(LeaseFault.Released, Assert.Throws<LeaseException>(lease.Release).Fault);
    }

    [Fact]
    public void EndedLease_IsRefusedByEverythingButDispose()
    {
        RangeLease lease = _lock.Lock(Sectors(0, 4));
        lease.Dispose();

        AssertRefused(LeaseFault.Released, lease);
        lease.Dispose();
        Assert.False(lease.IsHeld);
    }

    [Fact]
    public void CopyOfAnEndedLease_DoesNotEndTheNextHolder()
    {
        RangeLease old = _lock.Lock(Sectors(0, 4));
        old.Release();
        RangeLease next = _lock.Lock(Sectors(0, 4));

        AssertRefused(LeaseFault.Released, old);
        old.Dispose();
        Assert.NotEqual(old, next);
        Assert.True(next.IsHeld);
    }

    [Fact]
    public void LeaseOfAnotherLock_IsRefused()
    {
        RangeLease foreign = new TreeRangeLock().Lock(Sectors(0, 4));

        Assert.Equal(LeaseFault.Foreign, Assert.Throws<LeaseException>(() => _lock.Release(foreign)).Fault);
        Assert.Throws<LeaseException>(() => _lock.ReleasePart(foreign, Sectors(0, 1)));
        Assert.Throws<LeaseException>(() => _lock.Split(foreign, 4096));
        Assert.Throws<LeaseException>(() => _lock.Downgrade(foreign));
        Assert.True(foreign.IsHeld);
    }

    [Fact]
    public void DefaultLease_IsRefusedByEverythingButDispose()
    {
        AssertRefused(LeaseFault.None, default);
        default(RangeLease).Dispose();
        Assert.False(default(RangeLease).IsHeld);
    }

    [Fact]
    public void PartInTheMiddle_IsFreeAndTheRestIsNot()
    {
        RangeLease lease = _lock.Lock(Sectors(0, 30));
        lease.ReleasePart(Sectors(10, 20));

        Assert.Equal(Sectors(0, 30), lease.Range);
        Assert.False(_lock.TryLock(Sectors(9, 10), out _));
        Assert.False(_lock.TryLock(Sectors(20, 21), out _));
        Assert.True(_lock.TryLock(Sectors(10, 20), out _));
    }

    [Fact]
    public void PartAtTheEnds_MakesTheLeaseSmaller()
    {
        RangeLease lease = _lock.Lock(Sectors(0, 30));
        lease.ReleasePart(Sectors(0, 5));
        lease.ReleasePart(Sectors(25, 30));

        Assert.Equal(Sectors(5, 25), lease.Range);
        lease.Release();
        _lock.ThrowIfHeld();
    }

    [Fact]
    public void PartThatWaiterNeeds_GrantsItOnlyIfItIsAllItNeeds()
    {
        RangeLease lease = _lock.Lock(Sectors(0, 20));
        ValueTask<RangeLease> waiting = _lock.LockAsync(Sectors(10, 20));

        lease.ReleasePart(Sectors(10, 15));
        Assert.False(waiting.IsCompleted);
        lease.ReleasePart(Sectors(15, 20));
        Assert.True(waiting.IsCompleted);
    }

    [Fact]
    public void PartThatIsNotHeld_IsRefusedAndChangesNothing()
    {
        RangeLease lease = _lock.Lock(Sectors(0, 10));
        lease.ReleasePart(Sectors(4, 6));

        Assert.Equal(LeaseFault.NotCovered, Refusal(Sectors(4, 5)));
        Assert.Equal(LeaseFault.NotCovered, Refusal(Sectors(3, 7)));
        Assert.Equal(LeaseFault.NotCovered, Refusal(Sectors(9, 11)));
        Assert.Equal(Sectors(0, 10), lease.Range);

        LeaseFault Refusal(ByteRange part) => Assert.Throws<LeaseException>(() => lease.ReleasePart(part)).Fault;
    }

    [Fact]
    public void LastPart_EndsTheLease()
    {
        RangeLease lease = _lock.Lock(Sectors(0, 10));
        lease.ReleasePart(Sectors(0, 9));
        lease.ReleasePart(Sectors(9, 10));

        AssertRefused(LeaseFault.Released, lease);
        _lock.ThrowIfHeld();
    }

    [Fact]
    public void EmptyPart_IsRefusedAndChangesNothing()
    {
        RangeLease lease = _lock.Lock(Sectors(0, 10));

        Assert.Equal(
            RangeFault.Empty, Assert.Throws<InvalidRangeException>(() => lease.ReleasePart(default)).Fault);
        Assert.Equal(Sectors(0, 10), lease.Range);
    }

    [Fact]
    public void PartBehindGaps_IsFreedWhole()
    {
        RangeLease lease = _lock.Lock(Sectors(0, 40));
        lease.ReleasePart(Sectors(10, 15));
        lease.ReleasePart(Sectors(20, 25));
        lease.ReleasePart(Sectors(25, 40));

        Assert.Equal(Sectors(0, 20), lease.Range);
        Assert.False(_lock.TryLock(Sectors(19, 20), out _));
        Assert.True(_lock.TryLock(Sectors(20, 40), out _));
    }

    [Fact]
    public void SplitBehindGaps_LeavesEachItsPieces()
    {
        RangeLease left = _lock.Lock(Sectors(0, 40));
        left.ReleasePart(Sectors(10, 15));
        left.ReleasePart(Sectors(20, 25));
        RangeLease right = left.Split(30 * 4096);

        Assert.Equal((Sectors(0, 30), Sectors(30, 40)), (left.Range, right.Range));
        left.Release();
        Assert.False(_lock.TryLock(Sectors(30, 31), out _));
        Assert.True(_lock.TryLock(Sectors(0, 30), out _));
    }

    [Fact]
    public void LeasesAfterASplitInAGap_HaveTheirOwnRanges()
    {
        RangeLease left = _lock.Lock(Sectors(0, 40));
        left.ReleasePart(Sectors(10, 20));
        left.Split(15 * 4096).Release();
        left.Release();

        RangeLease first = _lock.Lock(Sectors(0, 1));
        RangeLease second = _lock.Lock(Sectors(2, 3));

        Assert.Equal((Sectors(0, 1), Sectors(2, 3)), (first.Range, second.Range));
        first.Release();
        second.Release();
        _lock.ThrowIfHeld();
    }

    [Fact]
    public void Leases_AreEqualIfTheyAreTheSameRight()
    {
        RangeLease lease = _lock.Lock(Sectors(0, 4));
        RangeLease copy = lease;
        RangeLease other = _lock.Lock(Sectors(4, 8));

        Assert.True(lease == copy && !(lease != copy) && lease.Equals((object)copy));
        Assert.False(lease == other || !(lease != other) || lease.Equals((object)other) || lease.Equals("lease"));
        Assert.Equal(lease.GetHashCode(), copy.GetHashCode());
    }

    [Fact]
    public void SplitLease_IsTwoThatEndOnTheirOwn()
    {
        RangeLease left = _lock.Lock(Sectors(0, 40), Shared);
        RangeLease right = left.Split(10 * 4096);
        Assert.Equal(Sectors(0, 10), left.Range);
        Assert.Equal(Sectors(10, 40), right.Range);
        Assert.Equal(Shared, right.Mode);

        left.Release();
        Assert.True(_lock.TryLock(Sectors(0, 10), out _));
        Assert.False(_lock.TryLock(Sectors(10, 11), out _));
        right.Release();
        Assert.True(_lock.TryLock(Sectors(10, 40), out _));
    }

    [Fact]
    public void SplitInAGap_LeavesEachItsPieces()
    {
        RangeLease left = _lock.Lock(Sectors(0, 40));
        left.ReleasePart(Sectors(10, 20));
        left.ReleasePart(Sectors(25, 30));
        RangeLease right = left.Split(15 * 4096);

        Assert.Equal(Sectors(0, 10), left.Range);
        Assert.Equal(Sectors(20, 40), right.Range);
        right.Release();
        left.Release();
        _lock.ThrowIfHeld();
        Assert.True(_lock.TryLock(ByteRange.All, out _));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10 * 4096)]
    [InlineData(-4096)]
    public void SplitOutsideTheRange_IsRefused(long at)
    {
        RangeLease lease = _lock.Lock(Sectors(0, 10));

        Assert.Equal(RangeFault.Misplaced, Assert.Throws<InvalidRangeException>(() => lease.Split(at)).Fault);
        Assert.True(lease.IsHeld);
    }

    [Fact]
    public void Downgrade_LetsWaitingReadersIn()
    {
        RangeLease lease = _lock.Lock(Sectors(0, 20));
        ValueTask<RangeLease> reader = _lock.LockAsync(Sectors(10, 30), Shared);
        ValueTask<RangeLease> writer = _lock.LockAsync(Sectors(0, 5));

        lease.Downgrade();

        Assert.Equal(Shared, lease.Mode);
        Assert.True(reader.IsCompleted);
        Assert.False(writer.IsCompleted);
        lease.Release();
        Assert.True(writer.IsCompleted);
    }

    [Fact]
    public void DowngradeOfAShared_ChangesNothing()
    {
        RangeLease lease = _lock.Lock(Sectors(0, 20), Shared);
        lease.Downgrade();
        lease.Release();

        Assert.True(_lock.TryLock(Sectors(0, 20), out _));
    }

    private void AssertRefused(LeaseFault fault, RangeLease lease)
    {
        Action[] uses =
        [
            lease.Release,
            lease.Downgrade,
            () => lease.ReleasePart(Sectors(0, 1)),
            () => lease.Split(4096),
            () => _ = lease.Range,
            () => _ = lease.Mode,
            () => _lock.Release(lease),
        ];
        Assert.All(uses, use => Assert.Equal(fault, Assert.Throws<LeaseException>(use).Fault));
    }
}
