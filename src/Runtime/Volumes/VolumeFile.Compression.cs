using System;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Extents;
using ExtentLock.Storage;

namespace ExtentLock.Volumes;

/// <content>Compressed data.</content>
public sealed partial class VolumeFile
{
    /// <summary>Rewrites a range compressed, piece by piece of 128 KiB, where that saves a sector at least. Reads of it
    /// take the buffered side from then on; what is written to it is not compressed.</summary>
    /// <param name="offset">First byte; rounded out to sectors, as the end is.</param>
    /// <param name="length">Bytes; <see cref="long.MaxValue"/> for all that follow.</param>
    /// <param name="cancellation">Heeded between two pieces.</param>
    /// <returns>Bytes of the device that were saved.</returns>
    /// <exception cref="VolumeException">The file has no checksums, out of range, no space, a checksum is wrong, or
    /// read-only.</exception>
    public async ValueTask<long> CompressAsync(
        long offset = 0, long length = long.MaxValue, CancellationToken cancellation = default)
    {
        length = Math.Min(length, VolumeFormat.LongestFile - Math.Max(offset, 0));
        CheckRange(offset, length);
        using FileUse use = Use();
        FileNode node = _node;
        if (!node.HasChecksums)
            throw new VolumeException(VolumeFault.Incompatible, "What is overwritten in place is not compressed.");

        long saved = 0;
        long end = VolumeFormat.Up(Math.Min(offset + length, node.Size));
        for (long start = VolumeFormat.Down(offset); start < end; start += VolumeFormat.LongestCompressed)
        {
            cancellation.ThrowIfCancellationRequested();
            long from = start;
            long to = Math.Min(end, start + VolumeFormat.LongestCompressed);
            await _volume.Buffered.ChangeAsync(node, from, to, async () =>
                saved += await CompressStepAsync(node, from, to, cancellation).ConfigureAwait(false), cancellation)
                .ConfigureAwait(false);
        }

        return saved;
    }

    private async ValueTask<long> CompressStepAsync(
        FileNode node, long start, long end, CancellationToken cancellation)
    {
        SpaceTicket ticket = await _volume.ReserveAsync(end - start, cancellation).ConfigureAwait(false);
        try
        {
            using SectorBuffer data = new(_volume, (int)(end - start));
            using SectorBuffer packed = new(_volume, (int)(end - start));
            using RangeLease lease = await node.Ranges
                .LockAsync(new ByteRange(start, end), label: "compress", cancellationToken: cancellation)
                .ConfigureAwait(false);

            bool isPlain = node.BytesWithoutSpace(start, end, willPunch: false) == 0
                && !node.NeedsBuffering(start, end) && end <= VolumeFormat.Up(node.Size);
            return isPlain
                ? await _volume.CompressAsync(node, start, data.Memory, packed.Memory, ticket).ConfigureAwait(false)
                : 0;
        }
        finally
        {
            ticket.Release();
        }
    }
}
