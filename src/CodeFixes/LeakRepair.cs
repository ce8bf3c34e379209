using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.CodeFixes;

/// <summary>The repairs of one leak of one version of a document; each is found sound before it is returned.</summary>
internal sealed class LeakRepair
{
    private readonly SourceText text;
    private readonly SemanticModel model;
    private readonly FunctionBody body;
    private readonly Leak leak;
    private readonly MemberVerdict verdict;
    private readonly Trial trial;

    private LeakRepair(
        SourceText text, SemanticModel model, FunctionBody body, Leak leak, MemberVerdict verdict, Trial trial)
    {
        this.text = text;
        this.model = model;
        this.body = body;
        this.leak = leak;
        this.verdict = verdict;
        this.trial = trial;
    }

    public bool PrefersLabels => body.PrefersLabels;

    /// <summary>Null if nothing can be repaired: no function with a block, or no such leak in this version.</summary>
    public static async Task<LeakRepair?> ForAsync(
        Document document, Leak reported, DiagnosticAnalyzer analyzer, CancellationToken cancellation)
    {
        SyntaxNode? root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        SemanticModel? model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (root is null || model is null || !root.FullSpan.Contains(reported.Place))
            return null;

        if (FunctionBody.Around(PlaceOf(reported, root), model) is not { } body)
            return null;

        TextSpan member = body.Member.Span;
        MemberVerdict verdict =
            await MemberVerdict.OfAsync(document, member, analyzer, cancellation).ConfigureAwait(false);
        Leak? leak = verdict.Leaks.FirstOrDefault(reported.IsSameAs);
        if (leak is null || !body.Block.Span.Contains(leak.Acquire))
            return null;

        SourceText text = await document.GetTextAsync(cancellation).ConfigureAwait(false);
        return new LeakRepair(text, model, body, leak, verdict, new Trial(document, member, verdict, analyzer));
    }

    public async Task<Document?> ApplyAsync(string? key, CancellationToken cancellation)
    {
        (string first, string second) = body.PrefersLabels
            ? (FixTexts.LabelKey, FixTexts.FinallyKey)
            : (FixTexts.FinallyKey, FixTexts.LabelKey);
        switch (key)
        {
            case FixTexts.LabelKey:
                return await RouteAsync(cancellation).ConfigureAwait(false);
            case FixTexts.FinallyKey:
                return await WrapAsync(cancellation).ConfigureAwait(false);
            default:
                return await ApplyAsync(first, cancellation).ConfigureAwait(false)
                    ?? await ApplyAsync(second, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<Document?> RouteAsync(CancellationToken cancellation)
    {
        ImmutableArray<Leak> atExit = [.. verdict.Leaks.Where(other => other.Place == leak.Place)];
        SyntaxNode root = await model.SyntaxTree.GetRootAsync(cancellation).ConfigureAwait(false);
        if (PlaceOf(leak, root) is not StatementSyntax exit || !LabelRoute.CanRoute(exit))
            return null;

        LabelRoute route = new(text, model, body, exit, atExit, new Cleanups(verdict.Leaks, model));
        return await trial.FirstSoundAsync(route.Candidates(), Reports(atExit), cancellation).ConfigureAwait(false);
    }

    private async Task<Document?> WrapAsync(CancellationToken cancellation)
    {
        IReadOnlyCollection<Leak> sameAcquire =
            [.. verdict.Leaks.Where(other => other.Acquire == leak.Acquire && other.Lock == leak.Lock)];
        FinallyWrap wrap = new(text, model, body, leak);
        return await trial.FirstSoundAsync(
            wrap.Candidates(sameAcquire, verdict.Leaks), Reports(sameAcquire), cancellation).ConfigureAwait(false);
    }

    private static IReadOnlyCollection<Diagnostic> Reports(IEnumerable<Leak> leaks) =>
        [.. leaks.Select(other => other.Diagnostic)];

    private static SyntaxNode PlaceOf(Leak leak, SyntaxNode root) => leak.FallsThrough
        ? root.FindToken(leak.Place.Start).Parent!
        : root.FindNode(leak.Place, getInnermostNodeForTie: true);
}
