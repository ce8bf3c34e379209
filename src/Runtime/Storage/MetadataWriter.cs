using System;
using System.Collections.Generic;
using ExtentLock.Mapping;
using Microsoft.Data.Sqlite;

namespace ExtentLock.Storage;

/// <summary>
/// Applies changes to the tables inside the transaction of its caller, and refuses those that contradict what is there.
/// Not thread-safe.
/// </summary>
internal sealed partial class MetadataWriter(SqliteStatements statements, MetadataGeometry geometry)
{
    internal void PutFile(StoredFile file) => statements.Run(
        "INSERT INTO file VALUES ($0, $1, $2, $3) ON CONFLICT DO UPDATE SET size = $1, changed = $2, traits = $3",
        file.Number,
        file.Size,
        file.Changed,
        file.Traits);

    internal void RemoveFile(long file)
    {
        statements.Run("DELETE FROM extent WHERE file = $0", file);
        if (statements.Run("DELETE FROM file WHERE id = $0", file) == 0)
            throw Contradiction($"There is no file {file} to remove.");
    }

    internal void PutName(string name, long file) => statements.Run(
        "INSERT INTO name VALUES ($0, $1) ON CONFLICT DO UPDATE SET file = excluded.file", name, file);

    internal void RemoveName(string name)
    {
        if (statements.Run("DELETE FROM name WHERE name = $0", name) == 0)
            throw Contradiction($"There is no name '{name}' to remove.");
    }

    internal void PutExtent(FileExtent extent)
    {
        DropExtents(extent.File, extent.Start, extent.End);
        Insert(extent);
    }

    internal void DropExtents(long file, long start, long end)
    {
        FileExtent[] cut = [.. Overlapping(file, start, end)];
        statements.Run(
            "DELETE FROM extent WHERE file = $0 AND start >= $1 AND start < $2",
            file,
            cut.Length > 0 ? Math.Min(cut[0].Start, start) : start,
            end);

        foreach (FileExtent old in cut)
        {
            // Data inside the metadata are not cut: who drops a part of them puts the rest anew.
            if (old.Start < start)
                Insert(old.Part(old.Start, start));

            if (old.End > end)
                Insert(old.Part(end, old.End));
        }
    }

    internal static FileExtent ExtentOf(SqliteDataReader row) => new(
        row.GetInt64(0),
        row.GetInt64(1),
        row.GetInt64(2),
        (ExtentKind)row.GetInt64(3),
        row.GetInt64(4),
        row.GetInt64(5),
        row.GetInt64(6))
    {
        Inline = row.IsDBNull(7) ? default : row.GetFieldValue<byte[]>(7),
    };

    private static MetadataException Contradiction(string message) => new(MetadataFault.Contradiction, message);

    // The one that begins before the range and reaches into it, then those that begin inside.
    private List<FileExtent> Overlapping(long file, long start, long end)
    {
        List<FileExtent> found = statements.Rows(
            "SELECT * FROM extent WHERE file = $0 AND start < $1 ORDER BY start DESC LIMIT 1", ExtentOf, file, start);

        found.RemoveAll(before => before.End <= start);
        found.AddRange(statements.Rows(
            "SELECT * FROM extent WHERE file = $0 AND start >= $1 AND start < $2 ORDER BY start",
            ExtentOf,
            file,
            start,
            end));

        return found;
    }

    private void Insert(FileExtent extent) => statements.Run(
        "INSERT INTO extent VALUES ($0, $1, $2, $3, $4, $5, $6, $7)",
        extent.File,
        extent.Start,
        extent.Length,
        (long)extent.Kind,
        extent.DiskStart,
        extent.DiskLength,
        extent.Skipped,
        extent.Inline.IsEmpty ? DBNull.Value : extent.Inline.ToArray());
}
