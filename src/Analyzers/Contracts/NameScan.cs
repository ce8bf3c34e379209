using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.Analyzers.Contracts;

/// <summary>
/// Finds names in plain text, comments and strings included. A first look that makes no tokens: most files have none of
/// the names, and the tokens of their bodies would be made for nothing. Thread-safe.
/// </summary>
internal sealed class NameScan
{
    /// <summary>The names by their length and ends, which few other words share.</summary>
    private readonly string[]?[] _byKind;

    public NameScan(IEnumerable<string> names)
    {
        string[] all = [.. names.Where(name => name.Length > 0)];
        int kinds = 64;
        while (kinds < all.Length * 32)
            kinds *= 2;
        _byKind = new string[]?[kinds];
        foreach (string name in all)
        {
            ref string[]? alike = ref _byKind[KindOf(name[0], name[name.Length - 1], name.Length)];
            alike = alike is null ? [name] : [.. alike, name];
        }
    }

    /// <summary>Where such a name may stand, in ascending order; no place is missing.</summary>
    public List<int> PlacesIn(SourceText text)
    {
        var places = new List<int>();
        char[] buffer = ArrayPool<char>.Shared.Rent(text.Length);
        text.CopyTo(0, buffer, 0, text.Length);
        var words = new WordReader(buffer.AsSpan(0, text.Length));
        while (words.MoveNext())
        {
            if (words.IsOdd || IsName(words.Word))
                places.Add(words.Start);
        }

        ArrayPool<char>.Shared.Return(buffer);
        return places;
    }

    /// <summary>True if one of the places is in the stretch.</summary>
    public static bool Touches(List<int> places, TextSpan span) => FirstIn(places, span) < places.Count;

    /// <summary>The places in the stretch.</summary>
    public static IEnumerable<int> In(List<int> places, TextSpan span)
    {
        for (int i = FirstIn(places, span); i < places.Count && places[i] < span.End; i++)
            yield return places[i];
    }

    private static int FirstIn(List<int> places, TextSpan span)
    {
        int index = places.BinarySearch(span.Start);
        index = index < 0 ? ~index : index;
        return index < places.Count && (places[index] < span.End || places[index] == span.Start) ? index : places.Count;
    }

    private int KindOf(char first, char last, int length) =>
        (first * 61 + last * 7 + length * 389) & (_byKind.Length - 1);

    private bool IsName(ReadOnlySpan<char> word)
    {
        string[]? alike = _byKind[KindOf(word[0], word[word.Length - 1], word.Length)];
        for (int i = 0; i < alike?.Length; i++)
        {
            if (alike[i].AsSpan().SequenceEqual(word))
                return true;
        }

        return false;
    }
}
