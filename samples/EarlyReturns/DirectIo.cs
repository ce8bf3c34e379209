using System;
using ExtentLock.Contracts;
using ExtentLock.DirectIO;
using ExtentLock.Mapping;

namespace ExtentLock.Samples.EarlyReturns;

/// <summary>
/// A direct read as it was when the whole request was locked first: two clean-ups stand after the loop, and a read that
/// was queued leaves past both. Does not build: that return is refused.
/// </summary>
/// <remarks>
/// To be reported, one EXL1001 and nothing else: the return of a queued read, lock. The loop queues a read even if it
/// is short, so what lies behind the end of the file is never sent to the device, and nobody gives it back.
/// </remarks>
public static class DirectIo
{
    /// <summary>Reads whole sectors.</summary>
    /// <param name="inode">The file.</param>
    /// <param name="offset">First byte.</param>
    /// <param name="buffer">Filled from its start.</param>
    /// <param name="completion">Null to wait for the data.</param>
    /// <param name="reader">Label of the lock.</param>
    /// <returns>Bytes read; zero if direct I/O can't do it; <see cref="Errno.Queued"/>; or another error.</returns>
    [ReleasesOnAllPaths(On = Exits.Returns | Exits.Throws)]
    public static long Read(Inode inode, long offset, Memory<byte> buffer, IoCompletion? completion, string reader)
    {
        long end = offset + buffer.Length;
        if (!DirectIoLoop.IsAligned(offset, buffer.Length))
            return 0;

        int error = RangeLock.Take(inode, offset, end, writing: false, reader);
        if (error != 0)
            return error;

        long ret = DirectIoLoop.ReadUnderLock(inode, offset, buffer, MapBlocks, completion);
        if (ret == Errno.Queued)
            return ret;

        if (ret < 0)
            goto unlock_err;

        // The rest is for buffered I/O, or lies behind the end of the file.
        inode.IoTree.Unlock(offset + ret, end);
        return ret;

    unlock_err:
        inode.IoTree.Unlock(offset, end);
        return ret;
    }

    /// <summary>Maps what the caller of the loop has locked, for reading.</summary>
    [ReleasesOnAllPaths(On = Exits.Returns | Exits.Throws)]
    private static int MapBlocks(Inode inode, long start, long length, BlockMapping result, bool create)
    {
        int ret = inode.GetExtent(start, length, out ExtentMap map);
        if (ret != 0)
            return ret;

        if (map.NeedsBuffering)
        {
            map.Put();
            return Errno.NotBlockDevice;
        }

        long mapped = Inode.SectorSize;
        if (!map.ReadsAsZeros)
        {
            mapped = Math.Min(length, map.End - start);
            result.Publish(map, start, mapped);
        }

        map.Put();
        result.LockedEnd = start + mapped;
        return 0;
    }
}
