using System;

namespace ExtentLock.Storage;

/// <summary>What is fixed when a volume is made.</summary>
/// <param name="Capacity">Bytes of the device, a multiple of the sector.</param>
/// <param name="Reserved">Bytes at its start that are never free, a multiple of the sector.</param>
/// <param name="SectorSize">Bytes that have one checksum.</param>
/// <param name="Identity">What the device says too, so that the metadata of another one are told.</param>
public sealed record MetadataGeometry(
    long Capacity, long Reserved = 0, int SectorSize = 4096, Guid Identity = default);
