using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using ExtentLock.Contracts;
using ExtentLock.Extents;

namespace ExtentLock.Mapping;

/// <summary>
/// What a file has reserved for writes that are not done: per range data, and one outstanding extent with its metadata.
/// Thread-safe.
/// </summary>
/// <remarks>
/// Modelled on btrfs's delalloc reservation (fs/btrfs/extent-tree.c, Linux 3.5). Two writers may reserve the same
/// range, since they reserve before they lock; giving a range back takes one layer of it. A range that is split counts
/// as two extents from then on. All ranges are half-open, in bytes; giving back what is not reserved does nothing.
/// </remarks>
public sealed class SpaceReservation
{
    /// <summary>Bytes of metadata promised for each outstanding extent: one leaf.</summary>
    public const long MetadataPerExtent = 16 * 1024;

    private readonly Lock _latch = new();
    private readonly List<Piece> _pieces = [];
    private readonly ExtentIoTree _tree;
    private readonly SpacePool _pool;
    private readonly Func<bool> _flush;
    private int _ordered;

    internal SpaceReservation(ExtentIoTree tree, SpacePool pool, Func<bool> flush)
    {
        _tree = tree;
        _pool = pool;
        _flush = flush;
    }

    /// <summary>Bytes of data reserved.</summary>
    public long DataBytes => Read(SumOfData);

    /// <summary>Bytes of metadata reserved.</summary>
    public long MetadataBytes => OutstandingExtents * MetadataPerExtent;

    /// <summary>Reserved ranges and ordered extents that have still to become a file extent.</summary>
    public int OutstandingExtents => (int)Read(() => _pieces.Count + _ordered);

    /// <summary>
    /// Reserves data for the range, and metadata for one extent. While there is not enough, waits for the writes of the
    /// file that are in flight.
    /// </summary>
    /// <returns>Zero, or <see cref="Errno.NoSpace"/> with nothing reserved.</returns>
    [Acquires("this", When = Outcome.Zero, Start = "start", End = "end")]
    public int Reserve(long start, long end)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(end, start);
        if (start == end)
            return 0;

        while (!_pool.TryReserve(end - start, MetadataPerExtent))
        {
            if (!_flush())
                return Errno.NoSpace;
        }

        lock (_latch)
            _pieces.Add(new Piece(start, end, HasData: true));

        return 0;
    }

    /// <summary>Gives both halves of the range back, data and metadata, and ends its delalloc state.</summary>
    [Releases("this", Start = "start", End = "end")]
    public void Free(long start, long end)
    {
        Change(() => Cut(start, end));
        _tree.ClearBits(start, end, ExtentBits.Delalloc | ExtentBits.Dirty);
    }

    /// <summary>
    /// Gives only the data half of the range back. The outstanding extent and its metadata stay, so the range is still
    /// reserved: this is what clearing the delalloc bits does by itself.
    /// </summary>
    internal void FreeData(long start, long end) => Change(() =>
    {
        foreach (Piece piece in Cut(start, end))
            _pieces.Add(piece with { HasData = false });
    });

    /// <summary>
    /// The range is allocated: an ordered extent takes over one metadata unit, the device has the data.
    /// </summary>
    internal void BecomeOrdered(long start, long end)
    {
        Change(() =>
        {
            Cut(start, end);
            _ordered++;
        });
        _tree.ClearBits(start, end, ExtentBits.Delalloc | ExtentBits.Dirty);
    }

    /// <summary>An ordered extent is done, and its metadata is used or given back.</summary>
    internal void OrderedIsDone() => Change(() => _ordered--);

    /// <summary>What is reserved is what the pieces say: the pool follows every change of them.</summary>
    private void Change(Action change)
    {
        lock (_latch)
        {
            long data = SumOfData();
            int extents = _pieces.Count + _ordered;
            change();
            long metadata = (_pieces.Count + _ordered - extents) * MetadataPerExtent;
            _pool.Adjust(SumOfData() - data, metadata);
        }
    }

    /// <summary>Cuts one layer of the range out of the pieces.</summary>
    private List<Piece> Cut(long start, long end)
    {
        List<Piece> taken = [];
        for (long position = start; position < end;)
        {
            int index = PieceAt(position);
            if (index < 0)
            {
                position = NextStart(position, end);
                continue;
            }

            Piece piece = _pieces[index];
            long cutEnd = Math.Min(piece.End, end);
            _pieces.RemoveAt(index);
            if (piece.Start < position)
                _pieces.Add(piece with { End = position });

            if (cutEnd < piece.End)
                _pieces.Add(piece with { Start = cutEnd });

            taken.Add(piece with { Start = position, End = cutEnd });
            position = cutEnd;
        }

        return taken;
    }

    /// <summary>
    /// A piece that starts here if there is one, so that layers are taken whole; else any that covers it.
    /// </summary>
    private int PieceAt(long position)
    {
        int exact = _pieces.FindIndex(piece => piece.Start == position);
        return exact >= 0 ? exact : _pieces.FindIndex(piece => piece.Start < position && position < piece.End);
    }

    private long NextStart(long position, long end)
    {
        long next = end;
        foreach (Piece piece in _pieces)
        {
            if (piece.Start > position)
                next = Math.Min(next, piece.Start);
        }

        return next;
    }

    private long SumOfData() => _pieces.Where(piece => piece.HasData).Sum(piece => piece.End - piece.Start);

    private long Read(Func<long> value)
    {
        lock (_latch)
            return value();
    }

    private readonly record struct Piece(long Start, long End, bool HasData);
}
