using System.Collections.Concurrent;
using System.Linq;
using System.Threading;
using ExtentLock.Analyzers.Contracts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>
/// Private fields and properties with a lock that their type made and never gives to anybody: no argument, no other
/// variable and no object that is handed out can be this lock. One per compilation; thread-safe.
/// </summary>
internal sealed class ConfinedLocks(ContractBook book, StaticWrappers wrappers, SemanticModels models)
{
    private readonly ConcurrentDictionary<ISymbol, bool> _known = new(SymbolEqualityComparer.Default);

    /// <param name="model">Of any tree of the compilation.</param>
    public bool Contains(ISymbol place, SemanticModel model, CancellationToken cancellation)
    {
        if (place.DeclaredAccessibility != Accessibility.Private || place.ContainingType is not { } type)
            return false;
        ISymbol original = place.OriginalDefinition;
        if (_known.TryGetValue(original, out bool known))
            return known;
        return _known[original] =
            original.DeclaringSyntaxReferences.All(reference => IsMadeBy(reference.GetSyntax(cancellation)))
            && type.OriginalDefinition.DeclaringSyntaxReferences.All(part =>
                IsKeptIn(part.GetSyntax(cancellation), original, model, cancellation));
    }

    /// <summary>The declaration gives it nothing but a new object, if anything.</summary>
    private static bool IsMadeBy(SyntaxNode declaration) => declaration switch
    {
        VariableDeclaratorSyntax field => IsMade(field.Initializer?.Value),
        PropertyDeclarationSyntax { ExpressionBody: null, AccessorList: { } accessors } property =>
            IsMade(property.Initializer?.Value)
            && accessors.Accessors.All(accessor => accessor is { Body: null, ExpressionBody: null }),
        _ => false,
    };

    private static bool IsMade(ExpressionSyntax? value) =>
        value is null or BaseObjectCreationExpressionSyntax or { RawKind: (int)SyntaxKind.NullLiteralExpression };

    private bool IsKeptIn(SyntaxNode part, ISymbol place, SemanticModel model, CancellationToken cancellation)
    {
        SemanticModel own = models.Of(part.SyntaxTree, model);
        return part.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(name => name.Identifier.ValueText == place.Name)
            .All(name => IsKept(name, own, cancellation)
                || (own.GetSymbolInfo(name, cancellation).Symbol is { } other
                    && !SymbolEqualityComparer.Default.Equals(other.OriginalDefinition, place)));
    }

    /// <summary>By this mention of it nobody else gets hold of the lock.</summary>
    private bool IsKept(IdentifierNameSyntax name, SemanticModel model, CancellationToken cancellation)
    {
        ExpressionSyntax named = name.Parent is MemberAccessExpressionSyntax full && full.Name == name ? full : name;
        while (named.Parent is ParenthesizedExpressionSyntax
            or PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression })
            named = (ExpressionSyntax)named.Parent;
        return named.Parent switch
        {
            LockStatementSyntax => true,
            MemberAccessExpressionSyntax access => IsOwnMember(access.Name, access, model, cancellation),
            ConditionalAccessExpressionSyntax
            {
                WhenNotNull: InvocationExpressionSyntax { Expression: MemberBindingExpressionSyntax called },
            } => IsOwnMember(called.Name, called, model, cancellation),
            ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call } => IsLockCall(call, model, cancellation),
            AssignmentExpressionSyntax assignment => assignment.Left == named && IsMade(assignment.Right),
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression } => true,
            IsPatternExpressionSyntax { Pattern: var pattern } =>
                pattern is ConstantPatternSyntax or UnaryPatternSyntax { Pattern: ConstantPatternSyntax },
            _ => false,
        };
    }

    /// <summary>A call, or a look at a property: not an extension, which is given the lock, and no delegate.</summary>
    private static bool IsOwnMember(
        SimpleNameSyntax name, ExpressionSyntax access, SemanticModel model, CancellationToken cancellation) =>
        SemanticModels.MeaningOf(name, model, cancellation).Symbol switch
        {
            IMethodSymbol method => !method.IsExtensionMethod
                && access.Parent is InvocationExpressionSyntax call && call.Expression == access,
            IPropertySymbol or IFieldSymbol => true,
            _ => false,
        };

    private bool IsLockCall(InvocationExpressionSyntax call, SemanticModel model, CancellationToken cancellation) =>
        call.Expression.ToString() == "nameof"
        || (model.GetSymbolInfo(call, cancellation).Symbol is IMethodSymbol { IsStatic: true } method
            && (!book.Of(method).Clauses.IsEmpty || HeldQueries.IsInert(method) || HeldQueries.ModeOf(method.Name) is not null
                || wrappers.Contains(method, model, cancellation)));
}
