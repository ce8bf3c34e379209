using ExtentLock.Contracts;
using ExtentLock.Extents;
using ExtentLock.Mapping;

namespace ExtentLock.Samples.SafePaths;

/// <summary>
/// Takes a range for direct I/O: nothing of it is in flight then, and before a write nothing of it is cached.
/// </summary>
internal static class RangeLock
{
    /// <summary>Zero with the range held, or an error of write-back or invalidation with nothing held.</summary>
    [ReleasesOnAllPaths(On = Exits.Returns | Exits.Throws)]
    [Acquires("inode.IoTree", When = Outcome.Zero, Start = "start", End = "end")]
    public static int Take(Inode inode, long start, long end, bool writing, string holder)
    {
        while (true)
        {
            inode.IoTree.Lock(start, end, holder);
            OrderedExtent? ordered = inode.OrderedExtents.Find(start, end);
            bool isCached = writing && inode.IoTree.AnySet(start, end, ExtentBits.Uptodate);
            if (ordered is null && !isCached)
                return 0;

            inode.IoTree.Unlock(start, end);
            if (ordered is not null)
            {
                inode.WaitForOrdered(ordered);
                continue;
            }

            int ret = inode.WriteBack(start, end);
            if (ret == 0)
                ret = inode.Invalidate(start, end);

            if (ret != 0)
                return ret;
        }
    }
}
