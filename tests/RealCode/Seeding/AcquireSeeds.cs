using System.Collections.Generic;
using System.Linq;
using ExtentLock.Analyzers.Contracts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.RealCode.Seeding;

/// <summary>Acquires that come twice, stand inside the try of their release, or are not asked whether they succeeded.</summary>
internal static class AcquireSeeds
{
    public static IEnumerable<Seed> Of(LockPair pair)
    {
        foreach (LockUse acquire in pair.Acquires)
        {
            if (Shape.StatementOf(acquire.Call) is { } alone)
            {
                if (acquire.IsCertain)
                    yield return new Seed(Defect.AcquiredTwice, "", alone.SpanStart, [Lines.Twice(alone)]);
                if (MayFail(acquire) && TryAfter(alone, pair) is { } statement)
                    yield return MovedInto(statement, alone);
            }
            else if (Unguarded(acquire) is { } ignored)
            {
                yield return new Seed(Defect.OutcomeIgnored, "", acquire.Call.SpanStart, [ignored]);
            }
        }

        foreach (TextChange unguarded in GuardsOf(pair))
            yield return new Seed(Defect.OutcomeIgnored, "no guard at the release", unguarded.Span.Start, [unguarded]);
    }

    private static Seed MovedInto(TryStatementSyntax statement, ExpressionStatementSyntax acquire) => new(
        Defect.WaitInTry,
        "",
        acquire.SpanStart,
        [
            new TextChange(acquire.Span, ""),
            Lines.Insert(acquire.SyntaxTree, statement.Block.OpenBraceToken.Span.End, acquire.ToString()),
        ]);

    /// <summary>A wait that can be cancelled, or one of the old lock, which throws when its time is over.</summary>
    private static bool MayFail(LockUse acquire) => acquire.Clause is { Cancellable: true }
        ? acquire.Call.ArgumentList.Arguments.Any(argument =>
            argument.Expression.ToString() is not ("default" or "CancellationToken.None"))
        : acquire.Name is "AcquireReaderLock" or "AcquireWriterLock";

    /// <summary>The next statement, if its finally releases this lock.</summary>
    private static TryStatementSyntax? TryAfter(StatementSyntax acquire, LockPair pair) =>
        acquire.Parent is BlockSyntax block && block.Statements.IndexOf(acquire) is var index
        && index + 1 < block.Statements.Count && block.Statements[index + 1] is TryStatementSyntax next
        && pair.Releases.Any(release => Shape.FinallyAround(release.Call, pair.Function) == next)
            ? next
            : null;

    /// <summary>The whole condition of an if becomes a statement before what the if decided.</summary>
    private static TextChange? Unguarded(LockUse acquire)
    {
        if (acquire.IsCertain || acquire.Clause is not { When: Outcome.True })
            return null;
        ExpressionSyntax whole = Shape.Whole(acquire.Call);
        return whole.Parent switch
        {
            IfStatementSyntax { Else: null } taken => new TextChange(taken.Span, $"{whole}; {taken.Statement}"),
            PrefixUnaryExpressionSyntax { Parent: IfStatementSyntax { Else: null } refused } negation
                when negation.IsKind(SyntaxKind.LogicalNotExpression) => new TextChange(refused.Span, $"{whole};"),
            _ => null,
        };
    }

    /// <summary>The condition of a release on nothing but a flag, where an acquire may fail and tells it by that flag.</summary>
    private static IEnumerable<TextChange> GuardsOf(LockPair pair)
    {
        if (pair.Acquires.All(acquire => acquire.IsCertain))
            yield break;
        foreach (LockUse release in pair.Releases)
        {
            if (Shape.StatementOf(release.Call) is { } statement
                && (statement.Parent is BlockSyntax { Statements.Count: 1 } block ? block.Parent : statement.Parent)
                    is IfStatementSyntax { Else: null, Condition: IdentifierNameSyntax flag } guard
                && pair.Acquires.Any(acquire => Tells(acquire, flag.Identifier.ValueText)))
                yield return new TextChange(guard.Span, statement.ToString());
        }
    }

    private static bool Tells(LockUse acquire, string flag) => !acquire.IsCertain && (Shape.Whole(acquire.Call).Parent switch
    {
        EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax local } => local.Identifier.ValueText == flag,
        AssignmentExpressionSyntax { Left: IdentifierNameSyntax left } => left.Identifier.ValueText == flag,
        _ => false,
    } || acquire.Call.ArgumentList.Arguments.Any(argument => !argument.RefKindKeyword.IsKind(SyntaxKind.None)
        && argument.Expression is IdentifierNameSyntax name && name.Identifier.ValueText == flag));
}
