using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis.Text;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>
/// Takes the markup out of a text: <c>$$</c> a position, <c>[|…|]</c> a span, <c>{|NAME:…|}</c> a named one and
/// <c>{|#n:…|}</c> or <c>{|#n:…|#n}</c> a numbered one.
/// </summary>
public static class TestFileMarkupParser
{
    public static void GetSpans(string input, out string output, out ImmutableArray<TextSpan> spans) =>
        GetPositionAndSpans(input, out output, out _, out spans);

    public static void GetPositionAndSpans(
        string input,
        out string output,
        out int? cursorPosition,
        out ImmutableArray<TextSpan> spans)
    {
        MarkupText parsed = MarkupReader.Read(input, positionsAreCode: false);
        output = parsed.Text;
        cursorPosition = parsed.Positions.IsEmpty ? null : parsed.Positions.Single();
        spans = [.. parsed.Spans.Where(span => span.Name.Length == 0).Select(span => span.Span)];
    }

    public static void GetPositionsAndSpans(
        string input,
        out string output,
        out ImmutableArray<int> positions,
        out ImmutableDictionary<string, ImmutableArray<TextSpan>> spans)
    {
        MarkupText parsed = MarkupReader.Read(input, positionsAreCode: false);
        output = parsed.Text;
        positions = parsed.Positions;
        spans = parsed.Spans
            .GroupBy(span => span.Name, span => span.Span)
            .ToImmutableDictionary(group => group.Key, group => group.ToImmutableArray());
    }
}
