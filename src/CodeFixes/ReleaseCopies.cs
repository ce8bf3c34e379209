using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.CodeFixes;

/// <summary>
/// The statements that may be copied to give a lock back: releases that the member already has, the last one first,
/// each with the guard it stands under before the bare call. A member that has none of this mode gets the call that
/// belongs to its acquire (<see cref="CounterpartCall"/>).
/// </summary>
internal static class ReleaseCopies
{
    /// <summary>Statements to copy for one leak, best first; no two read the same.</summary>
    public static ImmutableArray<StatementSyntax> For(Leak leak, FunctionBody body, SemanticModel model)
    {

        IEnumerable<StatementSyntax> whole = leak.Releases
            .OrderBy(leak.Partial.Contains)
            .ThenByDescending(span => span.Start)
            .Select(span => Statement(body, span))
            .OfType<StatementSyntax>();
        StatementSyntax[] made = CounterpartCall.Of(leak, body, model) is { } call ? [call] : [];
        return [.. whole
            .SelectMany(release => new[] { WithGuard(release, leak.Releases), release })
            .Concat(made)
            .GroupBy(statement => statement.NormalizeWhitespace().ToString())
            .Select(same => same.First())];
    }

    /// <summary>The statement that a release is all of; null if its result is used or it is elsewhere.</summary>
    public static ExpressionStatementSyntax? Statement(FunctionBody body, TextSpan release)
    {
        if (!body.Block.Span.Contains(release))
            return null;

        SyntaxNode node = body.Block.FindNode(release, getInnermostNodeForTie: true);
        ExpressionStatementSyntax? statement = node.FirstAncestorOrSelf<ExpressionStatementSyntax>();
        return statement is not null && body.Own().Contains(statement) && IsAllOf(statement.Expression, release)
            ? statement
            : null;
    }

    /// <summary>True for a condition that can be asked once less without anybody noticing.</summary>
    public static bool IsPure(ExpressionSyntax condition) => !condition.DescendantNodesAndSelf().Any(HasEffect);

    /// <summary>The outermost <c>if</c> whose only work is releasing; the release itself where there is none.</summary>
    public static StatementSyntax WithGuard(StatementSyntax release, ImmutableArray<TextSpan> releases)
    {
        StatementSyntax guarded = release;
        while (Around(guarded) is { Else: null } guard && OnlyReleases(guard.Statement, releases))
            guarded = guard;

        return guarded;
    }

    private static bool HasEffect(SyntaxNode node) =>
        node is InvocationExpressionSyntax
            or AssignmentExpressionSyntax
            or AwaitExpressionSyntax
            or BaseObjectCreationExpressionSyntax
        || node.Kind() is SyntaxKind.PreIncrementExpression
            or SyntaxKind.PreDecrementExpression
            or SyntaxKind.PostIncrementExpression
            or SyntaxKind.PostDecrementExpression;

    private static IfStatementSyntax? Around(StatementSyntax statement) => statement.Parent switch
    {
        IfStatementSyntax guard => guard,
        BlockSyntax { Parent: IfStatementSyntax guard } => guard,
        _ => null,
    };

    private static bool OnlyReleases(StatementSyntax statement, ImmutableArray<TextSpan> releases) => statement switch
    {
        BlockSyntax block => block.Statements.All(inner => OnlyReleases(inner, releases)),
        IfStatementSyntax { Else: null } guard => OnlyReleases(guard.Statement, releases),
        ExpressionStatementSyntax call => releases.Any(span => IsAllOf(call.Expression, span)),
        _ => false,
    };

    private static bool IsAllOf(ExpressionSyntax expression, TextSpan release)
    {
        while (expression.Span != release)
        {
            switch (expression)
            {
                case AwaitExpressionSyntax awaited:
                    expression = awaited.Expression;
                    break;
                case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "ConfigureAwait" } configured }:
                    expression = configured.Expression;
                    break;
                case ConditionalAccessExpressionSyntax access:
                    expression = access.WhenNotNull;
                    break;
                case AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.Text: "_" } } discarded:
                    expression = discarded.Right;
                    break;
                default:
                    return false;
            }
        }

        return true;
    }
}
