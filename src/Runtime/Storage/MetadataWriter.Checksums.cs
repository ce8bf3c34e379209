using System;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace ExtentLock.Storage;

/// <summary>Checksums: one row for the sectors of a chunk.</summary>
internal sealed partial class MetadataWriter
{
    internal void PutChecksums(long diskStart, uint[] checksums)
    {
        long sector = diskStart / geometry.SectorSize;
        for (int done = 0; done < checksums.Length;)
        {
            int first = (int)((sector + done) % MetadataSchema.ChunkSectors);
            int count = Math.Min(MetadataSchema.ChunkSectors - first, checksums.Length - done);
            ChangeChunk((sector + done) / MetadataSchema.ChunkSectors, first, checksums.AsSpan(done, count));
            done += count;
        }
    }

    internal void RemoveChecksums(SpaceRun run)
    {
        long sector = run.Start / geometry.SectorSize;
        long end = run.End / geometry.SectorSize;
        while (sector < end)
        {
            int first = (int)(sector % MetadataSchema.ChunkSectors);
            int count = (int)Math.Min(MetadataSchema.ChunkSectors - first, end - sector);
            long chunk = sector / MetadataSchema.ChunkSectors;
            statements.Run("UPDATE checksum SET present = present & ~$1 WHERE chunk = $0", chunk, Bits(first, count));
            statements.Run("DELETE FROM checksum WHERE chunk = $0 AND present = 0", chunk);
            sector += count;
        }
    }

    private void ChangeChunk(long chunk, int first, ReadOnlySpan<uint> changed)
    {
        byte[] sums = new byte[MetadataSchema.ChunkSectors * sizeof(uint)];
        long present = 0;
        using (SqliteDataReader row = statements.Read("SELECT present, sums FROM checksum WHERE chunk = $0", chunk))
        {
            if (row.Read())
            {
                present = row.GetInt64(0);
                sums = MetadataSchema.WholeChunk(row.GetFieldValue<byte[]>(1));
            }
        }

        changed.CopyTo(MemoryMarshal.Cast<byte, uint>(sums.AsSpan())[first..]);
        statements.Run(
            "INSERT OR REPLACE INTO checksum VALUES ($0, $1, $2)", chunk, present | Bits(first, changed.Length), sums);
    }

    private static long Bits(int first, int count) => (long)(ulong.MaxValue >> (64 - count) << first);
}
