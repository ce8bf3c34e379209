using ExtentLock.Mapping;
using Xunit;
using static ExtentLock.Tests.Mapping.Files;

namespace ExtentLock.Tests.Mapping;

public sealed class OrderedExtentTests
{
    [Fact]
    public void NewExtent_TakesOverItsReservation()
    {
        Inode inode = Files.Empty();
        inode.Reservations.Reserve(0, 4 * Sector);
        Assert.Equal(0, inode.NewExtent(0, 4 * Sector, out ExtentMap map));
        map.Put();

        Assert.Equal((0L, 1), (inode.Reservations.DataBytes, inode.Reservations.OutstandingExtents));
        Assert.NotNull(inode.OrderedExtents.Find(Sector, 2 * Sector));
        Assert.Null(inode.OrderedExtents.Find(4 * Sector, 5 * Sector));
    }

    [Fact]
    public void NewExtentInFragmentedSpace_LeavesTheTailReserved()
    {
        Inode inode = Files.Empty();
        inode.Space.Fragment(2);
        inode.Reservations.Reserve(0, 5 * Sector);
        inode.NewExtent(0, 5 * Sector, out ExtentMap map);

        Assert.Equal(2 * Sector, map.Length);
        Assert.Equal((3L * Sector, 2), (inode.Reservations.DataBytes, inode.Reservations.OutstandingExtents));
    }

    [Fact]
    public void NewExtent_IsNoPartOfTheFileBeforeItsDataIsThere()
    {
        Inode inode = Files.Empty();
        inode.Reservations.Reserve(0, Sector);
        inode.NewExtent(0, Sector, out ExtentMap map);
        map.Put();
        Assert.Equal(0, inode.Extents.Count);

        inode.EndWrite(0, Sector, error: 0);

        Assert.Equal(1, inode.Extents.Count);
        Files.AssertAtRest(inode);
    }

    [Fact]
    public void WriteThatEndsInParts_IsCompleteWithTheLast()
    {
        Inode inode = Files.Empty();
        inode.Reservations.Reserve(0, 3 * Sector);
        inode.NewExtent(0, 3 * Sector, out ExtentMap map);
        map.Put();
        OrderedExtent ordered = inode.OrderedExtents.Find(0, Sector)!;

        inode.EndWrite(Sector, 3 * Sector, error: 0);
        Assert.False(ordered.IsComplete);

        inode.EndWrite(0, Sector, error: 0);
        Assert.True(ordered.IsComplete);
    }

    [Fact]
    public void FailedWrite_CompletesAndLeavesTheOldData()
    {
        Inode inode = Files.Regular(1);
        long free = inode.Space.FreeData;
        inode.Reservations.Reserve(0, Sector);
        inode.NewExtent(0, Sector, out ExtentMap map);
        map.Put();

        inode.EndWrite(0, Sector, Errno.InputOutput);

        ExtentMap found = inode.Extents.Find(0, Sector);
        Assert.Equal((0L, free), (found.DiskStart, inode.Space.FreeData));
        Files.AssertAtRest(inode);
    }

    [Fact]
    public void EndOfSeveralWrites_CompletesEach()
    {
        Inode inode = Files.Empty();
        inode.Reservations.Reserve(0, 3 * Sector);
        inode.NewExtent(0, Sector, out ExtentMap first);
        inode.NewExtent(Sector, 2 * Sector, out ExtentMap second);
        first.Put();
        second.Put();

        inode.EndWrite(0, 3 * Sector, error: 0);

        Assert.Equal(2, inode.Extents.Count);
        Files.AssertAtRest(inode);
    }

    [Fact]
    public void SecondErrorOfAWrite_HidesTheFirstNot()
    {
        Inode inode = Files.Empty();
        inode.Reservations.Reserve(0, 2 * Sector);
        inode.NewExtent(0, 2 * Sector, out ExtentMap map);
        map.Put();
        OrderedExtent ordered = inode.OrderedExtents.Find(0, Sector)!;

        inode.EndWrite(0, Sector, Errno.InputOutput);
        inode.EndWrite(Sector, 2 * Sector, Errno.NoSpace);

        Assert.Equal((Errno.InputOutput, true), (ordered.Error, ordered.IsComplete));
    }

    [Fact]
    public void WriteOfTheLastSector_EndsOnTheDeviceWhereTheFileEnds()
    {
        Inode inode = Files.Empty();
        inode.Size = 100;
        inode.Reservations.Reserve(0, Sector);
        inode.NewExtent(0, Sector, out ExtentMap map);
        map.Put();

        inode.EndWrite(0, Sector, error: 0);

        Assert.Equal(100, inode.DiskSize);
    }

    [Fact]
    public void WriteIntoPreallocatedSpace_MakesThatPartRegular()
    {
        Inode inode = Files.Empty();
        inode.LayOut(ExtentKind.Prealloc, 0, 3 * Sector);
        long free = inode.Space.FreeData;
        inode.Reservations.Reserve(Sector, 2 * Sector);
        ExtentMap map = inode.Extents.Find(Sector, Sector);
        inode.AddOrderedExtent(Sector, Sector, map);
        map.Put();
        inode.EndWrite(Sector, 2 * Sector, error: 0);

        Assert.Equal(ExtentKind.Prealloc, inode.Extents.Find(0, 1).Kind);
        Assert.Equal(ExtentKind.Regular, inode.Extents.Find(Sector, 1).Kind);
        Assert.Equal(ExtentKind.Prealloc, inode.Extents.Find(2 * Sector, 1).Kind);
        Assert.Equal(free, inode.Space.FreeData);
    }
}
