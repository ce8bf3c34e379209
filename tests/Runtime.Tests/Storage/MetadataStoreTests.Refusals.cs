using System;
using System.IO;
using ExtentLock.Storage;
using Microsoft.Data.Sqlite;
using Xunit;

namespace ExtentLock.Tests.Storage;

/// <summary>Files that are not opened and batches that are not committed.</summary>
public sealed partial class MetadataStoreTests
{
    [Fact]
    public void OpenedTwice_IsInUse()
    {
        Assert.Equal(MetadataFault.InUse, OpeningFault());

        // The first one still works, and is the only one that does.
        Commit(batch => batch.PutFile(new StoredFile(1, 0, 0)));
        Assert.Single(_store.Files());
    }

    [Fact]
    public void MadeTwice_IsRefusedAndLeavesTheFirst()
    {
        _store.Dispose();

        Assert.Equal(MetadataFault.CannotOpen, Fault(() => MetadataStore.Create(Path, new(Capacity)).Dispose()));
        Reopen();
    }

    [Theory]
    [InlineData(Capacity + 1, Sector)]
    [InlineData(Capacity, Sector + 1)]
    public void GeometryOfPartsOfSectors_IsRefused(long capacity, long reserved)
    {
        string other = _folder["other"];

        Assert.Throws<ArgumentException>(() => MetadataStore.Create(other, new(capacity, reserved)));
        Assert.False(File.Exists(other));
    }

    [Fact]
    public void DisposedStore_Throws()
    {
        _store.Dispose();

        Assert.Throws<ObjectDisposedException>(() => _store.Files());
    }

    [Fact]
    public void MissingFile_CannotBeOpened()
    {
        _store.Dispose();
        File.Delete(Path);

        Assert.Equal(MetadataFault.CannotOpen, OpeningFault());
        Assert.False(File.Exists(Path));
    }

    [Fact]
    public void EmptyFile_IsNotMetadata() => Assert.Equal(MetadataFault.NotMetadata, FaultOf([]));

