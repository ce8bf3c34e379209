using System;
using System.Threading;

namespace ExtentLock.Extents;

/// <summary>
/// The segments of a file, found without a latch: an array of leaves of 64 MiB each, which are made when they are first
/// needed, as segments are, and never moved. Thread-safe.
/// </summary>
internal sealed class SegmentTable(RangeLock owner)
{
    private const int LeafShift = 6;
    private const int SegmentsInLeaf = 1 << LeafShift;

    /// <summary>Segments that can be had: 16 TiB.</summary>
    public const long MostSegments = 1L << 24;

    private readonly Lock _latch = new();
    private Segment?[]?[] _leaves = new Segment?[]?[1];

    /// <summary>The segment, made if there is none.</summary>
    public Segment this[long number] => Find(number) ?? Make(number);

    public Segment? Find(long number)
    {
        Segment?[]?[] leaves = Volatile.Read(ref _leaves);
        long leaf = number >> LeafShift;
        return (ulong)leaf < (ulong)leaves.Length && leaves[leaf] is Segment?[] segments
            ? segments[(int)number & (SegmentsInLeaf - 1)]
            : null;
    }

    /// <summary>The next segment from this number to the last that was ever used; then the number is its next.</summary>
    public Segment? NextUsed(ref long number, long last)
    {
        Segment?[]?[] leaves = Volatile.Read(ref _leaves);
        last = Math.Min(last, ((long)leaves.Length << LeafShift) - 1);
        while (number <= last)
        {
            Segment?[]? segments = Volatile.Read(ref leaves[number >> LeafShift]);
            int index = (int)number & (SegmentsInLeaf - 1);
            number += segments is null ? SegmentsInLeaf - index : 1;
            if (segments is not null && Volatile.Read(ref segments[index]) is Segment segment)
                return segment;
        }

        return null;
    }

    private Segment Make(long number)
    {
        int leaf = (int)(number >> LeafShift);
        lock (_latch)
        {
            Segment?[]?[] leaves = _leaves;
            if (leaf >= leaves.Length)
            {
                Array.Resize(ref leaves, Math.Max(leaf + 1, leaves.Length * 2));
                Volatile.Write(ref _leaves, leaves);
            }

            Segment?[] segments = leaves[leaf] ?? new Segment?[SegmentsInLeaf];
            ref Segment? place = ref segments[(int)number & (SegmentsInLeaf - 1)];
            if (place is null)
                Volatile.Write(ref place, new Segment(owner, number));

            Volatile.Write(ref leaves[leaf], segments);
            return place!;
        }
    }
}
