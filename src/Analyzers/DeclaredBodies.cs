using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.Analyzers;

/// <summary>
/// The members of a file that have a body, each with the node that a control-flow graph can be made of. Bodies themselves
/// are not looked into.
/// </summary>
internal static class DeclaredBodies
{
    /// <param name="root">A compilation unit.</param>
    /// <param name="within">Only members that touch this stretch; null for all.</param>
    public static IEnumerable<(SyntaxNode Declaration, SyntaxNode Body)> In(SyntaxNode root, TextSpan? within)
    {
        var left = new Stack<SyntaxNode>();
        left.Push(root);
        while (left.Count > 0)
        {
            SyntaxNode node = left.Pop();
            if (within is { } span && !node.FullSpan.IntersectsWith(span))
                continue;
            if (BodyOf(node) is { } body)
                yield return (node, body);
            PushMembers(node, left);
        }
    }

    private static void PushMembers(SyntaxNode node, Stack<SyntaxNode> left)
    {
        switch (node)
        {
            case CompilationUnitSyntax unit:
                PushAll(unit.Members, left);
                break;
            case BaseNamespaceDeclarationSyntax space:
                PushAll(space.Members, left);
                break;
            case TypeDeclarationSyntax type:
                PushAll(type.Members, left);
                break;
            case BaseFieldDeclarationSyntax field:
                foreach (VariableDeclaratorSyntax variable in field.Declaration.Variables)
                    left.Push(variable);
                break;
            case BasePropertyDeclarationSyntax { AccessorList: { } list }:
                PushAll(list.Accessors, left);
                break;
        }
    }

    /// <summary>Last first, so that they are taken in the order of the text.</summary>
    private static void PushAll<TNode>(SyntaxList<TNode> members, Stack<SyntaxNode> left)
        where TNode : SyntaxNode
    {
        for (int i = members.Count - 1; i >= 0; i--)
            left.Push(members[i]);
    }

    /// <summary>Null if the member has no body of its own.</summary>
    private static SyntaxNode? BodyOf(SyntaxNode member) => member switch
    {
        BaseMethodDeclarationSyntax method => method.Body is not null || method.ExpressionBody is not null ? method : null,
        AccessorDeclarationSyntax accessor => accessor.Body is not null || accessor.ExpressionBody is not null ? accessor : null,
        PropertyDeclarationSyntax property => property.ExpressionBody ?? (SyntaxNode?)property.Initializer,
        VariableDeclaratorSyntax variable => variable.Initializer,
        IndexerDeclarationSyntax indexer => indexer.ExpressionBody,
        CompilationUnitSyntax unit => unit.Members.Any(SyntaxKind.GlobalStatement) ? unit : null,
        _ => null,
    };
}
