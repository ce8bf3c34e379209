using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis.Text;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>A state ready to be compiled: texts without markup, expected diagnostics with their real places.</summary>
internal sealed record ResolvedState(
    SolutionState Source,
    ImmutableArray<(string Path, SourceText Text)> Sources,
    ImmutableArray<(string Path, SourceText Text)> AdditionalFiles,
    ImmutableArray<(string Path, SourceText Text)> ConfigFiles,
    ImmutableArray<DiagnosticResult> Expected)
{
    /// <summary>The same project with a line before every source; <paramref name="kept"/> moves down with it.</summary>
    internal ResolvedState WithFirstLine(string line, ImmutableArray<DiagnosticResult> kept) => this with
    {
        Sources = [.. Sources.Select(file => (file.Path, SourceText.From($"{line}\n{file.Text}")))],
        Expected = [.. kept.Select(result => result.MapSpans(Shifted))],
    };

    internal bool IsSource(string path) => Sources.Any(file => file.Path == path);

    private DiagnosticLocation Shifted(DiagnosticLocation place) =>
        IsSource(place.Span.Path) ? place.MovedDown(1) : place;
}
