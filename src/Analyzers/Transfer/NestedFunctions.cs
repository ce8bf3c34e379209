using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>Lambdas and local functions of a body, by their text.</summary>
internal static class NestedFunctions
{
    /// <summary>Names that a nested function assigns: what such a variable holds outside can change at any call.</summary>
    public static HashSet<string> AssignedNames(SyntaxNode body)
    {
        var names = new HashSet<string>();
        foreach (SyntaxNode node in body.DescendantNodes())
        {
            if (Target(node) is IdentifierNameSyntax name && IsNested(node, body))
                names.Add(name.Identifier.ValueText);
        }

        return names;
    }

    /// <summary>The declared member that a function stands in; all top-level statements of a file are one.</summary>
    public static SyntaxNode? BodyAround(SyntaxNode function) =>
        function.FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } member
            ? member is GlobalStatementSyntax ? member.Parent : member
            : null;

    /// <summary>What is written there; null if nothing is.</summary>
    public static SyntaxNode? Target(SyntaxNode node) => node switch
    {
        AssignmentExpressionSyntax assignment => assignment.Left,
        PrefixUnaryExpressionSyntax prefix when prefix.Kind()
            is SyntaxKind.PreIncrementExpression or SyntaxKind.PreDecrementExpression => prefix.Operand,
        PostfixUnaryExpressionSyntax postfix when postfix.Kind()
            is SyntaxKind.PostIncrementExpression or SyntaxKind.PostDecrementExpression => postfix.Operand,
        ArgumentSyntax { RefOrOutKeyword.RawKind: not 0 } argument => argument.Expression,
        _ => null,
    };

    private static bool IsNested(SyntaxNode node, SyntaxNode body)
    {
        for (SyntaxNode? parent = node.Parent; parent is not null && parent != body; parent = parent.Parent)
        {
            if (parent is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)
                return true;
        }

        return false;
    }
}
