using System;
using System.Collections.Generic;
using System.Threading;
using ExtentLock.Storage;

namespace ExtentLock.Mapping;

/// <summary>One checksum for each sector of a file that has one. Thread-safe.</summary>
/// <remarks>Modelled on btrfs's checksum items; CRC32C, as there.</remarks>
public sealed class SectorChecksums
{
    private readonly Lock _latch = new();
    private readonly Dictionary<long, uint> _sums = [];

    /// <summary>The checksums of whole sectors, as they are in memory now.</summary>
    public static uint[] Compute(ReadOnlySpan<byte> data)
    {
        uint[] sums = new uint[data.Length / Inode.SectorSize];
        Crc32C.ComputeSectors(data, Inode.SectorSize, sums);
        return sums;
    }

    /// <summary>Stores one checksum a sector, from the first byte on.</summary>
    public void Store(long start, ReadOnlySpan<uint> sums)
    {
        lock (_latch)
        {
            for (int i = 0; i < sums.Length; i++)
                _sums[start + ((long)i * Inode.SectorSize)] = sums[i];
        }
    }

    /// <summary>True if no sector differs from its checksum; a sector without one never does.</summary>
    public bool Match(long start, ReadOnlySpan<byte> data)
    {
        uint[] sums = Compute(data);
        lock (_latch)
        {
            for (int i = 0; i < sums.Length; i++)
            {
                if (_sums.TryGetValue(start + ((long)i * Inode.SectorSize), out uint stored) && stored != sums[i])
                    return false;
            }

            return true;
        }
    }
}
