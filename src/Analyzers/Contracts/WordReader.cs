using System;
using System.Globalization;
using System.Linq;

namespace ExtentLock.Analyzers.Contracts;

/// <summary>The words of a text one after another, comments and strings included. Makes no tokens.</summary>
internal ref struct WordReader(ReadOnlySpan<char> text)
{
    private static readonly bool[] Parts = Enumerable.Range(0, 0x80).Select(c => char.IsLetterOrDigit((char)c) || c == '_').ToArray();
    private readonly ReadOnlySpan<char> _text = text;
    private int _next;

    /// <summary>Where the word begins.</summary>
    public int Start { get; private set; }

    public readonly ReadOnlySpan<char> Word => _text.Slice(Start, _next - Start);

    /// <summary>True if it may spell an identifier in other letters: an escape begins here, or some letters do not count.</summary>
    public bool IsOdd { get; private set; }

    public static bool IsPart(char c) => c >= 0x80 || Parts[c];

    public bool MoveNext()
    {
        ReadOnlySpan<char> text = _text;
        bool[] parts = Parts;
        int i = _next;
        IsOdd = false;
        for (; i < text.Length; i++)
        {
            char first = text[i];
            if (first >= parts.Length || parts[first])
                break;
            if (first == '\\' && i + 1 < text.Length && text[i + 1] is 'u' or 'U')
            {
                Start = i;
                _next = i + 1;
                return IsOdd = true;
            }
        }

        Start = i;
        int letters = 0;
        for (; i < text.Length; i++)
        {
            char part = text[i];
            if (part < parts.Length && !parts[part])
                break;
            letters |= part;
        }

        _next = i;
        IsOdd = letters >= parts.Length && HasUncounted(Word);
        return i > Start;
    }

    /// <summary>True if some of the letters do not count in a name.</summary>
    private static bool HasUncounted(ReadOnlySpan<char> word)
    {
        foreach (char letter in word)
        {
            if (char.GetUnicodeCategory(letter) == UnicodeCategory.Format)
                return true;
        }

        return false;
    }
}
