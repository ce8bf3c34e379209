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
    [Fact]
    public void Convert_ClearsAndSetsInOneStep()
    {
        _tree.SetBits(0, 20, ExtentBits.Dirty);
        _tree.ConvertBits(10, 30, ExtentBits.Dirty, ExtentBits.Writeback);

        Assert.Equal("[0, 10) Dirty\n[10, 30) Writeback\n", _tree.Dump());
    }

    [Fact]
    public void ConvertOfALockedRange_KeepsTheLock()
    {
        _tree.Lock(0, 10, "first");
        _tree.ConvertBits(0, 10, ExtentBits.Dirty, ExtentBits.Uptodate, BitControls.Delete);

        Assert.Equal("[0, 10) Locked, Uptodate, held by first\n", _tree.Dump());
        Assert.Throws<ArgumentException>(() => _tree.ConvertBits(0, 1, ExtentBits.Locked, ExtentBits.Dirty));
    }

    [Fact]
    public void AccountedChange_TellsWhatReallyChanged()
    {
        List<BitChange> told = [];
        _tree.BitsChanged += told.Add;
        _tree.SetBits(10, 20, ExtentBits.Delalloc);

        _tree.SetBits(0, 30, ExtentBits.Delalloc, BitControls.Account);
        _tree.ClearBits(5, 15, ExtentBits.Delalloc | ExtentBits.Dirty, BitControls.Account);

        Assert.Equal(
            [
                new BitChange(0, 10, ExtentBits.Delalloc, ExtentBits.None),
                new BitChange(20, 30, ExtentBits.Delalloc, ExtentBits.None),
                new BitChange(5, 15, ExtentBits.None, ExtentBits.Delalloc),
            ],
            told);
        Assert.All(told, change => Assert.Equal(10, change.Length));
    }

    [Fact]
    public void PlainChange_TellsNobody()
    {
        _tree.BitsChanged += _ => Assert.Fail("Nobody asked to account for it.");

        _tree.SetBits(0, 10, ExtentBits.Delalloc);
        _tree.ClearBits(0, 10, ExtentBits.Delalloc);

        Assert.True(_tree.IsEmpty);
    }

    [Fact]
    public void Delete_ForgetsEverythingButTheLock()
    {
        _tree.SetBits(0, 20, ExtentBits.Dirty | ExtentBits.Uptodate);
        _tree.Lock(10, 20, "first");

        _tree.ClearBits(0, 20, ExtentBits.None, BitControls.Delete);

        Assert.Equal("[10, 20) Locked, held by first\n", _tree.Dump());
    }

    [Fact]
    public void SetIfNoneIsSet_SetsAllOrNothing()
    {
        Assert.True(_tree.TrySetBits(0, 10, ExtentBits.Delalloc));
        Assert.False(_tree.TrySetBits(5, 20, ExtentBits.Delalloc));
        Assert.True(_tree.TrySetBits(5, 20, ExtentBits.Dirty));

        Assert.Equal(
            "[0, 5) Delalloc\n[5, 10) Delalloc, Dirty\n[10, 20) Dirty\n", _tree.Dump());
    }

    [Fact]
    public void Find_TakesNeighboursWithOtherBitsTogether()
    {
        _tree.SetBits(10, 30, ExtentBits.Dirty);
        _tree.SetBits(20, 25, ExtentBits.Uptodate);
        _tree.SetBits(40, 50, ExtentBits.Dirty);

        Assert.True(_tree.TryFind(0, ExtentBits.Dirty, out ByteRange first));
        Assert.True(_tree.TryFind(first.End, ExtentBits.Dirty, out ByteRange second));

        Assert.Equal((new ByteRange(10, 30), new ByteRange(40, 50)), (first, second));
        Assert.False(_tree.TryFind(second.End, ExtentBits.Dirty, out _));
        Assert.False(_tree.TryFind(0, ExtentBits.Writeback, out _));
    }

    [Fact]
    public void FindInsideARange_BeginsThere()
    {
        _tree.SetBits(10, 30, ExtentBits.Dirty);

        Assert.True(_tree.TryFind(15, ExtentBits.Dirty, out ByteRange found));

        Assert.Equal(new ByteRange(15, 30), found);
    }

    [Fact]
    public void Count_IsOfBytesWithAllOfTheBits()
    {
        _tree.SetBits(0, 20, ExtentBits.Dirty);
        _tree.SetBits(10, 30, ExtentBits.Uptodate);

        Assert.Equal(5, _tree.CountBytes(5, 10, ExtentBits.Dirty));
        Assert.Equal(10, _tree.CountBytes(0, 40, ExtentBits.Dirty | ExtentBits.Uptodate));
        Assert.Equal(0, _tree.CountBytes(30, 40, ExtentBits.Dirty));
    }

    [Fact]
    public void AnyState_IsFoundAndCountedAsInAPlainArray()
    {
        Gen<(int Start, int Length, int Clear, int Set)> change =
            from start in Gen.Choose(0, 20)
            from length in Gen.Choose(0, 12)
            from clear in Gen.Choose(0, 15)
            from set in Gen.Choose(0, 15)
            select (start, length, clear, set);

        Prop.ForAll(change.ListOf().ToArbitrary(), FindsWhatAnArrayHolds).QuickCheckThrowOnFailure();
    }

    private static bool FindsWhatAnArrayHolds(IEnumerable<(int Start, int Length, int Clear, int Set)> changes)
    {
        ExtentIoTree tree = new();
        ExtentBits[] model = new ExtentBits[40];
        ExtentBits[] told = new ExtentBits[40];
        tree.BitsChanged += Apply;
        foreach ((int start, int length, int clear, int set) in changes)
        {
            (ExtentBits clears, ExtentBits sets) = ((ExtentBits)(clear << 1), (ExtentBits)(set << 1));
            tree.ConvertBits(start, start + length, clears, sets, BitControls.Account);
            for (int i = start; i < start + length; i++)
                model[i] = (model[i] & ~clears) | sets;
        }

        return told.SequenceEqual(model)
            && Enumerable.Range(1, 15).All(bits => IsFound(tree, model, (ExtentBits)(bits << 1)));

        void Apply(BitChange change)
        {
            for (long i = change.Start; i < change.End; i++)
                told[i] = (told[i] & ~change.Cleared) | change.Set;
        }
    }

    private static bool IsFound(ExtentIoTree tree, ExtentBits[] model, ExtentBits bits)
    {
        List<long> found = [];
        for (long at = 0; tree.TryFind(at, bits, out ByteRange range); at = range.End)
        {
            for (long i = range.Start; i < range.End; i++)
                found.Add(i);
        }

        List<long> expected = [.. from i in Enumerable.Range(0, 40) where (model[i] & bits) == bits select (long)i];
        return found.SequenceEqual(expected) && tree.CountBytes(0, 40, bits) == expected.Count;
    }
}
