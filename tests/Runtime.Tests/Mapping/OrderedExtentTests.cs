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
    }

    [Fact]
    public void WriteInFlight_IsFoundByWhatTouchesItsBytesOnly()
    {
        Inode inode = Files.Empty();
        inode.Reservations.Reserve(2 * Sector, 4 * Sector);
        inode.NewExtent(2 * Sector, 2 * Sector, out ExtentMap map);
        map.Put();

        Assert.NotNull(inode.OrderedExtents.Find(3 * Sector, 9 * Sector));
        Assert.Null(inode.OrderedExtents.Find(0, 2 * Sector));
        Assert.Null(inode.OrderedExtents.Find(4 * Sector, 5 * Sector));
    }

    [Fact]
    public void NewExtentThatCanNotBeginItsWrite_GivesItsSpaceBack()
    {
        Inode inode = Files.Empty();
        long free = inode.Space.FreeData;
        inode.Reservations.Reserve(0, Sector);
        inode.Faults.Arm(FaultPoint.AddOrdered, Errno.NoMemory);

        Assert.Equal(Errno.NoMemory, inode.NewExtent(0, Sector, out _));

        Assert.Equal((free, 0), (inode.Space.FreeData, inode.Transactions.OpenHandles));
        inode.Reservations.Free(0, Sector);
        Files.AssertAtRest(inode);
    }

    [Fact]
    public void NewExtentWithNothingFree_IsRefused()
    {
        Inode inode = Files.Regular(64);

        Assert.Equal(Errno.NoSpace, inode.NewExtent(0, Sector, out _));

        Files.AssertAtRest(inode);
    }

    [Fact]
    public void FailedWriteInPlace_KeepsItsSpace()
    {
        Inode inode = Files.Regular(2, writesInPlace: true);
        long free = inode.Space.FreeData;
        inode.Reservations.Reserve(0, Sector);
        ExtentMap map = inode.Extents.Find(0, Sector);
        inode.AddOrderedExtent(0, Sector, map);
        map.Put();

        inode.EndWrite(0, Sector, Errno.InputOutput);

        Assert.Equal(free, inode.Space.FreeData);
        Files.AssertAtRest(inode);
    }

    [Theory]
    [InlineData(ExtentKind.Regular, true)]
    [InlineData(ExtentKind.Prealloc, true)]
    [InlineData(ExtentKind.Compressed, false)]
    [InlineData(ExtentKind.Inline, false)]
    public void FileThatIsWrittenInPlace_IsSoWhereTheDeviceHasItsBytes(ExtentKind kind, bool isInPlace)
    {
        Inode inode = Files.Empty(writesInPlace: true);
        inode.LayOut(kind, 0, Sector);

        Assert.Equal(isInPlace, inode.CanWriteInPlace(inode.Extents.Find(0, Sector)));
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
