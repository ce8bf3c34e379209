using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Extents;
using ExtentLock.Tests.Proof;
using Xunit;

namespace ExtentLock.Tests.Extents.RangeLocks;

/// <summary>Ranges that the word of a segment holds, until somebody else enters its latch.</summary>
public sealed class SegmentWordTests
{
    private static readonly ByteRange Few = new(3 * 4096, 7 * 4096);

    private readonly RangeLock _lock = new();

    public SegmentWordTests() => _lock.Lock(Few).Release();

    [Theory]
    [InlineData(0, 4096, null, true)]
    [InlineData(0, 16 * 4096, null, true)]
    [InlineData(240 * 4096, 256 * 4096, null, true)]
    [InlineData(5, 4096, null, true)]
    [InlineData(0, 4096, "label", true)]
    [InlineData(0, 17 * 4096, null, false)]
    [InlineData(255 * 4096, 257 * 4096, null, false)]
    public void FewSectorsOfOneMegabyte_AreHeldByTheWord(long start, long end, string? label, bool isInWord)
    {
        foreach (RangeMode mode in new[] { RangeMode.Exclusive, RangeMode.Shared })
        {
            RangeLease lease = _lock.Lock(new ByteRange(start, end), mode, label: label);

            Assert.Equal(isInWord, IsInWord(lease));
            Assert.True(lease.IsHeld);
            Assert.Equal(new ByteRange(start, end), lease.Range);
            Assert.Equal(mode, lease.Mode);
            lease.Release();
            Assert.False(lease.IsHeld);
            Assert.Throws<LeaseException>(() => lease.Range);
            Assert.Throws<LeaseException>(lease.Release);
        }
    }

    [Theory]
    [InlineData(4096, null)]
    [InlineData(4097, null)]
    [InlineData(4096, "label")]
    public void RangeWrittenDownForAnother_StaysWhatItIs(long start, string? label)
    {
        RangeLease lease = _lock.Lock(new ByteRange(start, 8192), RangeMode.Shared, label: label);
        RangeLease other = _lock.Lock(new ByteRange(4096, 4097), RangeMode.Shared);

        Assert.True(IsInWord(lease));
        Assert.False(IsInWord(other));
        Assert.True(lease.IsHeld);
        Assert.Equal(new ByteRange(start, 8192), lease.Range);
        Assert.Equal(RangeMode.Shared, lease.Mode);
        Assert.False(_lock.TryLock(new ByteRange(8191, 8192), out _));
        lease.Release();
        Assert.False(lease.IsHeld);
        Assert.Throws<LeaseException>(lease.Release);
        Assert.False(_lock.TryLock(new ByteRange(4096, 4097), out _));
        other.Release();
        Assert.True(_lock.TryLock(new ByteRange(0, 1 << 20), out _));
    }

    [Fact]
    public void LabelsAndBytes_AreThoseOfTheirOwnRange()
    {
        foreach (string? label in new[] { null, "one", "one", "two", null, null })
        {
            foreach (long start in new[] { 4096, 4099 })
            {
                using RangeLease lease = _lock.Lock(new ByteRange(start, 8192), label: label);
                Assert.True(IsInWord(lease));
                HeldRange held = Assert.Single(_lock.Snapshot());
                Assert.Equal(label, held.Label);
                Assert.Equal(new ByteRange(start, 8192), held.Range);
                lease.Release();
                Settle(label);
            }
        }
    }

    [Fact]
    public void LeaseOfTheWord_CanBeChangedLikeAnyOther()
    {
        RangeLease left = _lock.Lock(Few);
        RangeLease right = left.Split(5 * 4096);
        right.Downgrade();
        left.ReleasePart(new ByteRange(3 * 4096, 4 * 4096));

        Assert.Equal(new ByteRange(4 * 4096, 5 * 4096), left.Range);
        Assert.True(_lock.TryLock(new ByteRange(3 * 4096, 4 * 4096), out RangeLease freed));
        Assert.True(_lock.TryLock(new ByteRange(6 * 4096, 7 * 4096), out RangeLease reader, RangeMode.Shared));
        foreach (RangeLease lease in new[] { left, right, freed, reader })
            lease.Release();

        _lock.ThrowIfHeld();
        Assert.True(_lock.TryLock(new ByteRange(0, 1 << 20), out _));
    }

    [Fact]
    public void SegmentWhoseThreadsHaveMet_GoesBackToTheWord()
    {
        RangeLease first = _lock.Lock(Few);
        _lock.Lock(new ByteRange(0, 4096)).Release();
        Assert.True(IsInWord(first));
        first.Release();
        Assert.False(TakesByWord());

        Settle();
        Assert.True(TakesByWord());
    }

    [Fact]
    public async Task RequestWhereSomebodyWaits_DoesNotOvertakeByTheWord()
    {
        RangeLease first = _lock.Lock(new ByteRange(0, 17 * 4096));
        ValueTask<RangeLease> second = _lock.LockAsync(new ByteRange(10 * 4096, 40 * 4096));
        Assert.False(_lock.TryLock(new ByteRange(30 * 4096, 31 * 4096), out _));

        first.Release();
        (await second).Release();
        Assert.True(TakesByWord());
    }

