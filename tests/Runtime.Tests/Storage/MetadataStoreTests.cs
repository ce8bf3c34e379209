using System;
using System.IO;
using System.Linq;
using ExtentLock.Mapping;
using ExtentLock.Storage;
using Xunit;

namespace ExtentLock.Tests.Storage;

public sealed partial class MetadataStoreTests : IDisposable
{
    private const int Sector = 4096;
    private const long Capacity = 1024 * Sector;

    private readonly TempFolder _folder = new();
    private MetadataStore _store;

    public MetadataStoreTests() => _store = MetadataStore.Create(Path, new MetadataGeometry(Capacity, Sector));

    private string Path => _folder["volume.meta"];

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void NewVolume_IsEmptyAndFree()
    {
        Assert.Empty(_store.Names());
        Assert.Empty(_store.Files());
        Assert.Equal([new SpaceRun(Sector, Capacity - Sector)], _store.FreeSpace());
        Assert.Equal(new MetadataGeometry(Capacity, Sector), _store.Geometry);
        Assert.Empty(_store.Check());
    }

    [Fact]
    public void WhatWasCommitted_IsThereAfterOpening()
    {
        Commit(batch =>
        {
            batch.PutFile(new StoredFile(7, 100, 5));
            batch.PutName("a", 7);
            batch.TakeSpace(new SpaceRun(Sector, Sector));
            batch.PutExtent(Extent(0, 1, disk: 1));
            batch.PutChecksums(Sector, [0xFFFFFFFF]);
        });

        Reopen();

        Assert.Equal(7, _store.FindName("a"));
        Assert.Equal([new StoredFile(7, 100, 5)], _store.Files());
        Assert.Equal([Extent(0, 1, disk: 1)], _store.Extents(7));
        Assert.Equal([0xFFFFFFFFu], _store.Checksums(new SpaceRun(Sector, Sector)));
        Assert.Equal([new SpaceRun(2 * Sector, Capacity - (2 * Sector))], _store.FreeSpace());
        Assert.Equal(1, _store.Generation);
    }

    [Fact]
    public void WhatWasNotCommitted_IsNotThere()
    {
        MetadataBatch batch = new();
        batch.PutFile(new StoredFile(7, 100, 5));

        Assert.Empty(_store.Files());
        Assert.Equal(0, _store.Generation);
    }

    [Fact]
    public void Names_AreChangedMovedAndRemoved()
    {
        Commit(batch =>
        {
            batch.PutFile(new StoredFile(1, 0, 0));
            batch.PutFile(new StoredFile(2, 0, 0));
            batch.PutName("b", 1);
            batch.PutName("a'; --", 2);
        });
        Assert.Equal(["a'; --", "b"], _store.Names().Select(name => name.Key));

        Commit(batch =>
        {
            batch.RemoveName("a'; --");
            batch.PutName("b", 2);
            batch.RemoveFile(1);
        });

        Assert.Equal(2, _store.FindName("b"));
        Assert.Null(_store.FindName("a'; --"));
        Assert.Single(_store.Files());
    }

    [Theory]
    [InlineData(0, 10, "")]
    [InlineData(0, 4, "4-10@104")]
    [InlineData(6, 10, "0-6@100")]
    [InlineData(3, 5, "0-3@100 5-10@105")]
    [InlineData(20, 30, "0-10@100")]
    [InlineData(10, 11, "0-10@100")]
    public void DroppedRange_LeavesTheRestOfTheExtent(int start, int end, string left)
    {
        Commit(batch =>
        {
            batch.PutFile(new StoredFile(7, 0, 0));
            batch.PutExtent(Extent(0, 10, disk: 100));
        });

        Commit(batch => batch.DropExtents(7, start * Sector, end * Sector));

        Assert.Equal(left, Shown());
    }

    [Fact]
    public void ExtentOverOthers_TakesTheirPlace()
    {
        Commit(batch =>
        {
            batch.PutFile(new StoredFile(7, 0, 0));
            batch.PutExtent(Extent(0, 4, disk: 100));
            batch.PutExtent(Extent(4, 4, disk: 200));
            batch.PutExtent(Extent(8, 4, disk: 300));
        });

        Commit(batch => batch.PutExtent(Extent(2, 8, disk: 400)));

        Assert.Equal("0-2@100 2-10@400 10-12@302", Shown());
    }

    [Fact]
    public void InlineData_AreKept()
    {
        Commit(batch =>
        {
            batch.PutFile(new StoredFile(7, 3, 0));
            batch.PutExtent(new FileExtent(7, 0, 3, ExtentKind.Inline, 0, 0) { Inline = new byte[] { 1, 2, 3 } });
        });

        Reopen();

        Assert.Equal([1, 2, 3], _store.Extents(7)[0].Inline.ToArray());
    }

    [Fact]
    public void Checksums_CrossTheirRowsAndAreForgotten()
    {
        uint[] sums = [.. Enumerable.Range(0, 200).Select(i => (uint)i * 0x01010101)];
        Commit(batch => batch.PutChecksums(50 * Sector, sums));
        Commit(batch => batch.RemoveChecksums(new SpaceRun(60 * Sector, 100 * Sector)));

        uint?[] found = _store.Checksums(new SpaceRun(49 * Sector, 202 * Sector));

        Assert.Null(found[0]);
        Assert.Null(found[201]);
        for (int i = 0; i < sums.Length; i++)
            Assert.Equal(i is >= 10 and < 110 ? null : sums[i], found[i + 1]);
    }

    [Fact]
    public void ManyRandomFreesAndTakes_KeepRunsApart()
    {
        Random random = new(9);
        bool[] used = new bool[Capacity / Sector];
        used[0] = true;
        Commit(batch =>
        {
            for (int step = 0; step < 2000; step++)
            {
                int start = random.Next(1, used.Length);
                int length = random.Next(1, Math.Min(8, used.Length - start) + 1);
                bool value = used[start];
                if (used.AsSpan(start, length).IndexOf(!value) >= 0)
                    continue;

                used.AsSpan(start, length).Fill(!value);
                SpaceRun run = new((long)start * Sector, (long)length * Sector);
                if (value)
                    batch.FreeSpace(run);
                else
                    batch.TakeSpace(run);
            }
        });

        Assert.Empty(_store.Check());
        Assert.Equal(used.Count(value => !value), _store.FreeSpace().Sum(run => run.Length) / Sector);
        foreach (SpaceRun run in _store.FreeSpace())
            Assert.Equal(-1, used.AsSpan((int)(run.Start / Sector), (int)(run.Length / Sector)).IndexOf(true));
    }

    private static FileExtent Extent(int start, int sectors, int disk) =>
        new(7, start * Sector, sectors * Sector, ExtentKind.Regular, disk * Sector, sectors * Sector);

    private void Commit(Action<MetadataBatch> change)
    {
        MetadataBatch batch = new();
        change(batch);
        _store.Commit(batch);
    }

    private void Reopen()
    {
        _store.Dispose();
        _store = MetadataStore.Open(Path);
    }

    private string Shown() => string.Join(' ', _store.Extents(7).Select(extent =>
        $"{extent.Start / Sector}-{extent.End / Sector}@{(extent.DiskStart + extent.Skipped) / Sector}"));
}
