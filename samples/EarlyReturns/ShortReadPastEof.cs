using System;
using ExtentLock.DirectIO;
using ExtentLock.Mapping;
using ExtentLock.Storage;

namespace ExtentLock.Samples.EarlyReturns;

/// <summary>
/// What a return that forgets its lock does at run time: a read past the end of a file, and then another one.
/// </summary>
/// <remarks>To be reported: nothing.</remarks>
public static class ShortReadPastEof
{
    /// <summary>How it went.</summary>
    /// <param name="FirstRead">Bytes that the first reader got.</param>
    /// <param name="Completed">True if the second reader got the range in time, and read it.</param>
    /// <param name="Dump">The range tree when the second reader had got it, or had given up.</param>
    public sealed record Outcome(long FirstRead, bool Completed, string Dump);

    /// <summary>
    /// Reads four sectors of a file of two, asynchronously, lets the device finish, and reads them again.
    /// </summary>
    /// <param name="wait">How long the second reader waits for the range.</param>
    public static Outcome Run(TimeSpan wait)
    {
        const int End = 4 * Inode.SectorSize;
        DeviceQueue device = new(16 * Inode.SectorSize);
        Inode inode = new(device, new SpacePool(16 * Inode.SectorSize, 16 * SpaceReservation.MetadataPerExtent));
        inode.LayOut(ExtentKind.Regular, 0, 2 * Inode.SectorSize);

        IoCompletion first = new();
        DirectIo.Read(inode, 0, new byte[End], first, "first reader");
        while (device.CompleteNext())
        {
        }

        bool isFree = inode.IoTree.TryLock(0, End, "second reader", wait);
        string dump;
        try
        {
            dump = inode.IoTree.Dump();
        }
        finally
        {
            if (isFree)
                inode.IoTree.Unlock(0, End);
        }

        if (isFree)
            DirectIo.Read(inode, 0, new byte[End], completion: null, "second reader");

        return new Outcome(first.Result, isFree, dump);
    }
}
