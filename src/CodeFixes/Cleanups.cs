using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.CodeFixes;

/// <summary>
/// Tells clean-up from work: releases of any resource, guards around them, and assignments to locals that call nothing.
/// A path that is routed to anything else would do something that its author did not write.
/// </summary>
internal sealed class Cleanups(IEnumerable<Leak> leaks, SemanticModel model)
{
    private readonly ImmutableArray<TextSpan> releases = [.. leaks.SelectMany(leak => leak.Releases).Distinct()];

    public bool Contains(StatementSyntax statement) => statement switch
    {
        BlockSyntax block => block.Statements.All(Contains),
        IfStatementSyntax guard =>
            ReleaseCopies.IsPure(guard.Condition)
            && Contains(guard.Statement)
            && (guard.Else is null || Contains(guard.Else.Statement)),
        ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax assignment } =>
            ReleaseCopies.IsPure(assignment.Right)
            && model.GetSymbolInfo(assignment.Left).Symbol is ILocalSymbol or IParameterSymbol,
        ExpressionStatementSyntax call => IsRelease(call),
        EmptyStatementSyntax => true,
        _ => false,
    };

    /// <summary>True for a release that is in no source yet: <see cref="CounterpartCall"/> made it.</summary>
    public bool IsMade(ExpressionStatementSyntax statement) => statement.SyntaxTree != model.SyntaxTree;

    public bool IsRelease(ExpressionStatementSyntax statement)
    {
        if (IsMade(statement))
            return true;
        ExpressionSyntax expression = statement.Expression;
        InvocationExpressionSyntax? call = expression.DescendantNodesAndSelf()
            .OfType<InvocationExpressionSyntax>()
            .FirstOrDefault();
        return call is not null
            && (releases.Any(expression.Span.Contains)
                || (model.GetSymbolInfo(call).Symbol?.GetAttributes().Any(IsReleases) ?? false));
    }

    private static bool IsReleases(AttributeData attribute) =>
        attribute.AttributeClass?.ToDisplayString() == "ExtentLock.Contracts.ReleasesAttribute";
}
