using System;
using System.Collections.Generic;
using System.Linq;
using ExtentLock.Storage;
using Xunit;

namespace ExtentLock.Tests.Storage;

public sealed class SpaceAllocatorTests
{
    private const int Sector = 4096;

    private readonly SpaceAllocator _space = new([new SpaceRun(0, 10 * Sector)]);

    [Fact]
    public void Allocations_DoNotOverlapAndUseEverything()
    {
        bool[] used = new bool[10];
        while (_space.TryAllocate(3 * Sector, out SpaceRun run))
        {
            for (long at = run.Start; at < run.End; at += Sector)
            {
                Assert.False(used[at / Sector]);
                used[at / Sector] = true;
            }
        }

        Assert.DoesNotContain(false, used);
        Assert.Equal(0, _space.Available);
    }

    [Fact]
    public void NoRunOfTheLength_GivesTheLongestThereIs()
    {
        _space.TryAllocate(10 * Sector, out _);
        _space.GiveBack(new SpaceRun(0, Sector));
        _space.GiveBack(new SpaceRun(4 * Sector, 2 * Sector));

        Assert.True(_space.TryAllocate(5 * Sector, out SpaceRun run));
        Assert.Equal(new SpaceRun(4 * Sector, 2 * Sector), run);
    }

    [Fact]
    public void FreedSpace_IsPinnedUntilItsCommit()
    {
        _space.TryAllocate(10 * Sector, out SpaceRun all);
        MetadataBatch batch = new();

        _space.Free(all, batch);

        Assert.False(_space.TryAllocate(Sector, out _));
        Assert.Equal(10 * Sector, _space.Pinned);
        _space.Committed(_space.Seal());
        Assert.True(_space.TryAllocate(10 * Sector, out _));
        Assert.Equal(0, _space.Pinned);
    }

    [Fact]
    public void SpaceFreedAfterTheSeal_WaitsForTheNextCommit()
    {
        _space.TryAllocate(10 * Sector, out _);
        _space.Free(new SpaceRun(0, Sector), new MetadataBatch());
        IReadOnlyList<SpaceRun> first = _space.Seal();
        _space.Free(new SpaceRun(Sector, Sector), new MetadataBatch());

        _space.Committed(first);

        Assert.Equal(Sector, _space.Available);
        Assert.Equal(Sector, _space.Pinned);
    }

    [Fact]
    public void SealedBatch_TakesNoFreedSpace()
    {
        _space.TryAllocate(Sector, out SpaceRun run);
        MetadataBatch batch = new();
        batch.Seal();

        Assert.Throws<InvalidOperationException>(() => _space.Free(run, batch));
        Assert.Equal(0, _space.Pinned);
    }

    [Fact]
    public void SpaceGivenBackTwice_IsRefused()
    {
        _space.TryAllocate(2 * Sector, out SpaceRun run);
        _space.GiveBack(run);

        Assert.Throws<ArgumentException>(() => _space.GiveBack(run));
        Assert.Equal(10 * Sector, _space.Available);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(Sector + 1)]
    public void PartOfASector_IsRefused(int length) =>
        Assert.Throws<ArgumentException>(() => _space.TryAllocate(length, out _));

    [Theory]
    [InlineData(-Sector, Sector)]
    [InlineData(0, 0)]
    [InlineData(1, Sector)]
    [InlineData(0, Sector + 1)]
    public void RunOfPartsOfSectors_IsNotTakenBack(long start, long length)
    {
        _space.TryAllocate(10 * Sector, out _);

        Assert.Throws<ArgumentException>(() => _space.GiveBack(new SpaceRun(start, length)));
        Assert.Equal(0, _space.Available);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void RunThatIsFreeInPart_IsNotTakenBack(int first)
    {
        _space.TryAllocate(10 * Sector, out _);
        _space.GiveBack(new SpaceRun(Sector, 3 * Sector));

        Assert.Throws<ArgumentException>(() => _space.GiveBack(new SpaceRun(first * Sector, 2 * Sector)));
        Assert.Equal(3 * Sector, _space.Available);
    }

    [Fact]
    public void RandomUse_LosesNothing()
    {
        SpaceAllocator space = new(Enumerable.Range(0, 50).Select(i => new SpaceRun(2L * i * Sector, Sector)));
        List<SpaceRun> held = [];
        Random random = new(3);
        for (int step = 0; step < 2000; step++)
        {
            if (random.Next(2) == 0 && space.TryAllocate(random.Next(1, 4) * Sector, out SpaceRun run))
            {
                held.Add(run);
            }
            else if (held.Count > 0)
            {
                int place = random.Next(held.Count);
                space.GiveBack(held[place]);
                held.RemoveAt(place);
            }

            Assert.Equal(50 * Sector, space.Available + held.Sum(used => used.Length));
        }
    }
}
