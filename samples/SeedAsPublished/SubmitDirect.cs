using ExtentLock.DirectIO;
using ExtentLock.Mapping;
using ExtentLock.Storage;

namespace ExtentLock.Samples.SeedAsPublished;

/// <summary>
/// Sends mapped pieces to the device, as the code around the change did it: what was mapped and not sent is nobody's.
/// </summary>
/// <remarks>
/// To be reported: nothing. It gives locks back and takes none, and each of the following is a way not to:
/// <list type="bullet">
/// <item>a read that can't be sent ends like any other read, but for the lock on its range;</item>
/// <item>a read that broke off in the middle of its mapping unlocks what was sent, the rest stays locked;</item>
/// <item>a write that failed on the device leaves before its ordered extent is told.</item>
/// </list>
/// The checksum of a write is that of its memory when it is sent, whatever the device takes from there later.
/// </remarks>
internal static class SubmitDirect
{
    /// <summary>A <see cref="SubmitPiece"/>.</summary>
    public static void Submit(DirectIoPiece piece)
    {
        int ret = piece.Inode.Faults.Take(FaultPoint.Submit);
        if (ret != 0)
            goto free_ordered;

        uint[] sums = piece.IsWrite ? SectorChecksums.Compute(piece.Buffer.Span) : [];
        piece.Inode.Device.Submit(new DeviceRequest(piece.DiskStart, piece.Buffer, piece.IsWrite, error =>
        {
            if (piece.IsWrite)
                EndWrite(piece, sums, error);
            else
                EndRead(piece, error);
        }));
        return;

    free_ordered:
        if (piece.IsWrite)
            piece.Inode.EndWrite(piece.Start, piece.End, ret);

        piece.Ended(ret);
    }

    private static void EndRead(DirectIoPiece piece, int error)
    {
        if (error == 0 && !piece.Inode.Checksums.Match(piece.Start, piece.Buffer.Span))
            error = Errno.InputOutput;

        piece.Inode.IoTree.Unlock(piece.Start, piece.End);
        piece.Ended(error);
    }

    private static void EndWrite(DirectIoPiece piece, uint[] sums, int error)
    {
        if (error != 0)
            goto out_done;

        piece.Inode.Checksums.Store(piece.Start, sums);
        piece.Inode.EndWrite(piece.Start, piece.End, error);

    out_done:
        piece.Ended(error);
    }
}
