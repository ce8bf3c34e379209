using System;
using System.Collections.Generic;
using System.Linq;
using ExtentLock.Mapping;
using ExtentLock.Volumes;
using Xunit;

namespace ExtentLock.Tests.Volumes;

/// <summary>The table of a file's pieces, and the set of what changed, against models that are too simple to be
/// wrong.</summary>
public sealed class ExtentTableTests
{
    [Theory]
    [InlineData(1, 400)]
    [InlineData(2, 4000)]
    public void RandomChanges_EqualTheModel(int seed, int places)
    {
        Random random = new(seed);
        ExtentTable table = new();
        SortedDictionary<long, FilePiece> model = [];
        List<FilePiece> taken = [];
        for (int i = 0; i < 20_000; i++)
        {
            long start = random.Next(places);
            long end = start + 1 + random.Next(8);
            taken.Clear();
            table.TakeTouching(start, end, taken);
            FilePiece[] expected = [.. model.Values.Where(piece => piece.Start < end && piece.End > start)];
            Assert.Equal(expected, taken);
            foreach (FilePiece piece in expected)
                model.Remove(piece.Start);

            if (random.Next(4) > 0)
            {
                FilePiece piece = new(start, end - start, ExtentKind.Regular, i, end - start, 0);
                table.Insert(piece);
                model.Add(start, piece);
            }

            if (i % 100 == 0)
                Compare(table, model, places);
        }

        Assert.Equal(model.Count, table.Count);
    }

    [Fact]
    public void AscendingPieces_AreAllFound()
    {
        ExtentTable table = new();
        for (int i = 0; i < 100_000; i++)
            table.Insert(new FilePiece(2 * i, 1, ExtentKind.Regular, i, 1, 0));

        Assert.Equal(100_000, table.Count);
        Assert.Equal(77_777, table.At(155_554, long.MaxValue).DiskStart);
        Assert.Equal(FilePiece.Hole(155_555, 155_556), table.At(155_555, long.MaxValue));
        Assert.True(table.TryEndingAt(199_999, out FilePiece last));
        Assert.Equal(199_998, last.Start);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(20_000)]
    public void SetOfRanges_HoldsAllThatWasAdded(int count)
    {
        Random random = new(count);
        RangeSet set = new();
        List<(long Start, long End)> added = [];
        for (int i = 0; i < count; i++)
        {
            long start = random.NextInt64(1L << 40) & -4096;
            long end = start + (4096 * (1 + random.Next(4)));
            added.Add((start, end));
            set.Add(start, end);
        }

        Assert.InRange(set.Ranges.Count, 1, 2048);
        Assert.All(
            added,
            range => Assert.Contains(set.Ranges, held => held.Start <= range.Start && range.End <= held.End));
        Assert.All(set.Ranges.Zip(set.Ranges.Skip(1)), pair => Assert.True(pair.First.End < pair.Second.Start));
        if (count == 100)
            Assert.Equal(added.Sum(range => range.End - range.Start), set.Ranges.Sum(range => range.End - range.Start));
    }

    private static void Compare(ExtentTable table, SortedDictionary<long, FilePiece> model, int places)
    {
        for (long position = 0; position < places; position += 7)
        {
            FilePiece? expected = model.Values.Where(piece => piece.Start <= position && position < piece.End)
                .Select(piece => (FilePiece?)piece).FirstOrDefault();

            long next = model.Keys.FirstOrDefault(start => start > position, long.MaxValue);
            Assert.Equal(expected ?? FilePiece.Hole(position, next), table.At(position, long.MaxValue));
        }
    }
}
