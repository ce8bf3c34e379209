using System;
using System.Linq;
using System.Reflection;
using ExtentLock.DirectIO;
using ExtentLock.Extents;
using ExtentLock.Mapping;
using ExtentLock.Samples.SeedAsPublished;
using ExtentLock.Storage;
using ExtentLock.Tests.Mapping;
using Xunit;
using static ExtentLock.Tests.Mapping.Files;

namespace ExtentLock.Tests.Seed;

/// <summary>Space and references that are nobody's when the request has ended.</summary>
public sealed partial class LostReservationTests
{
    [Fact]
    public void CacheInTheWayOfAWrite_SeedLosesTheReservation()
    {
        Inode inode = Files.Regular(2);
        inode.IoTree.SetBits(0, Sector, ExtentBits.Uptodate | ExtentBits.Dirty);
        inode.Faults.Arm(FaultPoint.Invalidate, Errno.Busy);

        Assert.Equal(0, SeedMode.Write(inode, 0, Buffer(2)));

        AssertNothingIsUnderWay(inode);
        Assert.Equal((2L * Sector, 1), (inode.Reservations.DataBytes, inode.Reservations.OutstandingExtents));
    }

    [Fact]
    public void CacheThatIsDropped_SeedLosesNothing()
    {
        Inode inode = Files.Regular(2);
        inode.IoTree.SetBits(0, Sector, ExtentBits.Uptodate | ExtentBits.Dirty);

        Assert.Equal(2 * Sector, SeedMode.Write(inode, 0, Buffer(2)));
        Files.AssertAtRest(inode);
    }

    [Fact]
    public void ExtentShorterThanAsked_SeedLosesTheMetadataOfTheTail()
    {
        Inode inode = Files.Empty();
        inode.Space.Fragment(2);

        Assert.Equal(3 * Sector, SeedMode.Write(inode, 0, Buffer(3)));

        AssertNothingIsUnderWay(inode);
        Assert.Equal(0, inode.Reservations.DataBytes);
        Assert.Equal((1, Metadata), (inode.Reservations.OutstandingExtents, inode.Space.ReservedMetadata));
    }

    [Fact]
    public void ExtentAsLongAsAsked_SeedLosesNothing()
    {
        Inode inode = Files.Empty();

        Assert.Equal(3 * Sector, SeedMode.Write(inode, 0, Buffer(3)));
        Files.AssertAtRest(inode);
    }

    [Fact]
    public void DelallocOfABufferedWriter_SeedClearsIt()
    {
        Inode inode = Files.Regular(2);
        inode.Reservations.Reserve(0, 2 * Sector);
        inode.SetDelalloc(0, 2 * Sector);

        Assert.Equal(2 * Sector, SeedMode.Write(inode, 0, Buffer(2)));

        // Its data half is given back although nothing of it is written. The metadata half is still reserved, and no
        // state says for what: write-back looks for the state and will never find it.
        Assert.Equal((0L, 1), (inode.Reservations.DataBytes, inode.Reservations.OutstandingExtents));
        Assert.False(inode.IoTree.AnySet(0, long.MaxValue, ExtentBits.Delalloc));
    }

    [Theory]
    [InlineData(FaultPoint.Join, 1)]
    [InlineData(FaultPoint.Allocate, 1)]
    [InlineData(FaultPoint.AddOrdered, 0)]
    public void HoleThatIsNotReplaced_SeedLosesItsReference(FaultPoint point, int references)
    {
        Inode inode = Files.Empty();
        inode.Faults.Arm(point, Errno.NoMemory);
        ExtentMap hole = inode.Extents.Find(0, Sector);

        Assert.Equal(Errno.NoMemory, NewExtents.Begin(inode, hole, 0, Sector, out ExtentMap _));

        Assert.Equal(references, hole.References);
    }

    [Fact]
    public void NewExtentThatIsNotUsed_SeedLosesItsReference()
    {
        Inode inode = Files.Empty();
        inode.Faults.Arm(FaultPoint.AddOrdered, Errno.NoMemory);

        NewExtents.Begin(inode, inode.Extents.Find(0, Sector), 0, Sector, out ExtentMap fresh);

        Assert.Equal(1, fresh.References);
    }

    /// <summary>
    /// The seed turned the hole that it reused into the new extent while others could see it. Here nothing can: a map
    /// is the same from its making to its end, but for the count of its references.
    /// </summary>
    [Fact]
    public void MapThatOthersSee_CanNotBeChanged()
    {
        FieldInfo[] fields = typeof(ExtentMap).GetFields(
            BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);

        Assert.NotEmpty(fields);
        Assert.Equal(["_references"], from field in fields where !field.IsInitOnly select field.Name);
    }

    private static UserBuffer Buffer(int sectors) => new(new byte[sectors * Sector]);

    private static void AssertNothingIsUnderWay(Inode inode)
    {
        Assert.Equal((0, 0), (inode.OrderedExtents.Count, inode.Device.Pending));
        Assert.False(inode.IoTree.AnySet(0, long.MaxValue, ExtentBits.Locked | ExtentBits.Delalloc));
    }
}
