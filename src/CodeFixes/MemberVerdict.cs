using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Analyzers.Reporting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.CodeFixes;

/// <summary>
/// What analyzer and compiler say of one stretch of one version of a document. Two versions are compared by what is
/// said and of which text, not by where: a fix moves everything below it.
/// </summary>
internal sealed class MemberVerdict
{
    private readonly ImmutableArray<Diagnostic> compiler;

    private MemberVerdict(ImmutableArray<Diagnostic> reports, ImmutableArray<Diagnostic> compiler)
    {
        this.compiler = compiler;
        Findings = [.. reports.OrderBy(report => report.Location.SourceSpan.Start)];
        Leaks = [.. reports
            .Where(report => LeakFixProvider.LeakIds.Contains(report.Id))
            .Select(Leak.From)
            .OfType<Leak>()
            .OrderBy(leak => leak.Place.Start)
            .ThenBy(leak => leak.Acquire.Start)
            .ThenBy(leak => leak.Lock, StringComparer.Ordinal)];
    }

    /// <summary>What the analyzer says, by place.</summary>
    public ImmutableArray<Diagnostic> Findings { get; }

    /// <summary>By place, then by acquire.</summary>
    public ImmutableArray<Leak> Leaks { get; }

    /// <param name="document">The version to judge.</param>
    /// <param name="member">The stretch to judge; null for the whole file.</param>
    /// <param name="analyzer">Run afresh over the version.</param>
    /// <param name="cancellation">Stops the analysis.</param>
    public static async Task<MemberVerdict> OfAsync(
        Document document, TextSpan? member, DiagnosticAnalyzer analyzer, CancellationToken cancellation)
    {
        SemanticModel? model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (model is null)
            return new MemberVerdict([], []);

        ImmutableArray<Diagnostic> compiler =
            member is null ? [] : [.. model.GetDiagnostics(member, cancellation).Where(IsHeeded)];
        CompilationWithAnalyzers analysis =
            model.Compilation.WithAnalyzers([analyzer], document.Project.AnalyzerOptions);
        ImmutableArray<Diagnostic> reports =
            await analysis.GetAnalyzerSemanticDiagnosticsAsync(model, member, cancellation).ConfigureAwait(false);
        return new MemberVerdict([.. reports.Where(report => !report.IsSuppressed)], compiler);
    }

    /// <summary>Whether these findings are gone and neither analyzer nor compiler says anything new.</summary>
    public Soundness Against(MemberVerdict before, IReadOnlyCollection<Diagnostic> gone)
    {
        List<string> allowed = [.. before.Findings.Select(Signature)];
        foreach (Diagnostic finding in gone)
            allowed.Remove(Signature(finding));

        Diagnostic[] said = [.. Findings.Where(finding => !allowed.Remove(Signature(finding)))];
        if (!CompilesAsWellAs(before) || said.Any(finding => finding.Severity > DiagnosticSeverity.Info || IsGone(finding)))
            return Soundness.None;
        return said.Length == 0 ? Soundness.Full : Soundness.ButSuggestions;

        // A leak that is told by another rule is still one.
        bool IsGone(Diagnostic finding) => gone.Any(other => other.Id == finding.Id
            || (LeakFixProvider.LeakIds.Contains(other.Id) && LeakFixProvider.LeakIds.Contains(finding.Id)));
    }

    /// <summary>No more errors of any kind than before, and no new kind of warning.</summary>
    public bool CompilesAsWellAs(MemberVerdict before) => compiler
        .GroupBy(diagnostic => diagnostic.Id)
        .All(kind => before.compiler.Count(old => old.Id == kind.Key) is var count
            && (kind.First().Severity == DiagnosticSeverity.Warning ? count > 0 : count >= kind.Count()));

    private static bool IsHeeded(Diagnostic diagnostic) =>
        diagnostic.Severity >= DiagnosticSeverity.Warning && !diagnostic.IsSuppressed;

    private static string Signature(Diagnostic report)
    {
        string text = report.Location.SourceTree?.GetText().ToString(report.Location.SourceSpan) ?? "";
        string about = Leak.Property(report, FindingProperties.Lock);
        return string.Join("|", report.Id, about, Leak.Property(report, FindingProperties.Exit), text);
    }
}
