using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.CodeFixes;

/// <summary>
/// Turns <c>return x;</c> into <c>ret = x; goto label;</c>. The expression, comments in and behind it, and the lines
/// around it stay as they are; a block is made where the return stood without one.
/// </summary>
internal sealed class ExitRewrite(SourceEdits edits, FunctionBody body, StatementSyntax exit)
{
    public void Redirect(string label, string? variable)
    {
        string jump = "goto " + label + ";";
        if (variable is null)
        {
            edits.Replace(exit.Span, jump);
            return;
        }

        bool isEmbedded = FunctionBody.ListOf(exit).IsEmpty && exit.Parent is not LabeledStatementSyntax;
        SyntaxToken before = exit.GetFirstToken().GetPreviousToken();
        string outer = edits.IndentAt(Header(exit.Parent!).SpanStart);
        string inner = isEmbedded ? outer + edits.Unit : edits.IndentAt(exit.SpanStart);
        bool hasOwnLine = edits.IsFirstOnLine(exit.SpanStart);
        bool isInLine = !isEmbedded && !hasOwnLine && exit.Parent is BlockSyntax;
        string separator = isInLine ? " " : edits.NewLine + inner;

        if (isEmbedded)
            OpenBlock(before, hasOwnLine, outer, inner);

        edits.Replace(((ReturnStatementSyntax)exit).ReturnKeyword.Span, variable + " =");
        if (isEmbedded)
            CloseBlock(separator + jump, outer);
        else
            edits.Insert(exit.Span.End, separator + jump);
    }

    private void OpenBlock(SyntaxToken before, bool hasOwnLine, string outer, string inner)
    {
        string brace = BracesHaveOwnLine() ? edits.NewLine + outer + "{" : " {";
        if (hasOwnLine)
            edits.Insert(BracesHaveOwnLine() ? edits.LineEnd(before.Span.End) : before.Span.End, brace);
        else
            edits.Replace(TextSpan.FromBounds(before.Span.End, exit.SpanStart), brace + edits.NewLine + inner);
    }

    /// <summary>Behind a comment that shares the line; an <c>else</c> on the same line moves below the block.</summary>
    private void CloseBlock(string jump, string outer)
    {
        string closing = edits.NewLine + outer + "}";
        SyntaxToken next = exit.GetLastToken().GetNextToken();
        if (edits.OnOneLine(exit.Span.End, next.SpanStart))
        {
            edits.Replace(TextSpan.FromBounds(exit.Span.End, next.SpanStart), jump + closing + edits.NewLine + outer);
            return;
        }

        edits.Insert(exit.Span.End, jump);
        edits.Insert(edits.LineEnd(exit.Span.End), closing);
    }

    private static SyntaxNode Header(SyntaxNode parent) =>
        parent is IfStatementSyntax { Parent: ElseClauseSyntax other } ? other : parent;

    private bool BracesHaveOwnLine() => body.Own()
        .OfType<BlockSyntax>()
        .Where(block => block.Parent is not BlockSyntax)
        .Concat([body.Block])
        .Select(block => edits.IsFirstOnLine(block.OpenBraceToken.SpanStart))
        .First();
}
