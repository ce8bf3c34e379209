using System;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.Analyzers.Contracts;

/// <summary>Goes through a line word by word. A bracket is one word with its content; '#' starts a comment.</summary>
internal sealed class LineCursor
{
    private readonly string _text;
    private readonly int _lineStart;
    private int _next;

    public LineCursor(string line, int lineStart)
    {
        _text = WithoutComment(line);
        _lineStart = lineStart;
        Span = new TextSpan(lineStart, 0);
    }

    /// <summary>Place of the last word; the end of the line once there is none.</summary>
    public TextSpan Span { get; private set; }

    /// <summary>Null at the end of the line.</summary>
    public string? Next() => Take(isListed: false);

    /// <summary>The next word of a list separated by commas or spaces.</summary>
    public string? NextInList() => Take(isListed: true);

    /// <summary>Takes the next word if it is this one.</summary>
    public bool Accept(string word)
    {
        (int next, TextSpan span) = (_next, Span);
        if (Next() == word)
            return true;

        (_next, Span) = (next, span);
        return false;
    }

    private string? Take(bool isListed)
    {
        while (_next < _text.Length && IsSeparator(_text[_next], isListed))
            _next++;

        int start = _next;
        if (start < _text.Length && _text[start] == '[')
        {
            int close = _text.IndexOfAny(Brackets, start);
            _next = close < 0 ? _text.Length : close + 1;
        }

        while (_next < _text.Length && !IsSeparator(_text[_next], isListed))
            _next++;

        Span = new TextSpan(_lineStart + start, _next - start);
        return _next > start ? _text.Substring(start, _next - start) : null;
    }

    private static readonly char[] Brackets = [')', ']'];

    private static bool IsSeparator(char c, bool isListed) => char.IsWhiteSpace(c) || isListed && c == ',';

    /// <summary>Inside a word '#' belongs to a documentation id: <c>M:N.C.#ctor</c>.</summary>
    private static string WithoutComment(string line)
    {
        for (int i = line.IndexOf('#'); i >= 0; i = line.IndexOf('#', i + 1))
        {
            if (i == 0 || char.IsWhiteSpace(line[i - 1]))
                return line.Substring(0, i).TrimEnd();
        }

        return line.TrimEnd();
    }
}
