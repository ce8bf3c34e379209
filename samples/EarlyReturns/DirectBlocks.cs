using System;
using ExtentLock.Contracts;
using ExtentLock.DirectIO;
using ExtentLock.Mapping;

namespace ExtentLock.Samples.EarlyReturns;

/// <summary>
/// Locks a range while mapping it, and leaves by the early returns of a time when somebody else cleaned up. Does not
/// build: each of those returns is refused.
/// </summary>
/// <remarks>
/// To be reported, ten EXL1001 at six returns, and nothing else:
/// <list type="table">
/// <item><term>the lookup fails</term><description>lock, reservation</description></item>
/// <item><term>inline or compressed</term><description>lock, reservation</description></item>
/// <item><term>read of a hole</term><description>lock, all but the first sector</description></item>
/// <item><term>read of a shorter extent</term><description>lock, from where the extent ends</description></item>
/// <item><term>the ordered extent fails</term><description>lock, reservation</description></item>
/// <item><term>the new extent fails</term><description>lock, reservation</description></item>
/// </list>
/// </remarks>
public static class DirectBlocks
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

            return Errno.NotBlockDevice;
        }

        if (create)
        {
            ret = inode.SetDelalloc(lockStart, lockEnd);
            if (ret != 0)
                goto unlock_err;
        }

        ret = inode.GetExtent(start, length, out ExtentMap map);
        if (ret != 0)
            return ret;

        // The data is in the metadata, or its blocks are not the file's bytes.
        if (map.NeedsBuffering)
        {
            map.Put();
            return Errno.NotBlockDevice;
        }

        // The loop fills one sector with zeros and asks again, so one sector is what this call is done with.
        if (!create && map.ReadsAsZeros)
        {
            map.Put();
            inode.IoTree.Unlock(start, start + Inode.SectorSize);
            result.LockedEnd = start;
            return 0;
        }

        // What is mapped stays locked until its data has come.
        if (!create)
        {
            mapped = Math.Min(length, map.End - start);
            result.Publish(map, start, mapped);
            map.Put();
            lockStart = start + mapped;
            result.LockedEnd = lockStart;
            return 0;
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
                return ret;
            }

            inode.Reservations.Free(start + mapped, lockEnd);
        }
        else
        {
            map.Put();
            ret = inode.NewExtent(start, length, out map);
            if (ret != 0)
                return ret;

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
