using System;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Extents;
using ExtentLock.Storage;

namespace ExtentLock.Volumes;

/// <content>Changes of a file's shape. Each waits for the reads and writes in its range, and they for it.</content>
public sealed partial class VolumeFile
{
    /// <summary>Cuts the file off, or extends it by zeros; blocks the thread.</summary>
    /// <inheritdoc cref="SetLengthAsync"/>
    public void SetLength(long length) => SetLengthAsync(length).AsTask().GetAwaiter().GetResult();

    /// <summary>Cuts the file off, or extends it by zeros.</summary>
    /// <param name="length">Its new length in bytes.</param>
    /// <param name="cancellation">Ends the wait for the range.</param>
    /// <exception cref="VolumeException">Out of range, no space, or read-only.</exception>
    public async ValueTask SetLengthAsync(long length, CancellationToken cancellation = default)
    {
        CheckRange(length, 0);
        using FileUse use = Use();
        FileNode node = _node;
        await _volume.Buffered.ChangeAsync(
            node, Math.Min(node.Size, length), long.MaxValue, () => ResizeAsync(node, length, cancellation), cancellation)
            .ConfigureAwait(false);
    }

    private async ValueTask ResizeAsync(FileNode node, long length, CancellationToken cancellation)
    {
        SpaceTicket ticket = await _volume.ReserveAsync(EdgeBytes(length), cancellation).ConfigureAwait(false);
        try
        {
            using RangeLease lease = await LockFromAsync(node, length, cancellation).ConfigureAwait(false);
            if (length < node.Size && !VolumeFormat.IsWhole(length))
                await _volume.ZeroAsync(node, length, VolumeFormat.Up(length), ticket).ConfigureAwait(false);

            _volume.Reshape(node, () => node.Drop(VolumeFormat.Up(length), long.MaxValue), length);
        }
        finally
        {
            ticket.Release();
        }
    }

    /// <summary>Makes a range read as zeros and frees its space (FALLOC_FL_PUNCH_HOLE). The length stays.</summary>
    /// <param name="offset">First byte.</param>
    /// <param name="length">Bytes; parts of sectors are written as zeros.</param>
    /// <param name="cancellation">Ends the wait for the range.</param>
    /// <exception cref="VolumeException">Out of range, no space, or read-only.</exception>
    public async ValueTask PunchHoleAsync(long offset, long length, CancellationToken cancellation = default)
    {
        if (CheckRange(offset, length) == 0)
            return;

        using FileUse use = Use();
        FileNode node = _node;
        await _volume.Buffered.ChangeAsync(
            node, offset, offset + length, () => PunchHoleAsync(node, offset, length, cancellation), cancellation)
            .ConfigureAwait(false);
    }

    private async ValueTask PunchHoleAsync(
        FileNode node, long offset, long length, CancellationToken cancellation)
    {
        SpaceTicket ticket = await _volume
            .ReserveAsync(EdgeBytes(offset) + EdgeBytes(offset + length), cancellation).ConfigureAwait(false);

        try
        {
            using RangeLease lease = await LockAsync(node, offset, offset + length, cancellation).ConfigureAwait(false);
            await PunchAsync(node, offset, offset + length, ticket).ConfigureAwait(false);
        }
        finally
        {
            ticket.Release();
        }
    }

    /// <summary>Sets space aside for a range that has none (fallocate): it reads as zeros, and writes to it need no
    /// new.</summary>
    /// <param name="offset">First byte.</param>
    /// <param name="length">Bytes; rounded out to sectors.</param>
    /// <param name="keepLength">Whether the file's length stays if the range reaches behind it.</param>
    /// <param name="cancellation">Ends the wait for the range.</param>
    /// <exception cref="VolumeException">Out of range, no space, or read-only.</exception>
    public ValueTask AllocateAsync(
        long offset, long length, bool keepLength = false, CancellationToken cancellation = default) =>
        CheckRange(offset, length) == 0
            ? default
            : AllocateAsync(offset, offset + length, isZeroed: false, keepLength, cancellation);

