using System.Collections.Immutable;
using System.Linq;
using ExtentLock.Analyzers.Contracts;

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

    /// <summary>Leaves every lock as it was.</summary>
    public static readonly Summary Neutral = new(
        ImmutableArray<LockClause>.Empty, ImmutableArray<ContractTarget>.Empty, ImmutableHashSet<string>.Empty);

    /// <summary>May do anything to locks of these names.</summary>
    public static Summary Unknown(ImmutableHashSet<string> names) => Neutral with { Names = names };

    /// <summary>Gives back a lock of this name, on some outcome at least; or may do anything to it.</summary>
    public bool Releases(string name) => Names.Contains(name) || Clauses.Any(clause =>
        clause.Kind == ClauseKind.Releases && LockTarget.NameOf(clause.Target) == name);

    /// <summary>May give back a lock of this name.</summary>
    public bool MayRelease(string name)
    {
        if (Names.Contains(name))
            return true;
        foreach (ContractTarget target in Open)
        {
            if (MayBe(target, name))
                return true;
        }

        foreach (LockClause clause in Clauses)
        {
            if (clause.Kind == ClauseKind.Releases && MayBe(clause.Target, name))
                return true;
        }

        return false;
    }

    /// <summary>A parameter may have been stored under the name.</summary>
    private static bool MayBe(ContractTarget target, string name) =>
        target.Root == TargetRoot.Parameter || LockTarget.NameOf(target) == name;
}
