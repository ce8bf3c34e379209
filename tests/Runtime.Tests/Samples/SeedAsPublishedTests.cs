using System.Linq;
using ExtentLock.DirectIO;
using ExtentLock.Mapping;
using ExtentLock.Samples.SeedAsPublished;
using ExtentLock.Tests.Mapping;
using Xunit;
using static ExtentLock.Tests.Mapping.Files;

namespace ExtentLock.Tests.Samples;

/// <summary>The defects that the header of the sample names can be had at run time, and the rest works.</summary>
public sealed class SeedAsPublishedTests
{
    public static TheoryData<string, bool> AllExits => Exits.All;

    [Theory]
    [MemberData(nameof(AllExits))]
    public void EveryExit_GivesItsLockBack(string exit, bool create)
    {
        (Inode inode, int result, BlockMapping mapping) = Walk(exit, create);

        string kept = result == 0 && mapping.LockedEnd > 0 ? $"0-{mapping.LockedEnd / Sector}" : "";
        Assert.Equal(kept, Exits.Locked(inode));
        Assert.Equal(0, inode.Transactions.OpenHandles);
    }

    [Theory]
    [InlineData("write-back fails")]
    [InlineData("page can't be dropped")]
    public void FailedRangeLock_LosesTheReservation(string exit)
    {
        (Inode inode, int result, BlockMapping _) = Walk(exit, create: true);

        Assert.Equal(Errno.NotBlockDevice, result);
        Assert.Equal((Exits.Asked, 1), (inode.Reservations.DataBytes, inode.Reservations.OutstandingExtents));
    }

    [Theory]
    [InlineData("new extent is shorter")]
    [InlineData("in place")]
    [InlineData("preallocated")]
    public void ShorterExtent_LosesTheMetadataOfTheTail(string exit)
    {
        (Inode inode, int result, BlockMapping mapping) = Walk(exit, create: true);

        Assert.Equal(0, result);
        Assert.True(mapping.Length < Exits.Asked);
        Assert.Equal((0L, 1), (inode.Reservations.DataBytes, Exits.ReservedExtents(inode)));
    }

    [Fact]
    public void ExtentOfFullLength_LosesNothing()
    {
        (Inode inode, int _, BlockMapping mapping) = Walk("nothing in the way", create: true);

        Assert.Equal((Exits.Asked, 0), (mapping.Length, Exits.ReservedExtents(inode)));
    }

    [Fact]
    public void FailedOrderedExtent_IsReportedAsSuccessWithNothingMapped()
    {
        (Inode inode, int result, BlockMapping mapping) = Walk("in place, ordered extent fails", create: true);

        Assert.Equal((0, false), (result, mapping.IsMapped));
        Files.AssertAtRest(inode);
    }

    [Theory]
    [InlineData(FaultPoint.Join, 1)]
    [InlineData(FaultPoint.Allocate, 1)]
    [InlineData(FaultPoint.AddOrdered, 0)]
    public void ReusedHole_IsLostWhereItIsNotReplaced(FaultPoint point, int references)
    {
        Inode inode = Files.Empty();
        inode.Reservations.Reserve(0, Sector);
        inode.Faults.Arm(point, Errno.NoSpace);
        ExtentMap hole = inode.Extents.Find(0, Sector);

        Assert.NotEqual(0, NewExtents.Begin(inode, hole, 0, Sector, out ExtentMap _));

        Assert.Equal(references, hole.References);
    }

    [Fact]
    public void FailedOrderedExtent_LosesTheNewMap()
    {
        Inode inode = Files.Empty();
        inode.Reservations.Reserve(0, Sector);
        inode.Faults.Arm(FaultPoint.AddOrdered, Errno.NoMemory);
        long free = inode.Space.FreeData;

        int result = NewExtents.Begin(inode, inode.Extents.Find(0, Sector), 0, Sector, out ExtentMap fresh);

        Assert.Equal((Errno.NoMemory, 1, free), (result, fresh.References, inode.Space.FreeData));
    }

    private static (Inode Inode, int Result, BlockMapping Mapping) Walk(string exit, bool create) =>
        Exits.Walk(DirectBlocks.GetBlocksDirect, exit, create);
}
