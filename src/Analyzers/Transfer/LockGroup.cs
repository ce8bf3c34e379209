using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Flow;
using ExtentLock.Analyzers.Locks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>
/// One lock of one body as its text names it: the path and mode, with every event that may concern it. The solver runs
/// once per group. Immutable.
/// </summary>
internal sealed class LockGroup(Expression path, LockMode mode, ImmutableArray<LockEvent> acquires)
{
    public Expression Path { get; } = path;

    public LockMode Mode { get; } = mode;

    public ImmutableArray<LockEvent> Acquires { get; } = acquires;

    /// <summary>Releases of this path, and of paths that may turn out to be the same lock.</summary>
    public ImmutableArray<LockEvent> Releases { get; private init; } = ImmutableArray<LockEvent>.Empty;

    /// <summary>What happens to the same path in other modes.</summary>
    public ImmutableArray<LockEvent> OtherModes { get; private init; } = ImmutableArray<LockEvent>.Empty;

    /// <summary>Calls that take this lock, in any mode, and give it back before they return.</summary>
    public ImmutableArray<LockEvent> Passing { get; private init; } = ImmutableArray<LockEvent>.Empty;

    /// <summary>The body acquires a lock under another name that may turn out to be this one.</summary>
    public bool HasRivals { get; private init; }

    public LockClause Clause => First.Clause;

    /// <summary>The first acquire; the first release where the body only gives back what its caller holds.</summary>
    public LockEvent First => Acquires.IsEmpty ? Releases[0] : Acquires[0];

    /// <summary>Last name of the path; null for a bare result.</summary>
    public string? LastName(VariableTable variables) => NameOf(Path, variables);

    /// <summary>The field or property that holds the lock; null if it is neither.</summary>
    public ISymbol? Place => (Path as MemberAccess)?.Symbol;

    /// <summary>Types in which the lock may be made: that of the member, and that of the field which holds it.</summary>
    public IEnumerable<INamedTypeSymbol> MakersOf(ISymbol member)
    {
        if (member.ContainingType is { } type)
            yield return type;
        if (Path is MemberAccess { Symbol.ContainingType: { } owner } && !SymbolEqualityComparer.Default.Equals(owner, member.ContainingType))
            yield return owner;
    }

    /// <summary>The locks that the body acquires, in the order of their first acquire.</summary>
    public static ImmutableArray<LockGroup> Collect(FlatBody body)
    {
        List<LockEvent> all = body.LockEvents.ToList();
        List<LockEvent> passing = all.FindAll(lockEvent => lockEvent.IsPassing);
        List<LockEvent> events = all.FindAll(lockEvent => !lockEvent.IsPassing);
        return events.Where(lockEvent => lockEvent.Kind == ClauseKind.Acquires)
            .GroupBy(acquire => (acquire.Target, acquire.Clause.Mode, acquire.Family?.Name))
            .Where(acquires => !acquires.All(acquire => acquire.IsImplicit) || IsReleasedByHand(acquires.First(), events))
            .Select(acquires => Make(acquires.ToImmutableArray(), events, passing)).ToImmutableArray();
    }

    /// <summary>Lock statements are balanced by construction, as long as nothing else gives their lock back.</summary>
    private static bool IsReleasedByHand(LockEvent acquire, List<LockEvent> events) => events.Exists(release =>
        release.Kind == ClauseKind.Releases && !release.IsImplicit && release.Target.Equals(acquire.Target)
        && AreRelated(release.Family, acquire.Family));

    /// <summary>Locks of the caller that the body gives back without ever acquiring them.</summary>
    public static ImmutableArray<LockGroup> CollectBorrowed(FlatBody body, IEnumerable<LockGroup> acquired)
    {
        HashSet<LockEvent> known = [.. acquired.SelectMany(group => group.Releases.Concat(group.OtherModes))];
        return body.LockEvents
            .Where(release => release.Kind == ClauseKind.Releases && !release.IsImplicit && !release.Clause.IsGuard && !known.Contains(release))
            .GroupBy(release => (release.Target, release.Clause.Mode, release.Family?.Name))
            .Select(releases => new LockGroup(releases.Key.Target, releases.Key.Mode, ImmutableArray<LockEvent>.Empty)
            {
                Releases = releases.ToImmutableArray(),
            })
            .ToImmutableArray();
    }

    private static LockGroup Make(ImmutableArray<LockEvent> acquires, List<LockEvent> events, List<LockEvent> passing)
    {
        LockEvent first = acquires[0];
        return new LockGroup(first.Target, first.Clause.Mode, acquires)
        {
            Releases = events.Where(other => other.Kind == ClauseKind.Releases && other.Clause.Mode == first.Clause.Mode
                && (other.Target.Equals(first.Target) || !IsOfStatement(other)) && MayBeSame(first, other)).ToImmutableArray(),
            OtherModes = events.Where(other => other.Clause.Mode != first.Clause.Mode
                && other.Target.Equals(first.Target) && AreRelated(other.Family, first.Family)).ToImmutableArray(),
            Passing = passing.Where(other =>
                other.Target.Equals(first.Target) && AreRelated(other.Family, first.Family)).ToImmutableArray(),
            HasRivals = events.Exists(other => other.Kind == ClauseKind.Acquires
                && !other.Target.Equals(first.Target) && MayBeSame(first, other)),
        };
    }

