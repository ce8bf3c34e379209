using System;
using System.Buffers;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.Analyzers.Contracts;

/// <summary>
/// Finds names in plain text, comments and strings included. A first look that makes no tokens: most files have none of
/// the names, and the tokens of their bodies would be made for nothing. Thread-safe.
/// </summary>
internal sealed class NameScan
{
    private static readonly bool[] Parts = Enumerable.Range(0, 0x80).Select(c => char.IsLetterOrDigit((char)c) || c == '_').ToArray();

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
    public List<int> PlacesIn(SourceText text) => PlacesIn(text, new TextSpan(0, text.Length), isEscaped: true);

    /// <summary>Where such a name stands in plain letters within the stretch.</summary>
    public List<int> WordsIn(SourceText text, TextSpan within) => PlacesIn(text, within, isEscaped: false);

    private List<int> PlacesIn(SourceText text, TextSpan within, bool isEscaped)
    {
        var places = new List<int>();
        char[] buffer = ArrayPool<char>.Shared.Rent(within.Length);
        text.CopyTo(within.Start, buffer, 0, within.Length);
        AddPlaces(places, buffer, within, isEscaped);
        ArrayPool<char>.Shared.Return(buffer);
        return places;
    }

    private void AddPlaces(List<int> places, char[] buffer, TextSpan within, bool isEscaped)
    {
        int end = within.Length;
        bool[] parts = Parts;
        for (int i = 0; i < end; i++)
        {
            char first = buffer[i];
            if (first < 0x80 && !parts[first])
            {
                // An escape may spell any letter.
                if (isEscaped && first == '\\' && i + 1 < end && buffer[i + 1] is 'u' or 'U')
                    places.Add(within.Start + i);
                continue;
            }

            int start = i;
            bool isOdd = false;
            for (; i < end && (buffer[i] >= 0x80 || parts[buffer[i]]); i++)
                isOdd |= buffer[i] >= 0x80 && char.GetUnicodeCategory(buffer[i]) == UnicodeCategory.Format;
            if ((isOdd && isEscaped) || (_byKind[KindOf(first, buffer[i - 1], i - start)] is { } alike && IsAny(alike, buffer, start, i - start)))
                places.Add(within.Start + start);
            i--;
        }
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

    private static bool IsAny(string[] names, char[] buffer, int start, int length)
    {
        foreach (string name in names)
        {
            if (name.AsSpan().SequenceEqual(buffer.AsSpan(start, length)))
                return true;
        }

        return false;
    }
}
