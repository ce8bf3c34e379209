using System;
using ExtentLock.Contracts;
using ExtentLock.DirectIO;
using ExtentLock.Mapping;

namespace ExtentLock.Samples.SafePaths;

/// <summary>
/// Locks a range while mapping it. First idiom: errors are return values, and every exit that still holds something
/// goes through one label. To be reported: nothing.
/// </summary>
public static class LabelledBlocks
{
    /// <summary>A <see cref="GetBlocks"/>.</summary>
    [ReleasesOnAllPaths(On = Exits.Returns | Exits.Throws)]
    [Acquires("inode.IoTree", When = Outcome.Zero, Start = "start", End = "result.LockedEnd")]
    public static int GetBlocksDirect(Inode inode, long start, long length, BlockMapping result, bool create)
    {
        long lockStart = start;
        long lockEnd = start + length;
        long mapped;
        int ret;

        if (create)
        {
            ret = inode.Reservations.Reserve(lockStart, lockEnd);
            if (ret != 0)
                return ret;
        }

        ret = RangeLock.Take(inode, lockStart, lockEnd, create, create ? "direct write" : "direct read");
        if (ret != 0)
        {
            if (create)
                inode.Reservations.Free(lockStart, lockEnd);

            // A page that can't be dropped is a case for buffered I/O, an error of the device is an error.
            return ret == Errno.Busy ? Errno.NotBlockDevice : ret;
        }

        if (create)
        {
            ret = inode.SetDelalloc(lockStart, lockEnd);
            if (ret != 0)
                goto unlock_err;
        }

        ret = inode.GetExtent(start, length, out ExtentMap map);
        if (ret != 0)
            goto unlock_err;

        if (map.NeedsBuffering)
        {
            map.Put();
            ret = Errno.NotBlockDevice;
            goto unlock_err;
        }

        if (!create && map.ReadsAsZeros)
        {
            map.Put();
            result.LockedEnd = start;
            ret = 0;
            goto unlock_err;
        }

        // What is mapped stays locked until its data has come, the rest is given back.
        if (!create)
        {
            mapped = Math.Min(length, map.End - start);
            result.Publish(map, start, mapped);
            map.Put();
            lockStart = start + mapped;
            result.LockedEnd = lockStart;
            ret = 0;
            goto unlock_err;
        }

        TransactionHandle? transaction = null;
        if (inode.CanWriteInPlace(map))
            transaction = inode.Transactions.Join();

        if (transaction is not null)
        {
            mapped = Math.Min(length, map.End - start);
            ret = inode.AddOrderedExtent(start, mapped, map);
            transaction.End();
            if (ret != 0)
            {
                map.Put();
                goto unlock_err;
            }

            inode.Reservations.Free(start + mapped, lockEnd);
        }
        else
        {
            map.Put();
            ret = inode.NewExtent(start, length, out map);
            if (ret != 0)
                goto unlock_err;

            mapped = map.Length;
            inode.Reservations.Free(start + mapped, lockEnd);
        }

        result.Publish(map, start, mapped);
        if (start + mapped > inode.Size)
            inode.Size = start + mapped;

        inode.IoTree.Unlock(lockStart, lockEnd);
        map.Put();
        result.LockedEnd = start;
        return 0;

    unlock_err:
        if (create)
            inode.Reservations.Free(lockStart, lockEnd);

        inode.IoTree.Unlock(lockStart, lockEnd);
        return ret;
    }
}
