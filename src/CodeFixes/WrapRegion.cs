using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.CodeFixes;

/// <summary>Neighbouring statements that could become a <c>try</c>, and the guard that its release needs.</summary>
/// <param name="Statements">The statements, in one list.</param>
/// <param name="Guard">The condition under which the lock was acquired, as text; null if always.</param>
internal sealed record WrapRegion(ImmutableArray<StatementSyntax> Statements, string? Guard)
{
    /// <summary>A look at the acquire's result, and a declaration, may come before the try.</summary>
    private const int MostSkipped = 4;

    public TextSpan Span => TextSpan.FromBounds(Statements[0].SpanStart, Statements[Statements.Length - 1].Span.End);

    /// <summary>
    /// Shortest first: from the statement after the acquire to the last use, then to the list's end. Where no release says
    /// how long the lock is meant to be held, it may also be until the block ends that it was acquired in.
    /// </summary>
    public static IEnumerable<WrapRegion> For(
        Leak leak, IReadOnlyCollection<Leak> sameAcquire, IReadOnlyCollection<Leak> others, FunctionBody body)
    {
        SyntaxNode acquire = body.Block.FindNode(leak.Acquire, getInnermostNodeForTie: true);
        foreach ((ImmutableArray<StatementSyntax> list, int from, string? guard) in Anchors(acquire, body))
        {
            int used = list.LastIndexOf(list.LastOrDefault(statement => IsUsed(statement, leak, sameAcquire))!);
            used = Math.Max(used, LastUseOfInnerLocks(list, from, used, others));
            int[] ends = sameAcquire.Any(other => other.FallsThrough) ? [list.Length - 1] : [used, list.Length - 1];
            foreach ((int first, int last) in Bounds(from, list.Length, ends))
            {
                if (Covers(list[last].Span.End, sameAcquire, list[first].SpanStart))
                    yield return new WrapRegion([.. list.Skip(first).Take(last - first + 1)], guard);
            }
        }

        foreach ((ImmutableArray<StatementSyntax> list, int from, string? guard) in Anchors(acquire, body))
        {
            if (leak.Counterpart.Length > 0 && from < list.Length)
                yield return new WrapRegion([.. list.Skip(from)], guard);
        }
    }

    /// <summary>A lock taken before the last use is given back inside as well, so that its own try can nest.</summary>
    private static int LastUseOfInnerLocks(
        ImmutableArray<StatementSyntax> list, int from, int used, IEnumerable<Leak> others)
    {
        if (used < from)
            return used;

        TextSpan inside = TextSpan.FromBounds(list[from].SpanStart, list[used].Span.End);
        return others
            .Where(other => inside.Contains(other.Acquire))
            .SelectMany(other => other.Releases)
            .Select(release => list.LastIndexOf(list.LastOrDefault(statement => statement.Span.Contains(release))!))
            .DefaultIfEmpty(used)
            .Max();
    }

    private static IEnumerable<(int First, int Last)> Bounds(int start, int length, int[] ends) =>
        from first in Enumerable.Range(start, MostSkipped)
        from last in ends.Distinct()
        where first <= last && length > last
        select (first, last);

    private static bool IsUsed(StatementSyntax statement, Leak leak, IEnumerable<Leak> sameAcquire) =>
        leak.Releases.Any(release => statement.Span.Contains(release))
        || sameAcquire.Any(other => !other.IsThrownByCall && statement.Span.Contains(other.Place));

    /// <summary>Every leaking return and throw must end up inside; the end of the function may just touch it.</summary>
    private static bool Covers(int end, IEnumerable<Leak> leaks, int start) => leaks.All(leak =>
        leak.FallsThrough || leak.IsThrownByCall || (leak.Place.Start >= start && leak.Place.End <= end));

    /// <summary>The lists whose statements may run with the lock held, innermost first, and since where.</summary>
    private static IEnumerable<(ImmutableArray<StatementSyntax> List, int From, string? Guard)> Anchors(
        SyntaxNode acquire, FunctionBody body)
    {
        string? guard = null;
        bool isKnown = true;
        StatementSyntax? statement = acquire.FirstAncestorOrSelf<StatementSyntax>();
        if (statement is IfStatementSyntax { Statement: BlockSyntax then } asked && asked.Condition.Contains(acquire))
            yield return ([.. then.Statements], 0, null);

        while (statement is not null && statement != body.Block)
        {
            ImmutableArray<StatementSyntax> list = FunctionBody.ListOf(statement);
            if (!list.IsEmpty && !IsOnlyAsked(statement, acquire))
                yield return (list, Since(list, list.IndexOf(statement), acquire), guard);

            SyntaxNode? parent = statement.Parent is BlockSyntax block ? block.Parent : statement.Parent;
            if ((parent is ElseClauseSyntax other ? other.Parent : parent) is not IfStatementSyntax around)
                yield break;

            // Where no condition tells any more whether it was acquired, the release may stand under a variable that does.
            isKnown &= around.Else is null && ReleaseCopies.IsPure(around.Condition);
            guard = !isKnown ? null : guard is null ? around.Condition.ToString() : around.Condition + " && " + guard;
            statement = around;
        }
    }

    /// <summary>True if the acquire is a condition and the path on which it failed goes on below it.</summary>
    private static bool IsOnlyAsked(StatementSyntax statement, SyntaxNode acquire) =>
        statement is IfStatementSyntax asked && asked.Condition.Contains(acquire) && !Leaves(asked.Statement);

    /// <summary>The statement after the acquire, or after the look at its result that leaves if it failed.</summary>
    private static int Since(ImmutableArray<StatementSyntax> list, int acquired, SyntaxNode acquire)
    {
        string? result = acquire.Parent switch
        {
            AssignmentExpressionSyntax assignment => assignment.Left.ToString(),
            EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax variable } => variable.Identifier.ValueText,
            _ => null,
        };
        return result is not null
            && acquired + 1 < list.Length
            && list[acquired + 1] is IfStatementSyntax { Else: null } asked
            && asked.Condition.DescendantNodesAndSelf().Any(node => node.ToString() == result)
            && Leaves(asked.Statement)
                ? acquired + 2
                : acquired + 1;
    }

    private static bool Leaves(StatementSyntax statement) => statement switch
    {
        BlockSyntax block => block.Statements.Count > 0 && Leaves(block.Statements.Last()),
        ReturnStatementSyntax or ThrowStatementSyntax or GotoStatementSyntax => true,
        BreakStatementSyntax or ContinueStatementSyntax => true,
        _ => statement.IsKind(SyntaxKind.YieldBreakStatement),
    };
}
