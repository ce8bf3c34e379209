using System;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Caching;
using ExtentLock.Contracts;
using ExtentLock.Extents;
using ExtentLock.Storage;

namespace ExtentLock.Volumes;

/// <summary>The buffered side without a cache: reads the sectors around, changes them in memory, writes them, all under
/// one lock. Thread-safe.</summary>
internal sealed class UncachedSide(Volume volume) : IBufferedSide
{
    private const int LongestStep = 1024 * 1024;

    public async ValueTask<int> ReadAsync(
        FileNode file, long offset, Memory<byte> buffer, CancellationToken cancellation)
    {
        int done = 0;
        while (done < buffer.Length)
        {
            int length = Step(offset + done, buffer.Length - done);
            int read = await ReadStepAsync(file, offset + done, buffer.Slice(done, length), cancellation)
                .ConfigureAwait(false);

            done += read;
            if (read < length)
                break;
        }

        return done;
    }

    public async ValueTask<int> WriteAsync(
        FileNode file, long offset, ReadOnlyMemory<byte> buffer, IoFlags flags, CancellationToken cancellation)
    {
        volume.ThrowIfReadOnly();
        int done = 0;
        if ((flags & IoFlags.Append) == 0)
        {
            done = await WriteStepsAsync(file, offset, buffer, cancellation).ConfigureAwait(false);
        }
        else
        {
            // What is more than the device has is there after nobody's end.
            long needed = BytesBehindTheEnd(file, buffer.Length);
            if (needed > volume.Capacity)
                throw volume.NoSpace(needed);

            await volume.TakeTurnsAsync(
                async () => done = await AppendAsync(file, buffer, cancellation).ConfigureAwait(false),
                cancellation).ConfigureAwait(false);
        }

        if ((flags & IoFlags.DSync) != 0)
            await volume.CommitMetadataAsync(cancellation).ConfigureAwait(false);

        return done;
    }

    public bool Holds(FileNode file, long start, long end, bool forWrite) => false;

    public ValueTask<bool> GiveWayAsync(
        FileNode file, long start, long end, bool forWrite, CancellationToken cancellation) => new(true);

    public ValueTask BringAsync(FileNode file, long start, long end) => default;

    public bool IsBoundToPlace(FileNode file, long start, long end) => false;

    public long Capacity => 0;

    public long Dirty => 0;

    public (long Data, int Extents) Promised => default;

    public long LengthOf(FileNode file) => file.Size;

    public ValueTask ChangeAsync(
        FileNode file, long start, long end, Func<ValueTask> change, CancellationToken cancellation) =>
        volume.TakeTurnsAsync(change, cancellation);

    [Acquires("return")]
    public ValueTask<PinnedPage> PinAsync(FileNode file, long offset, CancellationToken cancellation) =>
        throw new VolumeException(VolumeFault.Incompatible, "The volume was opened without a page cache.");

    public void WaitForReadAhead()
    {
    }

    public CacheOpener? Open(FileNode file) => null;

    public void Close(FileNode file, CacheOpener? opener)
    {
    }

    public ValueTask SyncAsync(FileNode file, CacheOpener? opener, CancellationToken cancellation) =>
        volume.CommitMetadataAsync(cancellation);

    public ValueTask<ExceptionDispatchInfo?> WriteBackAllAsync() => default;

    public void Dispose()
    {
    }

    /// <summary>Bytes of one step: as many as there are, up to a sector's end.</summary>
    private static int Step(long offset, int length) =>
        (int)Math.Min(length, VolumeFormat.Down(offset) + LongestStep - offset);

    private async ValueTask<int> ReadStepAsync(
        FileNode file, long offset, Memory<byte> buffer, CancellationToken cancellation)
    {
        long start = VolumeFormat.Down(offset);
        long end = VolumeFormat.Up(offset + buffer.Length);
        using SectorBuffer sectors = new(volume, (int)(end - start));
        using RangeLease lease = await file.Ranges
            .LockAsync(
                new ByteRange(start, end), RangeMode.Shared, label: "buffered read", cancellationToken: cancellation)
            .ConfigureAwait(false);

        int length = (int)Math.Clamp(file.Size - offset, 0, buffer.Length);
        if (length == 0)
            return 0;

        await volume.ReadSectorsAsync(file, start, sectors.Memory[..(int)(VolumeFormat.Up(offset + length) - start)])
            .ConfigureAwait(false);

        sectors.Memory.Slice((int)(offset - start), length).CopyTo(buffer);
        return length;
    }

