using System;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Caching;
using ExtentLock.Extents;

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

    public async ValueTask WriteAsync(long start, Memory<byte> pages, long sizeEnd)
    {
        ReadOnlyMemory<byte> data = pages[..(int)Math.Min(pages.Length, sizeEnd - start)];
        while (data.Length > 0)
        {
            int written = await WriteStepAsync(start, data).ConfigureAwait(false);
            start += written;
            data = data[written..];
        }
    }

    /// <summary>Writes a first part at least; one that ends early meets its error at the next step.</summary>
    private async ValueTask<int> WriteStepAsync(long start, ReadOnlyMemory<byte> data)
    {
        int most = (int)VolumeFormat.Up(data.Length);
        SpaceTicket ticket = await volume.ReserveAsync(most, default).ConfigureAwait(false);
        try
        {
            using SectorBuffer sectors = new(volume, most);
            using RangeLease lease = await file.Ranges
                .LockAsync(ByteRange.FromLength(start, most), label: "write-back").ConfigureAwait(false);

            return await volume.WriteBytesAsync(file, start, data, sectors.Memory, ticket).ConfigureAwait(false);
        }
        finally
        {
            ticket.Release();
        }
    }
}
