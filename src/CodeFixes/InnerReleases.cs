using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.CodeFixes;

/// <summary>
/// The releases inside a region that gets a finally of its own: they go, with guards that ask for nothing else and with
/// a try whose finally did only that, for it has now been moved up.
/// </summary>
internal sealed class InnerReleases(SourceEdits edits, FunctionBody body, WrapRegion region, Leak leak)
{
    private readonly List<TextSpan> unwrapped = [];

    /// <summary>Bodies of tries that are gone: their lines are at the level of the new try already.</summary>
    public IReadOnlyList<TextSpan> Unwrapped => unwrapped;

    /// <summary>False if one can't go: its result is used, or the lock would be held over an await or yield.</summary>
    public bool Remove()
    {
        foreach (TextSpan span in leak.Releases.Where(region.Span.Contains))
        {
            if (ReleaseCopies.Statement(body, span) is not { } release)
                return false;

            StatementSyntax whole = ReleaseCopies.WithGuard(release, leak.Releases);
            bool isPure = whole.DescendantNodesAndSelf().OfType<IfStatementSyntax>()
                .All(guard => ReleaseCopies.IsPure(guard.Condition));
            StatementSyntax removed = isPure ? whole : release;
            if (FunctionBody.IsFollowedByWait(removed, region.Span.End))
                return false;

            Remove(removed);
        }

        return true;
    }

    private void Remove(StatementSyntax release)
    {
        if (release.Parent is BlockSyntax { Parent: FinallyClauseSyntax { Parent: TryStatementSyntax whole } } only
            && IsReplaced(whole, only))
            Unwrap(whole);
        else if (FunctionBody.ListOf(release).IsEmpty)
            edits.Replace(release.Span, "{ }");
        else
            edits.Remove(release.Span, closes: release == region.Statements[region.Statements.Length - 1]);
    }

    private bool IsReplaced(TryStatementSyntax whole, BlockSyntax only) =>
        only.Statements.Count == 1
        && whole.Catches.Count == 0
        && region.Statements.Contains(whole)
        && edits.IsFirstOnLine(whole.Block.OpenBraceToken.SpanStart)
        && edits.IsFirstOnLine(whole.Block.CloseBraceToken.SpanStart)
        && !only.DescendantTrivia().Any(IsComment);

    private void Unwrap(TryStatementSyntax whole)
    {
        bool closes = whole == region.Statements[region.Statements.Length - 1];
        edits.Remove(TextSpan.FromBounds(whole.SpanStart, whole.Block.OpenBraceToken.Span.End));
        edits.Remove(TextSpan.FromBounds(whole.Block.CloseBraceToken.SpanStart, whole.Span.End), closes);
        unwrapped.Add(whole.Block.Span);
    }

    private static bool IsComment(SyntaxTrivia trivia) =>
        trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia);
}
