using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.CodeFixes;

/// <summary>
/// Ideas for "wrap in try/finally": all leaks of one acquire at once, best idea first. The releases inside go, one
/// copy of them stands in the finally. <see cref="Trial"/> has the last word on each.
/// </summary>
internal sealed class FinallyWrap(SourceText text, SemanticModel model, FunctionBody body, Leak leak)
{
    public IEnumerable<Candidate?> Candidates(
        IReadOnlyCollection<Leak> sameAcquire, IReadOnlyCollection<Leak> others) =>
        from region in WrapRegion.For(leak, sameAcquire, others, body)
        from copy in Copies(region)
        let wrapped = Wrapped(region, copy.Release, copy.Guard)
        select wrapped is null ? null : new Candidate(wrapped, Control: null);

    private IEnumerable<(StatementSyntax Release, string? Guard)> Copies(WrapRegion region)
    {
        ImmutableArray<StatementSyntax> copies = ReleaseCopies.For(leak, body, model);
        IEnumerable<(StatementSyntax, string?)> asTheyAre = copies.Select(copy => (copy, (string?)null));
        return region.Guard is null
            ? asTheyAre
            : copies
                .Where(copy => copy is ExpressionStatementSyntax)
                .Select(copy => (copy, (string?)region.Guard))
                .Concat(asTheyAre);
    }

    /// <summary>The releases inside then belong to that other acquire, or are meant to come in between.</summary>
    private bool IsTakenAgainIn(WrapRegion region)
    {
        string acquire = body.Block.FindNode(leak.Acquire, getInnermostNodeForTie: true).ToString();
        return region.Statements
            .SelectMany(statement => statement.DescendantNodes())
            .Any(node => node is InvocationExpressionSyntax && node.ToString() == acquire);
    }

    private SourceText? Wrapped(WrapRegion region, StatementSyntax release, string? guard)
    {
        SourceEdits edits = new(text, body);
        InnerReleases inner = new(edits, body, region, leak);
        if (!HasOwnLines(edits, region) || (!IsTakenAgainIn(region) && !inner.Remove()))
            return null;

        HoistedLocals hoisted = new(edits, model, region);
        if (!hoisted.Rewrite() || !ConditionalText.IsWhole(region, leak.Releases, [.. hoisted.Names, .. CallsIn(release)]))
            return null;

        StatementSyntax first = region.Statements[0];
        string outer = edits.IndentAt(first.SpanStart);
        string level = outer + edits.Unit;
        int start = SourceEdits.CommentedStart(first);
        string opening = string.Concat(hoisted.Declarations.Select(declared => outer + declared + edits.NewLine));
        edits.Indent(body.Block, TextSpan.FromBounds(start, region.Span.End), inner.Unwrapped);
        edits.InsertFirst(
            edits.LineStart(start), opening + outer + "try" + edits.NewLine + outer + "{" + edits.NewLine);

        string deeper = level + edits.Unit;
        string given = guard is null
            ? level + edits.Moved(release, level)
            : level + "if (" + guard + ")" + edits.NewLine + deeper + edits.Moved(release, deeper);
        string[] closing = [outer + "}", outer + "finally", outer + "{", given, outer + "}"];
        edits.Insert(
            edits.NextLineStart(region.Span.End), string.Concat(closing.Select(line => line + edits.NewLine)));
        return edits.Apply();
    }

    private static IEnumerable<string> CallsIn(StatementSyntax release) => release.DescendantNodes()
        .OfType<InvocationExpressionSyntax>().Select(call => call.Expression.GetLastToken().ValueText);

    private static bool HasOwnLines(SourceEdits edits, WrapRegion region)
    {
        SyntaxToken last = region.Statements[region.Statements.Length - 1].GetLastToken();
        return edits.IsFirstOnLine(region.Span.Start)
            && !edits.OnOneLine(last.SpanStart, last.GetNextToken().SpanStart);
    }
}
