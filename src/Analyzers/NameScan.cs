using System;
using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.Analyzers;

/// <summary>
/// Finds names in plain text, comments and strings included. A first look that makes no tokens: most files have none of
/// the names, and the tokens of their bodies would be made for nothing. Asks about each identifier once; thread-safe.
/// </summary>
internal sealed class NameScan(Func<string, bool> isWanted)
{
    private const ulong HashStart = 14695981039346656037;
    private const ulong HashFactor = 1099511628211;

    // By hash alone: two identifiers of one compilation with the same 64 bits are not to be feared.
    private readonly ConcurrentDictionary<ulong, bool> _wanted = new();

    /// <summary>Where such a name may stand, in ascending order; no place is missing.</summary>
    public List<int> PlacesIn(SourceText text)
    {
        char[] buffer = ArrayPool<char>.Shared.Rent(text.Length);
        text.CopyTo(0, buffer, 0, text.Length);
        var places = new List<int>();
        int end = text.Length;
        for (int i = 0; i < end;)
        {
            // An escape may spell any letter.
            if (buffer[i] == '\\' && i + 1 < end && buffer[i + 1] is 'u' or 'U')
                places.Add(i);
            if (!IsPart(buffer[i]))
            {
                i++;
                continue;
            }

            int start = i;
            ulong hash = HashStart;
            bool isOdd = false;
            for (; i < end && IsPart(buffer[i]); i++)
            {
                hash = (hash ^ buffer[i]) * HashFactor;
                isOdd |= buffer[i] >= 0x80 && char.GetUnicodeCategory(buffer[i]) == UnicodeCategory.Format;
            }

            if (isOdd || IsWanted(hash, buffer, start, i - start))
                places.Add(start);
        }

        ArrayPool<char>.Shared.Return(buffer);
        return places;
    }

    /// <summary>True if one of the places is in the stretch.</summary>
    public static bool Touches(List<int> places, TextSpan span)
    {
        int index = places.BinarySearch(span.Start);
        return index >= 0 || (~index < places.Count && places[~index] < span.End);
    }

    private bool IsWanted(ulong hash, char[] buffer, int start, int length)
    {
        if (!_wanted.TryGetValue(hash, out bool wanted))
            _wanted[hash] = wanted = isWanted(new string(buffer, start, length));
        return wanted;
    }

    private static bool IsPart(char c) =>
        c is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9' or '_' or >= '\u0080';
}
