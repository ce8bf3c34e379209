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

/// <summary>
/// One pass over a marked text. Either closing mark ends the innermost open span; only a numbered span that is closed
/// by its number somewhere stands outside this nesting.
/// </summary>
internal sealed partial class MarkupReader
{
    private readonly string _input;
    private readonly bool _positionsAreCode;
    private readonly StringBuilder _output = new();
    private readonly List<int> _positions = [];
    private readonly Stack<(string Name, int Start)> _nested = [];
    private readonly Dictionary<string, int> _numbered = [];
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

        if (reader._nested.Count + reader._numbered.Count > 0)
            throw new ArgumentException("A span is opened but never closed.", nameof(input));
        IEnumerable<string> numbers = reader._closed.Select(span => span.Name).Where(name => name.StartsWith('#'));
        if (numbers.GroupBy(name => name).FirstOrDefault(group => group.Skip(1).Any()) is { } twice)
            throw new ArgumentException($"The span '{twice.Key}' is opened more than once.", nameof(input));
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

        // In "[|]" an open span ends: the bracket before it is text.
        if (At("[|") && !(At("[|]") && _nested.Count > 0))
            return Open(string.Empty, 2);
        if (NamedOpening().Match(_input, _at) is { Success: true } opening)
            return Open(opening.Groups["name"].Value, opening.Length);
        if (NumberedClosing().Match(_input, _at) is { Success: true } closing)
            return CloseNumbered(closing.Groups["name"].Value, closing.Length);
        return At("|]") || At("|}") ? CloseNested(2) : 0;
    }

    private bool At(string mark) => string.CompareOrdinal(_input, _at, mark, 0, mark.Length) == 0;

    private int Open(string name, int width)
    {
        if (!name.StartsWith('#') || !_input.Contains($"|{name}}}", StringComparison.Ordinal))
            _nested.Push((name, _output.Length));
        else if (!_numbered.TryAdd(name, _output.Length))
            throw new ArgumentException($"The span '{name}' is opened more than once.");
        return width;
    }

    private int CloseNumbered(string name, int width)
    {
        if (!_numbered.Remove(name, out int start))
            throw new ArgumentException($"'|{name}}}' closes no open span.");
        _closed.Add((name, TextSpan.FromBounds(start, _output.Length)));
        return width;
    }

    private int CloseNested(int width)
    {
        if (!_nested.TryPop(out (string Name, int Start) span))
            throw new ArgumentException($"'{_input.Substring(_at, width)}' closes no open span.");
        _closed.Add((span.Name, TextSpan.FromBounds(span.Start, _output.Length)));
        return width;
    }
}
