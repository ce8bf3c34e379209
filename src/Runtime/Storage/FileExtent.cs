using System;
using ExtentLock.Mapping;

namespace ExtentLock.Storage;

/// <summary>A piece of a file as the metadata keep it. Holes are not kept.</summary>
/// <remarks>After btrfs's file extent items: a clone or the rest of an overwritten extent names a part of the device's
/// extent, and the whole of it stays in use until nobody names any part.</remarks>
/// <param name="File">Number of the file.</param>
/// <param name="Start">First byte in the file.</param>
/// <param name="Length">Bytes of the file.</param>
/// <param name="Kind">What stands behind it; no hole.</param>
/// <param name="DiskStart">First byte of the extent on the device; 0 for data kept inside the metadata.</param>
/// <param name="DiskLength">Bytes of the extent on the device; 0 for data kept inside the metadata.</param>
/// <param name="Skipped">Bytes of the extent's data before those of this piece.</param>
public sealed record FileExtent(
    long File, long Start, long Length, ExtentKind Kind, long DiskStart, long DiskLength, long Skipped = 0)
{
    /// <summary>The data of an inline extent; empty for others.</summary>
    public ReadOnlyMemory<byte> Inline { get; init; }

    /// <summary>One past the last byte in the file.</summary>
    public long End => Start + Length;

    /// <summary>The part of this from one byte of the file to another.</summary>
    internal FileExtent Part(long start, long end) =>
        this with { Start = start, Length = end - start, Skipped = Skipped + (start - Start) };
}
