using System;
using System.Collections.Generic;

namespace ExtentLock.Volumes;

/// <summary>
/// The pieces of a file in ascending order, disjoint; what lies between them is a hole. Finding and changing cost the
/// logarithm of their number, and a move inside one leaf. Not thread-safe: the file's latch is held.
/// </summary>
internal sealed class ExtentTable
{
    private const int LeafSize = 128;
    private readonly List<Leaf> _leaves = [];

    internal int Count { get; private set; }

    /// <summary>Pieces that only the buffered side can read.</summary>
    internal int Buffered { get; private set; }

    /// <summary>The piece over a byte, or the hole from there to the next piece or the end of the range.</summary>
    internal FilePiece At(long position, long end)
    {
        (int leaf, int index) = LastStartingBy(position);
        if (leaf >= 0 && _leaves[leaf].Pieces[index] is var piece && piece.End > position)
            return piece;

        long next = TryFollowing(leaf, index, out FilePiece following) ? following.Start : end;
        return FilePiece.Hole(position, Math.Min(next, end));
    }

    /// <summary>The first piece that ends behind a byte.</summary>
    internal bool TryNext(long position, out FilePiece piece)
    {
        (int leaf, int index) = LastStartingBy(position);
        if (leaf >= 0)
        {
            piece = _leaves[leaf].Pieces[index];
            if (piece.End > position)
                return true;
        }

        return TryFollowing(leaf, index, out piece);
    }

    /// <summary>The piece that ends with the byte before this one.</summary>
    internal bool TryEndingAt(long position, out FilePiece piece)
    {
        piece = default;
        (int leaf, int index) = LastStartingBy(position - 1);
        if (leaf < 0)
            return false;

        piece = _leaves[leaf].Pieces[index];
        return piece.End == position;
    }

    /// <summary>Takes every piece out that touches the range, whole; in ascending order.</summary>
    internal void TakeTouching(long start, long end, List<FilePiece> taken)
    {
        while (TryNext(start, out FilePiece piece) && piece.Start < end)
        {
            Remove(piece.Start);
            taken.Add(piece);
        }
    }

    /// <summary>Puts a piece where nothing is.</summary>
    internal void Insert(FilePiece piece)
    {
        Count++;
        Buffered += piece.NeedsBuffering ? 1 : 0;
        if (_leaves.Count == 0)
            _leaves.Add(new Leaf());

        (int place, int index) = LastStartingBy(piece.Start);
        place = Math.Max(place, 0);
        if (_leaves[place].Count == LeafSize)
        {
            // Files grow at their end: then the full leaf stays full.
            bool isAtEnd = place == _leaves.Count - 1 && index == LeafSize - 1;
            _leaves.Insert(place + 1, isAtEnd ? new Leaf() : _leaves[place].Halve());
            if (index >= _leaves[place].Count || isAtEnd)
            {
                index -= _leaves[place].Count;
                place++;
            }
        }

        _leaves[place].Insert(index + 1, piece);
    }

    internal void Remove(long start)
    {
        (int place, int index) = LastStartingBy(start);
        Leaf leaf = _leaves[place];
        Count--;
        Buffered -= leaf.Pieces[index].NeedsBuffering ? 1 : 0;
        leaf.RemoveAt(index);
        if (leaf.Count == 0)
            _leaves.RemoveAt(place);
    }

    /// <summary>Leaf and index of the last piece that starts at a byte or before it; (-1, -1) if there is
    /// none.</summary>
    private (int Leaf, int Index) LastStartingBy(long position)
    {
        int low = 0;
        int high = _leaves.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_leaves[middle].Pieces[0].Start <= position)
                low = middle + 1;
            else
                high = middle;
        }

        return low == 0 ? (-1, -1) : (low - 1, _leaves[low - 1].LastStartingBy(position));
    }

    private bool TryFollowing(int leaf, int index, out FilePiece piece)
    {
        if (leaf < 0 || index + 1 >= _leaves[leaf].Count)
        {
            leaf++;
            index = -1;
        }

        bool isThere = leaf < _leaves.Count;
        piece = isThere ? _leaves[leaf].Pieces[index + 1] : default;
        return isThere;
    }

    private sealed class Leaf
    {
        internal FilePiece[] Pieces { get; private set; } = new FilePiece[4];

        internal int Count { get; private set; }

        internal int LastStartingBy(long position)
        {
            int low = 0;
            int high = Count;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (Pieces[middle].Start <= position)
                    low = middle + 1;
                else
                    high = middle;
            }

            return low - 1;
        }

        internal void Insert(int index, FilePiece piece)
        {
            if (Count == Pieces.Length)
            {
                FilePiece[] longer = new FilePiece[Math.Min(LeafSize, 2 * Count)];
                Pieces.CopyTo(longer, 0);
                Pieces = longer;
            }

            Array.Copy(Pieces, index, Pieces, index + 1, Count - index);
            Pieces[index] = piece;
            Count++;
        }

        internal void RemoveAt(int index)
        {
            Count--;
            Array.Copy(Pieces, index + 1, Pieces, index, Count - index);
            Pieces[Count] = default;
        }

        internal Leaf Halve()
        {
            int left = Count / 2;
            Leaf right = new() { Pieces = new FilePiece[LeafSize], Count = Count - left };
            Array.Copy(Pieces, left, right.Pieces, 0, right.Count);
            Array.Clear(Pieces, left, right.Count);
            Count = left;
            return right;
        }
    }
}
