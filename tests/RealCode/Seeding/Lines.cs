using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.RealCode.Seeding;

/// <summary>What is planted stands on lines of its own, as it would if somebody had written it.</summary>
internal static class Lines
{
    /// <summary>A statement more at a place between two.</summary>
    public static TextChange Insert(SyntaxTree tree, int place, string statement)
    {
        SourceText text = tree.GetText();
        TextLine line = text.Lines.GetLineFromPosition(place);
        string before = text.ToString(TextSpan.FromBounds(line.Start, place));
        string after = text.ToString(TextSpan.FromBounds(place, line.End));
        string indent = Indent(before) + (before.EndsWith('{') ? "    " : "");
        string inserted = string.IsNullOrWhiteSpace(before) ? statement + Environment.NewLine + indent
            : string.IsNullOrWhiteSpace(after) ? Environment.NewLine + indent + statement
            : $" {statement} ";
        return new TextChange(new TextSpan(place, 0), inserted);
    }

    /// <summary>A statement, and the same again.</summary>
    public static TextChange Twice(StatementSyntax statement)
    {
        SourceText text = statement.SyntaxTree.GetText();
        string indent = Indent(text.Lines.GetLineFromPosition(statement.SpanStart).ToString());
        string twice = statement.Parent is BlockSyntax or SwitchSectionSyntax
            ? $"{statement}{Environment.NewLine}{indent}{statement}"
            : $"{{ {statement} {statement} }}";
        return new TextChange(statement.Span, twice);
    }

    private static string Indent(string line) => new([.. line.TakeWhile(char.IsWhiteSpace)]);
}
