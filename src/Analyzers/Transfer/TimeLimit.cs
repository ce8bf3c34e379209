using System;
using System.Collections.Immutable;
using System.Linq;
using ExtentLock.Analyzers.Contracts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>The locks of .NET may be told to wait for so long; one that is told to wait for ever does not come back without.</summary>
internal static class TimeLimit
{
    /// <summary>The clauses of this call: an acquire that has no limit always takes effect, and says so.</summary>
    public static ImmutableArray<LockClause> Applied(ImmutableArray<LockClause> clauses, IInvocationOperation call) =>
        clauses.Any(IsLimited) && IsNone(call)
            ? clauses.Select(clause => IsLimited(clause) ? clause with { When = Outcome.Always, Yields = clause.When } : clause).ToImmutableArray()
            : clauses;

    public static bool IsNone(IInvocationOperation call) => call.Arguments.Any(argument => IsForEver(argument.Value));

    private static bool IsLimited(LockClause clause) =>
        clause is { Kind: ClauseKind.Acquires, When: Outcome.True, FromAttribute: false, IsInferred: false };

    private static bool IsForEver(IOperation limit)
    {
        while (limit is IConversionOperation conversion)
            limit = conversion.Operand;
        return limit switch
        {
            { ConstantValue: { HasValue: true, Value: int or long or double } constant } => Convert.ToDouble(constant.Value) == -1,
            IFieldReferenceOperation { Field: { Name: "InfiniteTimeSpan", ContainingType.Name: "Timeout" } } => true,
            IInvocationOperation { TargetMethod: { Name: "FromMilliseconds", ContainingType.Name: "TimeSpan" }, Arguments: var given } =>
                given.Length > 0 && IsForEver(given[0].Value),
            _ => false,
        };
    }
}
