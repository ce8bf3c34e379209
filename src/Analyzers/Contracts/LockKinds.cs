using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Contracts;

/// <summary>What is known of kinds of locks, by type (<c>T:... is affine</c>). Safe from several threads.</summary>
internal sealed class LockKinds(ImmutableDictionary<string, LockTraits> declared)
{
    private readonly ConcurrentDictionary<ITypeSymbol, LockTraits> _known = new(SymbolEqualityComparer.Default);

    /// <summary>By documentation id; the first table that speaks of a type counts.</summary>
    public static ImmutableDictionary<string, LockTraits> Declared(ImmutableArray<ContractTable> tables)
    {
        Dictionary<string, LockTraits> traits = [];
        for (int i = tables.Length - 1; i >= 0; i--)
        {
            foreach (ContractDeclaration declaration in tables[i].Declarations)
            {
                if (declaration.Traits != LockTraits.None)
                    traits[declaration.Id.ToString()] = declaration.Traits;
            }
        }

        return traits.ToImmutableDictionary();
    }

    /// <summary>The traits of a type are those of the nearest base type that has any.</summary>
    public LockTraits TraitsOf(ITypeSymbol type) => _known.GetOrAdd(type.OriginalDefinition, Nearest);

    /// <summary>
    /// Traits of a target. A static class that locks any object, as Monitor does, lends its own to objects without any.
    /// </summary>
    public LockTraits TraitsOf(ITypeSymbol target, INamedTypeSymbol? lockedBy)
    {
        LockTraits traits = TraitsOf(target);
        return traits == LockTraits.None && lockedBy is { IsStatic: true } ? TraitsOf(lockedBy) : traits;
    }

    private LockTraits Nearest(ITypeSymbol type)
    {
        for (ITypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            bool isInherited = !ReferenceEquals(current, type);
            if (isInherited && current.SpecialType == SpecialType.System_Object)
                break;

            if (Declared(current) is { } traits)
                return traits;
        }

        return LockTraits.None;
    }

    private LockTraits? Declared(ITypeSymbol type) =>
        type.OriginalDefinition.GetDocumentationCommentId() is { } id && declared.TryGetValue(id, out LockTraits traits)
            ? traits
            : null;
}
