using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using ExtentLock.Analyzers.Contracts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>
/// Where locks are used: told by the text first, then by what the few names it leaves are bound to, since much that is
/// called Wait or Release is no lock. No graph is made for it. One per compilation; thread-safe.
/// </summary>
internal sealed class LockUses(ContractBook book, SemanticModels models, StaticWrappers wrappers)
{
    /// <summary>Null if the first look at every file has looked for all of the names.</summary>
    private readonly NameScan? _names = book.Names.All(FirstLook.Names.Contains) ? null : new NameScan(book.Names);
    private readonly ConcurrentDictionary<SyntaxTree, List<int>> _places = new();
    private readonly ConcurrentDictionary<SyntaxNode, bool> _known = new();

    /// <summary>Where in the text a name may stand that a contract may be meant by; few others do.</summary>
    public List<int> PlacesIn(SyntaxTree tree, CancellationToken cancellation)
    {
        if (_names is null)
            return FirstLook.At(tree, cancellation).Places;
        return _places.TryGetValue(tree, out List<int>? known)
            ? known
            : _places.GetOrAdd(tree, _names.PlacesIn(tree.GetText(cancellation)));
    }

    /// <summary>True if an identifier there is the name of something with a contract, whatever it is bound to.</summary>
    public bool AreNamedIn(SyntaxNode part, CancellationToken cancellation) =>
        NamesIn(part, PlacesIn(part.SyntaxTree, cancellation), cancellation).Any(name => book.Mentions(name.ValueText));

    /// <summary>True if something with a contract is called, passed on or promised there.</summary>
    /// <param name="model">Of any tree of the compilation.</param>
    public bool AreIn(SyntaxNode part, SemanticModel model, CancellationToken cancellation)
    {
        if (_known.TryGetValue(part, out bool known))
            return known;
        return _known[part] = NamesIn(part, PlacesIn(part.SyntaxTree, cancellation), cancellation)
            .Any(name => book.Mentions(name.ValueText) && IsUse(name, models.Of(part.SyntaxTree, model), cancellation));
    }

    /// <summary>The identifiers that stand at these places, comments and strings left out.</summary>
    public static IEnumerable<SyntaxToken> NamesIn(SyntaxNode part, List<int> places, CancellationToken cancellation)
    {
        foreach (int place in NameScan.In(places, part.Span))
        {
            cancellation.ThrowIfCancellationRequested();
            SyntaxToken token = part.FindToken(place);
            if (token.IsKind(SyntaxKind.IdentifierToken) && token.Span.Contains(place))
                yield return token;
        }
    }

    private bool IsUse(SyntaxToken token, SemanticModel model, CancellationToken cancellation)
    {
        if (token.Parent is not SimpleNameSyntax name)
            return false;
        if (name.FirstAncestorOrSelf<AttributeSyntax>() is { } attribute)
            return ContractAttributes.KindOf(attribute) != ContractAttribute.None;
        SymbolInfo meant = SemanticModels.MeaningOf(name, model, cancellation);
        return meant.Symbol is { } symbol
            ? IsUse(symbol, name, model, cancellation)
            : meant.CandidateSymbols.Any(candidate => IsUse(candidate, name, model, cancellation));
    }

    private bool IsUse(ISymbol symbol, SimpleNameSyntax name, SemanticModel model, CancellationToken cancellation) => symbol switch
    {
        IMethodSymbol method => IsUse(method, name, model, cancellation),
        INamedTypeSymbol { DelegateInvokeMethod: { } invoke } => HasContract(invoke),
        INamedTypeSymbol type => type.InstanceConstructors.Any(HasContract),
        IPropertySymbol property => HasContract(property.GetMethod) || HasContract(property.SetMethod) || IsCallback(property.Type),
        IFieldSymbol field => IsCallback(field.Type),
        ILocalSymbol local => IsCallback(local.Type),
        IParameterSymbol parameter => IsCallback(parameter.Type),
        IEventSymbol handler => IsCallback(handler.Type),
        _ => false,
    };

    private bool IsUse(IMethodSymbol method, SimpleNameSyntax name, SemanticModel model, CancellationToken cancellation)
    {
        if (HasContract(method) || wrappers.Contains(method, model, cancellation))
            return true;
        if (!book.AsksReceiver(method))
            return false;
        return ReceiverOf(name) is not { } receiver
            || !book.Of(method, model.GetTypeInfo(receiver, cancellation).Type).Clauses.IsEmpty;
    }

    private bool IsCallback(ITypeSymbol type) => HasContract((type as INamedTypeSymbol)?.DelegateInvokeMethod);

    private bool HasContract(IMethodSymbol? method) => method is not null && !book.Of(method).Clauses.IsEmpty;

    private static ExpressionSyntax? ReceiverOf(SimpleNameSyntax name) => name.Parent switch
    {
        MemberAccessExpressionSyntax access when access.Name == name => access.Expression,
        MemberBindingExpressionSyntax binding => binding.FirstAncestorOrSelf<ConditionalAccessExpressionSyntax>()?.Expression,
        _ => null,
    };
}
