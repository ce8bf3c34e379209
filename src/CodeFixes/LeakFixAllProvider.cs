using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ExtentLock.CodeFixes;

/// <summary>All leaks of a document, by the idiom that was asked for or by the one that suits each member.</summary>
internal sealed class LeakFixAllProvider(DiagnosticAnalyzer analyzer) : SequentialFixAllProvider(analyzer)
{
    protected override string GetFixAllTitle(FixAllContext fixAllContext) =>
        fixAllContext.CodeActionEquivalenceKey switch
        {
            FixTexts.LabelKey => FixTexts.LabelTitle,
            FixTexts.FinallyKey => FixTexts.FinallyTitle,
            _ => FixTexts.BestAllTitle,
        };

    /// <summary>
    /// The exit that leaks most comes first, for its label can serve the others; among equals the lock that was
    /// acquired last, for its try goes inside the others'.
    /// </summary>
    protected override IEnumerable<Diagnostic> Ordered(MemberVerdict verdict) => verdict.Leaks
        .OrderByDescending(leak => verdict.Leaks.Count(other => other.Place == leak.Place))
        .ThenByDescending(leak => leak.Acquire.Start)
        .ThenBy(leak => leak.Place.Start)
        .Select(leak => leak.Diagnostic);

    protected override async Task<Document?> RepairAsync(
        Document document, Diagnostic finding, string? key, CancellationToken cancellation)
    {
        LeakRepair? repair = Leak.From(finding) is { } leak
            ? await LeakRepair.ForAsync(document, leak, Analyzer, cancellation).ConfigureAwait(false)
            : null;
        return repair is null ? null : await repair.ApplyAsync(key, cancellation).ConfigureAwait(false);
    }
}
