using System;
using System.Threading;
using ExtentLock.Storage;

namespace ExtentLock.Volumes;

/// <summary>
/// Checksums of the device's sectors in memory, where some file that was open needs them. What is changed here counts
/// before what is committed. Not thread-safe but for reading sectors whose file range is locked.
/// </summary>
internal sealed class ChecksumTable(long capacity)
{
    private const int ChunkSectors = 1024;
    private readonly Chunk?[] _chunks =
        new Chunk?[(capacity / VolumeFormat.Sector + ChunkSectors - 1) / ChunkSectors];

    /// <summary>Makes what is committed for a run known, chunk by chunk, each once.</summary>
    /// <param name="run">The run.</param>
    /// <param name="latch">Held while the table changes, and not while the metadata are read.</param>
    /// <param name="committed">Reads the metadata.</param>
    internal void Load(SpaceRun run, Lock latch, Func<SpaceRun, uint?[]> committed)
    {
        long first = run.Start / VolumeFormat.Sector / ChunkSectors;
        long last = (run.End - 1) / VolumeFormat.Sector / ChunkSectors;
        for (long place = first; place <= last; place++)
        {
            lock (latch)
            {
                if (_chunks[place] is { IsLoaded: true })
                    continue;
            }

            long start = place * ChunkSectors * VolumeFormat.Sector;
            long length = Math.Min(ChunkSectors * VolumeFormat.Sector, capacity - start);
            uint?[] sums = committed(new SpaceRun(start, length));
            lock (latch)
                Merge(ChunkOf(place), sums);
        }
    }

    /// <summary>Checksum of the sector at a place of the device; false if none is kept.</summary>
    internal bool TryRead(long diskStart, out uint checksum)
    {
        long sector = diskStart / VolumeFormat.Sector;
        Chunk? chunk = _chunks[sector / ChunkSectors];
        int index = (int)(sector % ChunkSectors);
        bool isKnown = chunk is not null && chunk.IsKnown(index);
        checksum = isKnown ? chunk!.Sums[index] : 0;
        return isKnown;
    }

    internal void Put(long diskStart, ReadOnlySpan<uint> checksums)
    {
        long sector = diskStart / VolumeFormat.Sector;
        foreach (uint checksum in checksums)
        {
            ChunkOf(sector / ChunkSectors).Put((int)(sector % ChunkSectors), checksum);
            sector++;
        }
    }

    /// <summary>Checksums of a run, all of which are kept.</summary>
    internal uint[] Read(SpaceRun run)
    {
        uint[] sums = new uint[run.Length / VolumeFormat.Sector];
        for (int i = 0; i < sums.Length; i++)
            TryRead(run.Start + ((long)i * VolumeFormat.Sector), out sums[i]);

        return sums;
    }

    private static void Merge(Chunk chunk, uint?[] committed)
    {
        for (int i = 0; i < committed.Length; i++)
        {
            if (committed[i] is { } sum && !chunk.IsKnown(i))
                chunk.Put(i, sum);
        }

        chunk.IsLoaded = true;
    }

    private Chunk ChunkOf(long place) => _chunks[place] ??= new Chunk();

    private sealed class Chunk
    {
        private readonly ulong[] _known = new ulong[ChunkSectors / 64];

        internal uint[] Sums { get; } = new uint[ChunkSectors];

        internal bool IsLoaded { get; set; }

        internal bool IsKnown(int index) => (_known[index / 64] >> (index % 64) & 1) == 1;

        internal void Put(int index, uint sum)
        {
            Sums[index] = sum;
            _known[index / 64] |= 1UL << (index % 64);
        }
    }
}
