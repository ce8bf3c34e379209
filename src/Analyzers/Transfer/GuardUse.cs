using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>
/// What becomes of a guard, a disposable that holds a lock. A member answers for it where it drops it on the spot, passes it
/// to a callee that does nothing with it, keeps it in a local, or in a field that nobody looks at.
/// </summary>
internal static class GuardUse
{
    /// <summary>The local that keeps the guard first, or an empty name if nothing does; null if it is handed on at once.</summary>
    /// <param name="made">The operation whose result the guard is.</param>
    public static string? KeeperOf(IOperation made, ParameterUses uses)
    {
        IOperation value = Outermost(made, uses);
        switch (value.Parent)
        {
            case IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation }:
                return "";
            case IArgumentOperation { Parameter: { } parameter } when uses.Of(parameter) == ParameterUse.Ignored:
                return "";
            case ISimpleAssignmentOperation { Target: ILocalReferenceOperation local, Syntax: VariableDeclaratorSyntax declared }:
                return IsCaptured(declared) ? null : local.Local.Name;
            default:
                return IsLostInField(value.Syntax) ? "" : null;
        }
    }

    /// <summary>True if a using statement disposes it in any case.</summary>
    public static bool IsScoped(IOperation made, ParameterUses uses)
    {
        IOperation value = Outermost(made, uses);
        return value.Parent switch
        {
            IFlowCaptureOperation { Syntax.Parent: UsingStatementSyntax } => true,
            ISimpleAssignmentOperation { Syntax: VariableDeclaratorSyntax { Parent.Parent: UsingStatementSyntax } } => true,
            ISimpleAssignmentOperation
            {
                Syntax: VariableDeclaratorSyntax { Parent.Parent: LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 } },
            } => true,
            _ => false,
        };
    }

    /// <summary>True if somebody else keeps it from this mention on: a field, a collection, another object, the caller.</summary>
    public static bool IsGivenAway(IOperation mention)
    {
        while (mention.Parent is IConversionOperation conversion)
            mention = conversion;
        return mention.Parent switch
        {
            null or IReturnOperation => true,
            ISimpleAssignmentOperation { Target: IMemberReferenceOperation or IArrayElementReferenceOperation } => true,
            IArgumentOperation { Parent: IObjectCreationOperation } => true,
            IArgumentOperation { Parameter.OriginalDefinition.Type: ITypeParameterSymbol { TypeParameterKind: TypeParameterKind.Type } } => true,
            _ => false,
        };
    }

    /// <summary>True if what is made is the result of the member itself.</summary>
    public static bool IsReturned(IOperation made)
    {
        while (made.Parent is IConversionOperation conversion)
            made = conversion;
        return made.Parent is null or IReturnOperation;
    }

    /// <summary>True if the guard is still this member's alone after this mention of what keeps it.</summary>
    public static bool IsKept(IOperation mention, ParameterUses uses)
    {
        while (mention.Parent is IConversionOperation conversion)
            mention = conversion;
        return mention.Parent switch
        {
            IFlowCaptureOperation or IIsNullOperation or IExpressionStatementOperation => true,
            ISimpleAssignmentOperation assignment => ReferenceEquals(assignment.Target, mention),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } => true,
            IIsPatternOperation { Pattern: IConstantPatternOperation or INegatedPatternOperation { Pattern: IConstantPatternOperation } } => true,
            IMemberReferenceOperation and not IMethodReferenceOperation => true,
            IInvocationOperation { TargetMethod.Name: "Dispose" or "DisposeAsync" } => true,
            IArgumentOperation { Parameter: { } parameter } => uses.Of(parameter) == ParameterUse.Ignored,
            _ => false,
        };
    }

    /// <summary>
    /// True if what is made goes into a private field that nothing else in the type ever mentions, its Dispose included.
    /// </summary>
    public static bool IsLostInField(SyntaxNode value)
    {
        while (value.Parent is ParenthesizedExpressionSyntax or CastExpressionSyntax or AwaitExpressionSyntax
            or PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression })
            value = value.Parent;
        if (value.Parent is not AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } stored
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

    /// <summary>Through conversions, and callees that do nothing but return what they are given.</summary>
    private static IOperation Outermost(IOperation made, ParameterUses uses)
    {
        while (true)
        {
            switch (made.Parent)
            {
                case IConversionOperation or IParenthesizedOperation:
                    made = made.Parent;
                    break;
                case IArgumentOperation { Parameter: { } parameter, Parent: IInvocationOperation call }
                    when uses.Of(parameter) == ParameterUse.Returned:
                    made = call;
                    break;
                default:
                    return made;
            }
        }
    }

    /// <summary>A nested function may dispose it, or hand it on, at any time.</summary>
    private static bool IsCaptured(VariableDeclaratorSyntax local)
    {
        SyntaxNode function = FunctionAround(local);
        return function.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name =>
            name.Identifier.ValueText == local.Identifier.ValueText && FunctionAround(name) != function);
    }

    private static SyntaxNode FunctionAround(SyntaxNode node)
    {
        SyntaxNode? outer = node.Parent;
        while (outer is not (null or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax
            or BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or CompilationUnitSyntax))
            outer = outer.Parent;
        return outer ?? node.SyntaxTree.GetRoot();
    }
}
