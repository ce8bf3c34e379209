using System;
using ExtentLock.Contracts;
using ExtentLock.DirectIO;
using ExtentLock.Mapping;

namespace ExtentLock.Samples.SeedAsPublished;

/// <summary>
/// Locks a range while mapping it, with every exit routed through a label, as the change was published in 2012. Does
/// not build: it still leaks.
/// </summary>
/// <remarks>
/// To be reported, two EXL1001, and nothing else:
/// <list type="bullet">
/// <item>
/// the range lock fails (<c>return Errno.NotBlockDevice</c>): the reservation that was taken before it is lost;
/// </item>
/// <item>a write got less than it asked for (<c>return 0</c>): the reservation behind the mapped part is lost. Clearing
/// the delalloc state gives the data half back, the metadata half stays reserved.</item>
/// </list>
/// Also wrong as published, but no lock is left behind, so no rule of ours sees it:
/// <list type="bullet">
/// <item>the reservation may wait for an ordered extent of this very request that is not at the device yet;</item>
/// <item>whatever goes wrong with write-back, the caller reads that the range needs buffered I/O;</item>
/// <item>
/// a failed ordered extent goes into a variable of its own, and the call returns success with nothing mapped;
/// </item>
/// <item>a hole locks and searches the whole rest of the request for each sector of zeros;</item>
/// <item>the file grows before its data is on the device.</item>
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

        // It can only be the page cache that stands in the way, so buffered I/O has to do it.
        if (RangeLock.Take(inode, lockStart, lockEnd, create, create ? "direct write" : "direct read") != 0)
            return Errno.NotBlockDevice;

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

        if (!create)
        {
            mapped = Math.Min(length, map.End - start);
            lockStart = start + mapped;
            goto unlock;
        }

        TransactionHandle? transaction = null;
        if (inode.CanWriteInPlace(map))
            transaction = inode.Transactions.Join();

        if (transaction is not null)
        {
            mapped = Math.Min(length, map.End - start);
            int added = inode.AddOrderedExtent(start, mapped, map);
            transaction.End();
            if (added != 0)
            {
                map.Put();
                goto unlock_err;
            }

            goto unlock;
        }

        ret = NewExtents.Begin(inode, map, start, length, out map);
        if (ret != 0)
            goto unlock_err;

        mapped = Math.Min(length, map.End - start);

    unlock:
        result.Publish(map, start, mapped);
        if (create && start + mapped > inode.Size)
            inode.Size = start + mapped;

        // A write is done with the whole range, a read with what lies behind the mapped part.
        if (lockStart < lockEnd)
        {
            if (create)
                inode.ClearDelalloc(lockStart, lockEnd);

            inode.IoTree.Unlock(lockStart, lockEnd);
        }

        map.Put();
        result.LockedEnd = lockStart;
        return 0;

    unlock_err:
        if (create)
            inode.Reservations.Free(lockStart, lockEnd);

        inode.IoTree.Unlock(lockStart, lockEnd);
        return ret;
    }
}
