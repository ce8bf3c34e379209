using System;
using ExtentLock.Contracts;
using ExtentLock.DirectIO;
using ExtentLock.Mapping;

namespace ExtentLock.Samples.SafePaths;

/// <summary>
/// Locks a range while mapping it. Second idiom: whatever is acquired stands right before its <c>try</c>, so it is
/// given back even if a call throws. To be reported: nothing.
/// </summary>
public static class ScopedBlocks
{
    /// <summary>A <see cref="GetBlocks"/>.</summary>
    [ReleasesOnAllPaths]
    [Acquires("inode.IoTree", When = Outcome.Zero, Start = "start", End = "result.LockedEnd")]
    public static int GetBlocksDirect(Inode inode, long start, long length, BlockMapping result, bool create)
    {
        if (create)
            return MapForWriting(inode, start, length, result);

        return MapForReading(inode, start, length, result);
    }

    [ReleasesOnAllPaths]
    [Acquires("inode.IoTree", When = Outcome.Zero, Start = "start", End = "result.LockedEnd")]
    private static int MapForReading(Inode inode, long start, long length, BlockMapping result)
    {
        long end = start + length;
        int ret = ScopedRangeLock.Take(inode, start, end, writing: false, "direct read");
        if (ret != 0)
            return ret;

        // What is mapped stays locked until its data has come.
        long keptEnd = start;
        try
        {
            ret = inode.GetExtent(start, length, out ExtentMap map);
            if (ret != 0)
                return ret;

            try
            {
                if (map.NeedsBuffering)
                    return Errno.NotBlockDevice;

                if (map.ReadsAsZeros)
                    return 0;

                long mapped = Math.Min(length, map.End - start);
                result.Publish(map, start, mapped);
                keptEnd = start + mapped;
                return 0;
            }
            finally
            {
                map.Put();
            }
        }
        finally
        {
            inode.IoTree.Unlock(keptEnd, end);
            result.LockedEnd = keptEnd;
        }
    }

    [ReleasesOnAllPaths]
    private static int MapForWriting(Inode inode, long start, long length, BlockMapping result)
    {
        long end = start + length;
        int ret = inode.Reservations.Reserve(start, end);
        if (ret != 0)
            return ret;

        long unused = start;
        try
        {
            ret = ScopedRangeLock.Take(inode, start, end, writing: true, "direct write");
            if (ret != 0)
                return ret == Errno.Busy ? Errno.NotBlockDevice : ret;

            try
            {
                ret = inode.SetDelalloc(start, end);
                if (ret != 0)
                    return ret;

                ret = Placement.Begin(inode, start, length, result, out long placedEnd);
                if (ret != 0)
                    return ret;

                unused = placedEnd;
                inode.Size = Math.Max(inode.Size, placedEnd);
                return 0;
            }
            finally
            {
                inode.IoTree.Unlock(start, end);
            }
        }
        finally
        {
            inode.Reservations.Free(unused, end);
        }
    }
}
