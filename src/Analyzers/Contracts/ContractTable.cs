using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Contracts;

/// <summary>The declarations of one or more contract files by the simple name of their member. Immutable.</summary>
internal sealed class ContractTable
{
    private readonly ImmutableDictionary<string, ImmutableArray<ContractDeclaration>> _byKey;

    public ContractTable(IEnumerable<ContractDeclaration> declarations)
    {
        Declarations = [.. declarations];
        _byKey = Declarations
            .GroupBy(declaration => declaration.Id.Key)
            .ToImmutableDictionary(group => group.Key, group => group.ToImmutableArray());
    }

    public ImmutableArray<ContractDeclaration> Declarations { get; }

    /// <summary>True if what is said of such a member depends on the type of the receiver.</summary>
    public bool AsksReceiver(string key) =>
        _byKey.TryGetValue(key, out ImmutableArray<ContractDeclaration> candidates)
        && candidates.Any(candidate => candidate.Receiver is not null);

    /// <summary>
    /// What the files say of this member when it is called on this type. A line with parameters stands before one
    /// without.
    /// </summary>
    public ImmutableArray<ContractDeclaration> Find(IMethodSymbol method, ITypeSymbol? receiver)
    {
        if (!_byKey.TryGetValue(DocumentationId.KeyOf(method), out ImmutableArray<ContractDeclaration> candidates))
            return [];

        string? id = DocumentationId.Of(method);
        ImmutableArray<ContractDeclaration> found =
            [.. candidates.Where(candidate => candidate.Id.Matches(id) && IsMeant(candidate, receiver))];
        return found.Any(declaration => declaration.Id.IsExact)
            ? [.. found.Where(declaration => declaration.Id.IsExact)]
            : found;
    }

    /// <summary>What the files say of a type as a whole.</summary>
    public IEnumerable<ContractDeclaration> Find(INamedTypeSymbol type) =>
        _byKey.TryGetValue(type.Name, out ImmutableArray<ContractDeclaration> candidates)
            ? candidates.Where(candidate => candidate.Id.Matches(type.GetDocumentationCommentId()))
            : [];

    private static bool IsMeant(ContractDeclaration declaration, ITypeSymbol? receiver)
    {
        if (declaration.Receiver is not { } wanted)
            return true;

        for (ITypeSymbol? type = receiver; type is not null; type = type.BaseType)
        {
            if (wanted.Matches(type.OriginalDefinition.GetDocumentationCommentId()))
                return true;
        }

        return false;
    }
}
