using System;
using ExtentLock.Tests.Volumes;
using ExtentLock.Volumes;

namespace ExtentLock.Tests.Proof;

/// <summary>What a writer that will be killed writes, known to who kills it: one list for each of three files, and the
/// bytes that a file has after any part of its list.</summary>
internal static class WriterPlan
{
    internal const int Sectors = 64;
    internal const int Most = 20_000;
    internal static readonly string[] Files = ["copied", "in place", "buffered"];

    internal static VolumeOptions Options => new()
    {
        Capacity = 8 << 20,
        CommitInterval = TimeSpan.Zero,
        CacheBytes = Effort.Of("CACHE", 32 << 20),
    };

    internal static FileTraits TraitsOf(int file) => file == 1 ? FileTraits.NoCow : FileTraits.None;

    internal static Write Of(int seed, int file, int number)
    {
        Random random = new(unchecked((seed * 1_000_003) + (((number * 3) + file) * 7919)));
        if (file == 2)
            return BufferedOf(random);

        int start = random.Next(Sectors - 8);
        byte[] data = TestVolume.Bytes(random.Next(1, 9) * TestVolume.Sector, random.Next());

        // What is written in place is seen at once: only with its own flush can it be known what must be there.
        bool isSynced = file == 1 || random.Next(3) != 0;
        return new Write(start * TestVolume.Sector, data, isSynced, ByFlush: random.Next(2) == 0);
    }

    /// <summary>Parts of sectors; a flush makes all that is only in the cache survive.</summary>
    private static Write BufferedOf(Random random)
    {
        byte[] data = TestVolume.Bytes(random.Next(1, 5 * TestVolume.Sector), random.Next());
        int offset = random.Next((Sectors - 5) * TestVolume.Sector);
        return new Write(offset, data, IsSynced: random.Next(3) == 0, ByFlush: true);
    }

    internal readonly record struct Write(int Offset, byte[] Data, bool IsSynced, bool ByFlush);
}