    private async ValueTask<int> WriteStepsAsync(
        FileNode file, long offset, ReadOnlyMemory<byte> buffer, CancellationToken cancellation)
    {
        int done = 0;
        try
        {
            while (done < buffer.Length)
            {
                int length = Step(offset + done, buffer.Length - done);
                done += await WriteStepAsync(file, offset + done, buffer.Slice(done, length), cancellation)
                    .ConfigureAwait(false);
            }
        }
        catch (Exception) when (done > 0)
        {
            // Who goes on from there meets it again.
        }

        return done;
    }

    private async ValueTask<int> WriteStepAsync(
        FileNode file, long offset, ReadOnlyMemory<byte> buffer, CancellationToken cancellation)
    {
        ByteRange range = new(VolumeFormat.Down(offset), VolumeFormat.Up(offset + buffer.Length));
        SpaceTicket ticket = await volume.WaitForSpaceAsync(range.Length, cancellation).ConfigureAwait(false);
        try
        {
            using SectorBuffer sectors = new(volume, (int)range.Length);
            using RangeLease lease = await file.Ranges
                .LockAsync(range, label: "buffered write", cancellationToken: cancellation).ConfigureAwait(false);

            return await volume.WriteBytesAsync(file, offset, buffer, sectors.Memory, ticket).ConfigureAwait(false);
        }
        finally
        {
            ticket.Release();
        }
    }

    /// <summary>In as many steps as it takes, and under one lock: what others append comes before or behind all of
    /// it. Takes no more space than it needs, and waits for nobody's: pages may be locked.</summary>
    internal async ValueTask<int> AppendAsync(
        FileNode file, ReadOnlyMemory<byte> buffer, CancellationToken cancellation)
    {
        while (true)
        {
            long most = BytesBehindTheEnd(file, buffer.Length);
            SpaceTicket ticket = await volume.ReserveAsync(most, cancellation).ConfigureAwait(false);
            try
            {
                using SectorBuffer sectors = new(volume, (int)Math.Min(most, LongestStep));
                using RangeLease lease = await LockEndAsync(file, cancellation).ConfigureAwait(false);

                // The end is another one now, and lies worse.
                if (BytesBehindTheEnd(file, buffer.Length) > most)
                    continue;

                return await AppendStepsAsync(file, buffer, sectors.Memory, ticket).ConfigureAwait(false);
            }
            finally
            {
                ticket.Release();
            }
        }
    }

    /// <summary>Of all sectors that so many more bytes touch.</summary>
    private static long BytesBehindTheEnd(FileNode file, int length)
    {
        long start = file.Size;
        return start <= VolumeFormat.LongestFile - length
            ? VolumeFormat.Up(start + length) - VolumeFormat.Down(start)
            : throw VolumeException.OutOfRange(start, length);
    }

    private async ValueTask<int> AppendStepsAsync(
        FileNode file, ReadOnlyMemory<byte> buffer, Memory<byte> sectors, SpaceTicket ticket)
    {
        long offset = file.Size;
        int done = 0;
        try
        {
            while (done < buffer.Length)
            {
                int length = Step(offset + done, buffer.Length - done);
                done += await volume
                    .WriteBytesAsync(file, offset + done, buffer.Slice(done, length), sectors, ticket)
                    .ConfigureAwait(false);
            }
        }
        catch (Exception) when (done > 0)
        {
            // Who goes on from there meets it again.
        }

        return done;
    }

    [Acquires("return")]
    private static async ValueTask<RangeLease> LockEndAsync(FileNode file, CancellationToken cancellation)
    {
        while (true)
        {
            long start = VolumeFormat.Down(file.Size);
            RangeLease lease = await file.Ranges
                .LockAsync(
                    new ByteRange(start, long.MaxValue), label: "buffered append", cancellationToken: cancellation)
                .ConfigureAwait(false);

            if (file.Size >= start)
                return lease;

            lease.Release();
        }
    }
}
