namespace ExtentLock.Storage;

/// <summary>Tables of the metadata. Whoever changes them raises the version.</summary>
internal static class MetadataSchema
{
    internal const int Version = 2;

    /// <summary>"EXLV", by which other programs tell whose database it is.</summary>
    internal const int ApplicationId = 0x45584C56;

    /// <summary>Sectors whose checksums are one row: their presence is the bits of one integer.</summary>
    internal const int ChunkSectors = 64;

    internal static string Create { get; } = $"""
        CREATE TABLE volume(
            id INTEGER PRIMARY KEY CHECK (id = 1),
            capacity INTEGER NOT NULL, reserved INTEGER NOT NULL, sector INTEGER NOT NULL,
            generation INTEGER NOT NULL, identity BLOB NOT NULL) STRICT;
        CREATE TABLE file(
            id INTEGER PRIMARY KEY, size INTEGER NOT NULL CHECK (size >= 0), changed INTEGER NOT NULL,
            traits INTEGER NOT NULL) STRICT;
        CREATE TABLE name(
            name TEXT PRIMARY KEY, file INTEGER NOT NULL REFERENCES file(id)) STRICT, WITHOUT ROWID;
        CREATE INDEX name_of_file ON name(file);
        CREATE TABLE extent(
            file INTEGER NOT NULL REFERENCES file(id), start INTEGER NOT NULL CHECK (start >= 0),
            length INTEGER NOT NULL CHECK (length > 0), kind INTEGER NOT NULL,
            disk_start INTEGER NOT NULL, disk_length INTEGER NOT NULL, skipped INTEGER NOT NULL, data BLOB,
            PRIMARY KEY (file, start)) STRICT, WITHOUT ROWID;
        CREATE TABLE checksum(
            chunk INTEGER PRIMARY KEY, present INTEGER NOT NULL, sums BLOB NOT NULL) STRICT;
        CREATE TABLE free(
            start INTEGER PRIMARY KEY, length INTEGER NOT NULL CHECK (length > 0)) STRICT;
        PRAGMA application_id = {ApplicationId};
        PRAGMA user_version = {Version};
        """;

    /// <summary>Checksums of a row, if there are as many as of a chunk.</summary>
    /// <exception cref="MetadataException">There are not.</exception>
    internal static byte[] WholeChunk(byte[] sums) => sums.Length == ChunkSectors * sizeof(uint)
        ? sums
        : throw new MetadataException(MetadataFault.Damaged, $"A row of checksums has {sums.Length} bytes.");
}