    [Fact]
    public void EndedLeaseOfTheWord_EndsNoLaterOne()
    {
        RangeLease old = _lock.Lock(Few);
        old.Release();
        RangeLease next = _lock.Lock(Few);
        Assert.Throws<LeaseException>(old.Release);
        Assert.True(next.IsHeld);

        next.Release();
        Settle();
        RangeLease last = _lock.Lock(Few);
        Assert.Throws<LeaseException>(next.Release);
        old.Dispose();
        Assert.True(last.IsHeld);
        Assert.False(_lock.TryLock(Few, out _));
    }

    [Fact]
    public void SharedHoldersOfTheWordAndOfTheStates_AreAllCounted()
    {
        List<RangeLease> leases = [];
        for (int i = 0; i < 300; i++)
            leases.Add(_lock.Lock(Few, RangeMode.Shared));

        foreach (RangeLease lease in leases)
        {
            Assert.False(_lock.TryLock(Few, out _));
            lease.Release();
        }

        Assert.True(_lock.TryLock(Few, out _));
    }

    [Fact]
    public void SectorWithAsManySharedHoldersAsAreCounted_IsNotTakenByTheWord()
    {
        List<RangeLease> leases = [];
        for (int i = 0; i < SectorStates.MostShared; i++)
            leases.Add(_lock.Lock(new ByteRange(0, 17 * 4096), RangeMode.Shared));

        leases.Add(_lock.Lock(Few, RangeMode.Shared));
        Assert.False(IsInWord(leases[^1]));
        foreach (RangeLease lease in leases)
        {
            Assert.False(_lock.TryLock(Few, out _));
            lease.Release();
        }

        Assert.True(_lock.TryLock(Few, out _));
    }

    [Fact]
    public void SegmentsOfEarlierRanges_AreFoundAfterOthersWereMade()
    {
        List<RangeLease> leases = [];
        foreach (long number in new long[] { 1, 0, 5, 1023, 70, 1024, 5000, 6 })
            leases.Add(_lock.Lock(ByteRange.FromLength(number << 20, 4096)));

        foreach (RangeLease lease in leases)
        {
            Assert.False(_lock.TryLock(lease.Range, out _));
            Assert.False(_lock.TryLock(ByteRange.All, out _));
        }

        leases.ForEach(lease => lease.Release());
        Assert.True(_lock.TryLock(ByteRange.All, out _));
    }

    [Fact]
    public void RangeWrittenDownBeforeItsOwnerDescribedIt_IsNotReportedYet()
    {
        RangeLease lease = _lock.Lock(Few, label: "label");
        RangeHolding holding = lease.Holding;
        SegmentWord next = new SegmentWord(lease.Stamp).Next().Holding(3, 4, RangeMode.Shared).WithDescription();
        holding.HoldWritten(next, default);
        Assert.True(holding.IsBeingChanged);

        holding.Describe(Few, "next", next);
        Assert.False(holding.IsBeingChanged);
    }

    [Fact]
    public async Task BigRangeThatWaits_IsServedByWhoHeldTheWord()
    {
        RangeLease one = _lock.Lock(Few);
        RangeLease two = _lock.Lock(ByteRange.FromLength((1 << 20) + Few.Start, Few.Length));
        ValueTask<RangeLease> big = _lock.LockAsync(ByteRange.All);
        Assert.False(_lock.TryLock(new ByteRange(0, 4096), out _));
        two.Release();
        Assert.False(big.IsCompleted);
        one.Release();

        Assert.True(big.IsCompletedSuccessfully);
        (await big).Release();
        _lock.ThrowIfHeld();
    }

    [Fact]
    public void ReportsWhileThreadsGoOn_MixNoTwoRanges()
    {
        int rounds = Effort.Of("LOCK_HISTORIES", 600) * 20;
        string[] labels = [.. Enumerable.Range(0, 8).Select(number => $"{number}")];
        bool isOver = false;
        Thread[] threads = [.. Enumerable.Range(0, 2).Select(index => new Thread(() =>
        {
            Random random = new(index);
            for (int i = 0; i < rounds; i++)
            {
                int number = random.Next(4) + (4 * index);
                long start = (number * 8 * 4096) + (number % 2);
                _lock.Lock(new ByteRange(start, start + 4096), label: labels[number]).Release();
            }

            Volatile.Write(ref isOver, true);
        }) { IsBackground = true })];
        Array.ForEach(threads, thread => thread.Start());
        while (!Volatile.Read(ref isOver))
        {
            foreach (HeldRange held in _lock.Snapshot())
            {
                long number = held.Range.Start / 4096 / 8;
                Assert.Equal($"{number}", held.Label);
                Assert.Equal(ByteRange.FromLength((number * 8 * 4096) + (number % 2), 4096), held.Range);
            }
        }

        Assert.All(threads, thread => Assert.True(thread.Join(TimeSpan.FromSeconds(60)), "a thread waits for ever"));
        _lock.ThrowIfHeld();
    }

    private static bool IsInWord(RangeLease lease) => new SegmentWord(lease.Stamp).IsHeld;

    private bool TakesByWord()
    {
        using RangeLease lease = _lock.Lock(Few);
        return IsInWord(lease);
    }

    /// <summary>As many turns as a segment takes by its latch after threads have met there.</summary>
    private void Settle(string? label = null)
    {
        for (int i = 0; i < 64; i++)
            _lock.Lock(Few, label: label).Release();
    }
}
