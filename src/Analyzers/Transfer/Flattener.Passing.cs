using System.Collections.Generic;
using System.Linq;
using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Locks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>
/// Locks that a callee takes and gives back in passing: they are as before when it returns, but its caller must not hold
/// them meanwhile.
/// </summary>
internal sealed partial class Flattener
{
    private void EmitPassing(Summary summary, CallSite call)
    {
        foreach (LockClause clause in summary.Passing.Where(clause => !clause.OnCompletion || IsAwaited(call.Syntax)))
        {
            if (TargetOf(clause.Target, call) is { } target)
                _events.Add(new LockEvent(clause, target, _sites++, call.Syntax) { IsPassing = true, Family = clause.Family });
        }
    }

    /// <summary>What an accessor of the own type takes and gives back must not be held.</summary>
    private void TakeInPassing(IMethodSymbol accessor, IPropertyReferenceOperation property)
    {
        Summary summary = HasBody(accessor) ? _callees.Of(accessor, property.Property.IsVirtual) : Summary.Neutral;
        if (summary.Passing.IsEmpty)
            return;
        Expression? instance = property.Instance is null ? null : ResultOf(property.Instance);
        var call = new CallSite(accessor, instance, new Dictionary<int, Expression>(), new Result(-1), property);
        EmitPassing(summary, call);
    }

    /// <summary>A task that nobody waits for here may wait for the lock as long as it likes.</summary>
    private static bool IsAwaited(SyntaxNode call) => call.Parent is AwaitExpressionSyntax
        or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Parent.Parent: AwaitExpressionSyntax };
}