    /// <summary>Makes a range read as zeros and keeps space set aside for it (FALLOC_FL_ZERO_RANGE).</summary>
    /// <param name="offset">First byte.</param>
    /// <param name="length">Bytes; parts of sectors are written as zeros.</param>
    /// <param name="keepLength">Whether the file's length stays if the range reaches behind it.</param>
    /// <param name="cancellation">Ends the wait for the range.</param>
    /// <exception cref="VolumeException">Out of range, no space, or read-only.</exception>
    public ValueTask ZeroRangeAsync(
        long offset, long length, bool keepLength = false, CancellationToken cancellation = default) =>
        CheckRange(offset, length) == 0
            ? default
            : AllocateAsync(offset, offset + length, isZeroed: true, keepLength, cancellation);

    private static long CheckRange(long offset, long length) =>
        offset >= 0 && length >= 0 && offset <= VolumeFormat.LongestFile - length
            ? length
            : throw VolumeException.OutOfRange(offset, length);

    /// <summary>What zeros for the part of a sector may take: nothing is needed to cut at a whole one, even on a full
    /// volume.</summary>
    private static long EdgeBytes(long position) => VolumeFormat.IsWhole(position) ? 0 : VolumeFormat.Sector;

    [Contracts.Acquires("return")]
    private static ValueTask<RangeLease> LockAsync(
        FileNode node, long start, long end, CancellationToken cancellation) => node.Ranges.LockAsync(
        new ByteRange(VolumeFormat.Down(start), VolumeFormat.Up(end)),
        label: "change",
        cancellationToken: cancellation);

    /// <summary>Everything from the old or the new end on, whichever comes first.</summary>
    [Contracts.Acquires("return")]
    private static async ValueTask<RangeLease> LockFromAsync(
        FileNode node, long length, CancellationToken cancellation)
    {
        while (true)
        {
            long start = VolumeFormat.Down(Math.Min(node.Size, length));
            RangeLease lease = await node.Ranges
                .LockAsync(new ByteRange(start, long.MaxValue), label: "truncate", cancellationToken: cancellation)
                .ConfigureAwait(false);

            if (node.Size >= start)
                return lease;

            lease.Release();
        }
    }

    private async ValueTask AllocateAsync(
        long offset, long end, bool isZeroed, bool keepLength, CancellationToken cancellation)
    {
        using FileUse use = Use();
        FileNode node = _node;

        // What is more than the device has is there after nobody's end.
        long needed = node.BytesWithoutSpace(offset, end, isZeroed);
        if (needed > _volume.Capacity)
            throw _volume.NoSpace(needed);

        await _volume.Buffered.ChangeAsync(
            node, offset, end, () => AllocateAsync(node, offset, end, isZeroed, keepLength, cancellation), cancellation)
            .ConfigureAwait(false);
    }

    private async ValueTask AllocateAsync(
        FileNode node, long offset, long end, bool isZeroed, bool keepLength, CancellationToken cancellation)
    {
        while (true)
        {
            long edges = EdgeBytes(offset) + EdgeBytes(end);
            long needed = Math.Min(node.BytesWithoutSpace(offset, end, isZeroed), long.MaxValue - edges) + edges;
            SpaceTicket ticket = await _volume.ReserveAsync(needed, cancellation).ConfigureAwait(false);
            try
            {
                using RangeLease lease = await LockAsync(node, offset, end, cancellation).ConfigureAwait(false);
                if (edges + node.BytesWithoutSpace(offset, end, isZeroed) > needed)
                    continue;

                if (isZeroed)
                    await PunchAsync(node, offset, end, ticket).ConfigureAwait(false);

                long size = keepLength ? node.Size : Math.Max(node.Size, end);
                _volume.Reshape(node, () => _volume.FillHoles(node, offset, end, ticket), size);
                return;
            }
            finally
            {
                ticket.Release();
            }
        }
    }

    private async ValueTask PunchAsync(FileNode node, long start, long end, SpaceTicket ticket)
    {
        // Behind the file's end all is zero already.
        if (end >= node.Size)
            end = VolumeFormat.Up(end);

        long first = VolumeFormat.Up(start);
        long last = VolumeFormat.Down(end);
        await _volume.ZeroAsync(node, start, Math.Min(first, end), ticket).ConfigureAwait(false);
        if (last >= first)
            await _volume.ZeroAsync(node, last, end, ticket).ConfigureAwait(false);

        if (last > first)
            _volume.Reshape(node, () => node.Drop(first, last), node.Size);
    }
}
