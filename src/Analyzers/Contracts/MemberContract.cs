using System;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Contracts;

/// <summary>What a member promises about locks, however it was said: attribute, contract file or built-in table.</summary>
/// <remarks>Immutable; shared between threads for the life of a compilation.</remarks>
internal sealed class MemberContract(ImmutableArray<LockClause> clauses, ImmutableArray<ProofClause> proofs)
{
    public static readonly MemberContract None =
        new(ImmutableArray<LockClause>.Empty, ImmutableArray<ProofClause>.Empty);

    public ImmutableArray<LockClause> Clauses { get; } = clauses;

    /// <summary>What the member must prove of its own body; empty outside the proof tier.</summary>
    public ImmutableArray<ProofClause> Proofs { get; } = proofs;

    public bool IsEmpty => Clauses.IsEmpty && Proofs.IsEmpty;
}

internal enum ClauseKind
{
    Acquires,
    Releases,
}

/// <summary>Same names and numbers as the public <c>ExtentLock.Contracts.Outcome</c>.</summary>
internal enum Outcome
{
    Always,
    True,
    False,
    Zero,
    NonZero,
    Negative,
    NonNegative,
    Null,
    NotNull,
}

/// <summary>Same names and numbers as the public <c>ExtentLock.Contracts.LockMode</c>.</summary>
internal enum LockMode
{
    Exclusive,
    Shared,
    Upgradeable,
}

/// <summary>Same names and numbers as the public <c>ExtentLock.Contracts.Exits</c>.</summary>
[Flags]
internal enum Exits
{
    None = 0,
    Returns = 1,
    Throws = 2,
    Calls = 4,
    All = Returns | Throws | Calls,
}

/// <summary>What is known of a kind of lock, from the type that implements it.</summary>
[Flags]
internal enum LockTraits
{
    None = 0,

    /// <summary>The holder may acquire it again; it is free after as many releases.</summary>
    Reentrant = 1,

    /// <summary>Only the thread that acquired it may release it.</summary>
    ThreadAffine = 2,

    /// <summary>Counts permits and has no owner: anybody may release.</summary>
    Counted = 4,
}

/// <summary>One promise: this target is taken, or given back, on this outcome.</summary>
internal sealed record LockClause(
    ClauseKind Kind,
    ContractTarget Target,
    Outcome When,
    LockMode Mode)
{
    /// <summary>Parameter (ref or out) that tells the outcome; null for the returned value.</summary>
    public IParameterSymbol? WhenParameter { get; init; }

    /// <summary>Half-open range, both or neither.</summary>
    public ContractSum? Start { get; init; }

    public ContractSum? End { get; init; }

    /// <summary>Takes effect when the returned task has completed; the outcome is that of the awaited result.</summary>
    public bool OnCompletion { get; init; }

    /// <summary>
    /// What the outcome value (<see cref="WhenParameter"/>, else the returned value) is on every normal return:
    /// <c>Monitor.Enter(obj, ref lockTaken)</c> never returns with <c>lockTaken</c> false. Always if nothing is known.
    /// </summary>
    public Outcome Yields { get; init; }

    /// <summary>Parameter that tells how often it takes effect: permits come in any number. Null for once.</summary>
    public IParameterSymbol? Times { get; init; }

    /// <summary>Nobody can tell how often it takes effect, or whether it does at all.</summary>
    public bool IsUncounted { get; init; }

    public LockTraits Traits { get; init; }

    /// <summary>The member has a parameter that can make it give up with an exception.</summary>
    public bool Cancellable { get; init; }

    /// <summary>It is given a time limit and has no result: where the time is up, it throws.</summary>
    public bool TimesOut { get; init; }

    /// <summary>False for the locks of .NET, which a member without attributes may well hand over silently.</summary>
    public bool FromAttribute { get; init; }

    /// <summary>Nobody wrote it down: it was found in the body.</summary>
    public bool IsInferred { get; init; }

    /// <summary>
    /// Takes a lock by way of an object that is returned, or gives it back by disposing that object. Where no attribute
    /// says so, anything may become of the object: see <c>GuardUse</c>.
    /// </summary>
    public bool IsGuard { get; init; }

    /// <summary>The type whose method takes the lock in the end, where an inferred clause stands for its call.</summary>
    public ITypeSymbol? Family { get; init; }
}

/// <summary>One <c>[ReleasesOnAllPaths]</c>; <see cref="Target"/> null for everything the member acquires.</summary>
internal sealed record ProofClause(ContractTarget? Target, Exits On);

internal enum TargetRoot
{
    This,
    Parameter,
    Return,
    Static,

    /// <summary>A local or parameter of the member around a local function.</summary>
    Captured,
}

/// <summary>A contract target resolved against its member: a root and the fields and properties that follow.</summary>
internal sealed record ContractTarget(
    TargetRoot Root,
    IParameterSymbol? Parameter,
    ImmutableArray<ISymbol> Path,
    string Text)
{
    /// <summary>The variable that a local function shares with the member around it.</summary>
    public ISymbol? Captured { get; init; }

    public bool Equals(ContractTarget? other) =>
        other is not null
        && Root == other.Root
        && Parameter?.Ordinal == other.Parameter?.Ordinal
        && SymbolEqualityComparer.Default.Equals(Captured, other.Captured)
        && Path.Length == other.Path.Length
        && SamePath(other);

    public override int GetHashCode() => ((int)Root * 31 + (Parameter?.Ordinal ?? -1)) * 31 + Path.Length;

    private bool SamePath(ContractTarget other)
    {
        for (int i = 0; i < Path.Length; i++)
        {
            if (!SymbolEqualityComparer.Default.Equals(Path[i], other.Path[i]))
                return false;
        }

        return true;
    }
}

/// <summary>An end of a range: targets added and subtracted, plus a constant (<c>start + map.Length - 1</c>).</summary>
internal sealed record ContractSum(ImmutableArray<(ContractTarget Target, int Sign)> Terms, long Constant, string Text);
