using System;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Contracts;
using ExtentLock.Mapping;
using ExtentLock.Storage;

namespace ExtentLock.Volumes;

/// <content>Sectors and bytes under a lock that the caller holds: what the buffered side and the changes of files are
/// made of.</content>
public sealed partial class Volume
{
    /// <summary>Promises space, after a commit if need be. To be done before any range is locked; pages may
    /// be.</summary>
    [Acquires("return")]
    internal async ValueTask<SpaceTicket> ReserveAsync(long length, CancellationToken cancellation)
    {
        ThrowIfReadOnly();
        SpaceTicket ticket = new();
        if (Space.Ledger.TryReserve(ticket, length))
            return ticket;

        await CommitMetadataAsync(cancellation).ConfigureAwait(false);
        return Space.Ledger.TryReserve(ticket, length)
            ? ticket
            : throw NoSpace(length);
    }

    /// <summary>Promises space for an operation that owns nothing yet; false if there is none. What others overwrite is
    /// free once they have ended, so as long as any may, it waits for them; not for more than the device has.</summary>
    [Acquires("ticket", When = Outcome.True)]
    internal async ValueTask<bool> TryWaitForSpaceAsync(
        SpaceTicket ticket, long data, int extents, CancellationToken cancellation)
    {
        while (data <= Capacity)
        {
            Task? end = Space.Ledger.NextEnd();
            await MakeSpaceAsync(cancellation).ConfigureAwait(false);
            if (Space.Ledger.TryReserve(ticket, data, extents))
                return true;

            if (end is null)
                return false;

            await end.WaitAsync(cancellation).ConfigureAwait(false);
        }

        return false;
    }

    /// <summary>Promises space, if need be after others have ended. The ticket is empty if there is none: what is in
    /// place needs none. To be done with nothing locked at all.</summary>
    [Acquires("return")]
    internal async ValueTask<SpaceTicket> WaitForSpaceAsync(long length, CancellationToken cancellation)
    {
        ThrowIfReadOnly();
        SpaceTicket ticket = new();
        _ = Space.Ledger.TryReserve(ticket, length)
            || await TryWaitForSpaceAsync(ticket, length, 1, cancellation).ConfigureAwait(false);
        return ticket;
    }

    /// <summary>Makes a change that changes nothing if it finds no space: it may look for it where it can't wait for
    /// others, so that is done in between, with nothing locked, as long as any may free some.</summary>
    internal async ValueTask TakeTurnsAsync(Func<ValueTask> change, CancellationToken cancellation)
    {
        for (Task? end = Task.CompletedTask; end is not null;)
        {
            try
            {
                await change().ConfigureAwait(false);
                return;
            }
            catch (VolumeException full) when (full.Fault == VolumeFault.NoSpace)
            {
            }

            await end.WaitAsync(cancellation).ConfigureAwait(false);
            end = Space.Ledger.NextEnd();
            await MakeSpaceAsync(cancellation).ConfigureAwait(false);
        }

        // Nobody else has any to free.
        await change().ConfigureAwait(false);
    }

    /// <summary>Frees all space that may be freed: dirty pages may be promised more than they need, and what they and
    /// others have overwritten is usable after a commit. To be called with nothing locked.</summary>
    internal async ValueTask MakeSpaceAsync(CancellationToken cancellation)
    {
        if (!Space.MayGrow)
            return;

        // What can't be written back is told to who wrote it.
        await Buffered.WriteBackAllAsync().ConfigureAwait(false);
        await CommitMetadataAsync(cancellation).ConfigureAwait(false);
    }

    internal VolumeException NoSpace(long length) =>
        VolumeException.NoSpace(length, Space.Allocator.Available - Space.Ledger.Data);

    /// <summary>Reads whole sectors of any kind. The caller holds the range.</summary>
    internal async ValueTask ReadSectorsAsync(FileNode file, long start, Memory<byte> buffer)
    {
        long end = start + buffer.Length;
        for (long position = start; position < end;)
        {
            FilePiece found = file.At(position, end);
            long to = Math.Min(found.End, end);
            Memory<byte> part = buffer.Slice((int)(position - start), (int)(to - position));
            if (found.Kind == ExtentKind.Regular)
            {
                await Device.ReadAsync(found.DiskOf(position), part).ConfigureAwait(false);
                if (file.HasChecksums)
                    Verify(file, position, part.Span, found.DiskOf(position));
            }
            else if (found.Kind == ExtentKind.Inline)
            {
                part.Span.Clear();
                found.Inline.CopyTo(part);
            }
            else if (found.Kind == ExtentKind.Compressed)
            {
                await ReadCompressedAsync(file, found, position, part).ConfigureAwait(false);
            }
            else
            {
                part.Span.Clear();
            }

            position = to;
        }
    }

    /// <summary>Writes any bytes: reads the sectors at the ends, and writes whole ones. The caller holds their
    /// range.</summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">First byte.</param>
    /// <param name="data">The bytes.</param>
    /// <param name="sectors">Memory for all sectors that are touched.</param>
    /// <param name="ticket">Space for them; empty where none is left, which is enough for what is in place.</param>
    internal async ValueTask<int> WriteBytesAsync(
        FileNode file, long offset, ReadOnlyMemory<byte> data, Memory<byte> sectors, SpaceTicket ticket)
    {
        long start = VolumeFormat.Down(offset);
        long dataEnd = offset + data.Length;
        long end = VolumeFormat.Up(dataEnd);
        sectors = sectors[..(int)(end - start)];
        bool isHeadPartial = offset > start;
        if (isHeadPartial)
            await ReadSectorsAsync(file, start, sectors[..VolumeFormat.Sector]).ConfigureAwait(false);

        if (dataEnd < end && (!isHeadPartial || end - start > VolumeFormat.Sector))
            await ReadSectorsAsync(file, end - VolumeFormat.Sector, sectors[^VolumeFormat.Sector..])
                .ConfigureAwait(false);

        data.CopyTo(sectors[(int)(offset - start)..]);
        if (ticket.Extents > 0 && TryInline(file, start, dataEnd, sectors))
            return data.Length;

        DirectRequest write = DirectRequest.Under(this, file, start, sectors, ticket, dataEnd);
        int written = await write.StartAsync(default).ConfigureAwait(false);
        return Math.Clamp((int)(start + written - offset), 0, data.Length);
    }

    /// <summary>Keeps a small file inside the metadata, if that is what it is after the write.</summary>
    private bool TryInline(FileNode file, long start, long end, ReadOnlyMemory<byte> sectors)
    {
        int limit = Math.Min(_options.InlineLimit, VolumeFormat.Sector);
        long size = Math.Max(end, file.Size);
        if (start != 0 || size > limit || !file.HasChecksums)
            return false;

        lock (Space.Latch)
        lock (file.Latch)
        {
            byte[] data = sectors[..(int)size].ToArray();
            file.Replace(new FilePiece(0, VolumeFormat.Sector, ExtentKind.Inline, 0, 0, 0, data));
            file.Touch(size, Now);
        }

        return true;
    }
}
