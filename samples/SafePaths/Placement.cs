using System;
using ExtentLock.Contracts;
using ExtentLock.DirectIO;
using ExtentLock.Mapping;

namespace ExtentLock.Samples.SafePaths;

/// <summary>
/// Gives a locked range that is to be written its place on the device: where it lies already, else a new one. The first
/// part of its reservation goes into the write.
/// </summary>
internal static class Placement
{
    /// <summary>
    /// Zero with everything before <paramref name="placedEnd"/> placed, or an error with nothing changed.
    /// </summary>
    [ReleasesOnAllPaths]
    [Releases("inode.Reservations", When = Outcome.Zero, Start = "start", End = "placedEnd")]
    public static int Begin(Inode inode, long start, long length, BlockMapping result, out long placedEnd)
    {
        placedEnd = start;
        int ret = inode.GetExtent(start, length, out ExtentMap map);
        if (ret != 0)
            return ret;

        try
        {
            if (map.NeedsBuffering)
                return Errno.NotBlockDevice;

            if (inode.CanWriteInPlace(map))
                return PlaceOver(inode, start, length, map, result, out placedEnd);

            return PlaceNew(inode, start, length, result, out placedEnd);
        }
        finally
        {
            map.Put();
        }
    }

    [ReleasesOnAllPaths]
    [Releases("inode.Reservations", When = Outcome.Zero, Start = "start", End = "placedEnd")]
    private static int PlaceOver(
        Inode inode, long start, long length, ExtentMap map, BlockMapping result, out long placedEnd)
    {
        placedEnd = start;
        TransactionHandle? transaction = inode.Transactions.Join();
        if (transaction is null)
            return PlaceNew(inode, start, length, result, out placedEnd);

        try
        {
            long mapped = Math.Min(length, map.End - start);
            int ret = inode.AddOrderedExtent(start, mapped, map);
            if (ret != 0)
                return ret;

            placedEnd = start + mapped;
            result.Publish(map, start, mapped);
            return 0;
        }
        finally
        {
            transaction.End();
        }
    }

    [ReleasesOnAllPaths]
    [Releases("inode.Reservations", When = Outcome.Zero, Start = "start", End = "placedEnd")]
    private static int PlaceNew(Inode inode, long start, long length, BlockMapping result, out long placedEnd)
    {
        placedEnd = start;
        int ret = inode.NewExtent(start, length, out ExtentMap map);
        if (ret != 0)
            return ret;

        try
        {
            placedEnd = start + map.Length;
            result.Publish(map, start, map.Length);
            return 0;
        }
        finally
        {
            map.Put();
        }
    }
}
