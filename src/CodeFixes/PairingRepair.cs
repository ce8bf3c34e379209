using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.CodeFixes;

/// <summary>The first idea for one finding after which it is gone and nothing new is said.</summary>
internal static class PairingRepair
{
    /// <summary>Null if there is no such idea, no function with a block, or no such finding in this version.</summary>
    public static async Task<(string Title, Document Repaired)?> ForAsync(
        Document document, Diagnostic reported, DiagnosticAnalyzer analyzer, CancellationToken cancellation)
    {
        SyntaxNode? root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        SemanticModel? model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        TextSpan place = reported.Location.SourceSpan;
        if (root is null || model is null || !root.FullSpan.Contains(place)
            || FunctionBody.Around(root.FindNode(place, getInnermostNodeForTie: true), model) is not { } body)
            return null;

        TextSpan member = body.Member.Span;
        MemberVerdict verdict = await MemberVerdict.OfAsync(document, member, analyzer, cancellation).ConfigureAwait(false);
        Diagnostic? finding = verdict.Findings.FirstOrDefault(
            other => other.Id == reported.Id && other.Location.SourceSpan == place);
        if (finding is null)
            return null;

        SourceText text = await document.GetTextAsync(cancellation).ConfigureAwait(false);
        var trial = new Trial(document, member, verdict, analyzer);
        foreach (Idea idea in IdeasFor(new Mismatch(finding, text, model, body)))
        {
            if (idea.Text is null)
                continue;
            Document? repaired = await trial.FirstSoundAsync(
                [new Candidate(idea.Text, Control: null)], [finding], cancellation).ConfigureAwait(false);
            if (repaired is not null)
                return (idea.Title, repaired);
        }

        return null;
    }

    /// <summary>Best first: what keeps the code's order of things comes before what takes something out.</summary>
    private static IEnumerable<Idea> IdeasFor(Mismatch mismatch) => mismatch.Finding.Id switch
    {
        "EXL0003" => AcquireMove.Ideas(mismatch).Concat(ReleaseGuard.Ideas(mismatch)).Concat(ReleaseRemoval.Ideas(mismatch)),
        "EXL0004" => ReleaseRename.Ideas(mismatch),
        "EXL0005" => UpgradeableRead.Ideas(mismatch)
            .Concat(AcquireRemoval.Ideas(mismatch)).Concat(ReleaseRename.Ideas(mismatch)),
        "EXL0006" => OutcomeCheck.Ideas(mismatch),
        _ => [],
    };
}
