using System;
using System.Collections.Generic;
using System.Linq;
using ExtentLock.DirectIO;
using ExtentLock.Extents;
using ExtentLock.Mapping;
using ExtentLock.Tests.Mapping;
using Xunit;
using static ExtentLock.Tests.Mapping.Files;

namespace ExtentLock.Tests.Samples;

/// <summary>
/// Walks a block mapper to each of its exits: a file of two regular sectors, eight asked for, and one thing in the way.
/// </summary>
internal static class Exits
{
    public const long Asked = 8 * Sector;

    private static readonly Dictionary<string, Func<Inode>> s_files = new()
    {
        ["nothing in the way"] = () => Files.Regular(2),
        ["no space"] = NoSpace,
        ["write-back fails"] = () => Cached(FaultPoint.WriteBack, Errno.InputOutput),
        ["page can't be dropped"] = () => Cached(FaultPoint.Invalidate, Errno.Busy),
        ["delalloc fails"] = () => Failing(FaultPoint.SetDelalloc, Errno.NoMemory),
        ["lookup fails"] = () => Failing(FaultPoint.Lookup, Errno.InputOutput),
        ["inline"] = () => Of(ExtentKind.Inline),
        ["compressed"] = () => Of(ExtentKind.Compressed),
        ["hole"] = () => Files.Empty(),
        ["preallocated"] = () => Of(ExtentKind.Prealloc),
        ["in place"] = () => Files.Regular(2, writesInPlace: true),
        ["in place, transaction fails"] = () => Failing(FaultPoint.Join, Errno.NoMemory, writesInPlace: true),
        ["in place, ordered extent fails"] = () => Failing(FaultPoint.AddOrdered, Errno.NoMemory, writesInPlace: true),
        ["new extent, transaction fails"] = () => Failing(FaultPoint.Join, Errno.NoMemory),
        ["new extent, allocation fails"] = () => Failing(FaultPoint.Allocate, Errno.NoSpace),
        ["new extent, ordered extent fails"] = () => Failing(FaultPoint.AddOrdered, Errno.NoMemory),
        ["new extent is shorter"] = Fragmented,
    };

    /// <summary>Every name, for a read and for a write.</summary>
    public static TheoryData<string, bool> All
    {
        get
        {
            TheoryData<string, bool> exits = [];
            foreach (string name in s_files.Keys)
            {
                exits.Add(name, false);
                exits.Add(name, true);
            }

            return exits;
        }
    }

    /// <summary>Maps the first eight sectors, and returns the file with what came out.</summary>
    public static (Inode Inode, int Result, BlockMapping Mapping) Walk(GetBlocks getBlocks, string exit, bool create)
    {
        Inode inode = s_files[exit]();
        BlockMapping mapping = new();
        int result = getBlocks(inode, 0, Asked, mapping, create);
        return (inode, result, mapping);
    }

    /// <summary>Ranges that are locked, as <c>start-end</c> in sectors.</summary>
    public static string Locked(Inode inode) => string.Join(
        ' ',
        from range in inode.IoTree.Snapshot()
        where (range.Bits & ExtentBits.Locked) != 0
        select $"{range.Start / Sector}-{range.End / Sector}");

    /// <summary>
    /// Ends the write that a mapper has begun, as the device would, then looks at what is still reserved.
    /// </summary>
    public static int ReservedExtents(Inode inode)
    {
        inode.EndWrite(0, Asked, error: 0);
        return inode.Reservations.OutstandingExtents;
    }

    private static Inode Of(ExtentKind kind)
    {
        Inode inode = Files.Empty();
        Assert.Equal(0, inode.LayOut(kind, 0, 2 * Sector));
        return inode;
    }

    private static Inode Failing(FaultPoint point, int error, bool writesInPlace = false)
    {
        Inode inode = Files.Regular(2, writesInPlace);
        inode.Faults.Arm(point, error);
        return inode;
    }

    private static Inode Cached(FaultPoint point, int error)
    {
        Inode inode = Failing(point, error);
        inode.IoTree.SetBits(0, 2 * Sector, ExtentBits.Uptodate);
        return inode;
    }

    private static Inode NoSpace()
    {
        Inode inode = Files.Regular(2);
        inode.Space.Allocate(inode.Space.FreeData, out _);
        return inode;
    }

    private static Inode Fragmented()
    {
        Inode inode = Files.Regular(2);
        inode.Space.Fragment(3);
        return inode;
    }
}
