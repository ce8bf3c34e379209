using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.CodeFixes;

/// <summary>
/// An acquire inside the try whose finally releases goes in front of that try. Where handlers stand between, which must
/// go on catching what the acquire throws, the try stays and a new one inside it begins after the acquire.
/// </summary>
internal static class AcquireMove
{
    public static IEnumerable<Idea> Ideas(Mismatch mismatch)
    {
        if (mismatch.Acquire is not { } span || mismatch.StatementAt(span) is not { } acquire
            || ReleaseCopies.Statement(mismatch.Body, mismatch.Place) is not { } bare
            || acquire.Parent is not BlockSyntax { Parent: TryStatementSyntax { Finally: { } last } around } block
            || around.Block != block || !last.Span.Contains(bare.Span))
            yield break;
        if (around.Catches.Count == 0)
            yield return new Idea($"Acquire '{mismatch.Lock}' in front of the try", InFront(around, acquire, mismatch));
        StatementSyntax release = ReleaseCopies.WithGuard(bare, mismatch.Releases);
        yield return new Idea(
            $"Release '{mismatch.Lock}' in a try that begins after the acquire", Inside(around, acquire, release, mismatch));
    }

    /// <summary>All up to the acquire moves out: without handlers, nobody can tell the difference.</summary>
    private static SourceText? InFront(TryStatementSyntax around, StatementSyntax acquire, Mismatch mismatch)
    {
        SourceEdits edits = mismatch.Edits();
        StatementSyntax first = around.Block.Statements[0];
        SyntaxToken next = acquire.GetLastToken().GetNextToken();
        if (!edits.IsFirstOnLine(around.SpanStart) || !edits.IsFirstOnLine(first.SpanStart) || !edits.IsFirstOnLine(next.SpanStart))
            return null;
        string indent = edits.IndentAt(around.SpanStart);
        int top = SourceEdits.CommentedStart(first);
        int start = edits.LineStart(top);
        int end = edits.NextLineStart(acquire.Span.End);
        if (edits.HasDataLines(mismatch.Body.Block, TextSpan.FromBounds(start, acquire.Span.End)))
            return null;
        string inner = edits.IndentAt(first.SpanStart);
        IEnumerable<string> lines = mismatch.Text.ToString(TextSpan.FromBounds(start, end)).Split('\n')
            .Select(line => line.StartsWith(inner, System.StringComparison.Ordinal) ? indent + line.Substring(inner.Length) : line);
        edits.Insert(edits.LineStart(around.SpanStart), string.Join("\n", lines));
        edits.Remove(TextSpan.FromBounds(top, acquire.Span.End));
        return edits.Apply();
    }

    private static SourceText? Inside(
        TryStatementSyntax around, StatementSyntax acquire, StatementSyntax release, Mismatch mismatch)
    {
        ImmutableArray<StatementSyntax> rest = [.. around.Block.Statements.Where(statement => statement.SpanStart > acquire.SpanStart)];
        SourceEdits edits = mismatch.Edits();
        if (rest.IsEmpty || release.Parent != around.Finally!.Block || !edits.IsFirstOnLine(rest[0].SpanStart)
            || !edits.IsFirstOnLine(around.Block.CloseBraceToken.SpanStart))
            return null;
        string indent = edits.IndentAt(rest[0].SpanStart);
        int top = SourceEdits.CommentedStart(rest[0]);
        TextSpan moved = TextSpan.FromBounds(top, rest[rest.Length - 1].Span.End);
        edits.Indent(mismatch.Body.Block, moved, []);
        edits.InsertFirst(
            edits.LineStart(top), indent + "try" + edits.NewLine + indent + "{" + edits.NewLine);
        string[] closing =
            [indent + "}", indent + "finally", indent + "{", indent + edits.Unit + edits.Moved(release, indent + edits.Unit), indent + "}"];
        edits.Insert(edits.NextLineStart(moved.End), string.Concat(closing.Select(line => line + edits.NewLine)));
        edits.Remove(around.Finally.Block.Statements.Count == 1 ? around.Finally.Span : release.Span, closes: true);
        return edits.Apply();
    }
}
