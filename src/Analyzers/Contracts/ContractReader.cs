using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Contracts;

/// <summary>
/// Works out the contract of one original definition from where it may be said: its attributes, contract files, the
/// table, the members it overrides or implements, the types and the assembly around it.
/// </summary>
internal sealed class ContractReader(
    Compilation compilation,
    ImmutableArray<ContractTable> tables,
    LockKinds kinds,
    Func<IAssemblySymbol, bool> hasAttributes)
{
    /// <summary>Attributes, then users' files, then the built-in table; only the first that speaks counts.</summary>
    public ImmutableArray<LockClause> OwnClauses(IMethodSymbol method, ITypeSymbol? receiver)
    {
        ContractScope scope = ContractScope.Of(method, compilation);
        List<ClauseText> texts = [.. Attributes(method).Select(ContractAttributes.ReadClause).OfType<ClauseText>()];
        for (int i = 0; i < tables.Length && texts.Count == 0; i++)
        {
            texts.AddRange(tables[i].Find(method, receiver)
                .Select(declaration => declaration.Clause).OfType<ClauseText>());
        }

        return Contradiction.Without(texts
            .Select(text => ClauseBinder.Bind(text, scope, kinds, out _)).OfType<LockClause>()
            .Select(clause => OfKind(clause, receiver))
            .Select(clause => clause with { IsGuard = IsGuard(clause) }));
    }

    private static bool IsGuard(LockClause clause) => clause is
    {
        FromAttribute: false,
        Kind: ClauseKind.Acquires,
        Target: { Root: TargetRoot.Return, Path.IsEmpty: true },
    };

    /// <summary>What a member locks by itself is of the receiver's kind: every wait handle has WaitOne.</summary>
    private LockClause OfKind(LockClause clause, ITypeSymbol? receiver) =>
        receiver is not null && clause.Target is { Root: TargetRoot.This, Path.IsEmpty: true }
        && kinds.TraitsOf(receiver) is var traits && traits != LockTraits.None
            ? clause with { Traits = traits }
            : clause;

    /// <summary>
    /// Nearest first: the member, the member around a local function, the types around it, the assembly; only the first
    /// that speaks counts, so that a member may be asked for less than its type.
    /// </summary>
    public ImmutableArray<ProofClause> OwnProofs(IMethodSymbol method)
    {
        if (!SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, compilation.Assembly))
            return [];

        ContractScope scope = ContractScope.Of(method, compilation);
        for (ISymbol? level = method; level is not null; level = Around(level))
        {
            if (level is INamespaceSymbol)
                continue;

            List<ProofText> texts = [.. ProofsAt(level)];
            if (texts.Count > 0)
                return [.. texts.Select(text => ProofBinder.Bind(text, scope, out _)).OfType<ProofClause>()];
        }

        return [];
    }

    private static ISymbol? Around(ISymbol symbol) =>
        symbol is INamespaceSymbol or { ContainingSymbol: null } ? symbol.ContainingAssembly : symbol.ContainingSymbol;

    private IEnumerable<ProofText> ProofsAt(ISymbol level)
    {
        IEnumerable<AttributeData> attributes =
            level is IMethodSymbol method ? Attributes(method) : level.GetAttributes();
        IEnumerable<ProofText> said = attributes.Select(ContractAttributes.ReadProof).OfType<ProofText>();
        IEnumerable<ContractDeclaration> written = level switch
        {
            IMethodSymbol member => tables.SelectMany(table => table.Find(member, member.ContainingType)),
            INamedTypeSymbol type => tables.SelectMany(table => table.Find(type)),
            _ => [],
        };
        return said.Concat(written
            .Where(declaration => declaration.Proof != Exits.None)
            .Select(declaration => new ProofText("", declaration.Proof)));
    }

    /// <summary>A member's own attributes and those of the property or the delegate it belongs to.</summary>
    private IEnumerable<AttributeData> Attributes(IMethodSymbol method)
    {
        if (method.ContainingAssembly is not { } assembly || !hasAttributes(assembly))
            return [];

        return method switch
        {
            { AssociatedSymbol: IPropertySymbol property } => method.GetAttributes().Concat(property.GetAttributes()),
            { MethodKind: MethodKind.DelegateInvoke } => method.ContainingType.GetAttributes(),
            _ => method.GetAttributes(),
        };
    }
}
