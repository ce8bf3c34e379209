using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace ExtentLock.RealCode.Seeding;

/// <summary>Ways out that pass the release by: returns, throws, and calls that throw where no finally is any more.</summary>
internal static class LeakSeeds
{
    public static IEnumerable<Seed> Of(LockPair pair, SemanticModel model)
    {
        SyntaxTree tree = pair.Function.SyntaxTree;
        string? back = Leaving.ByReturn(pair.Function, model);
        foreach ((string manner, int place, ImmutableArray<TextChange> before) in Places(pair, model)
            .DistinctBy(place => place.Place))
        {
            if (back is not null)
                yield return new Seed(Defect.EarlyReturn, manner, place, before.Add(Lines.Insert(tree, place, back)));
            yield return new Seed(Defect.Throw, manner, place, before.Add(Lines.Insert(tree, place, Leaving.ByThrow)));
        }

        foreach (TryStatementSyntax statement in TriesOf(pair).Where(statement => MayThrow(statement, pair)))
            yield return new Seed(Defect.NoFinally, "", statement.SpanStart, WithoutFinally.Of(statement, model));
    }

    /// <summary>Places where the lock is held and nothing on the way out gives it back, once a finally is gone.</summary>
    private static IEnumerable<(string Manner, int Place, ImmutableArray<TextChange> Before)> Places(
        LockPair pair, SemanticModel model)
    {
        foreach (LockUse acquire in pair.Acquires)
        {
            // Inside a try whose finally releases there is nothing to forget.
            if (Shape.HeldFrom(acquire) is { } held
                && !TriesOf(pair).Any(statement => statement.Block.Span.Contains(held)))
                yield return ("after the acquire", held, []);
        }

        foreach (TryStatementSyntax statement in TriesOf(pair))
        {
            if (InsideOf(statement, pair) is { } inside)
                yield return ("inside, without finally", inside, WithoutFinally.Of(statement, model));
        }

        foreach (LockUse release in pair.Releases)
        {
            if (Shape.FinallyAround(release.Call, pair.Function) is null
                && !LockPair.IsInCatch(release.Call, pair.Function)
                && Shape.StatementAround(release.Call) is { } statement)
                yield return ("before the release", statement.SpanStart, []);
        }
    }

    /// <summary>At the start of the try, but after an acquire in it; null if it is not held there for certain.</summary>
    private static int? InsideOf(TryStatementSyntax statement, LockPair pair)
    {
        LockUse? acquire = pair.Acquires.LastOrDefault(acquire => statement.Block.Span.Contains(acquire.Call.Span));
        if (acquire is not null)
            return Shape.HeldFrom(acquire);
        bool isHeld = pair.Acquires.Any(before =>
            before.Call.SpanStart < statement.SpanStart && Shape.HeldFrom(before) is not null);
        return isHeld ? statement.Block.OpenBraceToken.Span.End : null;
    }

    /// <summary>Statements whose finally is there for this lock.</summary>
    private static IEnumerable<TryStatementSyntax> TriesOf(LockPair pair) => pair.Releases
        .Select(release => Shape.FinallyAround(release.Call, pair.Function)).OfType<TryStatementSyntax>().Distinct();

    /// <summary>Something else than the calls that take it and give it back; else a finally is of no use.</summary>
    private static bool MayThrow(TryStatementSyntax statement, LockPair pair) => statement.Block.DescendantNodes().Any(
        node => node is InvocationExpressionSyntax or AwaitExpressionSyntax or BaseObjectCreationExpressionSyntax
            or ThrowStatementSyntax
        && !pair.Acquires.Concat(pair.Releases).Any(use => Shape.Whole(use.Call).Span.Contains(node.Span)));
}
