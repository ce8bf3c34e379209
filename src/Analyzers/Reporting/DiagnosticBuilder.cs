using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using ExtentLock.Analyzers.Checks;
using ExtentLock.Analyzers.Transfer;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExtentLock.Analyzers.Reporting;

/// <summary>Findings become diagnostics: place, path as additional locations, properties for the fixes, a fixed order.</summary>
internal static class DiagnosticBuilder
{
    /// <summary>Sorted by place, then id, then text; nothing twice.</summary>
    public static ImmutableArray<Diagnostic> Build(IEnumerable<Finding> findings)
    {
        // A lock may leak at hundreds of exits, and be given back at as many others.
        var releases = new Dictionary<LockAnalysis, string>();
        return findings.Select(finding => Build(finding, releases))
            .OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)
            .ThenBy(diagnostic => diagnostic.Location.SourceSpan.End)
            .ThenBy(diagnostic => diagnostic.Id, System.StringComparer.Ordinal)
            .ThenBy(diagnostic => diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture), System.StringComparer.Ordinal)
            .ToImmutableArray();
    }

    private static Diagnostic Build(Finding finding, Dictionary<LockAnalysis, string> releases)
    {
        var places = new List<Location>();
        var properties = ImmutableDictionary.CreateBuilder<string, string?>();
        if (finding.Lock is { } analysis)
        {
            properties[FindingProperties.Lock] = LockNames.Of(analysis);
            if (!releases.TryGetValue(analysis, out string? spans))
                releases.Add(analysis, spans = Spans(ReleasesOf(analysis)));
            properties[FindingProperties.Releases] = spans;
        }

        if (finding.Path is { } path)
        {
            places.Add(path.Acquire.GetLocation());
            places.AddRange(path.Branches.Select(branch => branch.Condition.GetLocation()));
            properties[FindingProperties.Exit] = path.Exit;
            properties[FindingProperties.Acquire] = Span(path.Acquire);
            properties[FindingProperties.Partial] = Spans(path.PartialReleases);
            properties[FindingProperties.Steps] = path.Steps();
        }

        if (finding.Declaration is { } declaration)
            properties[FindingProperties.Declaration] = declaration;
        if (finding.Counterpart is { } counterpart)
            properties[FindingProperties.Counterpart] = counterpart;
        if (finding.Earlier is { } earlier)
            properties[FindingProperties.Earlier] = Span(earlier);
        return Diagnostic.Create(
            finding.Rule, finding.Place, places, properties.ToImmutable(), finding.Arguments.ToArray<object>());
    }

    private static IEnumerable<SyntaxNode> ReleasesOf(LockAnalysis analysis) =>
        analysis.Group.Releases
            .Where(release => release.Target.Equals(analysis.Group.Path) || analysis.Problem.Matched.Contains(release))
            .Select(release => release.Syntax).Distinct().OrderBy(syntax => syntax.SpanStart);

    private static string Spans(IEnumerable<SyntaxNode> nodes) => string.Join(";", nodes.Select(Span));

    private static string Span(SyntaxNode node) => $"{node.Span.Start},{node.Span.Length}";
}
