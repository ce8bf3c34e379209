using ExtentLock.Contracts;
using ExtentLock.Extents;
using ExtentLock.Mapping;

namespace ExtentLock.Samples.SafePaths;

/// <summary>
/// Takes a range for direct I/O as <see cref="RangeLock"/> does, and holds nothing either if a call in between throws.
/// </summary>
internal static class ScopedRangeLock
{
    /// <summary>Zero with the range held, or an error of write-back or invalidation with nothing held.</summary>
    [ReleasesOnAllPaths]
    [Acquires("inode.IoTree", When = Outcome.Zero, Start = "start", End = "end")]
    public static int Take(Inode inode, long start, long end, bool writing, string holder)
    {
        while (true)
        {
            bool isKept = false;
            OrderedExtent? ordered;
            inode.IoTree.Lock(start, end, holder);
            try
            {
                ordered = inode.OrderedExtents.Find(start, end);
                bool isCached = writing && inode.IoTree.AnySet(start, end, ExtentBits.Uptodate);
                isKept = ordered is null && !isCached;
                if (isKept)
                    return 0;
            }
            finally
            {
                if (!isKept)
                    inode.IoTree.Unlock(start, end);
            }

            int ret = MakeRoom(inode, start, end, ordered);
            if (ret != 0)
                return ret;
        }
    }

    private static int MakeRoom(Inode inode, long start, long end, OrderedExtent? ordered)
    {
        if (ordered is not null)
        {
            inode.WaitForOrdered(ordered);
            return 0;
        }

        int ret = inode.WriteBack(start, end);
        return ret == 0 ? inode.Invalidate(start, end) : ret;
    }
}
