using System;
using System.IO;
using System.IO.Compression;
using System.Threading.Tasks;
using ExtentLock.Contracts;
using ExtentLock.Mapping;
using ExtentLock.Storage;

namespace ExtentLock.Volumes;

/// <content>Compressed extents: deflated data, zeros up to the end of the last sector, checksums of what is on the
/// device.</content>
public sealed partial class Volume
{
    /// <summary>Writes a range anew, compressed, if that saves a sector. The caller holds the range.</summary>
    /// <param name="file">The file.</param>
    /// <param name="start">First byte.</param>
    /// <param name="data">Memory for the range.</param>
    /// <param name="packed">As much for what comes of it.</param>
    /// <param name="ticket">Space for the range.</param>
    /// <returns>Bytes saved.</returns>
    internal async ValueTask<long> CompressAsync(
        FileNode file, long start, Memory<byte> data, Memory<byte> packed, SpaceTicket ticket)
    {
        await ReadSectorsAsync(file, start, data).ConfigureAwait(false);
        int length = (int)VolumeFormat.Up(Deflate(data, packed));
        if (length == 0 || length >= data.Length)
            return 0;

        packed = packed[..length];
        if (!Space.Allocator.TryAllocate(length, out SpaceRun run))
            return 0;

        try
        {
            ticket.Use(run.Length);
            if (run.Length < length)
            {
                Space.Allocator.GiveBack(run);
                return 0;
            }

            await Device.WriteAsync(run.Start, packed).ConfigureAwait(false);
        }
        catch
        {
            Space.Allocator.GiveBack(run);
            throw;
        }

        NameCompressed(file, start, data.Length, run, packed.Span);
        return data.Length - length;
    }

    [Releases("Space.Allocator", Start = "run.Start", End = "run.End")]
    private void NameCompressed(FileNode file, long start, int length, SpaceRun run, ReadOnlySpan<byte> packed)
    {
        uint[] sums = new uint[packed.Length / VolumeFormat.Sector];
        Crc32C.ComputeSectors(packed, VolumeFormat.Sector, sums);
        lock (Space.Latch)
        lock (file.Latch)
        {
            Space.HandOver(run);
            Space.KeepSums(run.Start, sums);
            file.Replace(new FilePiece(start, length, ExtentKind.Compressed, run.Start, run.Length, Skipped: 0));
            file.Touch(file.Size, Now);
        }
    }

    /// <summary>Reads a part of a compressed piece. The caller holds the range.</summary>
    private async ValueTask ReadCompressedAsync(FileNode file, FilePiece piece, long position, Memory<byte> buffer)
    {
        using SectorBuffer packed = new(this, (int)piece.DiskLength);
        await Device.ReadAsync(piece.DiskStart, packed.Memory).ConfigureAwait(false);
        Verify(file, piece.Start, packed.Memory.Span, piece.DiskStart);
        Inflate(packed.Memory, (int)(piece.Skipped + position - piece.Start), buffer, piece);
    }

    /// <summary>Bytes that the data come to; 0 if they do not become shorter.</summary>
    private static int Deflate(ReadOnlyMemory<byte> data, Memory<byte> packed)
    {
        using MemoryStream target = new();
        using (DeflateStream deflate = new(target, CompressionLevel.Optimal, leaveOpen: true))
            deflate.Write(data.Span);

        if (target.Length >= data.Length)
            return 0;

        packed.Span.Clear();
        target.GetBuffer().AsSpan(0, (int)target.Length).CopyTo(packed.Span);
        return (int)target.Length;
    }

    private static void Inflate(ReadOnlyMemory<byte> packed, int skipped, Memory<byte> buffer, FilePiece piece)
    {
        try
        {
            using MemoryStream source = new(packed.ToArray(), writable: false);
            using DeflateStream inflate = new(source, CompressionMode.Decompress);
            byte[] before = new byte[skipped];
            inflate.ReadExactly(before);
            inflate.ReadExactly(buffer.Span);
        }
        catch (Exception failure) when (failure is InvalidDataException or EndOfStreamException)
        {
            throw new VolumeException(
                VolumeFault.Damaged, $"The compressed data at {piece.DiskStart} of the device can't be read.", failure);
        }
    }
}
