using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Contracts;

/// <summary>Clauses of one member that can't both be true. Neither is believed.</summary>
internal static class Contradiction
{
    /// <summary>What is left when contradictions are dropped and repetitions are said once.</summary>
    public static ImmutableArray<LockClause> Without(IEnumerable<LockClause> clauses)
    {
        List<LockClause> all = [.. clauses];
        List<LockClause> kept = [];
        foreach (LockClause clause in all)
        {
            bool isRefuted = all.Any(other => Between(clause, other) is not null);
            if (!isRefuted && !kept.Any(other => SaysTheSame(clause, other)))
                kept.Add(clause);
        }

        return [.. kept];
    }

    /// <summary>Why the two can't both hold; null if they can.</summary>
    public static string? Between(LockClause left, LockClause right)
    {
        if (ReferenceEquals(left, right) || !IsSameSubject(left, right))
            return null;

        if (left.Kind != right.Kind)
        {
            // Released in one mode and acquired in another is a change of mode.
            return left.Mode == right.Mode
                ? $"'{right.Target.Text}' is both acquired and released on the same outcome"
                : null;
        }

        return left.Mode != right.Mode
            ? $"'{right.Target.Text}' is {Verb(right)} as {left.Mode} and as {right.Mode} on the same outcome"
            : null;
    }

    private static bool SaysTheSame(LockClause left, LockClause right) =>
        IsSameSubject(left, right) && left.Kind == right.Kind && left.Mode == right.Mode;

    private static bool IsSameSubject(LockClause left, LockClause right) =>
        left.Target.Equals(right.Target)
        && left.When == right.When
        && SymbolEqualityComparer.Default.Equals(left.WhenParameter, right.WhenParameter)
        && SumReader.Same(left.Start, right.Start)
        && SumReader.Same(left.End, right.End);

    private static string Verb(LockClause clause) => clause.Kind == ClauseKind.Acquires ? "acquired" : "released";
}