    /// <summary>A lock statement gives back what it took itself, and nothing else, whatever its object is.</summary>
    private static bool IsOfStatement(LockEvent release) => release.IsImplicit
        && (release.Syntax is LockStatementSyntax
            || (release.Syntax.Parent is LockStatementSyntax statement && statement.Expression == release.Syntax));

    /// <summary>True if the body acquires the same path in that other mode, too.</summary>
    public bool IsAcquiredIn(LockMode mode) =>
        OtherModes.Any(other => other.Kind == ClauseKind.Acquires && other.Clause.Mode == mode);

    /// <summary>True unless the last acquire of the same path before this release, in the text, is one in another mode.</summary>
    public bool IsTheOneBefore(LockEvent release)
    {
        LockEvent? last = Acquires.Concat(OtherModes.Where(other => other.Kind == ClauseKind.Acquires))
            .Where(acquire => acquire.Syntax.SpanStart < release.Syntax.SpanStart)
            .OrderBy(acquire => acquire.Syntax.SpanStart).LastOrDefault();
        return last is null || Acquires.Contains(last);
    }

    /// <summary>Whether something that is not followed here may touch this lock.</summary>
    public bool IsTouchedBy(Uncertainty uncertainty, VariableTable variables)
    {
        if (Clause.FromAttribute || (uncertainty.IsElsewhere && (Clause.Traits & LockTraits.ThreadAffine) != 0))
            return false;
        if (uncertainty.Target is not null)
            return uncertainty.Target.Equals(Path) || uncertainty.Target.Equals(CollectionOf(Path))
                || Releases.Concat(Acquires).Any(known => (known.Named ?? known.Target).Equals(uncertainty.Target));
        if (uncertainty.Family is not null)
            return AreRelated(uncertainty.Family, First.Family);
        return LastName(variables) is { } name && uncertainty.Names!.Contains(name);
    }

    /// <summary>The same path, whoever says so: a wrapper's contract pairs with the .NET call that it wraps.</summary>
    private static bool MayBeSame(LockEvent left, LockEvent right)
    {
        if (!AreRelated(left.Family, right.Family))
            return false;
        return left.Target.Equals(right.Target)
            || (left.Clause.FromAttribute == right.Clause.FromAttribute
                && AreRelated(left.Type, right.Type)
                && MayBeSame(left.Target, right.Target));
    }

    /// <summary>True if somebody who means this lock could have written that release of another one.</summary>
    public bool MayBeMeantBy(LockEvent release) =>
        AreRelated(release.Family, First.Family) && AreRelated(release.Type, First.Type)
        && release.Clause.FromAttribute == Clause.FromAttribute;

    private static bool AreRelated(ITypeSymbol? left, ITypeSymbol? right) =>
        left is null || right is null || left.TypeKind is TypeKind.Interface or TypeKind.TypeParameter or TypeKind.Dynamic or TypeKind.Error
        || right.TypeKind is TypeKind.Interface or TypeKind.TypeParameter or TypeKind.Dynamic or TypeKind.Error
        || IsOrDerivesFrom(left, right) || IsOrDerivesFrom(right, left);

    private static bool IsOrDerivesFrom(ITypeSymbol type, ITypeSymbol ancestor)
    {
        for (ITypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(current.OriginalDefinition, ancestor.OriginalDefinition))
                return true;
        }

        return false;
    }

    /// <summary>By their text alone: a bare variable or result can be any lock, two paths only if they end alike.</summary>
    private static bool MayBeSame(Expression left, Expression right)
    {
        if (left.Equals(right) || left is Variable or Result || right is Variable or Result)
            return true;
        return left is MemberAccess first && right is MemberAccess second
            ? SymbolEqualityComparer.Default.Equals(first.Symbol, second.Symbol)
            : left is ElementAccess or Each || right is ElementAccess or Each;
    }

    private static Expression? CollectionOf(Expression? path) => path switch
    {
        Each each => each.Collection,
        MemberAccess access => CollectionOf(access.Instance),
        _ => null,
    };

    private static string? NameOf(Expression path, VariableTable variables) => path switch
    {
        MemberAccess access => access.Symbol.Name,
        Variable variable => (variables[variable.Number] as ISymbol)?.Name,
        ElementAccess element => NameOf(element.Array, variables),
        Each each => NameOf(each.Collection, variables),
        _ => null,
    };
}
