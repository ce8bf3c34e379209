using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using ExtentLock.Extents;
using Xunit;

namespace ExtentLock.Tests.Extents.RangeLocks;

/// <summary>What only the lock on segments does: rounding, and ways without its queue.</summary>
public sealed class SegmentRangeLockDetailTests
{
    private readonly RangeLock _lock = new();

    [Fact]
    public void BytesOfOneSector_ConflictThoughTheyDoNotOverlap()
    {
        _lock.Lock(new ByteRange(0, 10));

        Assert.False(_lock.TryLock(new ByteRange(4000, 4010), out _));
        Assert.True(_lock.TryLock(new ByteRange(4096, 4097), out _));
    }

    [Fact]
    public void LeaseOfBytes_SaysTheBytesThatWereAsked()
    {
        Assert.Equal(new ByteRange(5, 5000), _lock.Lock(new ByteRange(5, 5000)).Range);
    }

    [Fact]
    public void SectorHeldInTwoPieces_IsFreeAfterTheSecond()
    {
        RangeLease lease = _lock.Lock(new ByteRange(0, 8192));
        lease.ReleasePart(new ByteRange(1000, 2000));
        lease.ReleasePart(new ByteRange(0, 1000));
        Assert.False(_lock.TryLock(new ByteRange(0, 1), out _));

        lease.ReleasePart(new ByteRange(2000, 4096));
        Assert.True(_lock.TryLock(new ByteRange(0, 1), out _));
        Assert.False(_lock.TryLock(new ByteRange(4096, 4097), out _));
    }

    [Fact]
    public void PartThatBeginsAndEndsInsideSectors_FreesThoseBetween()
    {
        RangeLease lease = _lock.Lock(new ByteRange(0, 12288));
        lease.ReleasePart(new ByteRange(100, 8292));

        Assert.False(_lock.TryLock(new ByteRange(0, 1), out _));
        Assert.True(_lock.TryLock(new ByteRange(4096, 8192), out _));
        Assert.False(_lock.TryLock(new ByteRange(8192, 8193), out _));
    }

    [Fact]
    public void TwoPiecesOfOneSector_AreFreedOnce()
    {
        RangeLease lease = _lock.Lock(new ByteRange(0, 4096), RangeMode.Shared);
        RangeLease other = _lock.Lock(new ByteRange(0, 4096), RangeMode.Shared);
        lease.ReleasePart(new ByteRange(1000, 2000));
        lease.Release();

        Assert.False(_lock.TryLock(new ByteRange(0, 4096), out _));
        other.Release();
        Assert.True(_lock.TryLock(new ByteRange(0, 4096), out _));
    }

    [Fact]
    public void TwoPiecesOfOneSector_AreWeakenedOnce()
    {
        RangeLease lease = _lock.Lock(new ByteRange(0, 4096));
        lease.ReleasePart(new ByteRange(1000, 2000));
        lease.Downgrade();
        lease.Release();

        Assert.True(_lock.TryLock(new ByteRange(0, 4096), out _));
    }

    [Fact]
    public void SplitInsideASector_IsRefused()
    {
        RangeLease lease = _lock.Lock(new ByteRange(0, 8192));

        Assert.Equal(RangeFault.Misplaced, Assert.Throws<InvalidRangeException>(() => lease.Split(100)).Fault);
        Assert.Equal(new ByteRange(4096, 8192), lease.Split(4096).Range);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(250, 16)]
    [InlineData(0, 1024)]
    public void FreeSectors_AreTakenAndGivenWithoutTheQueue(long first, long count)
    {
        _lock.AtStep = static step => Assert.Fail($"{step}");

        _lock.Lock(ByteRange.FromLength(first * 4096, count * 4096)).Release();
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(3, 16)]
    [InlineData(7, 17)]
    [InlineData(240, 16)]
    [InlineData(250, 16)]
    [InlineData(255, 258)]
    [InlineData(0, 1024)]
    public void NeighboursOfARange_StayFree(long first, long count)
    {
        foreach (RangeMode mode in new[] { RangeMode.Exclusive, RangeMode.Shared })
        {
            RangeLease lease = _lock.Lock(ByteRange.FromLength(first * 4096, count * 4096), mode);
            for (long sector = Math.Max(first - 20, 0); sector < first + count + 20; sector++)
            {
                bool isFree = _lock.TryLock(ByteRange.FromLength(sector * 4096, 4096), out RangeLease other);
                Assert.Equal(sector < first || sector >= first + count, isFree);
                other.Dispose();
            }

            lease.Release();
        }

        Assert.True(_lock.TryLock(ByteRange.All, out _));
    }

    [Fact]
    public async Task SectorsNobodyWaitsForAnyMore_NeedNoLatch()
    {
        RangeLease first = _lock.Lock(new ByteRange(0, 4096));
        ValueTask<RangeLease> second = _lock.LockAsync(new ByteRange(0, 200_000));
        first.Release();
        (await second).Release();

        AssertNoLatch(new ByteRange(0, 200_000), RangeMode.Exclusive);
    }

