using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Transfer;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExtentLock.RealCode.Seeding;

/// <summary>
/// A call that takes or gives back a lock, by its name. <see cref="Clause"/> is what the analyzer knows of the method;
/// null where it knows nothing, as of a wrapper in another type or of an unresolved one. Immutable.
/// </summary>
internal sealed record LockUse(
    InvocationExpressionSyntax Call, string Name, ExpressionSyntax TargetSyntax, LockClause? Clause, ITypeSymbol? Type)
{
    /// <summary>The release that belongs to each acquire; a name with two may be a mutex or a semaphore.</summary>
    private static readonly Dictionary<string, string[]> Releases = new(StringComparer.Ordinal)
    {
        ["Enter"] = ["Exit"],
        ["TryEnter"] = ["Exit"],
        ["Wait"] = ["Release"],
        ["WaitAsync"] = ["Release"],
        ["WaitOne"] = ["Release", "ReleaseMutex"],
        ["EnterReadLock"] = ["ExitReadLock"],
        ["TryEnterReadLock"] = ["ExitReadLock"],
        ["EnterWriteLock"] = ["ExitWriteLock"],
        ["TryEnterWriteLock"] = ["ExitWriteLock"],
        ["EnterUpgradeableReadLock"] = ["ExitUpgradeableReadLock"],
        ["TryEnterUpgradeableReadLock"] = ["ExitUpgradeableReadLock"],
        ["AcquireReaderLock"] = ["ReleaseReaderLock"],
        ["AcquireWriterLock"] = ["ReleaseWriterLock"],
    };

    private static readonly HashSet<string> ReleaseNames = [.. Releases.Values.SelectMany(names => names)];

    public string Target { get; } = TargetSyntax.ToString();

    public bool IsAcquire => Releases.ContainsKey(Name);

    /// <summary>Returns with the lock or not at all.</summary>
    public bool IsCertain => Clause is { When: Outcome.Always } || (Clause is not null && Clause.Yields == Clause.When);

    public bool IsReleasedBy(LockUse other) =>
        other.Target == Target
        && Releases.TryGetValue(Name, out string[]? names) && Array.IndexOf(names, other.Name) >= 0;

    /// <summary>Null if the call is named like neither.</summary>
    public static LockUse? Of(InvocationExpressionSyntax call, SemanticModel model, Summaries summaries)
    {
        if (call.Expression is not MemberAccessExpressionSyntax access
            || !access.IsKind(SyntaxKind.SimpleMemberAccessExpression))
            return null;
        string name = access.Name.Identifier.ValueText;
        if (!Releases.ContainsKey(name) && !ReleaseNames.Contains(name))
            return null;
        var method = model.GetSymbolInfo(call).Symbol as IMethodSymbol;
        bool isStatic = method?.IsStatic ?? access.Expression.ToString().EndsWith("Monitor", StringComparison.Ordinal);
        if (isStatic && call.ArgumentList.Arguments.Count == 0)
            return null;
        ExpressionSyntax target = isStatic ? call.ArgumentList.Arguments[0].Expression : access.Expression;
        return new LockUse(
            call, name, target, method is null ? null : ClauseOf(method, access, model, summaries), method?.ContainingType);
    }

    /// <summary>By contract, or as the analyzer reads it off the body of a wrapper.</summary>
    private static LockClause? ClauseOf(
        IMethodSymbol method, MemberAccessExpressionSyntax access, SemanticModel model, Summaries summaries)
    {
        if (summaries.Book.Of(method, model.GetTypeInfo(access.Expression).Type) is { Clauses: [{ } known, ..] })
            return known;
        if (model.GetEnclosingSymbol(access.SpanStart) is not { } caller)
            return null;
        var callees = new Callees(summaries, model, caller, null, CancellationToken.None);
        return callees.Of(method, isOpen: true).Clauses.FirstOrDefault();
    }
}
