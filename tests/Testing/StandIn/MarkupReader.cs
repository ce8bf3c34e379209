using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.Text;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>A text without its markup. Spans are in order of their start; an unnamed one has the empty name.</summary>
internal sealed record MarkupText(
    string Text,
    ImmutableArray<int> Positions,
    ImmutableArray<(string Name, TextSpan Span)> Spans);

/// <summary>One pass over a marked text. Spans nest like brackets, except those closed by their number.</summary>
internal sealed partial class MarkupReader
{
    private readonly string _input;
    private readonly bool _positionsAreCode;
    private readonly StringBuilder _output = new();
    private readonly List<int> _positions = [];
    private readonly List<(string Name, int Start)> _open = [];
    private readonly List<(string Name, TextSpan Span)> _closed = [];
    private int _at;

    private MarkupReader(string input, bool positionsAreCode)
    {
        _input = input;
        _positionsAreCode = positionsAreCode;
    }

    internal static MarkupText Read(string input, bool positionsAreCode)
    {
        MarkupReader reader = new(input, positionsAreCode);
        while (reader._at < input.Length)
        {
            int width = reader.ReadMark();
            if (width == 0)
                reader._output.Append(input[reader._at]);
            reader._at += Math.Max(width, 1);
        }

        if (reader._open.Count > 0)
            throw new ArgumentException($"The span '{reader._open[^1].Name}' is never closed.", nameof(input));
        return new MarkupText(
            reader._output.ToString(),
            [.. reader._positions],
            [.. reader._closed.OrderBy(span => span.Span.Start).ThenByDescending(span => span.Span.End)]);
    }

    [GeneratedRegex(@"\G\{\|(?<name>[^:|\[\]{}]+):")]
    private static partial Regex NamedOpening();

    [GeneratedRegex(@"\G\|(?<name>#\d+)\}")]
    private static partial Regex NumberedClosing();

    /// <summary>The width of the mark read here; zero where plain text stands.</summary>
    private int ReadMark()
    {
        if (At("$$") && !_positionsAreCode)
        {
            _positions.Add(_output.Length);
            return 2;
        }

        // "[|]" can only end an open span: the bracket before it is then text.
        bool bracketThenEnd = At("[|]") && _open.Exists(span => span.Name.Length == 0);
        if (At("[|") && !bracketThenEnd)
            return Open(string.Empty, 2);
        if (At("|]"))
            return Close(_open.FindLastIndex(IsNested), name => name.Length == 0, 2);
        if (NamedOpening().Match(_input, _at) is { Success: true } opening)
            return Open(opening.Groups["name"].Value, opening.Length);
        if (NumberedClosing().Match(_input, _at) is { Success: true } closing)
        {
            string name = closing.Groups["name"].Value;
            return Close(_open.FindLastIndex(span => span.Name == name), _ => true, closing.Length);
        }

        if (At("|}"))
            return Close(LastBrace(), name => name.Length > 0, 2);
        return 0;
    }

    private bool At(string mark) => string.CompareOrdinal(_input, _at, mark, 0, mark.Length) == 0;

    private static bool IsNested((string Name, int Start) span) => !span.Name.StartsWith('#');

    // A numbered span that was closed by number elsewhere may have been opened inside this one.
    private int LastBrace()
    {
        int last = _open.Count - 1;
        return last >= 0 && _open[last].Name.Length > 0 ? last : _open.FindLastIndex(IsNested);
    }

    private int Open(string name, int width)
    {
        _open.Add((name, _output.Length));
        return width;
    }

    private int Close(int index, Predicate<string> fits, int width)
    {
        string mark = _input.Substring(_at, width);
        if (index < 0 || !fits(_open[index].Name))
            throw new ArgumentException($"'{mark}' at {_at} closes no open span of its kind.");
        (string name, int start) = _open[index];
        _open.RemoveAt(index);
        _closed.Add((name, TextSpan.FromBounds(start, _output.Length)));
        return width;
    }
}
