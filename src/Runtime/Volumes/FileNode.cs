using System.Collections.Generic;
using System.Threading;
using ExtentLock.Caching;
using ExtentLock.Extents;
using ExtentLock.Storage;

namespace ExtentLock.Volumes;

/// <summary>
/// A file of an open volume, one for all its handles: its range lock, its extents, its size. Its latch comes after that
/// of <see cref="VolumeSpace"/>.
/// </summary>
internal sealed partial class FileNode(VolumeSpace space, StoredFile stored)
{
    private readonly VolumeSpace _space = space;
    private readonly ExtentTable _table = new();
    private readonly RangeSet _dirty = new();
    private readonly List<FilePiece> _taken = [];
    private volatile FileCache? _pages;
    private long _size = stored.Size;

    internal long Number { get; } = stored.Number;

    internal FileTraits Traits { get; } = (FileTraits)stored.Traits;

    internal RangeLock Ranges { get; } = new();

    internal Lock Latch { get; } = new();

    internal bool HasChecksums => (Traits & FileTraits.NoCow) == 0;

    /// <summary>Bytes of the file: all before were written, or are zeros.</summary>
    internal long Size => Volatile.Read(ref _size);

    /// <summary>Ticks of UTC. Under the latch.</summary>
    internal long Changed { get; private set; } = stored.Changed;

    /// <summary>Something is not in a batch yet. Under the space's latch.</summary>
    internal bool IsDirty { get; private set; }

    /// <summary>Handles that are open. Under the volume's latch of names, as the next two.</summary>
    internal int Handles { get; set; }

    /// <summary>No name leads to it any more: it goes with its last handle.</summary>
    internal bool IsUnlinked { get; set; }

    /// <summary>Its extents are gone, and the next commit forgets it. Changed under both that latch and the
    /// space's.</summary>
    internal bool IsRemoved { get; set; }

    /// <summary>The last commit that has something of it; 0 if none has. Under the space's latch.</summary>
    internal long Gathered { get; private set; }

    /// <summary>Its pages, as long as it may have any. Set under the latch of files with pages.</summary>
    internal FileCache? Pages
    {
        get => _pages;
        set => _pages = value;
    }

    internal StoredFile Stored => new(Number, Size, Changed, (long)Traits);

    internal int PieceCount
    {
        get
        {
            lock (Latch)
                return _table.Count;
        }
    }

    /// <summary>Puts in what the metadata say, before anybody else has the file.</summary>
    internal void Load(IEnumerable<FileExtent> extents)
    {
        foreach (FileExtent extent in extents)
            _table.Insert(FilePiece.Of(extent));
    }

    /// <summary>The piece over a byte, or the hole from there to the next piece or the end of the range.</summary>
    internal FilePiece At(long position, long end)
    {
        lock (Latch)
            return _table.At(position, end);
    }

    /// <summary>The first piece that ends behind a byte; false if there is none.</summary>
    internal bool TryNext(long position, out FilePiece piece)
    {
        lock (Latch)
            return _table.TryNext(position, out piece);
    }

    /// <summary>Bytes of a range, rounded out to sectors, that have no space set aside.</summary>
    /// <param name="start">First byte.</param>
    /// <param name="end">One past the last byte.</param>
    /// <param name="willPunch">Whether the inner sectors are punched before.</param>
    internal long BytesWithoutSpace(long start, long end, bool willPunch)
    {
        start = VolumeFormat.Down(start);
        end = VolumeFormat.Up(end);
        if (willPunch)
            return end - start;

        long holes = 0;
        for (long position = start; position < end;)
        {
            FilePiece found = At(position, end);
            long to = long.Min(found.End, end);
            if (found.Kind == Mapping.ExtentKind.Hole)
                holes += to - position;

            position = to;
        }

        return holes;
    }

    /// <summary>Whether a part of the range is not byte for byte on the device.</summary>
    internal bool NeedsBuffering(long start, long end)
    {
        lock (Latch)
        {
            if (_table.Buffered == 0)
                return false;

            while (start < end && _table.TryNext(start, out FilePiece piece) && piece.Start < end)
            {
                if (piece.NeedsBuffering)
                    return true;

                start = piece.End;
            }

            return false;
        }
    }

    /// <summary>Whether a write may go where the piece is: nobody else names it, and overwriting it keeps every
    /// promise.</summary>
    internal bool CanWriteInPlace(FilePiece piece) =>
        (piece.Kind == Mapping.ExtentKind.Prealloc
            || (piece.Kind == Mapping.ExtentKind.Regular && !HasChecksums))
        && _space.Shared.Of(piece.DiskStart) == 1;

    /// <summary>Sets size and time. Called under both latches.</summary>
    internal void Touch(long size, long now)
    {
        if (size > _size)
            _pages?.Grow(size);

        Volatile.Write(ref _size, size);
        Changed = now;
        if (IsDirty)
            return;

        IsDirty = true;
        _space.Dirty.Add(this);
    }

    /// <summary>Hands what changed to a batch. Called under both latches.</summary>
    /// <param name="batch">Takes it.</param>
    /// <param name="commit">Number of the commit that the batch is for.</param>
    internal void GatherInto(MetadataBatch batch, long commit)
    {
        IsDirty = false;
        Gathered = commit;
        if (IsRemoved)
        {
            batch.RemoveFile(Number);
            return;
        }

        batch.PutFile(Stored);
        foreach ((long start, long end) in _dirty.Ranges)
        {
            batch.DropExtents(Number, start, end);
            for (long next = start; _table.TryNext(next, out FilePiece piece) && piece.Start < end; next = piece.End)
                batch.PutExtent(piece.ToExtent(Number));
        }

        _dirty.Clear();
    }
}
