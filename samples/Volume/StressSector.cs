using System;
using System.IO;
using System.Runtime.InteropServices;

namespace ExtentLock.Samples.VolumeTool;

/// <summary>Sectors that say where they belong and which write they are of, in every word of them.</summary>
internal static class StressSector
{
    public const int Size = 4096;

    /// <param name="sector">Filled.</param>
    /// <param name="index">Its place in the file, in sectors.</param>
    /// <param name="version">Which write; not 0.</param>
    public static void Fill(Span<byte> sector, long index, uint version)
    {
        ulong word = Start(index, version);
        Span<ulong> words = MemoryMarshal.Cast<byte, ulong>(sector);
        words[0] = (ulong)index;
        words[1] = version;
        for (int i = 2; i < words.Length; i++)
            words[i] = word = Next(word);
    }

    /// <summary>The write that a sector is of; 0 if it is all zeros.</summary>
    /// <exception cref="InvalidDataException">It belongs elsewhere, or is of no single write.</exception>
    public static uint VersionOf(ReadOnlySpan<byte> sector, long index)
    {
        if (!sector.ContainsAnyExcept((byte)0))
            return 0;

        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(sector);
        if (words[0] != (ulong)index)
            throw new InvalidDataException($"Sector {index} has the data of sector {words[0]}.");

        uint version = (uint)words[1];
        ulong word = Start(index, version);
        for (int i = 2; i < words.Length; i++)
        {
            word = Next(word);
            if (words[i] != word)
                throw new InvalidDataException($"Sector {index} is not of one write from its byte {8 * i} on.");
        }

        return version;
    }

    private static ulong Start(long index, uint version) => (((ulong)index << 32) ^ version) | 0x8000_0000_0000_0001;

    private static ulong Next(ulong word)
    {
        word ^= word << 13;
        word ^= word >> 7;
        return word ^ (word << 17);
    }
}
