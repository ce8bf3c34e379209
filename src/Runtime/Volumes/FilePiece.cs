using System;
using ExtentLock.Mapping;
using ExtentLock.Storage;

namespace ExtentLock.Volumes;

/// <summary>A piece of a file in memory: what <see cref="FileExtent"/> is in the metadata. Whole sectors; a hole only
/// as an answer, never stored.</summary>
/// <remarks>Names a part of an extent on the device, <c>[DiskStart, DiskStart + DiskLength)</c>, which other pieces may
/// name too.</remarks>
internal readonly record struct FilePiece(
    long Start, long Length, ExtentKind Kind, long DiskStart, long DiskLength, long Skipped, byte[]? Inline = null)
{
    internal long End => Start + Length;

    /// <summary>The whole extent on the device.</summary>
    internal SpaceRun Disk => new(DiskStart, DiskLength);

    internal bool HasDisk => Kind is not (ExtentKind.Hole or ExtentKind.Inline);

    /// <summary>Not byte for byte on the device: only the buffered side can read it.</summary>
    internal bool NeedsBuffering => Kind is ExtentKind.Inline or ExtentKind.Compressed;

    internal static FilePiece Hole(long start, long end) => new(start, end - start, ExtentKind.Hole, 0, 0, 0);

    internal static FilePiece Of(FileExtent extent) => new(
        extent.Start,
        extent.Length,
        extent.Kind,
        extent.DiskStart,
        extent.DiskLength,
        extent.Skipped,
        extent.Kind == ExtentKind.Inline ? extent.Inline.ToArray() : null);

    /// <summary>Where a byte of a regular or preallocated piece lies on the device.</summary>
    internal long DiskOf(long position) => DiskStart + Skipped + (position - Start);

    /// <summary>The part from one byte of the file to another; it names the same extent.</summary>
    internal FilePiece Part(long start, long end) =>
        this with { Start = start, Length = end - start, Skipped = Skipped + (start - Start) };

    /// <summary>The same bytes of the file, naming no more of the device than they need.</summary>
    internal FilePiece Trimmed() =>
        this with { DiskStart = DiskStart + Skipped, DiskLength = Length, Skipped = 0 };

    internal FileExtent ToExtent(long file) => new(file, Start, Length, Kind, DiskStart, DiskLength, Skipped)
    {
        Inline = Inline,
    };
}
