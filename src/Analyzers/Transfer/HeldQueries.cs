using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>Members of the .NET locks that ask, wait or signal, and neither take nor give back.</summary>
internal static class HeldQueries
{
    /// <summary>True while the calling thread holds the lock.</summary>
    public static readonly ImmutableHashSet<string> Names = ImmutableHashSet.Create(
        "IsEntered", "IsHeldByCurrentThread", "IsReadLockHeld", "IsWriteLockHeld", "IsUpgradeableReadLockHeld", "IsHeld",
        "IsReaderLockHeld", "IsWriterLockHeld");

    public static IOperation? TargetOf(IInvocationOperation invocation) =>
        invocation.TargetMethod.ContainingType is { Name: "Monitor", ContainingNamespace.Name: "Threading" }
        && invocation.Arguments.Length == 1 ? invocation.Arguments[0].Value : null;

    public static bool IsInert(IMethodSymbol method) =>
        method.ContainingType is { Name: "Monitor", ContainingNamespace.Name: "Threading" }
        && method.Name is "Wait" or "Pulse" or "PulseAll";
}
