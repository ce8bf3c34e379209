using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using ExtentLock.Mapping;
using Microsoft.Data.Sqlite;

namespace ExtentLock.Storage;

/// <summary>What can be asked.</summary>
public sealed partial class MetadataStore
{
    /// <summary>Every name and the number of its file, in the order of the names' characters.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> Names() => Query(() => _statements.Rows(
        "SELECT name, file FROM name ORDER BY name", row => KeyValuePair.Create(row.GetString(0), row.GetInt64(1))));

    /// <summary>The number of the file with a name; null if there is none.</summary>
    public long? FindName(string name) =>
        Query(() => _statements.Number("SELECT file FROM name WHERE name = $0", name));

    /// <summary>Every file, in the order of the numbers.</summary>
    public IReadOnlyList<StoredFile> Files() => Query(() => _statements.Rows(
        "SELECT id, size, changed, traits FROM file ORDER BY id",
        row => new StoredFile(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3))));

    /// <summary>The extents of a file in its order; what is not there is a hole.</summary>
    /// <param name="file">The file's number.</param>
    public IReadOnlyList<FileExtent> Extents(long file) => Query(() => _statements.Rows(
        "SELECT * FROM extent WHERE file = $0 ORDER BY start", MetadataWriter.ExtentOf, file));

    /// <summary>The extents of all files.</summary>
    public IReadOnlyList<FileExtent> Extents() => Query(() => _statements.Rows(
        "SELECT * FROM extent ORDER BY file, start", MetadataWriter.ExtentOf));

    /// <summary>Extents of the device that more than one piece names: where they start, and how many do.</summary>
    public IReadOnlyList<KeyValuePair<long, int>> SharedExtents() => Query(() => _statements.Rows(
        "SELECT disk_start, COUNT(*) FROM extent WHERE disk_length > 0 GROUP BY disk_start HAVING COUNT(*) > 1",
        row => KeyValuePair.Create(row.GetInt64(0), row.GetInt32(1))));

    /// <summary>Free runs in the order of the device; no two touch.</summary>
    public IReadOnlyList<SpaceRun> FreeSpace() => Query(() => _statements.Rows(
        "SELECT start, length FROM free ORDER BY start", row => new SpaceRun(row.GetInt64(0), row.GetInt64(1))));

    /// <summary>Checksums of sectors that follow one another on the device.</summary>
    /// <param name="run">Whole sectors.</param>
    /// <returns>One for each sector; null where none is kept.</returns>
    public uint?[] Checksums(SpaceRun run) => Query(() =>
    {
        long first = run.Start / Geometry.SectorSize;
        uint?[] found = new uint?[run.Length / Geometry.SectorSize];
        using SqliteDataReader row = _statements.Read(
            "SELECT chunk, present, sums FROM checksum WHERE chunk BETWEEN $0 AND $1",
            first / MetadataSchema.ChunkSectors,
            (first + found.Length - 1) / MetadataSchema.ChunkSectors);

        while (row.Read())
        {
            long chunkStart = row.GetInt64(0) * MetadataSchema.ChunkSectors;
            long present = row.GetInt64(1);
            ReadOnlySpan<uint> sums = MemoryMarshal.Cast<byte, uint>(
                MetadataSchema.WholeChunk(row.GetFieldValue<byte[]>(2)));

            for (int i = 0; i < MetadataSchema.ChunkSectors; i++)
            {
                long place = chunkStart + i - first;
                if (place >= 0 && place < found.Length && (present >> i & 1) == 1)
                    found[place] = sums[i];
            }
        }

        return found;
    });

    /// <summary>Checks every page and reference: what contradicts what, in words; nothing if all is well.</summary>
    /// <remarks>Pages, keys and references; extents of a file that overlap; extents in free space or outside of the
    /// device; free runs that touch. Checksums are compared with data by whoever has the device.</remarks>
    public IReadOnlyList<string> Check() => Query(() =>
    {
        List<string> found = _statements.Rows("PRAGMA integrity_check(10)", row => row.GetString(0));
        found.RemoveAll(line => line == "ok");
        if (found.Count > 0)
            return found;

        found.AddRange(_statements.Rows(
            "PRAGMA foreign_key_check", row => $"a row of '{row.GetString(0)}' refers to a file that is not there"));

        CheckFree(found);
        CheckExtents(found);
        return found;
    });

    private static string Place(FileExtent extent) =>
        $"the extent [{extent.Start}, {extent.End}) of file {extent.File}";

    private void CheckFree(List<string> found)
    {
        long end = Geometry.Reserved - 1;
        foreach (SpaceRun run in FreeSpace())
        {
            if (run.Start <= end)
                found.Add($"the free run [{run.Start}, {run.End}) touches what is before it");

            if (run.Length > Geometry.Capacity - run.Start)
                found.Add($"{run.Length} free bytes at {run.Start} end behind the device");

            end = run.End;
        }
    }

    private void CheckExtents(List<string> found)
    {
        long[] starts = [.. FreeSpace().Select(run => run.Start)];
        long[] ends = [.. FreeSpace().Select(run => run.End)];
        FileExtent? before = null;
        foreach (FileExtent extent in Extents())
        {
            if (extent.Length > long.MaxValue - extent.Start)
                found.Add($"{extent.Length} bytes at {extent.Start} of file {extent.File} end behind every file");

            if (before?.File == extent.File && before.End > extent.Start)
                found.Add($"{Place(extent)} overlaps {Place(before)}");

            before = extent;
            if (extent.Kind == ExtentKind.Inline)
                continue;

            long diskEnd = extent.DiskStart + extent.DiskLength;
            if (extent.DiskStart < Geometry.Reserved || extent.DiskLength <= 0
                || extent.DiskLength > Geometry.Capacity - extent.DiskStart)
                found.Add($"{Place(extent)} is not on the device");

            // The first free run that ends behind the extent's start.
            int place = Array.BinarySearch(ends, extent.DiskStart + 1);
            place = place < 0 ? ~place : place;
            if (place < starts.Length && starts[place] < diskEnd)
                found.Add($"{Place(extent)} is in free space");
        }
    }
}
