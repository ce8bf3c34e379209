using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.CodeFixes;

/// <summary>
/// The release happens only if the acquire did: under the variable that tells its outcome, or under the condition that
/// the acquire itself stands under.
/// </summary>
internal static class ReleaseGuard
{
    public static IEnumerable<Idea> Ideas(Mismatch mismatch)
    {
        if (mismatch.Acquire is not { } acquire || mismatch.StatementAt(acquire) is not { } statement
            || ReleaseCopies.Statement(mismatch.Body, mismatch.Place) is not { } release)
            yield break;
        IEnumerable<string> conditions = Flags(statement, mismatch.NodeAt(acquire)).Concat(Conditions(statement)).Distinct();
        foreach (string condition in conditions)
            yield return new Idea($"Release '{mismatch.Lock}' only if '{condition}'", Guarded(release, condition, mismatch));
    }

    /// <summary>Variables that get the outcome: the result of the acquire, or what it is passed by reference.</summary>
    private static IEnumerable<string> Flags(StatementSyntax statement, SyntaxNode acquire)
    {
        foreach (SyntaxNode node in acquire.AncestorsAndSelf().TakeWhile(node => node != statement.Parent))
        {
            if (node is VariableDeclaratorSyntax declarator)
                yield return declarator.Identifier.Text;
            else if (node is AssignmentExpressionSyntax { Left: IdentifierNameSyntax name })
                yield return name.Identifier.Text;
        }

        if (acquire is not InvocationExpressionSyntax call)
            yield break;
        foreach (ArgumentSyntax argument in call.ArgumentList.Arguments.Where(argument => !argument.RefKindKeyword.IsKind(SyntaxKind.None)))
        {
            if (argument.Expression is IdentifierNameSyntax name)
                yield return name.Identifier.Text;
        }
    }

    /// <summary>What the acquire stands under, from the inside out.</summary>
    private static IEnumerable<string> Conditions(StatementSyntax statement) => statement.Ancestors()
        .TakeWhile(node => node is BlockSyntax or IfStatementSyntax or ElseClauseSyntax)
        .OfType<IfStatementSyntax>()
        .Where(guard => guard.Statement.Span.Contains(statement.Span) && ReleaseCopies.IsPure(guard.Condition))
        .Select(guard => guard.Condition.ToString());

    private static SourceText? Guarded(StatementSyntax release, string condition, Mismatch mismatch)
    {
        SourceEdits edits = mismatch.Edits();
        if (FunctionBody.ListOf(release).IsEmpty || !edits.IsFirstOnLine(release.SpanStart))
            return null;
        string indent = edits.IndentAt(release.SpanStart);
        edits.Replace(
            release.Span, "if (" + condition + ")" + edits.NewLine + indent + edits.Unit + edits.Moved(release, indent + edits.Unit));
        return edits.Apply();
    }
}
