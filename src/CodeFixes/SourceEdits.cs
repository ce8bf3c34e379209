using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.CodeFixes;

/// <summary>
/// Changes to one version of a file, laid out with the file's own line ends and indentation. Text and not rewritten
/// trees, so that whatever is not named here survives to the character. Used once, by one thread.
/// </summary>
internal sealed class SourceEdits
{
    private readonly SourceText text;
    private readonly List<TextChange> changes = [];

    public SourceEdits(SourceText text, FunctionBody body)
    {
        this.text = text;
        TextLine first = text.Lines[0];
        string end = text.ToString(TextSpan.FromBounds(first.End, first.EndIncludingLineBreak));
        NewLine = end.Length > 0 ? end : "\n";
        Unit = UnitOf(body.Block);
    }

    public string NewLine { get; }

    /// <summary>One level of indentation.</summary>
    public string Unit { get; }

    public void Insert(int position, string inserted) =>
        changes.Add(new TextChange(new TextSpan(position, 0), inserted));

    /// <summary>Inserts in front of whatever else is inserted there.</summary>
    public void InsertFirst(int position, string inserted) =>
        changes.Insert(0, new TextChange(new TextSpan(position, 0), inserted));

    public void Replace(TextSpan span, string replacement) => changes.Add(new TextChange(span, replacement));

    /// <summary>The changed text, or null if two changes meet.</summary>
    public SourceText? Apply()
    {
        List<TextChange> ordered = [.. changes.OrderBy(change => change.Span.Start).ThenBy(change => change.Span.End)];
        for (int i = 1; i < ordered.Count; i++)
        {
            if (ordered[i].Span.Start < ordered[i - 1].Span.End)
                return null;
        }

        return text.WithChanges(ordered);
    }

    public string IndentAt(int position)
    {
        string line = text.Lines.GetLineFromPosition(position).ToString();
        return line.Substring(0, line.Length - line.TrimStart().Length);
    }

    public bool OnOneLine(int from, int to) => text.Lines.IndexOf(from) == text.Lines.IndexOf(to);

    public bool IsFirstOnLine(int position)
    {
        TextLine line = text.Lines.GetLineFromPosition(position);
        return string.IsNullOrWhiteSpace(text.ToString(TextSpan.FromBounds(line.Start, position)));
    }

    public int LineStart(int position) => text.Lines.GetLineFromPosition(position).Start;

    public int NextLineStart(int position) => text.Lines.GetLineFromPosition(position).EndIncludingLineBreak;

    /// <summary>End of the line of a position, before its line break.</summary>
    public int LineEnd(int position) => text.Lines.GetLineFromPosition(position).End;

    /// <summary>Takes out a span, and the lines that are empty without it; comments beside it stay.</summary>
    /// <param name="span">What goes.</param>
    /// <param name="closes">True if a closing brace will follow, before which no blank line is wanted.</param>
    public void Remove(TextSpan span, bool closes = false)
    {
        int first = text.Lines.IndexOf(span.Start);
        int last = text.Lines.IndexOf(span.End);
        string before = text.ToString(TextSpan.FromBounds(text.Lines[first].Start, span.Start));
        string after = text.ToString(TextSpan.FromBounds(span.End, text.Lines[last].End));
        if (!string.IsNullOrWhiteSpace(before) || !string.IsNullOrWhiteSpace(after))
        {
            int spaces = before.Trim().Length == 0 ? after.Length - after.TrimStart().Length : 0;
            Replace(TextSpan.FromBounds(span.Start, span.End + spaces), "");
            return;
        }

        closes |= last + 1 < text.Lines.Count && text.Lines[last + 1].ToString().Trim() is "" or "}";
        while (closes && first > 0 && IsBlank(first - 1))
            first--;

        bool opens = first > 0 && text.Lines[first - 1].ToString().Trim().EndsWith("{", StringComparison.Ordinal);
        while (opens && last + 1 < text.Lines.Count && IsBlank(last + 1))
            last++;

        Replace(TextSpan.FromBounds(text.Lines[first].Start, text.Lines[last].EndIncludingLineBreak), "");
    }

    /// <summary>
    /// Shifts whole lines by one level: neither blank ones, nor those that are taken out, nor the inside of a token
    /// that spans lines (a raw or verbatim string is data), nor directives in the first column.
    /// </summary>
    /// <param name="root">Holds the span.</param>
    /// <param name="span">What is shifted.</param>
    /// <param name="except">Parts of it that stay at the level they have.</param>
    public void Indent(SyntaxNode root, TextSpan span, IReadOnlyList<TextSpan> except)
    {
        ImmutableArray<TextSpan> removed =
            [.. changes.Where(change => change.NewText == "").Select(change => change.Span)];
        for (int i = text.Lines.IndexOf(span.Start); i <= text.Lines.IndexOf(span.End); i++)
        {
            TextLine line = text.Lines[i];
            bool gone = removed.Any(change => change.Start <= line.Start && change.End >= line.End && !change.IsEmpty);
            bool stays = except.Any(part => part.Contains(line.Start));
            if (!gone && !stays && !IsBlank(i) && text[line.Start] != '#' && !IsInsideToken(root, line.Start))
                Insert(line.Start, Unit);
        }
    }

    /// <summary>A statement's text, its later lines moved from the indentation it has to the one it gets.</summary>
    public string Moved(SyntaxNode statement, string indent)
    {
        string own = IndentAt(statement.SpanStart);
        IEnumerable<string> lines = statement.ToString().Split('\n').Select((line, i) =>
            i > 0 && line.StartsWith(own, StringComparison.Ordinal) ? indent + line.Substring(own.Length) : line);
        return string.Join("\n", lines);
    }

    /// <summary>Where the comments above a statement begin, which go where it goes; a blank line above them stays.</summary>
    public static int CommentedStart(StatementSyntax statement)
    {
        SyntaxTrivia comment = statement.GetLeadingTrivia().FirstOrDefault(trivia =>
            trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia));
        return comment == default ? statement.SpanStart : comment.SpanStart;
    }

    /// <summary>True if lines that begin in the span are data: their indentation is what the program says.</summary>
    public bool HasDataLines(SyntaxNode root, TextSpan span) => Enumerable
        .Range(text.Lines.IndexOf(span.Start), text.Lines.IndexOf(span.End) - text.Lines.IndexOf(span.Start) + 1)
        .Any(line => IsInsideToken(root, text.Lines[line].Start));

    /// <summary>An interpolated string counts as one token: a line of it may begin with what is filled in.</summary>
    private static bool IsInsideToken(SyntaxNode root, int position)
    {
        SyntaxToken token = root.FindToken(position);
        return (token.SpanStart < position && position < token.Span.End)
            || (token.Parent?.AncestorsAndSelf().OfType<InterpolatedStringExpressionSyntax>()
                .Any(whole => whole.SpanStart < position && position < whole.Span.End) ?? false);
    }

    private bool IsBlank(int line) => string.IsNullOrWhiteSpace(text.Lines[line].ToString());

    private string UnitOf(BlockSyntax block)
    {
        if (block.Statements.Count == 0)
            return "    ";

        string outer = IndentAt(block.OpenBraceToken.SpanStart);
        StatementSyntax? plain = block.Statements.FirstOrDefault(statement => statement is not LabeledStatementSyntax);
        string inner = plain is null ? "" : IndentAt(plain.SpanStart);
        return inner.Length > outer.Length && inner.StartsWith(outer, StringComparison.Ordinal)
            ? inner.Substring(outer.Length)
            : "    ";
    }
}
