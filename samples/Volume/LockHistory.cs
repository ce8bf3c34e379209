using System;
using System.Collections.Generic;
using System.Linq;

namespace ExtentLock.Samples.VolumeTool;

/// <summary>A range that nobody else could use for a time.</summary>
/// <param name="Start">First byte in the file.</param>
/// <param name="End">One past the last byte.</param>
/// <param name="From">Microseconds, as in <see cref="TracedRequest"/>.</param>
/// <param name="To">Microseconds.</param>
internal sealed record HeldSpan(long Start, long End, double From, double To)
{
    public double Area => (End - Start) * (To - From);
}

/// <summary>What a request locks and when, in one of two ways, from the times of one trace.</summary>
/// <param name="Locked">Under the range lock; the spans don't overlap.</param>
/// <param name="Ordered">Not locked any more: an ordered extent tells others that a write is on its way.</param>
internal sealed record LockHistory(IReadOnlyList<HeldSpan> Locked, IReadOnlyList<HeldSpan> Ordered)
{
    /// <summary>The whole request is locked until its last piece has ended: btrfs before the patch of 2012, and the
    /// volume, which was traced.</summary>
    public static LockHistory OfWholeRequest(TracedRequest request) =>
        new([new HeldSpan(request.Start, request.End, request.Locked, request.Unlocked)], []);

    /// <summary>The patch: what is left of the request is locked to find where it lies; when the place of its first
    /// piece is known the rest is free again. A piece that is read stays locked until its data are there and compared
    /// with their checksums: each gets its part of what the volume needed for that at the end. A piece that is written
    /// is free as soon as it has an ordered extent, and so is a hole.</summary>
    public static LockHistory OfPatch(TracedRequest request)
    {
        List<HeldSpan> locked = [];
        List<HeldSpan> ordered = [];
        double verifying = VerifyingPerByte(request);
        foreach (TracedPiece piece in request.Pieces)
        {
            if (piece.End < request.End)
                locked.Add(new HeldSpan(piece.End, request.End, piece.Looked, piece.Mapped));

            double? read = request.IsWrite ? null : piece.Completed + (verifying * (piece.End - piece.Start));
            locked.Add(new HeldSpan(piece.Start, piece.End, piece.Looked, read ?? piece.Mapped));
            if (request.IsWrite && piece.Completed is { } completed)
                ordered.Add(new HeldSpan(piece.Start, piece.End, piece.Mapped, completed));
        }

        return new LockHistory(locked, ordered);
    }

    /// <summary>Bytes times time under the lock, as a part of what the whole request would have locked.</summary>
    public double ShareOf(TracedRequest request) =>
        Locked.Sum(span => span.Area) / (request.Length * (request.Unlocked - request.Locked));

    private static double VerifyingPerByte(TracedRequest request)
    {
        TracedPiece[] moved = [.. request.Pieces.Where(piece => piece.Completed is not null)];
        double last = moved.Max(piece => piece.Completed) ?? request.Unlocked;
        return (request.Unlocked - last) / Math.Max(1, moved.Sum(piece => piece.End - piece.Start));
    }
}
