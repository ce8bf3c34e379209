using System;
using System.Buffers.Binary;
using ExtentLock.Storage;

namespace ExtentLock.Volumes;

/// <summary>
/// What a device says about itself: two copies in its reserved head, each one sector with a checksum. Which metadata
/// belong to it, and how new they must be at least.
/// </summary>
internal readonly record struct Superblock(Guid Identity, long Capacity, long Written, long Generation)
{
    private const ulong Magic = 0x004D554C4F564C58;
    private const int SumAt = VolumeFormat.Sector - sizeof(uint);

    /// <summary>Where the copy that is written next lies: not the one written last.</summary>
    internal long Place => Written % 2 == 0 ? 0 : VolumeFormat.SecondCopy;

    internal void Encode(Span<byte> sector)
    {
        sector.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(sector, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(sector[8..], VolumeFormat.Version);
        Identity.TryWriteBytes(sector[16..]);
        BinaryPrimitives.WriteInt64LittleEndian(sector[32..], Capacity);
        BinaryPrimitives.WriteInt64LittleEndian(sector[40..], Written);
        BinaryPrimitives.WriteInt64LittleEndian(sector[48..], Generation);
        BinaryPrimitives.WriteUInt32LittleEndian(sector[SumAt..], Crc32C.Compute(sector[..SumAt]));
    }

    /// <summary>The newer of the copies that can be read.</summary>
    /// <exception cref="VolumeException">Neither can: says what the device is instead.</exception>
    internal static Superblock Choose(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        VolumeFault? firstFault = Decode(first, out Superblock one);
        VolumeFault? secondFault = Decode(second, out Superblock other);
        if (firstFault is null && secondFault is null)
            return one.Written > other.Written ? one : other;

        if (firstFault is null || secondFault is null)
            return firstFault is null ? one : other;

        VolumeFault fault = firstFault == VolumeFault.NotAVolume ? secondFault.Value : firstFault.Value;
        throw new VolumeException(fault, fault switch
        {
            VolumeFault.OtherVersion => $"The volume is not of version {VolumeFormat.Version}, the one known here.",
            VolumeFault.Damaged => "Both superblocks of the volume are damaged.",
            _ => "There is no volume on the device.",
        });
    }

    private static VolumeFault? Decode(ReadOnlySpan<byte> sector, out Superblock found)
    {
        found = default;
        if (BinaryPrimitives.ReadUInt64LittleEndian(sector) != Magic)
            return VolumeFault.NotAVolume;

        if (BinaryPrimitives.ReadUInt32LittleEndian(sector[SumAt..]) != Crc32C.Compute(sector[..SumAt]))
            return VolumeFault.Damaged;

        if (BinaryPrimitives.ReadInt32LittleEndian(sector[8..]) != VolumeFormat.Version)
            return VolumeFault.OtherVersion;

        found = new Superblock(
            new Guid(sector.Slice(16, 16)),
            BinaryPrimitives.ReadInt64LittleEndian(sector[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(sector[40..]),
            BinaryPrimitives.ReadInt64LittleEndian(sector[48..]));
        return null;
    }
}
