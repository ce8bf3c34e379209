using System.Collections.Generic;
using ExtentLock.Extents;
using ExtentLock.Mapping;
using ExtentLock.Storage;

namespace ExtentLock.Volumes;

/// <content>How ranges come to be other pieces. All called under both latches, with the range locked.</content>
internal sealed partial class FileNode
{
    /// <summary>Two pieces are joined up to this many bytes: a part of one that changes is written anew
    /// whole.</summary>
    private const long LongestJoined = 64L * 1024 * 1024;

    /// <summary>Puts a piece in the place of what was there; what that named and nobody else does is freed.</summary>
    internal void Replace(FilePiece piece)
    {
        Drop(piece.Start, piece.End, keepsSpace: false);
        Add(piece);
    }

    /// <summary>Makes a range another kind where it lies: preallocated space becomes data, or the other way
    /// round.</summary>
    internal void Convert(long start, long end, ExtentKind kind)
    {
        FilePiece old = _table.At(start, end);
        FilePiece changed = old.Part(start, end).Trimmed() with { Kind = kind };
        Drop(start, end, keepsSpace: true);
        Add(changed);
    }

    /// <summary>Makes a range a hole.</summary>
    internal void Drop(long start, long end) => Drop(start, end, keepsSpace: false);

    /// <summary>Names the data of another file's range. Preallocated space is not shared: it reads as a hole
    /// does.</summary>
    internal void CloneFrom(FileNode from, ByteRange source, long target)
    {
        List<FilePiece> pieces = [];
        for (long position = source.Start; position < source.End;)
        {
            FilePiece found = from.At(position, source.End);
            long to = long.Min(found.End, source.End);
            if (found.Kind is not (ExtentKind.Hole or ExtentKind.Prealloc))
                pieces.Add(found.Part(position, to) with { Start = target + position - source.Start });

            position = to;
        }

        // Named before anything is dropped, or what both name would be freed.
        foreach (FilePiece piece in pieces)
        {
            if (piece.HasDisk)
                _space.Shared.Change(piece.DiskStart, 1);
        }

        Drop(target, target + source.Length, keepsSpace: false);
        foreach (FilePiece piece in pieces)
            Add(piece);
    }

    /// <summary>Data inside the metadata end with the file.</summary>
    internal void CutInline(long size)
    {
        FilePiece piece = _table.At(VolumeFormat.Down(size), VolumeFormat.LongestFile);
        if (piece.Kind != ExtentKind.Inline || piece.Start + piece.Inline!.Length <= size)
            return;

        _table.Remove(piece.Start);
        _table.Insert(piece with { Inline = piece.Inline[..(int)(size - piece.Start)] });
        _dirty.Add(piece.Start, piece.End);
    }

    private void Drop(long start, long end, bool keepsSpace)
    {
        _dirty.Add(start, end);
        _taken.Clear();
        _table.TakeTouching(start, end, _taken);
        foreach (FilePiece old in _taken)
        {
            _dirty.Add(old.Start, old.End);
            if (!old.HasDisk)
                continue;

            bool isAlone = old.Kind != ExtentKind.Compressed && _space.Shared.Of(old.DiskStart) == 1;
            if (isAlone)
                Trim(old, start, end, keepsSpace);
            else
                Unname(old, start, end);
        }
    }

    /// <summary>Nobody else names it: what its rests do not need is free.</summary>
    private void Trim(FilePiece old, long start, long end, bool keepsSpace)
    {
        long used = old.DiskStart;
        if (old.Start < start)
        {
            Free(used, old.DiskOf(old.Start));
            used = old.DiskOf(start);
            _table.Insert(old.Part(old.Start, start).Trimmed());
        }

        if (keepsSpace)
        {
            long from = long.Max(start, old.Start);
            Free(used, old.DiskOf(from));
            used = old.DiskOf(long.Min(end, old.End));
        }

        if (old.End > end)
        {
            Free(used, old.DiskOf(end));
            used = old.DiskOf(old.End);
            _table.Insert(old.Part(end, old.End).Trimmed());
        }

        Free(used, old.DiskStart + old.DiskLength);
    }

    /// <summary>Others name it too, or it can't be cut: its rests name all of it, and the last one frees it.</summary>
    private void Unname(FilePiece old, long start, long end)
    {
        int rests = 0;
        if (old.Start < start)
        {
            rests++;
            _table.Insert(old.Part(old.Start, start));
        }

        if (old.End > end)
        {
            rests++;
            _table.Insert(old.Part(end, old.End));
        }

        if (_space.Shared.Change(old.DiskStart, rests - 1) == 0)
            Free(old.DiskStart, old.DiskStart + old.DiskLength);
    }

    private void Add(FilePiece piece)
    {
        if (CanJoin(piece) && _table.TryEndingAt(piece.Start, out FilePiece before) && CanJoin(before)
            && before.Kind == piece.Kind && before.DiskStart + before.DiskLength == piece.DiskStart
            && before.Length + piece.Length <= LongestJoined)
        {
            _table.Remove(before.Start);
            piece = before with
            {
                Length = before.Length + piece.Length,
                DiskLength = before.DiskLength + piece.DiskLength,
            };
        }

        _table.Insert(piece);
        _dirty.Add(piece.Start, piece.End);
    }

    private bool CanJoin(FilePiece piece) =>
        piece.Kind is ExtentKind.Regular or ExtentKind.Prealloc
        && piece.DiskLength == piece.Length
        && _space.Shared.Of(piece.DiskStart) == 1;

    private void Free(long start, long end)
    {
        if (start < end)
            _space.Freed.Add(new SpaceRun(start, end - start));
    }
}
