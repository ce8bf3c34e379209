using System;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Extents;
using ExtentLock.Storage;

namespace ExtentLock.Volumes;

/// <content>Clones: two places name the same data until one of them is written.</content>
public sealed partial class VolumeFile
{
    /// <summary>Makes a range of another file, or of this one, the same data as a range of this one, without copying
    /// them (FICLONERANGE). Whichever is written first gets space of its own then.</summary>
    /// <param name="offset">First byte, a multiple of 4096.</param>
    /// <param name="target">Where to; of the same volume, with the same promise about checksums.</param>
    /// <param name="targetOffset">First byte there, a multiple of 4096. What is there goes.</param>
    /// <param name="length">Bytes, a multiple of 4096; or up to the end of this file, if the range there ends the other
    /// file. It grows if it is shorter.</param>
    /// <param name="cancellation">Ends the wait for the ranges.</param>
    /// <exception cref="VolumeException">Misaligned, out of range (also: the ranges overlap, or this file ends before),
    /// incompatible, no space for metadata, or read-only.</exception>
    public async ValueTask CloneRangeAsync(
        long offset, VolumeFile target, long targetOffset, long length, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (CheckRange(offset, length) + CheckRange(targetOffset, length) == 0)
            return;

        using FileUse use = Use();
        using FileUse targetUse = target.Use();
        FileNode from = Node;
        FileNode to = target.Node;
        if (target._volume != _volume || from.HasChecksums != to.HasChecksums)
            throw new VolumeException(VolumeFault.Incompatible, "The files do not keep the same promises.");

        if (!VolumeFormat.IsWhole(offset) || !VolumeFormat.IsWhole(targetOffset))
            throw VolumeException.Misaligned(VolumeFormat.IsWhole(offset) ? targetOffset : offset, length);

        bool isOverlapping = from == to && Math.Abs(offset - targetOffset) < VolumeFormat.Up(length);
        if (isOverlapping)
            throw VolumeException.OutOfRange(targetOffset, length);

        ByteRange source = new(offset, VolumeFormat.Up(offset + length));
        ByteRange place = new(targetOffset, VolumeFormat.Up(targetOffset + length));
        for (bool isDone = false; !isDone;)
        {
            await _volume.Buffered.BringAsync(from, source.Start, source.End).ConfigureAwait(false);
            await _volume.Buffered.ChangeAsync(to, place.Start, place.End, async () => isDone =
                await TryCloneAsync(from, source, to, place, length, cancellation).ConfigureAwait(false), cancellation)
                .ConfigureAwait(false);
        }
    }

    /// <summary>False if somebody has written into the cache meanwhile what must go where it lies.</summary>
    private async ValueTask<bool> TryCloneAsync(
        FileNode from, ByteRange source, FileNode to, ByteRange place, long length, CancellationToken cancellation)
    {
        SpaceTicket ticket = await _volume.ReserveAsync(0, cancellation).ConfigureAwait(false);
        try
        {
            return await TryCloneLockedAsync(from, source, to, place, length, cancellation).ConfigureAwait(false);
        }
        finally
        {
            ticket.Release();
        }
    }

    private async ValueTask<bool> TryCloneLockedAsync(
        FileNode from, ByteRange source, FileNode to, ByteRange place, long length, CancellationToken cancellation)
    {
        if (from == to)
        {
            // One lock over both places: who waits for all of them stands between two, and they for him.
            ByteRange both = new(Math.Min(source.Start, place.Start), Math.Max(source.End, place.End));
            using RangeLease whole = await from.Ranges
                .LockAsync(both, label: "clone", cancellationToken: cancellation).ConfigureAwait(false);

            return TryClone(from, source, to, place, length);
        }

        // Two clones that go opposite ways must not wait for one another: the lower file first.
        (FileNode Node, ByteRange Range, RangeMode Mode) low = (from, source, RangeMode.Shared);
        (FileNode Node, ByteRange Range, RangeMode Mode) high = (to, place, RangeMode.Exclusive);
        if (from.Number > to.Number)
            (low, high) = (high, low);

        using RangeLease first = await low.Node.Ranges
            .LockAsync(low.Range, low.Mode, label: "clone", cancellationToken: cancellation).ConfigureAwait(false);

        using RangeLease second = await high.Node.Ranges
            .LockAsync(high.Range, high.Mode, label: "clone", cancellationToken: cancellation).ConfigureAwait(false);

        return TryClone(from, source, to, place, length);
    }

    private bool TryClone(FileNode from, ByteRange source, FileNode to, ByteRange place, long length)
    {
        if (_volume.Buffered.IsBoundToPlace(from, source.Start, source.End))
            return false;

        long end = source.Start + length;
        long targetEnd = place.Start + length;
        if (end > from.Size)
            throw VolumeException.OutOfRange(source.Start, length);

        if (!VolumeFormat.IsWhole(length) && (end != from.Size || targetEnd < to.Size))
            throw VolumeException.Misaligned(source.Start, length);

        _volume.Reshape(to, () => to.CloneFrom(from, source, place.Start), Math.Max(to.Size, targetEnd));
        return true;
    }
}
