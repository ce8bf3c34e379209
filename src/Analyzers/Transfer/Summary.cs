using System.Collections.Immutable;
using System.Linq;
using ExtentLock.Analyzers.Contracts;
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

    /// <summary>Those of the open ones that are only disposed of, which gives nothing back.</summary>
    public ImmutableArray<ContractTarget> Disposed { get; init; } = ImmutableArray<ContractTarget>.Empty;

    /// <summary>The clauses are all that becomes of what it is given.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Leaves every lock as it was.</summary>
    public static readonly Summary Neutral = new(
        ImmutableArray<LockClause>.Empty, ImmutableArray<ContractTarget>.Empty, ImmutableHashSet<string>.Empty);

    /// <summary>May do anything to locks of these names.</summary>
    public static Summary Unknown(ImmutableHashSet<string> names) => Neutral with { Names = names };

    /// <summary>Gives back a lock of this name, on some outcome at least; or may do anything to it.</summary>
    public bool Releases(string name) => Names.Contains(name) || Clauses.Any(clause =>
        clause.Kind == ClauseKind.Releases && LockTarget.NameOf(clause.Target) == name);

    /// <summary>May give back a lock of this name.</summary>
    /// <param name="place">The field or property that holds it; null if that is not known.</param>
    public bool MayRelease(string name, ISymbol? place)
    {
        if (Names.Contains(name))
            return true;
        foreach (ContractTarget target in Open)
        {
            if (!Disposed.Contains(target) && MayBe(target, name, place))
                return true;
        }

        foreach (LockClause clause in Clauses)
        {
            if (clause.Kind == ClauseKind.Releases && MayBe(clause.Target, name, place))
                return true;
        }

        return false;
    }

    /// <summary>A parameter may have been stored under the name, or be given what is stored there, if it can hold it.</summary>
    private static bool MayBe(ContractTarget target, string name, ISymbol? place) =>
        LockTarget.NameOf(target) == name
        || (target.Root == TargetRoot.Parameter && !IsMadeInPlace(place)
            && (!target.Path.IsEmpty || TypeOf(place) is not { } type || CanHold(target.Parameter!.Type, type)));

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
