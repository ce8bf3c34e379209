using System;
using ExtentLock.Mapping;
using Xunit;
using static ExtentLock.Tests.Mapping.Files;

namespace ExtentLock.Tests.Mapping;

public sealed class ExtentMapTests
{
    [Fact]
    public void FoundMap_HoldsAReferenceUntilPut()
    {
        Inode inode = Files.Regular(2);
        ExtentMap map = inode.Extents.Find(0, Sector);
        Assert.Equal(2, map.References);

        map.Put();

        Assert.Equal(1, map.References);
    }

    [Fact]
    public void PutTooOften_Throws()
    {
        ExtentMap hole = Files.Empty().Extents.Find(0, Sector);
        hole.Put();

        Assert.Throws<InvalidOperationException>(hole.Put);
    }

    [Fact]
    public void RangeBeforeAnExtent_IsAHoleUpToIt()
    {
        Inode inode = Files.Empty();
        inode.LayOut(ExtentKind.Regular, 4 * Sector, Sector);

        ExtentMap hole = inode.Extents.Find(Sector, 10 * Sector);

        Assert.Equal((ExtentKind.Hole, (long)Sector, 4L * Sector), (hole.Kind, hole.Start, hole.End));
    }

    [Fact]
    public void HoleBehindEverything_IsAsLongAsAskedFor()
    {
        ExtentMap hole = Files.Regular(1).Extents.Find(Sector, 3 * Sector);

        Assert.Equal((ExtentKind.Hole, 3L * Sector), (hole.Kind, hole.Length));
    }

    [Fact]
    public void ReplacedMiddle_LeavesBothSidesWhereTheyWere()
    {
        Inode inode = Files.Regular(3);
        long free = inode.Space.FreeData;
        inode.LayOut(ExtentKind.Prealloc, Sector, Sector);

        Assert.Equal(free, inode.Space.FreeData);
        ExtentMap left = inode.Extents.Find(0, Sector);
        ExtentMap middle = inode.Extents.Find(Sector, Sector);
        ExtentMap right = inode.Extents.Find(2 * Sector, Sector);

        Assert.Equal((0L, (long)Sector, 0L), (left.Start, left.End, left.DiskStart));
        Assert.Equal(ExtentKind.Prealloc, middle.Kind);
        Assert.Equal((2L * Sector, 3L * Sector, 2L * Sector), (right.Start, right.End, right.DiskStart));
        Assert.Equal(3, inode.Extents.Count);
    }

    [Fact]
    public void PartOfAnExtentInsideTheFile_LiesAsFarBehindItsBeginningOnTheDevice()
    {
        Inode inode = Files.Empty();
        inode.LayOut(ExtentKind.Regular, 0, 4 * Sector);
        inode.LayOut(ExtentKind.Regular, 8 * Sector, 3 * Sector);
        inode.Extents.Drop(0, 9 * Sector);

        Assert.Equal(5 * Sector, inode.Extents.Find(9 * Sector, Sector).DiskStart);
    }

    [Fact]
    public void NeighboursOfWhatIsDropped_AreLeftAlone()
    {
        Inode inode = Files.Empty();
        inode.LayOut(ExtentKind.Regular, 0, Sector);
        inode.LayOut(ExtentKind.Prealloc, 2 * Sector, Sector);

        Assert.Empty(inode.Extents.Drop(Sector, 2 * Sector));
    }

    [Fact]
    public void ReplacedExtent_GivesItsSpaceBack()
    {
        Inode inode = Files.Regular(3);
        long free = inode.Space.FreeData;
        ExtentMap old = inode.Extents.Find(0, Sector);
        inode.LayOut(ExtentKind.Regular, 0, 3 * Sector);

        Assert.Equal(free, inode.Space.FreeData);
        Assert.Equal((1, 1), (inode.Extents.Count, old.References));
    }

    [Fact]
    public void ExtentThatDoesNotFitInOne_TakesNoSpace()
    {
        Inode inode = Files.Empty();
        inode.Space.Fragment(2);
        long free = inode.Space.FreeData;

        Assert.Equal(Errno.NoSpace, inode.LayOut(ExtentKind.Regular, 0, 3 * Sector));

        Assert.Equal((free, 0), (inode.Space.FreeData, inode.Extents.Count));
    }

    [Fact]
    public void ExtentWithNothingFree_TakesNoSpace()
    {
        Inode inode = Files.Regular(64);

        Assert.Equal(Errno.NoSpace, inode.LayOut(ExtentKind.Regular, 64 * Sector, Sector));

        Assert.Equal((0, 1), (inode.Space.FreeData, inode.Extents.Count));
    }
}
