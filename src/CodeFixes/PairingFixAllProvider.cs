using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace ExtentLock.CodeFixes;

/// <summary>All repairs of a document, in the order of the text.</summary>
internal sealed class PairingFixAllProvider(DiagnosticAnalyzer analyzer) : SequentialFixAllProvider(analyzer)
{
    protected override string GetFixAllTitle(FixAllContext fixAllContext) => FixTexts.PairingAllTitle;

    protected override IEnumerable<Diagnostic> Ordered(MemberVerdict verdict) => verdict.Findings;

    protected override async Task<Document?> RepairAsync(
        Document document, Diagnostic finding, string? key, CancellationToken cancellation) =>
        (await PairingRepair.ForAsync(document, finding, Analyzer, cancellation).ConfigureAwait(false))?.Repaired;
}
