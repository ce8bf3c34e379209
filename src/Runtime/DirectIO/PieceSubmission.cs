using ExtentLock.Mapping;
using ExtentLock.Storage;

namespace ExtentLock.DirectIO;

/// <summary>
/// How pieces go to the device and come back: however one ends, its write is ended and all of its lock is given back.
/// Thread-safe.
/// </summary>
internal static class PieceSubmission
{
    /// <summary>A <see cref="SubmitPiece"/>.</summary>
    public static void Submit(DirectIoPiece piece)
    {
        Inode inode = piece.Inode;
        int error = inode.Faults.Take(FaultPoint.Submit);
        if (error != 0)
        {
            End(piece, error);
            return;
        }

        inode.Device.Submit(new DeviceRequest(
            piece.DiskStart, piece.Buffer, piece.IsWrite, ended => End(piece, ended)));
    }

    private static void End(DirectIoPiece piece, int error)
    {
        if (piece.IsWrite)
            piece.Inode.EndWrite(piece.Start, piece.End, error);

        if (piece.LockedEnd > piece.Start)
            piece.Inode.IoTree.Unlock(piece.Start, piece.LockedEnd);

        piece.Ended(error);
    }
}
