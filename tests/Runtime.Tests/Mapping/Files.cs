using ExtentLock.Extents;
using ExtentLock.Mapping;
using ExtentLock.Storage;
using Xunit;

namespace ExtentLock.Tests.Mapping;

/// <summary>Files for tests: a device of 64 sectors, and what must hold when nothing is under way.</summary>
internal static class Files
{
    public const int Sector = Inode.SectorSize;
    public const long Metadata = SpaceReservation.MetadataPerExtent;

    public static Inode Empty(bool writesInPlace = false) =>
        new(new DeviceQueue(64 * Sector), new SpacePool(64 * Sector, 32 * Metadata)) { WritesInPlace = writesInPlace };

    /// <summary>Regular data over the first sectors.</summary>
    public static Inode Regular(int sectors, bool writesInPlace = false)
    {
        Inode inode = Empty(writesInPlace);
        Assert.Equal(0, inode.LayOut(ExtentKind.Regular, 0, sectors * Sector));
        return inode;
    }

    /// <summary>Leaves free runs of at most so many sectors.</summary>
    public static void Fragment(this SpacePool space, int sectors)
    {
        int all = (int)(space.FreeData / Sector);
        long first = long.MaxValue;
        for (int i = 0; i < all; i++)
        {
            space.Allocate(Sector, out long diskStart);
            first = long.Min(first, diskStart);
        }

        for (int i = 0; i < all; i++)
        {
            if (i % (sectors + 1) != sectors)
                space.Free(first + (i * Sector), Sector);
        }
    }

    public static void Drain(this DeviceQueue device)
    {
        while (device.CompleteNext())
        {
        }
    }

    /// <summary>Nothing locked, reserved, in flight, open or lost.</summary>
    public static void AssertAtRest(Inode inode)
    {
        Assert.DoesNotContain(inode.IoTree.Snapshot(), range => (range.Bits & ~ExtentBits.Uptodate) != 0);
        Assert.Equal((0, 0), (inode.Reservations.DataBytes, inode.Reservations.OutstandingExtents));
        Assert.Equal((0, 0), (inode.Space.ReservedData, inode.Space.ReservedMetadata));
        Assert.Equal(0, inode.OrderedExtents.Count);
        Assert.Equal(0, inode.Transactions.OpenHandles);
        Assert.Equal(0, inode.Device.Pending);
    }
}
