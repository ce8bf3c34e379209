using System.Collections.Generic;

namespace ExtentLock.Extents;

/// <summary>
/// Pieces by start, each node with the last end below it, balanced by priority (a treap). Pieces may overlap. Not
/// thread-safe: its lock calls it under its latch.
/// </summary>
internal sealed class IntervalTree
{
    private RangePiece? _root;
    private uint _random = 2463534242;

    public void Insert(RangePiece piece)
    {
        piece.Left = piece.Right = null;
        piece.MaxEnd = piece.End;
        piece.Priority = NextRandom();
        _root = Insert(_root, piece);
    }

    public void Remove(RangePiece piece) => _root = Remove(_root, piece);

    /// <summary>Adds every piece with a byte in <c>[start, end)</c>, by start.</summary>
    public void Find(long start, long end, List<RangePiece> found) => Find(_root, start, end, found);

    private static void Find(RangePiece? node, long start, long end, List<RangePiece> found)
    {
        while (node is not null && node.MaxEnd > start)
        {
            Find(node.Left, start, end, found);
            if (node.Start >= end)
                return;

            if (node.End > start)
                found.Add(node);

            node = node.Right;
        }
    }

    private static RangePiece Insert(RangePiece? node, RangePiece piece)
    {
        if (node is null)
            return piece;

        if (piece.Priority > node.Priority)
        {
            (piece.Left, piece.Right) = Divide(node, piece);
            return Measured(piece);
        }

        if (IsBefore(piece, node))
            node.Left = Insert(node.Left, piece);
        else
            node.Right = Insert(node.Right, piece);

        return Measured(node);
    }

    private static RangePiece? Remove(RangePiece? node, RangePiece piece)
    {
        if (node is null)
            return null;

        if (ReferenceEquals(node, piece))
            return Concatenate(node.Left, node.Right);

        if (IsBefore(piece, node))
            node.Left = Remove(node.Left, piece);
        else
            node.Right = Remove(node.Right, piece);

        return Measured(node);
    }

    private static (RangePiece? Before, RangePiece? After) Divide(RangePiece? node, RangePiece at)
    {
        if (node is null)
            return (null, null);

        if (IsBefore(at, node))
        {
            (RangePiece? before, node.Left) = Divide(node.Left, at);
            return (before, Measured(node));
        }

        (node.Right, RangePiece? after) = Divide(node.Right, at);
        return (Measured(node), after);
    }

    private static RangePiece? Concatenate(RangePiece? left, RangePiece? right)
    {
        if (left is null || right is null)
            return left ?? right;

        if (left.Priority > right.Priority)
        {
            left.Right = Concatenate(left.Right, right);
            return Measured(left);
        }

        right.Left = Concatenate(left, right.Left);
        return Measured(right);
    }

    /// <summary>Pieces that start together differ in their order of coming; those of one holding never do.</summary>
    private static bool IsBefore(RangePiece left, RangePiece right) =>
        left.Start != right.Start ? left.Start < right.Start : left.Holding.Sequence < right.Holding.Sequence;

    private static RangePiece Measured(RangePiece node)
    {
        long end = node.End;
        if (node.Left is not null && node.Left.MaxEnd > end)
            end = node.Left.MaxEnd;

        if (node.Right is not null && node.Right.MaxEnd > end)
            end = node.Right.MaxEnd;

        node.MaxEnd = end;
        return node;
    }

    private uint NextRandom()
    {
        _random ^= _random << 13;
        _random ^= _random >> 17;
        _random ^= _random << 5;
        return _random;
    }
}
