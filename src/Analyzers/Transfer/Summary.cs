using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Locks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>What a member without contracts does to the locks of whoever calls it, found in its body. Immutable.</summary>
/// <param name="Clauses">What it takes or gives back, on which outcome.</param>
/// <param name="Open">Locks of which the state after the call is not known.</param>
/// <param name="Names">Last names of further locks that it may touch.</param>
internal sealed record Summary(
    ImmutableArray<LockClause> Clauses, ImmutableArray<ContractTarget> Open, ImmutableHashSet<string> Names)
{
    /// <summary>Locks that it takes and gives back on every way through, so that its caller must not hold them.</summary>
    public ImmutableArray<LockClause> Passing { get; init; } = ImmutableArray<LockClause>.Empty;

    /// <summary>Those of the open ones that nothing here gives back: they are taken, or disposed of.</summary>
    public ImmutableArray<ContractTarget> NotReleased { get; init; } = ImmutableArray<ContractTarget>.Empty;

    /// <summary>Those of the names that its own text may give back; what it calls is asked itself.</summary>
    public ImmutableHashSet<string> OwnNames { get; init; } = ImmutableHashSet<string>.Empty;

    /// <summary>Methods that take a lock which this one gives back for them.</summary>
    public ImmutableHashSet<ISymbol> Ends { get; init; } = ImmutableHashSet<ISymbol>.Empty;

    /// <summary>What is done when all of an iterator has run, or of what nobody can await; null for others.</summary>
    public Summary? Later { get; init; }

    /// <summary>The numbers that it returns at all, where they tell an outcome; null if that may be any.</summary>
    public IntervalSet? Returned { get; init; }

    /// <summary>The clauses are all that becomes of what it is given.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Leaves every lock as it was.</summary>
    public static readonly Summary Neutral = new(
        ImmutableArray<LockClause>.Empty, ImmutableArray<ContractTarget>.Empty, ImmutableHashSet<string>.Empty);

    /// <summary>May do anything to locks of these names.</summary>
    public static Summary Unknown(ImmutableHashSet<string> names) => Neutral with { Names = names, OwnNames = names };

    /// <summary>Gives back a lock of this name, on some outcome at least; or may do anything to it.</summary>
    public bool Releases(string name) => Later?.Releases(name) ?? (OwnNames.Contains(name) || Clauses.Any(clause =>
        clause.Kind == ClauseKind.Releases && LockTarget.NameOf(clause.Target) == name));

    /// <summary>Names of the locks that it may give back.</summary>
    public IEnumerable<string> ReleasedNames => Later?.ReleasedNames ?? OwnNames.Concat(Open.Except(NotReleased)
        .Concat(Clauses.Where(clause => clause.Kind == ClauseKind.Releases).Select(clause => clause.Target))
        .Select(LockTarget.NameOf).OfType<string>());

    /// <summary>May give back a lock of this name that the method takes for it.</summary>
    public bool MayEnd(IMethodSymbol method, string name) =>
        OwnNames.Contains(name) || Ends.Contains((method.PartialDefinitionPart ?? method).OriginalDefinition);

    /// <summary>May give back a lock of this name.</summary>
    /// <param name="place">The field or property that holds it; null if that is not known.</param>
    /// <param name="isConfined">Whether nothing but its name leads to it; asked only where that decides.</param>
    public bool MayRelease(string name, ISymbol? place, Func<bool> isConfined)
    {
        if (Later is not null)
            return Later.MayRelease(name, place, isConfined);
        if (OwnNames.Contains(name))
            return true;
        foreach (ContractTarget target in Open)
        {
            if (!NotReleased.Contains(target) && MayBe(target, name, place, isConfined))
                return true;
        }

        foreach (LockClause clause in Clauses)
        {
            if (clause.Kind == ClauseKind.Releases && MayBe(clause.Target, name, place, isConfined))
                return true;
        }

        return false;
    }

    /// <summary>A parameter may have been stored under the name, or be given what is stored there, if it can hold it.</summary>
    private static bool MayBe(ContractTarget target, string name, ISymbol? place, Func<bool> isConfined) =>
        (LockTarget.NameOf(target) ?? target.Text) == name
        || (target.Root == TargetRoot.Parameter && !IsMadeInPlace(place)
            && (!target.Path.IsEmpty || TypeOf(place) is not { } type || CanHold(target.Parameter!.Type, type))
            && !isConfined());

    private static ITypeSymbol? TypeOf(ISymbol? place) => place switch
    {
        IFieldSymbol stored => stored.Type,
        IPropertySymbol stored => stored.Type,
        _ => null,
    };

    /// <summary>A readonly field with an initialiser holds what stands there, and nothing that was passed.</summary>
    private static bool IsMadeInPlace(ISymbol? place) => place is IFieldSymbol { IsReadOnly: true } && place.DeclaringSyntaxReferences
        .Any(reference => reference.GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: BaseObjectCreationExpressionSyntax });

    private static bool CanHold(ITypeSymbol place, ITypeSymbol type)
    {
        if (place is IArrayTypeSymbol array)
            return CanHold(array.ElementType, type);
        if (place.SpecialType == SpecialType.System_Object || place.TypeKind is TypeKind.TypeParameter or TypeKind.Dynamic or TypeKind.Error
            || type.TypeKind is not (TypeKind.Class or TypeKind.Struct))
            return true;
        if (place.TypeKind == TypeKind.Interface)
            return type.AllInterfaces.Any(face => SymbolEqualityComparer.Default.Equals(face.OriginalDefinition, place.OriginalDefinition));
        for (ITypeSymbol? ancestor = type; ancestor is not null; ancestor = ancestor.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(ancestor.OriginalDefinition, place.OriginalDefinition))
                return true;
        }

        return false;
    }
}
