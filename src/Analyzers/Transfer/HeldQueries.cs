using System.Collections.Generic;
using System.Collections.Immutable;
using ExtentLock.Analyzers.Contracts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>Members of the .NET locks that ask, wait or signal, and neither take nor give back.</summary>
internal static class HeldQueries
{
    private static readonly ImmutableDictionary<string, LockMode> Modes = ImmutableDictionary.CreateRange(new[]
    {
        Of("IsEntered", LockMode.Exclusive),
        Of("IsHeldByCurrentThread", LockMode.Exclusive),
        Of("IsHeld", LockMode.Exclusive),
        Of("IsWriteLockHeld", LockMode.Exclusive),
        Of("IsWriterLockHeld", LockMode.Exclusive),
        Of("IsReadLockHeld", LockMode.Shared),
        Of("IsReaderLockHeld", LockMode.Shared),
        Of("IsUpgradeableReadLockHeld", LockMode.Upgradeable),
    });

    /// <summary>The mode that the calling thread holds the lock in while the member of this name is true; null if it asks otherwise.</summary>
    public static LockMode? ModeOf(string name) => Modes.TryGetValue(name, out LockMode mode) ? mode : null;

    public static IOperation? TargetOf(IInvocationOperation invocation) =>
        invocation.TargetMethod.ContainingType is { Name: "Monitor", ContainingNamespace.Name: "Threading" }
        && invocation.Arguments.Length == 1 ? invocation.Arguments[0].Value : null;

    public static bool IsInert(IMethodSymbol method) =>
        method.ContainingType is { Name: "Monitor", ContainingNamespace.Name: "Threading" }
        ? method.Name is "Wait" or "Pulse" or "PulseAll"
        : method.ContainingType is { Name: "Enumerable", ContainingNamespace.Name: "Linq" };

    private static KeyValuePair<string, LockMode> Of(string name, LockMode mode) => new(name, mode);
}