    [Theory]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(100_000)]
    public void Noise_IsNotMetadataAndStaysAsItIs(int length)
    {
        byte[] noise = new byte[length];
        new Random(1).NextBytes(noise);

        Assert.Equal(MetadataFault.NotMetadata, FaultOf(noise));
        Assert.Equal(noise, File.ReadAllBytes(Path));
    }

    [Fact]
    public void DatabaseOfAnotherProgram_IsNotMetadataAndStaysAsItIs()
    {
        string other = _folder["other"];
        using (SqliteConnection connection = new($"Data Source={other};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE mine(x)";
            command.ExecuteNonQuery();
        }

        byte[] before = File.ReadAllBytes(other);

        Assert.Equal(MetadataFault.NotMetadata, Fault(() => MetadataStore.Open(other).Dispose()));
        Assert.Equal(before, File.ReadAllBytes(other));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void OtherVersion_IsToldWithBothVersions(int version)
    {
        _store.Dispose();
        Change($"PRAGMA user_version = {version}");

        MetadataException refused = Assert.Throws<MetadataException>(() => MetadataStore.Open(Path));

        Assert.Equal(MetadataFault.OtherVersion, refused.Fault);
        Assert.Contains($"version {version};", refused.Message, StringComparison.Ordinal);
        Assert.Contains("knows version 2", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(50)]
    [InlineData(4096)]
    [InlineData(10_000)]
    public void TruncatedFile_IsRefused(int length)
    {
        _store.Dispose();

        MetadataFault fault = FaultOf(File.ReadAllBytes(Path)[..length]);

        Assert.True(fault is MetadataFault.Damaged or MetadataFault.NotMetadata, $"{fault}");
    }

    [Fact]
    public void EveryPageOverwrittenWithNoise_IsRefused()
    {
        _store.Dispose();
        byte[] good = File.ReadAllBytes(Path);
        for (int page = 1; page < good.Length / 4096; page++)
        {
            byte[] bad = (byte[])good.Clone();
            new Random(page).NextBytes(bad.AsSpan(page * 4096, 4096));

            MetadataFault fault = FaultOf(bad);
            Assert.True(fault == MetadataFault.Damaged, $"page {page}: {fault}");
        }

        File.WriteAllBytes(Path, good);
        Reopen();
    }

    [Theory]
    [InlineData("INSERT INTO extent VALUES (1, 0, 4096, 1, 8192, 4096, 0, NULL)", "is in free space")]
    [InlineData("INSERT INTO extent VALUES (1, 0, 4096, 1, 40960000, 4096, 0, NULL)", "is not on the device")]
    [InlineData("INSERT INTO extent VALUES (1, 0, 4096, 1, 0, 4096, 0, NULL)", "is not on the device")]
    [InlineData("INSERT INTO extent VALUES (1, 0, 4096, 1, 8192, 0, 0, NULL)", "is not on the device")]
    [InlineData(
        "DELETE FROM free; INSERT INTO extent VALUES (1, 0, 8192, 1, 8192, 8192, 0, NULL), "
        + "(1, 4096, 4096, 1, 16384, 4096, 0, NULL)",
        "overlaps the extent [0, 8192)")]
    [InlineData(
        "DELETE FROM free; INSERT INTO extent VALUES (1, 9223372036854771712, 8192, 1, 8192, 8192, 0, NULL)",
        "end behind every file")]
    [InlineData("UPDATE free SET length = length + 4096", "end behind the device")]
    [InlineData("INSERT INTO free VALUES (8192, 4096)", "touches what is before it")]
    [InlineData("PRAGMA foreign_keys = OFF; INSERT INTO name VALUES ('x', 99)", "refers to a file")]
    public void RowsThatContradictEachOther_AreDamage(string change, string told)
    {
        Commit(batch => batch.PutFile(new StoredFile(1, 0, 0)));
        _store.Dispose();
        Change(change);

        MetadataException refused = Assert.Throws<MetadataException>(() => MetadataStore.Open(Path));

        Assert.Equal(MetadataFault.Damaged, refused.Fault);
        Assert.Contains(told, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE volume SET sector = 1 << 40")]
    [InlineData("UPDATE volume SET sector = 0")]
    public void NumberThatNoVolumeHas_IsDamage(string change)
    {
        _store.Dispose();
        Change(change);

        Assert.Equal(MetadataFault.Damaged, OpeningFault());
    }

    [Fact]
    public void ChecksumsOfAnotherLength_AreDamageToWhoReadsAndWhoCommits()
    {
        Commit(batch => batch.PutChecksums(Sector, [1, 2]));
        _store.Dispose();
        Change("UPDATE checksum SET sums = x'0102'");
        Reopen();

        Assert.Equal(MetadataFault.Damaged, Fault(() => _store.Checksums(new SpaceRun(Sector, Sector))));
        Assert.Equal(MetadataFault.Damaged, Fault(() => Commit(batch => batch.PutChecksums(Sector, [3]))));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    public void BatchThatContradicts_IsNotCommittedAtAll(int which)
    {
        Commit(batch =>
        {
            batch.PutFile(new StoredFile(1, 0, 0));
            batch.PutName("a", 1);
            batch.TakeSpace(new SpaceRun(8 * Sector, 4 * Sector));
        });

        MetadataFault fault = Fault(() => Commit(batch =>
        {
            batch.PutFile(new StoredFile(2, 0, 0));
            Contradict(batch, which);
        }));

        Assert.Equal(MetadataFault.Contradiction, fault);
        Assert.Single(_store.Files());
        Assert.Equal(1, _store.Generation);
        Commit(batch => batch.FreeSpace(new SpaceRun(8 * Sector, 4 * Sector)));
    }

    [Fact]
    public void SealedBatch_TakesNoChange()
    {
        MetadataBatch batch = new();
        _store.Commit(batch);

        Assert.Throws<InvalidOperationException>(() => batch.RemoveName("a"));
    }

    [Theory]
    [InlineData(3, MetadataFault.ReadOnly)]
    [InlineData(5, MetadataFault.InUse)]
    [InlineData(6, MetadataFault.InUse)]
    [InlineData(8, MetadataFault.ReadOnly)]
    [InlineData(10, MetadataFault.InputOutput)]
    [InlineData(11, MetadataFault.Damaged)]
    [InlineData(13, MetadataFault.NoSpace)]
    [InlineData(14, MetadataFault.CannotOpen)]
    [InlineData(19, MetadataFault.Contradiction)]
    [InlineData(26, MetadataFault.NotMetadata)]
    public void ErrorsOfSqlite_HaveTheirNames(int code, MetadataFault fault) =>
        Assert.Equal(fault, MetadataException.From(new SqliteException("x", code), "x").Fault);

    private static void Contradict(MetadataBatch batch, int which)
    {
        switch (which)
        {
            case 0: batch.TakeSpace(new SpaceRun(7 * Sector, 2 * Sector)); break;
            case 1: batch.FreeSpace(new SpaceRun(11 * Sector, 2 * Sector)); break;
            case 2: batch.FreeSpace(new SpaceRun(7 * Sector, 2 * Sector)); break;
            case 3: batch.FreeSpace(new SpaceRun(0, Sector)); break;
            case 4: batch.PutName("b", 77); break;
            case 5: batch.RemoveName("b"); break;
            case 6: batch.FreeSpace(new SpaceRun(Capacity, Sector)); break;
            case 7: batch.TakeSpace(new SpaceRun(20 * Sector, 0)); break;
            case 8: batch.FreeSpace(new SpaceRun(9 * Sector, 0)); break;
            case 9: batch.RemoveFile(77); break;
            default: batch.RemoveFile(1); break;
        }
    }

    private static MetadataFault Fault(Action action) => Assert.Throws<MetadataException>(action).Fault;

    private MetadataFault OpeningFault() => Fault(() => MetadataStore.Open(Path).Dispose());

    private MetadataFault FaultOf(byte[] contents)
    {
        _store.Dispose();
        File.WriteAllBytes(Path, contents);
        return OpeningFault();
    }

    private void Change(string statements)
    {
        using SqliteConnection connection = new($"Data Source={Path};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = statements;
        command.ExecuteNonQuery();
    }
}
