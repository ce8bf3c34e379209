using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Extents;
using ExtentLock.Mapping;

namespace ExtentLock.Volumes;

/// <content>Where a file has data. Each sees the file as it is between the writes to the range it asks about.</content>
public sealed partial class VolumeFile
{
    /// <summary>The pieces of a range, in its order; what is not among them is a hole (fiemap).</summary>
    /// <param name="offset">First byte.</param>
    /// <param name="length">Bytes; <see cref="long.MaxValue"/> for all that follow.</param>
    /// <param name="cancellation">Ends the wait for the range.</param>
    /// <exception cref="VolumeException">Out of range, or no space for what was written into the cache.</exception>
    /// <exception cref="Storage.BlockDeviceException">What was written into the cache could not be
    /// written.</exception>
    public async ValueTask<IReadOnlyList<FileRegion>> RegionsAsync(
        long offset = 0, long length = long.MaxValue, CancellationToken cancellation = default)
    {
        length = Math.Min(length, VolumeFormat.LongestFile - Math.Max(offset, 0));
        List<FileRegion> found = [];
        if (CheckRange(offset, length) == 0)
            return found;

        using FileUse use = Use();
        FileNode node = _node;
        long end = offset + length;
        await _volume.Buffered.BringAsync(node, offset, end).ConfigureAwait(false);
        using RangeLease lease = await node.Ranges
            .LockAsync(new ByteRange(offset, end), RangeMode.Shared, label: "regions", cancellationToken: cancellation)
            .ConfigureAwait(false);

        for (long next = offset; node.TryNext(next, out FilePiece piece) && piece.Start < end; next = piece.End)
        {
            bool isShared = piece.HasDisk && _volume.Space.Shared.Of(piece.DiskStart) > 1;
            bool isPlain = piece.HasDisk && piece.Kind != ExtentKind.Compressed;
            long disk = isPlain ? piece.DiskOf(piece.Start) : piece.DiskStart;
            found.Add(new FileRegion(piece.Start, piece.Length, piece.Kind, disk, isShared));
        }

        return found;
    }

    /// <summary>The first byte at or behind a place that has data (SEEK_DATA).</summary>
    /// <param name="offset">Where to begin.</param>
    /// <param name="cancellation">Ends the wait for the range.</param>
    /// <exception cref="VolumeException">There is none before the end (<see
    /// cref="VolumeFault.NothingThere"/>).</exception>
    public async ValueTask<long> SeekDataAsync(long offset, CancellationToken cancellation = default)
    {
        foreach (FileRegion region in await RegionsAsync(offset, cancellation: cancellation).ConfigureAwait(false))
        {
            long found = Math.Max(region.Start, offset);
            if (region.Kind != ExtentKind.Prealloc && found < Length)
                return found;
        }

        throw new VolumeException(VolumeFault.NothingThere, $"There are no data at or behind {offset}.");
    }

    /// <summary>The first byte at or behind a place that has none, and be it the end (SEEK_HOLE).</summary>
    /// <param name="offset">Where to begin.</param>
    /// <param name="cancellation">Ends the wait for the range.</param>
    /// <exception cref="VolumeException">It is not inside the file
    /// (<see cref="VolumeFault.NothingThere"/>).</exception>
    public async ValueTask<long> SeekHoleAsync(long offset, CancellationToken cancellation = default)
    {
        long size = Length;
        if (offset >= size)
            throw new VolumeException(VolumeFault.NothingThere, $"{offset} is behind the end of the file.");

        long at = offset;
        foreach (FileRegion region in await RegionsAsync(offset, cancellation: cancellation).ConfigureAwait(false))
        {
            if (region.Start > at || region.Kind == ExtentKind.Prealloc)
                break;

            at = region.End;
        }

        return Math.Min(at, size);
    }
}
