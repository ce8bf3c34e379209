using Microsoft.CodeAnalysis.Text;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>One expected place, or the number of a place marked in a source.</summary>
public readonly struct DiagnosticLocation
{
    public DiagnosticLocation(FileLinePositionSpan span, DiagnosticLocationOptions options)
    {
        Span = span;
        Options = options;
    }

    public FileLinePositionSpan Span { get; }

    public DiagnosticLocationOptions Options { get; }

    // A markup key travels as the line number of a span without a path.
    internal static DiagnosticLocation FromKey(int key, DiagnosticLocationOptions options) => new(
        new FileLinePositionSpan(string.Empty, new LinePosition(key, 0), new LinePosition(key, 0)),
        options | DiagnosticLocationOptions.InterpretAsMarkupKey);

    internal int? Key =>
        (Options & DiagnosticLocationOptions.InterpretAsMarkupKey) != 0 ? Span.StartLinePosition.Line : null;

    internal DiagnosticLocation WithDefaultPath(string path) =>
        Span.Path.Length == 0 ? new(new FileLinePositionSpan(path, Span.Span), Options) : this;

    internal DiagnosticLocation MovedDown(int lines) => new(
        new FileLinePositionSpan(Span.Path, Moved(Span.StartLinePosition, lines), Moved(Span.EndLinePosition, lines)),
        Options);

    internal bool Matches(FileLinePositionSpan actual)
    {
        bool start = Span.Path == actual.Path && Span.StartLinePosition == actual.StartLinePosition;
        return start && ((Options & DiagnosticLocationOptions.IgnoreLength) != 0
            || Span.EndLinePosition == actual.EndLinePosition);
    }

    public override string ToString() => (Options & DiagnosticLocationOptions.IgnoreLength) != 0
        ? $"{Span.Path}({Span.StartLinePosition})"
        : Span.ToString();

    private static LinePosition Moved(LinePosition position, int lines) =>
        new(position.Line + lines, position.Character);
}
