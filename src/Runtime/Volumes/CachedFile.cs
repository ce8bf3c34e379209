using System;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Caching;
using ExtentLock.Contracts;
using ExtentLock.Extents;
using ExtentLock.Storage;

namespace ExtentLock.Volumes;

/// <summary>
/// A file of a volume as its cache sees it: whole sectors, each transfer under the range lock. Thread-safe.
/// </summary>
internal sealed class CachedFile(Volume volume, FileNode file) : ICachedFile
{
    public long Size => file.Size;

    public async ValueTask ReadAsync(long start, Memory<byte> pages, CancellationToken cancellation)
    {
        using RangeLease lease = await file.Ranges
            .LockAsync(
                ByteRange.FromLength(start, pages.Length),
                RangeMode.Shared,
                label: "read into cache",
                cancellationToken: cancellation)
            .ConfigureAwait(false);

        await volume.ReadSectorsAsync(file, start, pages).ConfigureAwait(false);
        pages.Span[(int)Math.Clamp(file.Size - start, 0, pages.Length)..].Clear();
    }

    public async ValueTask<int> WriteAsync(long start, Memory<byte> pages, long sizeEnd, SpaceTicket ticket)
    {
        ReadOnlyMemory<byte> data = pages[..(int)Math.Min(pages.Length, sizeEnd - start)];
        int most = (int)VolumeFormat.Up(data.Length);
        using SectorBuffer sectors = new(volume, most);
        using RangeLease lease = await file.Ranges
            .LockAsync(ByteRange.FromLength(start, most), label: "write-back").ConfigureAwait(false);

        int written = await volume.WriteBytesAsync(file, start, data, sectors.Memory, ticket).ConfigureAwait(false);
        return (int)(VolumeFormat.Up(written) / VolumeFormat.Sector);
    }

    [Acquires("return", When = Outcome.NotNull)]
    public async ValueTask<SpaceTicket?> TryMakeSpaceAsync(int pages, CancellationToken cancellation)
    {
        if (volume.IsReadOnly)
            return null;

        if (TryReserve(pages, 0) is { } ticket)
            return ticket;

        SpaceTicket late = new();
        long length = (long)pages * VolumeFormat.Sector;
        return await volume.TryWaitForSpaceAsync(late, length, pages, cancellation).ConfigureAwait(false) ? late : null;
    }

    [Acquires("return", When = Outcome.NotNull)]
    public SpaceTicket? TryReserve(int pages, int pagesInPlace)
    {
        SpaceTicket ticket = new();
        return !volume.IsReadOnly
            && volume.Space.Ledger.TryReserve(ticket, (long)pages * VolumeFormat.Sector, pages + pagesInPlace)
            ? ticket
            : null;
    }

    [Acquires("return")]
    public ValueTask<RangeLease> LockPlacesAsync(ByteRange pages, CancellationToken cancellation) =>
        file.Ranges.LockAsync(pages, label: "places of pages", cancellationToken: cancellation);

    public bool IsWrittenInPlace(long start) => file.CanWriteInPlace(file.At(start, start + VolumeFormat.Sector));

    public Exception NoSpace(int pages)
    {
        volume.ThrowIfReadOnly();
        return volume.NoSpace((long)pages * VolumeFormat.Sector);
    }
}
