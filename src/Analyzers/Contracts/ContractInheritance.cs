using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Contracts;

/// <summary>Carries the promises of an overridden or implemented member over to the one that stands for it.</summary>
internal static class ContractInheritance
{
    /// <summary>The overridden member first, then implemented ones; original definitions.</summary>
    public static IEnumerable<IMethodSymbol> Origins(IMethodSymbol method)
    {
        if (method.OverriddenMethod is { } overridden)
            yield return overridden.OriginalDefinition;

        foreach (IMethodSymbol implemented in method.ExplicitInterfaceImplementations)
            yield return implemented.OriginalDefinition;

        if (!CanImplementSilently(method))
            yield break;

        foreach (INamedTypeSymbol contract in method.ContainingType.AllInterfaces)
        {
            foreach (IMethodSymbol member in contract.GetMembers(method.Name).OfType<IMethodSymbol>())
            {
                ISymbol? implementation = method.ContainingType.FindImplementationForInterfaceMember(member);
                if (SymbolEqualityComparer.Default.Equals(implementation, method))
                    yield return member.OriginalDefinition;
            }
        }
    }

    public static ImmutableArray<LockClause> Adopt(ImmutableArray<LockClause> clauses, IMethodSymbol heir) =>
        [.. clauses.Select(clause => clause with
        {
            Target = Adopt(clause.Target, heir),
            WhenParameter = Adopt(clause.WhenParameter, heir),
            Times = Adopt(clause.Times, heir),
            Start = Adopt(clause.Start, heir),
            End = Adopt(clause.End, heir),
        })];

    public static ImmutableArray<ProofClause> Adopt(ImmutableArray<ProofClause> proofs, IMethodSymbol heir) =>
        [.. proofs.Select(proof => proof with { Target = proof.Target is { } target ? Adopt(target, heir) : null })];

    private static bool CanImplementSilently(IMethodSymbol method) =>
        !method.IsStatic
        && method.ContainingType is { TypeKind: not TypeKind.Interface }
        && method.DeclaredAccessibility == Accessibility.Public
        && method.MethodKind is MethodKind.Ordinary or MethodKind.PropertyGet or MethodKind.PropertySet;

    private static ContractSum? Adopt(ContractSum? sum, IMethodSymbol heir) =>
        sum is null ? null : sum with { Terms = [.. sum.Terms.Select(term => (Adopt(term.Target, heir), term.Sign))] };

    private static ContractTarget Adopt(ContractTarget target, IMethodSymbol heir) =>
        target with { Parameter = Adopt(target.Parameter, heir), Path = AdoptPath(target, heir.ContainingType) };

    private static IParameterSymbol? Adopt(IParameterSymbol? parameter, IMethodSymbol heir) =>
        parameter is { } known && known.Ordinal < heir.Parameters.Length ? heir.Parameters[known.Ordinal] : parameter;

    /// <summary>A property of the interface is the heir's own property by another name.</summary>
    private static ImmutableArray<ISymbol> AdoptPath(ContractTarget target, INamedTypeSymbol type)
    {
        if (target.Root != TargetRoot.This || target.Path.IsEmpty
            || target.Path[0] is not { ContainingType.TypeKind: TypeKind.Interface } member)
            return target.Path;

        ISymbol? asSeen = type.AllInterfaces
            .Where(contract => SymbolEqualityComparer.Default.Equals(
                contract.OriginalDefinition, member.ContainingType.OriginalDefinition))
            .SelectMany(contract => contract.GetMembers(member.Name))
            .FirstOrDefault();
        return asSeen is not null && type.FindImplementationForInterfaceMember(asSeen) is IPropertySymbol own
            ? target.Path.SetItem(0, own)
            : target.Path;
    }
}
