using System;
using System.Collections.Generic;
using System.Linq;
using ExtentLock.Extents;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace ExtentLock.Tests.Extents;

public sealed partial class ExtentIoTreeTests
{
    private readonly ExtentIoTree _tree = new();

    [Fact]
    public void ClearInTheMiddle_SplitsTheRange()
    {
        _tree.SetBits(0, 30, ExtentBits.Dirty);
        _tree.ClearBits(10, 20, ExtentBits.Dirty);

        Assert.Equal([(0, 10), (20, 30)], Ranges());
    }

    [Fact]
    public void SetAcrossAnEdge_SplitsAtIt()
    {
        _tree.SetBits(0, 20, ExtentBits.Dirty);
        _tree.SetBits(10, 30, ExtentBits.Uptodate);

        Assert.Equal([(0, 10), (10, 20), (20, 30)], Ranges());
        Assert.Equal(ExtentBits.Dirty | ExtentBits.Uptodate, _tree.Snapshot()[1].Bits);
    }

    [Fact]
    public void NeighboursInEqualState_Merge()
    {
        _tree.SetBits(0, 10, ExtentBits.Dirty);
        _tree.SetBits(20, 30, ExtentBits.Dirty);
        _tree.SetBits(10, 20, ExtentBits.Dirty);

        Assert.Equal([(0, 30)], Ranges());
    }

    [Fact]
    public void NeighboursInOtherState_StayApart()
    {
        _tree.SetBits(0, 10, ExtentBits.Dirty);
        _tree.SetBits(10, 20, ExtentBits.Uptodate);

        Assert.Equal([(0, 10), (10, 20)], Ranges());
    }

    [Fact]
    public void NeighbouringLocks_StayApart()
    {
        _tree.Lock(0, 10, "a");
        _tree.Lock(10, 20, "a");

        Assert.Equal([(0, 10), (10, 20)], Ranges());
    }

    [Fact]
    public void UnlockedNeighbours_MergeAgain()
    {
        _tree.SetBits(0, 20, ExtentBits.Dirty);
        _tree.Lock(0, 10, "a");
        Assert.Equal([(0, 10), (10, 20)], Ranges());

        _tree.Unlock(0, 10);

        Assert.Equal([(0, 20)], Ranges());
    }

    [Fact]
    public void EmptyRange_ChangesNothing()
    {
        _tree.SetBits(0, 20, ExtentBits.Dirty);
        _tree.ClearBits(10, 10, ExtentBits.Dirty);
        _tree.SetBits(30, 30, ExtentBits.Dirty);

        Assert.Equal([(0, 20)], Ranges());
    }

    [Fact]
    public void RangeThatIsSetInParts_IsAnyButNotAll()
    {
        _tree.SetBits(0, 10, ExtentBits.Dirty);
        _tree.SetBits(15, 20, ExtentBits.Dirty);

        Assert.True(_tree.AnySet(5, 18, ExtentBits.Dirty));
        Assert.False(_tree.AllSet(5, 18, ExtentBits.Dirty));
        Assert.True(_tree.AllSet(15, 20, ExtentBits.Dirty));
        Assert.False(_tree.AnySet(10, 15, ExtentBits.Dirty));
    }

    [Fact]
    public void EmptyRange_HasAllBitsAndNone()
    {
        _tree.SetBits(0, 20, ExtentBits.Dirty);

        Assert.False(_tree.AnySet(10, 10, ExtentBits.Dirty));
        Assert.True(_tree.AllSet(30, 30, ExtentBits.Dirty));
    }

    [Fact]
    public void RangeBesideAnother_HasItsOwnBitsOnly()
    {
        _tree.SetBits(0, 20, ExtentBits.Dirty);
        _tree.SetBits(20, 30, ExtentBits.Uptodate);

        Assert.True(_tree.AllSet(0, 20, ExtentBits.Dirty));
        Assert.False(_tree.AllSet(0, 30, ExtentBits.Dirty));
        Assert.False(_tree.IsEmpty);
    }

    [Theory]
    [InlineData(-1, 5)]
    [InlineData(5, 4)]
    public void RangeThatIsNone_IsRefused(long start, long end) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _tree.SetBits(start, end, ExtentBits.Dirty));

    [Fact]
    public void LockedBit_IsNoneOfThePlainBits()
    {
        Assert.Throws<ArgumentException>(() => _tree.SetBits(0, 1, ExtentBits.Locked));
        Assert.Throws<ArgumentException>(() => _tree.ClearBits(0, 1, ExtentBits.Locked | ExtentBits.Dirty));
    }

    [Fact]
    public void AnySequenceOfChanges_LeavesWhatAPlainArrayWouldHold()
    {
        Gen<(int Start, int Length, int Bit, bool IsSet)> change =
            from start in Gen.Choose(0, 20)
            from length in Gen.Choose(0, 12)
            from bit in Gen.Choose(1, 4)
            from isSet in Gen.Elements(true, false)
            select (start, length, bit, isSet);

        Prop.ForAll(change.ListOf().ToArbitrary(), Check.AgainstArray).QuickCheckThrowOnFailure();
    }

    private List<(long Start, long End)> Ranges() =>
        [.. _tree.Snapshot().Select(range => (range.Start, range.End))];

    private static class Check
    {
        public static bool AgainstArray(IEnumerable<(int Start, int Length, int Bit, bool IsSet)> changes)
        {
            ExtentIoTree tree = new();
            ExtentBits[] model = new ExtentBits[40];
            foreach ((int start, int length, int bit, bool isSet) in changes)
            {
                ExtentBits bits = (ExtentBits)(1 << bit);
                if (isSet)
                    tree.SetBits(start, start + length, bits);
                else
                    tree.ClearBits(start, start + length, bits);

                for (int i = start; i < start + length; i++)
                    model[i] = isSet ? model[i] | bits : model[i] & ~bits;
            }

            return Expand(tree).SequenceEqual(model) && IsMerged(tree);
        }

        private static IEnumerable<ExtentBits> Expand(ExtentIoTree tree)
        {
            ExtentBits[] bytes = new ExtentBits[40];
            foreach (ExtentRange range in tree.Snapshot())
                bytes.AsSpan((int)range.Start, (int)range.Length).Fill(range.Bits);

            return bytes;
        }

        private static bool IsMerged(ExtentIoTree tree) =>
            tree.Snapshot().Zip(tree.Snapshot().Skip(1)).All(pair =>
                pair.First.End < pair.Second.Start
                || (pair.First.End == pair.Second.Start && pair.First.Bits != pair.Second.Bits));
    }
}