    [Fact]
    public async Task MoreSharedHoldersThanAByteCounts_AreAllCounted()
    {
        List<RangeLease> holders = [];
        for (int i = 0; i < 600; i++)
            holders.Add(_lock.Lock(new ByteRange(0, 8192), RangeMode.Shared));

        ValueTask<RangeLease> writer = _lock.LockAsync(new ByteRange(4096, 12288));
        foreach (RangeLease holder in holders)
        {
            Assert.False(writer.IsCompleted);
            holder.Release();
        }

        Assert.True(writer.IsCompletedSuccessfully);
        (await writer).Release();
        AssertNoLatch(new ByteRange(0, 4096), RangeMode.Exclusive);
        Assert.True(_lock.TryLock(ByteRange.All, out _));
    }

    [Fact]
    public async Task MoreSharedWaitersThanAByteCounts_AreAllGranted()
    {
        RangeLease writer = _lock.Lock(new ByteRange(0, 4096));
        List<ValueTask<RangeLease>> readers = [];
        for (int i = 0; i < 300; i++)
            readers.Add(_lock.LockAsync(new ByteRange(0, 4096), RangeMode.Shared));

        writer.Release();

        Assert.All(readers, reader => Assert.True(reader.IsCompletedSuccessfully));
        foreach (ValueTask<RangeLease> reader in readers)
            (await reader).Release();

        AssertNoLatch(new ByteRange(0, 4096), RangeMode.Exclusive);
        Assert.True(_lock.TryLock(ByteRange.All, out _));
    }

    [Fact]
    public void EndedLeaseOfASegment_DoesNotEndTheNextOne()
    {
        RangeLease old = _lock.Lock(new ByteRange(0, 4096));
        old.Release();
        RangeLease next = _lock.Lock(new ByteRange(8192, 12288));

        Assert.Throws<LeaseException>(old.Release);
        old.Dispose();
        Assert.True(next.IsHeld);
        Assert.False(_lock.TryLock(new ByteRange(8192, 8193), out _));
    }

    [Fact]
    public async Task LeaseTakenWhileAnotherIsGivenBack_IsItsOwn()
    {
        RangeLease wide = _lock.Lock(new ByteRange(0, 2 << 20));
        ValueTask<RangeLease> waiter = _lock.LockAsync(new ByteRange(1 << 20, 2 << 20));
        RangeLease between = default;
        _lock.AtStep = step =>
            Assert.True(step != LockStep.Given || _lock.TryLock(new ByteRange(0, 4096), out between));
        wide.Release();
        _lock.AtStep = null;
        RangeLease next = _lock.Lock(new ByteRange(4096, 8192));

        Assert.Equal(new ByteRange(0, 4096), between.Range);
        between.Release();
        Assert.Equal(new ByteRange(4096, 8192), next.Range);
        next.Release();
        (await waiter).Release();
        _lock.ThrowIfHeld();
    }

    [Fact]
    public void RestOfASplit_EndsInAnotherSegment()
    {
        RangeLease left = _lock.Lock(new ByteRange(0, 2 << 20));
        RangeLease right = left.Split(1 << 20);
        left.Release();
        Assert.False(_lock.TryLock(new ByteRange(1 << 20, 2 << 20), out _));

        right.Release();
        Assert.True(_lock.TryLock(new ByteRange(0, 2 << 20), out _));
    }

    [Theory]
    [InlineData(0, 4 << 20, false)]
    [InlineData(0, (4 << 20) + 1, true)]
    [InlineData((1L << 44) - 1, 1L << 44, false)]
    [InlineData(1L << 44, (1L << 44) + 1, true)]
    public void LargeAndFarRanges_TakeTheLatch(long start, long end, bool takes)
    {
        bool met = false;
        _lock.AtStep = step => met |= step == LockStep.Request;
        _lock.Lock(new ByteRange(start, end)).Release();

        Assert.Equal(takes, met);
    }

    [Fact]
    public void BigRangeInParts_IsFreedInParts()
    {
        RangeLease left = _lock.Lock(new ByteRange(0, 100 << 20));
        RangeLease right = left.Split(50 << 20);
        left.ReleasePart(new ByteRange(10 << 20, 20 << 20));
        Assert.True(_lock.TryLock(new ByteRange(10 << 20, 11 << 20), out RangeLease small));
        Assert.False(_lock.TryLock(new ByteRange(9 << 20, 11 << 20), out _));

        small.Release();
        right.Downgrade();
        Assert.True(_lock.TryLock(new ByteRange(60 << 20, 61 << 20), out RangeLease reader, RangeMode.Shared));
        reader.Release();
        left.Release();
        right.Release();
        AssertNoLatch(new ByteRange(0, 1 << 20), RangeMode.Exclusive);
    }

    private void AssertNoLatch(ByteRange range, RangeMode mode)
    {
        _lock.AtStep = step => Assert.NotEqual(LockStep.Request, step);
        _lock.Lock(range, mode).Release();
        _lock.AtStep = null;
    }
}
