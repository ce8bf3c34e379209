using System;
using System.Threading;

namespace ExtentLock.Extents;

/// <summary>
/// The words of a file, found without a latch: an array of leaves of 4 MiB each, made when they are first needed and
/// never moved. Thread-safe.
/// </summary>
internal sealed class SegmentTable
{
    private const int LeafShift = 6;
    private const int WordsInLeaf = 1 << LeafShift;

    /// <summary>Words that can be had: 16 TiB.</summary>
    public const long MostWords = 1L << 28;

    private readonly Lock _latch = new();
    private ulong[]?[] _leaves = new ulong[]?[1];

    public ref ulong this[long word]
    {
        get
        {
            ulong[]?[] leaves = Volatile.Read(ref _leaves);
            int leaf = (int)(word >> LeafShift);
            ulong[] words = (uint)leaf < (uint)leaves.Length && leaves[leaf] is ulong[] known ? known : NewLeaf(leaf);
            return ref words[(int)word & (WordsInLeaf - 1)];
        }
    }

    /// <summary>The first word at or after this one that has ever been used; -1 if there is none.</summary>
    public long NextUsed(long word)
    {
        ulong[]?[] leaves = Volatile.Read(ref _leaves);
        for (long leaf = word >> LeafShift; leaf < leaves.Length; leaf++)
        {
            if (Volatile.Read(ref leaves[leaf]) is not null)
                return Math.Max(word, leaf << LeafShift);
        }

        return -1;
    }

    private ulong[] NewLeaf(int leaf)
    {
        lock (_latch)
        {
            ulong[]?[] leaves = _leaves;
            if (leaf >= leaves.Length)
            {
                Array.Resize(ref leaves, Math.Max(leaf + 1, leaves.Length * 2));
                Volatile.Write(ref _leaves, leaves);
            }

            ulong[] words = leaves[leaf] ?? new ulong[WordsInLeaf];
            Volatile.Write(ref leaves[leaf], words);
            return words;
        }
    }
}
