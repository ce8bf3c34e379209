using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.Analyzers.Contracts;

/// <summary>
/// The words of a file by what they spell, comments and strings included. Made of files that have to do with locks: these
/// are asked about many names, and to go through the text takes longer than a question. Kept as long as the tree.
/// </summary>
internal sealed class WordIndex
{
    private const int None = -1;
    private static readonly ConditionalWeakTable<SyntaxTree, WordIndex> Known = new();

    private readonly SyntaxTree _tree;

    /// <summary>By number of the word: where it begins, what it spells, and the next one of its bucket.</summary>
    private readonly List<int> _starts;
    private readonly List<int> _hashes;
    private readonly int[] _next;

    /// <summary>The first word of each bucket.</summary>
    private readonly int[] _buckets;
    private readonly List<int> _odd = [];

    private WordIndex(SyntaxTree tree, SourceText text)
    {
        _tree = tree;
        _starts = new List<int>(text.Length / 8);
        _hashes = new List<int>(text.Length / 8);
        Read(text);
        int size = 64;
        while (size < _starts.Count)
            size *= 2;
        _next = new int[_starts.Count];
        _buckets = new int[size];
        for (int i = 0; i < size; i++)
            _buckets[i] = None;

        // From the last to the first, so that a bucket has them in the order of the text.
        for (int i = _starts.Count - 1; i >= 0; i--)
        {
            ref int bucket = ref _buckets[_hashes[i] & (size - 1)];
            _next[i] = bucket;
            bucket = i;
        }
    }

    public static WordIndex Of(SyntaxTree tree, CancellationToken cancellation)
    {
        if (Known.TryGetValue(tree, out WordIndex? known))
            return known;
        SourceText text = tree.GetText(cancellation);
        return Known.GetValue(tree, made => new WordIndex(made, text));
    }

    /// <summary>Where one of the names stands in plain letters, in ascending order.</summary>
    public List<int> PlacesOf(IEnumerable<string> names, CancellationToken cancellation)
    {
        var places = new List<int>();
        SourceText text = _tree.GetText(cancellation);
        foreach (string name in names)
        {
            int hash = HashOf(name.AsSpan());
            for (int i = _buckets[hash & (_buckets.Length - 1)]; i != None; i = _next[i])
            {
                if (_hashes[i] == hash && Spells(text, _starts[i], name))
                    places.Add(_starts[i]);
            }
        }

        places.Sort();
        return places;
    }

    /// <summary>The same, and wherever an identifier may be spelt in another way.</summary>
    public List<int> PossiblePlacesOf(IEnumerable<string> names, CancellationToken cancellation)
    {
        List<int> places = PlacesOf(names, cancellation);
        return _odd.Count == 0 ? places : [.. places.Union(_odd).OrderBy(place => place)];
    }

    private void Read(SourceText text)
    {
        char[] buffer = ArrayPool<char>.Shared.Rent(text.Length);
        text.CopyTo(0, buffer, 0, text.Length);
        var words = new WordReader(buffer.AsSpan(0, text.Length));
        while (words.MoveNext())
        {
            if (words.IsOdd)
                _odd.Add(words.Start);
            _starts.Add(words.Start);
            _hashes.Add(HashOf(words.Word));
        }

        ArrayPool<char>.Shared.Return(buffer);
    }

    private static bool Spells(SourceText text, int start, string name)
    {
        int end = start + name.Length;
        if (end > text.Length || (end < text.Length && WordReader.IsPart(text[end])))
            return false;
        for (int i = 0; i < name.Length; i++)
        {
            if (text[start + i] != name[i])
                return false;
        }

        return true;
    }

    private static int HashOf(ReadOnlySpan<char> word)
    {
        uint hash = 0;
        foreach (char c in word)
            hash = unchecked((hash * 31) + c);
        return (int)(hash ^ (hash >> 15));
    }
}
