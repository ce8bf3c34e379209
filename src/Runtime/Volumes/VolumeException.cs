using System;
using System.Globalization;
using System.IO;
using ExtentLock.Storage;

namespace ExtentLock.Volumes;

/// <summary>Why a volume did not do what it was asked.</summary>
public enum VolumeFault
{
    /// <summary>The device holds no volume: no superblock is where one should be.</summary>
    NotAVolume,

    /// <summary>The volume was made by another version of this library.</summary>
    OtherVersion,

    /// <summary>Both superblocks, or the metadata, are damaged or contradict themselves.</summary>
    Damaged,

    /// <summary>The device is shorter than the volume on it.</summary>
    Truncated,

    /// <summary>The metadata beside the device are those of another volume, or older than the volume.</summary>
    MismatchedMetadata,

    /// <summary>Device or metadata can't be opened: missing, or no right to them.</summary>
    CannotOpen,

    /// <summary>Somebody has the volume open, here or in another process.</summary>
    InUse,

    /// <summary>The volume takes no writes: opened so, on a file system that takes none, or since a commit failed
    /// (EROFS). Reads go on.</summary>
    ReadOnly,

    /// <summary>No space for data or metadata is left, even after a commit (ENOSPC).</summary>
    NoSpace,

    /// <summary>Offset or length is no multiple of a sector, and the volume is strict (EINVAL).</summary>
    Misaligned,

    /// <summary>The range starts before 0 or ends past the longest file (EFBIG); or a device is too large.</summary>
    OutOfRange,

    /// <summary>It would wait, and was told not to (EAGAIN). Nothing was begun.</summary>
    WouldBlock,

    /// <summary>A sector is not what was written there (EBADMSG).</summary>
    Checksum,

    /// <summary>There is no file of that name (ENOENT).</summary>
    FileNotFound,

    /// <summary>There is a file of that name (EEXIST).</summary>
    FileExists,

    /// <summary>A name is empty, too long, or has a character that none may have (EINVAL).</summary>
    InvalidName,

    /// <summary>The two files keep different promises about their data: one has checksums, the other not
    /// (EINVAL).</summary>
    Incompatible,

    /// <summary>The volume still has work in flight where none may be.</summary>
    Busy,

    /// <summary>There is no data, or no hole, from there to the end of the file (ENXIO).</summary>
    NothingThere,
}

/// <summary>A volume refused or failed. Errors of the device while data move keep their own type,
/// <see cref="BlockDeviceException"/>.</summary>
public sealed class VolumeException : IOException
{
    internal VolumeException(VolumeFault fault, string message, Exception? inner = null)
        : base(message, inner) => Fault = fault;

    /// <summary>Why.</summary>
    public VolumeFault Fault { get; }

    /// <summary>Of a checksum: first byte in the file of the sector that is wrong; otherwise -1.</summary>
    public long Position { get; private init; } = -1;

    /// <summary>Of a checksum: first byte of the sector on the device; otherwise -1.</summary>
    public long DevicePosition { get; private init; } = -1;

    internal static VolumeException WrongChecksum(
        long file, long position, long disk, uint? expected, uint found) => new(
        VolumeFault.Checksum,
        string.Create(
            CultureInfo.InvariantCulture,
            $"Sector at {position} of file {file} (device {disk}) has checksum {found:X8}, not {Expected(expected)}."))
    {
        Position = position,
        DevicePosition = disk,
    };

    internal static VolumeException Misaligned(long offset, long length) => new(
        VolumeFault.Misaligned,
        string.Create(CultureInfo.InvariantCulture, $"{length} bytes at {offset} are no whole sectors."));

    internal static VolumeException OutOfRange(long offset, long length) => new(
        VolumeFault.OutOfRange,
        string.Create(CultureInfo.InvariantCulture, $"No file has {length} bytes at {offset}."));

    internal static VolumeException WouldBlock(string what) => new(VolumeFault.WouldBlock, $"It would wait: {what}.");

    internal static VolumeException NoSpace(long wanted, long available) => new(
        VolumeFault.NoSpace,
        string.Create(CultureInfo.InvariantCulture, $"{wanted} bytes are needed, {available} are free."));

    internal static VolumeException Aborted(Exception failure) => new(
        VolumeFault.ReadOnly, $"The volume is read-only since a commit failed: {failure.Message}", failure);

    internal static VolumeException Opening(BlockDeviceException failure) => new(
        failure.Fault switch
        {
            BlockFault.InUse => VolumeFault.InUse,
            BlockFault.ReadOnly => VolumeFault.ReadOnly,
            BlockFault.NoSpace => VolumeFault.NoSpace,
            _ => VolumeFault.CannotOpen,
        },
        failure.Message,
        failure);

    internal static VolumeException Opening(MetadataException failure) => new(
        failure.Fault switch
        {
            MetadataFault.InUse => VolumeFault.InUse,
            MetadataFault.ReadOnly => VolumeFault.ReadOnly,
            MetadataFault.NoSpace => VolumeFault.NoSpace,
            MetadataFault.OtherVersion => VolumeFault.OtherVersion,
            MetadataFault.Damaged or MetadataFault.NotMetadata => VolumeFault.Damaged,
            _ => VolumeFault.CannotOpen,
        },
        failure.Message,
        failure);

    private static string Expected(uint? expected) =>
        expected is { } sum ? sum.ToString("X8", CultureInfo.InvariantCulture) : "any: none is kept";
}
