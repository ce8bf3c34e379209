using System;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace ExtentLock.Storage;

/// <summary>
/// CRC-32C (Castagnoli) by the processor's own instruction where it has one: the checksum that btrfs keeps for each
/// sector of data. Pure functions.
/// </summary>
public static class Crc32C
{
    private const int Lanes = 4;
    private const int Lane = 1024;
    private static readonly uint[] s_passed = MakePassed();

    /// <summary>Checksum of some bytes; of none it is 0.</summary>
    public static uint Compute(ReadOnlySpan<byte> data) => Append(0, data);

    /// <summary>Checksum of bytes that follow others.</summary>
    /// <param name="checksum">Checksum of all bytes before; 0 if there are none.</param>
    /// <param name="data">The bytes that follow.</param>
    public static uint Append(uint checksum, ReadOnlySpan<byte> data)
    {
        uint sum = ~checksum;
        while (data.Length >= sizeof(ulong))
        {
            sum = BitOperations.Crc32C(sum, BinaryPrimitives.ReadUInt64LittleEndian(data));
            data = data[sizeof(ulong)..];
        }

        foreach (byte value in data)
            sum = BitOperations.Crc32C(sum, value);

        return ~sum;
    }

    /// <summary>Checksums of sectors that follow one another, each by itself.</summary>
    /// <param name="data">Whole sectors.</param>
    /// <param name="sectorSize">Bytes of a sector, a multiple of 8.</param>
    /// <param name="checksums">One for each sector; what is longer stays as it is.</param>
    /// <exception cref="ArgumentException">The data are not whole sectors, or there are more of them than
    /// room.</exception>
    public static void ComputeSectors(ReadOnlySpan<byte> data, int sectorSize, Span<uint> checksums)
    {
        if (sectorSize <= 0 || sectorSize % sizeof(ulong) != 0)
            throw new ArgumentOutOfRangeException(nameof(sectorSize), sectorSize, "A sector is a multiple of 8 bytes.");

        if (data.Length % sectorSize != 0)
            throw new ArgumentException("The data are not whole sectors.", nameof(data));

        int sectors = data.Length / sectorSize;
        if (checksums.Length < sectors)
            throw new ArgumentException("There are more sectors than checksums.", nameof(checksums));

        // The instruction takes three cycles and one can begin in each: three sectors at a time cost no more than one.
        int sector = 0;
        for (; sector + 3 <= sectors; sector += 3)
            ComputeThree(data.Slice(sector * sectorSize, 3 * sectorSize), sectorSize, checksums[sector..]);

        for (; sector < sectors; sector++)
        {
            ReadOnlySpan<byte> one = data.Slice(sector * sectorSize, sectorSize);
            checksums[sector] = sectorSize == Lanes * Lane ? ComputeLanes(one) : Compute(one);
        }
    }

    /// <summary>The quarters of a sector at a time, put together: one after the other each step would wait for the one
    /// before.</summary>
    private static unsafe uint ComputeLanes(ReadOnlySpan<byte> data)
    {
        uint a = uint.MaxValue;
        uint b = 0;
        uint c = 0;
        uint d = 0;
        fixed (byte* start = data)
        {
            for (byte* at = start; at < start + Lane; at += sizeof(ulong))
            {
                a = BitOperations.Crc32C(a, LittleEndian(at));
                b = BitOperations.Crc32C(b, LittleEndian(at + Lane));
                c = BitOperations.Crc32C(c, LittleEndian(at + (2 * Lane)));
                d = BitOperations.Crc32C(d, LittleEndian(at + (3 * Lane)));
            }
        }

        return ~(PassLane(PassLane(PassLane(a) ^ b) ^ c) ^ d);
    }

    /// <summary>What becomes of a sum over as many zeros as a lane has bytes.</summary>
    private static uint PassLane(uint sum) =>
        s_passed[sum & 255] ^ s_passed[256 + (sum >> 8 & 255)] ^ s_passed[512 + (sum >> 16 & 255)]
        ^ s_passed[768 + (sum >> 24)];

    /// <summary>A sum passes zeros bit by bit: each byte of it has a table of what its values become.</summary>
    private static uint[] MakePassed()
    {
        uint[] passed = new uint[4 * 256];
        for (int place = 0; place < passed.Length; place++)
        {
            uint sum = (uint)(place & 255) << (place >> 8 << 3);
            for (int i = 0; i < Lane; i += sizeof(ulong))
                sum = BitOperations.Crc32C(sum, 0UL);

            passed[place] = sum;
        }

        return passed;
    }

    private static unsafe void ComputeThree(ReadOnlySpan<byte> data, int size, Span<uint> checksums)
    {
        uint a = uint.MaxValue;
        uint b = uint.MaxValue;
        uint c = uint.MaxValue;

        // With the checks of spans the loop is slower than three loops.
        fixed (byte* start = data)
        {
            for (byte* at = start; at < start + size; at += sizeof(ulong))
            {
                a = BitOperations.Crc32C(a, LittleEndian(at));
                b = BitOperations.Crc32C(b, LittleEndian(at + size));
                c = BitOperations.Crc32C(c, LittleEndian(at + (2 * size)));
            }
        }

        checksums[0] = ~a;
        checksums[1] = ~b;
        checksums[2] = ~c;
    }

    private static unsafe ulong LittleEndian(byte* at)
    {
        ulong value = Unsafe.ReadUnaligned<ulong>(at);
        return BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value);
    }
}
