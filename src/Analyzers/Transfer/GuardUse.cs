using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>
/// What becomes of a guard, a disposable that holds a lock: a member answers for it only where it drops it on the spot, or
/// keeps it in a local that does nothing but be tested and disposed, or in a field that nobody looks at. Whatever else is done with it may hand it on.
/// </summary>
internal static class GuardUse
{
    /// <summary>The local that keeps the guard, or an empty name if it is dropped; null if it is none of this member's business.</summary>
    /// <param name="made">The call that made the guard.</param>
    public static string? KeeperOf(SyntaxNode made)
    {
        SyntaxNode value = Outermost(made);
        switch (value.Parent)
        {
            case ExpressionStatementSyntax:
                return "";
            case AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "_" }, Parent: ExpressionStatementSyntax }:
                return "";
            case EqualsValueClauseSyntax
            {
                Parent: VariableDeclaratorSyntax
                {
                    Parent: VariableDeclarationSyntax { Parent: LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0 } },
                } local,
            }:
                return IsOnlyDisposed(local) ? local.Identifier.ValueText : null;
            default:
                return IsLostInField(made) ? "" : null;
        }
    }

    /// <summary>
    /// True if what is made goes into a private field that nothing else in the type ever mentions, its Dispose included.
    /// </summary>
    public static bool IsLostInField(SyntaxNode made)
    {
        if (Outermost(made).Parent is not AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } stored
            || FieldNameOf(stored.Left) is not { } field
            || stored.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type
            || type.Modifiers.Any(SyntaxKind.PartialKeyword))
            return false;
        return type.Members.OfType<FieldDeclarationSyntax>().Any(declaration => IsPrivate(declaration, field))
            && type.DescendantTokens().Count(token => token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == field) == 2;
    }

    private static string? FieldNameOf(ExpressionSyntax place) => place switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } access => access.Name.Identifier.ValueText,
        _ => null,
    };

    private static bool IsPrivate(FieldDeclarationSyntax declaration, string field) =>
        declaration.Declaration.Variables.Any(variable => variable.Identifier.ValueText == field)
        && !declaration.Modifiers.Any(modifier => modifier.IsKind(SyntaxKind.PublicKeyword)
            || modifier.IsKind(SyntaxKind.InternalKeyword) || modifier.IsKind(SyntaxKind.ProtectedKeyword));

    /// <summary>Through parentheses, casts, awaits and what only configures an await.</summary>
    private static SyntaxNode Outermost(SyntaxNode made)
    {
        while (true)
        {
            switch (made.Parent)
            {
                case ParenthesizedExpressionSyntax or CastExpressionSyntax or AwaitExpressionSyntax
                    or PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression }:
                    made = made.Parent;
                    break;
                case MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" or "AsTask", Parent: InvocationExpressionSyntax call }:
                    made = call;
                    break;
                default:
                    return made;
            }
        }
    }

    private static bool IsOnlyDisposed(VariableDeclaratorSyntax local)
    {
        SyntaxNode function = FunctionAround(local);
        return function.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(name => name.Identifier.ValueText == local.Identifier.ValueText)
            .All(name => FunctionAround(name) == function && IsHarmless(name));
    }

    private static SyntaxNode FunctionAround(SyntaxNode node)
    {
        SyntaxNode? outer = node.Parent;
        while (outer is not (null or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax
            or BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or CompilationUnitSyntax))
            outer = outer.Parent;
        return outer ?? node.SyntaxTree.GetRoot();
    }

    private static bool IsHarmless(IdentifierNameSyntax name) => name.Parent switch
    {
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Dispose" or "DisposeAsync" } access =>
            access.Expression == name && access.Parent is InvocationExpressionSyntax,
        ConditionalAccessExpressionSyntax { WhenNotNull: InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax { Name.Identifier.ValueText: "Dispose" or "DisposeAsync" } } } =>
            true,
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression } => true,
        IsPatternExpressionSyntax { Pattern: ConstantPatternSyntax or UnaryPatternSyntax { Pattern: ConstantPatternSyntax } } => true,
        UsingStatementSyntax => true,
        _ => false,
    };
}
