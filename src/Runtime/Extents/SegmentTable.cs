using System;
using System.Threading;

namespace ExtentLock.Extents;

/// <summary>
/// The segments of a file, found without a latch: those of the first GiB in one array, as long as is needed; the others
/// in leaves of 64 MiB each. Made when they are first needed, and never moved. Thread-safe; a part of its lock, not to
/// be copied.
/// </summary>
internal struct SegmentTable(RangeLock owner)
{
    private const int LeafShift = 6;
    private const int SegmentsInLeaf = 1 << LeafShift;
    private const int MostNear = 1024;

    /// <summary>Segments that can be had: 16 TiB.</summary>
    public const long MostSegments = 1L << 24;

    private readonly Lock _latch = new();
    private Segment?[] _near = [];
    private Segment?[]?[] _leaves = [];

    /// <summary>The segment, made if there is none.</summary>
    public Segment this[long number] => Find(number) ?? Make(number);

    public readonly Segment? Find(long number) => FindNear(number) ?? FindInLeaf(number);

    // Each reference on the way is waited for: an atomic operation ended just before, and nothing was read ahead of it.
    public readonly Segment? FindNear(long number)
    {
        Segment?[] near = Volatile.Read(in _near);
        return (ulong)number < (ulong)near.Length ? near[number] : null;
    }

    /// <summary>The next segment from this number to the last that was ever used; then the number is its
    /// next.</summary>
    public readonly Segment? NextUsed(ref long number, long last)
    {
        Segment?[] near = Volatile.Read(in _near);
        for (; number <= last && number < near.Length; number++)
        {
            if (Volatile.Read(ref near[number]) is Segment segment)
            {
                number++;
                return segment;
            }
        }

        return NextInLeaves(ref number, last);
    }

    private readonly Segment? FindInLeaf(long number)
    {
        Segment?[]?[] leaves = Volatile.Read(in _leaves);
        long leaf = number >> LeafShift;
        return (ulong)leaf < (ulong)leaves.Length && leaves[leaf] is Segment?[] segments
            ? segments[(int)number & (SegmentsInLeaf - 1)]
            : null;
    }

    private readonly Segment? NextInLeaves(ref long number, long last)
    {
        Segment?[]?[] leaves = Volatile.Read(in _leaves);
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
        lock (_latch)
        {
            ref Segment? place = ref number < MostNear ? ref NearPlace((int)number) : ref PlaceInLeaf(number);
            if (place is null)
                Volatile.Write(ref place, new Segment(owner, number));

            return place!;
        }
    }

    private ref Segment? NearPlace(int number)
    {
        Segment?[] near = _near;
        if (number >= near.Length)
        {
            Array.Resize(ref near, Math.Max(number + 1, Math.Min(near.Length * 2, MostNear)));
            Volatile.Write(ref _near, near);
        }

        return ref near[number];
    }

    private ref Segment? PlaceInLeaf(long number)
    {
        int leaf = (int)(number >> LeafShift);
        Segment?[]?[] leaves = _leaves;
        if (leaf >= leaves.Length)
        {
            Array.Resize(ref leaves, Math.Max(leaf + 1, leaves.Length * 2));
            Volatile.Write(ref _leaves, leaves);
        }

        Segment?[] segments = leaves[leaf] ?? new Segment?[SegmentsInLeaf];
        Volatile.Write(ref leaves[leaf], segments);
        return ref segments[(int)number & (SegmentsInLeaf - 1)];
    }
}
