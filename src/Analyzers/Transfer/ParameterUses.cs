using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>What a method does with an object that it is given.</summary>
internal enum ParameterUse
{
    /// <summary>It may keep it, pass it on or dispose it.</summary>
    Unknown,

    /// <summary>It looks whether there is one, at most.</summary>
    Ignored,

    /// <summary>It returns it, on every way out, and does nothing else with it.</summary>
    Returned,
}

/// <summary>
/// Which methods with a body in this compilation ignore a parameter or hand it back, told from their text: no more than
/// that is certain enough to say that nobody disposes what they are given. One per compilation; thread-safe.
/// </summary>
internal sealed class ParameterUses
{
    private readonly ConcurrentDictionary<IParameterSymbol, ParameterUse> _known = new(SymbolEqualityComparer.Default);

    public ParameterUse Of(IParameterSymbol parameter) =>
        parameter.OriginalDefinition is IParameterSymbol original ? _known.GetOrAdd(original, Read) : ParameterUse.Unknown;

    private static ParameterUse Read(IParameterSymbol parameter)
    {
        if (parameter.RefKind != RefKind.None || parameter.ContainingSymbol is not IMethodSymbol method
            || method.IsVirtual || method.IsAbstract || method.IsOverride || method.MethodKind is MethodKind.DelegateInvoke
            || BodyOf(method) is not { } body)
            return ParameterUse.Unknown;
        List<IdentifierNameSyntax> mentions = body.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(name => name.Identifier.ValueText == parameter.Name && !IsHarmless(name)).ToList();
        if (mentions.Count == 0)
            return ParameterUse.Ignored;
        return mentions.TrueForAll(IsReturned) && ReturnsOf(body).All(returned => mentions.Exists(name => name == returned))
            ? ParameterUse.Returned
            : ParameterUse.Unknown;
    }

    private static SyntaxNode? BodyOf(IMethodSymbol method) =>
        (method.PartialImplementationPart ?? method).DeclaringSyntaxReferences.Select(reference => reference.GetSyntax()).Select(
            node => node switch
            {
                ConstructorDeclarationSyntax { Initializer: not null } whole => whole,
                BaseMethodDeclarationSyntax declaration => (SyntaxNode?)declaration.Body ?? declaration.ExpressionBody,
                LocalFunctionStatementSyntax function => (SyntaxNode?)function.Body ?? function.ExpressionBody,
                _ => null,
            }).FirstOrDefault(body => body is not null);

    /// <summary>A question whether it is null, its name, or a check that throws if it is null.</summary>
    private static bool IsHarmless(IdentifierNameSyntax name) => name.Parent switch
    {
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression } comparison =>
            comparison.Left.IsKind(SyntaxKind.NullLiteralExpression) || comparison.Right.IsKind(SyntaxKind.NullLiteralExpression),
        IsPatternExpressionSyntax { Pattern: ConstantPatternSyntax or UnaryPatternSyntax { Pattern: ConstantPatternSyntax } } => true,
        ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } =>
            call.Expression.ToString() is "nameof" or "ArgumentNullException.ThrowIfNull",
        MemberAccessExpressionSyntax access => access.Name == name,
        NameColonSyntax or NameEqualsSyntax => true,
        _ => false,
    };

    private static bool IsReturned(IdentifierNameSyntax name) =>
        name.Parent is ReturnStatementSyntax || (name.Parent is ArrowExpressionClauseSyntax arrow && arrow.Parent is not null);

    private static IEnumerable<ExpressionSyntax?> ReturnsOf(SyntaxNode body) => body is ArrowExpressionClauseSyntax arrow
        ? [arrow.Expression]
        : body.DescendantNodes().OfType<ReturnStatementSyntax>().Select(statement => statement.Expression);
}
