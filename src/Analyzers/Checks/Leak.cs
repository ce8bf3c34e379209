using System.Collections.Generic;
using System.Linq;
using ExtentLock.Analyzers.Flow;
using ExtentLock.Analyzers.Locks;
using ExtentLock.Analyzers.Transfer;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExtentLock.Analyzers.Checks;

/// <summary>A lock that is still held where control leaves, and that the member did not declare as kept. Immutable.</summary>
internal sealed record Leak(LockAnalysis Lock, ExitPoint<PathState> Exit, HeldPart Part)
{
    public bool IsCoarse => Exit.State.Coarse || Lock.Coarsening != Coarsening.None;

    public bool IsByCall => Exit.Thrown is { Tier: ThrowTier.Call };

    public string Kind => Exit.Thrown switch
    {
        null => Site is ReturnStatementSyntax or (ExpressionSyntax and not AnonymousFunctionExpressionSyntax { Block: not null })
            ? "return"
            : "end",
        { Tier: ThrowTier.Explicit } => "throw",
        _ => "call",
    };

    /// <summary>The statement that leaves; the body where control falls off its end.</summary>
    private SyntaxNode Site => Exit.Edge is { } edge
        ? ExitSites.Of(edge, Lock.Body.Graph.Graph)
        : Exit.Thrown?.Syntax ?? Lock.Body.Graph.Graph.OriginalOperation.Syntax;

    /// <summary>What to underline: the leaving statement, or the closing brace.</summary>
    public Location Place
    {
        get
        {
            SyntaxNode site = Site;
            if (ExpressionOf(site) is { } expression)
                return expression.GetLocation();
            BlockSyntax? block = site switch
            {
                BlockSyntax itself => itself,
                BaseMethodDeclarationSyntax method => method.Body,
                AccessorDeclarationSyntax accessor => accessor.Body,
                LocalFunctionStatementSyntax function => function.Body,
                AnonymousFunctionExpressionSyntax lambda => lambda.Block,
                _ => null,
            };
            return block?.CloseBraceToken.GetLocation() ?? site.GetLocation();
        }
    }

    /// <summary>The whole body, where it is an expression.</summary>
    private static ExpressionSyntax? ExpressionOf(SyntaxNode site) => site switch
    {
        ArrowExpressionClauseSyntax arrow => arrow.Expression,
        BaseMethodDeclarationSyntax method => method.ExpressionBody?.Expression,
        AccessorDeclarationSyntax accessor => accessor.ExpressionBody?.Expression,
        LocalFunctionStatementSyntax function => function.ExpressionBody?.Expression,
        AnonymousFunctionExpressionSyntax lambda => lambda.ExpressionBody,
        _ => null,
    };

    public string Manner => Kind switch
    {
        "return" => "at this return",
        "throw" => "at this throw",
        "call" => "if a call throws",
        _ => "where control reaches the end",
    };

    public FindingPath Path => FindingPath.From(Lock, Exit.Trace, Part.Site, Kind == "return" && Exit.Edge is null ? "end" : Kind);

    /// <summary>
    /// Asks whether control surely passes a place of the body between the acquire and the exit; never where an exception is
    /// on the way. There may be hundreds of leaks and of places, so the way is found once for all of them.
    /// </summary>
    public System.Func<(int Block, int Index), bool> Way()
    {
        List<Trace> steps = Exit.Trace.Steps().ToList();
        int acquired = steps.FindLastIndex(step => step.Landmark is LockEvent taken && taken.Site == Part.Site);
        if (acquired < 0 || Exit.Thrown is not null || steps.Exists(step => step.Throw is not null)
            || Lock.Body.PlaceOf(steps[acquired].Landmark!) is not { } start)
            return static _ => false;
        IEnumerable<int> taken = steps.Skip(acquired).SelectMany(step => step.Edge is { } edge ? edge.Next : []);
        ISet<int> blocks = Lock.Body.Graph.StraightOnFrom(Lock.Body.Graph.Edges[start.Block].Where(edge => edge.WhenTrue is null)
            .SelectMany(edge => edge.Next).Concat(taken));
        return place => place.Block == start.Block ? place.Index > start.Index : blocks.Contains(place.Block);
    }

    /// <param name="strict">In the proof tier a kept lock must be shown to be kept; elsewhere it is enough that it may be.</param>
    public static IEnumerable<Leak> Of(MemberBody body, LockAnalysis analysis, bool strict)
    {
        foreach (ExitPoint<PathState> exit in analysis.Exits)
        {
            foreach (HeldPart part in exit.State.Lock.Parts)
            {
                if (part.Range is { } range && analysis.Problem.IsEmpty(range, exit.State.Facts))
                    continue;
                if (exit.Thrown is not null || !IsKept(body, analysis, exit.State, part, strict))
                    yield return new Leak(analysis, exit, part);
            }
        }
    }

    private static bool IsKept(MemberBody body, LockAnalysis analysis, PathState state, HeldPart part, bool strict)
    {
        foreach (KeptLock kept in body.Kept)
        {
            Value? identity = analysis.Evaluator.EvaluateSingle(kept.Path, state.Facts);
            if (!IsSameOrInside(part.Identity, identity) && (strict || identity is not null))
                continue;
            if (kept.Clause.Mode != analysis.Group.Mode && ReferenceEquals(identity, part.Identity))
                continue;
            IntervalSet result = analysis.Evaluator.SetOf(analysis.Evaluator.Evaluate(kept.Subject, state.Facts), state.Facts);
            IntervalSet wanted = Outcomes.Set(kept.Clause.When);
            if (strict ? !result.IsSubsetOf(wanted) : result.Intersect(wanted).IsEmpty)
                continue;
            if (Covers(analysis, state.Facts, kept, part))
                return true;
        }

        return false;
    }

    /// <summary>A lock that an object keeps inside itself is how it keeps the promise about itself.</summary>
    private static bool IsSameOrInside(Value? held, Value? kept)
    {
        for (Value? part = held; part is not null && kept is not null; part = part.Parent)
        {
            if (ReferenceEquals(part, kept))
                return true;
        }

        return false;
    }

    private static bool Covers(LockAnalysis analysis, Facts facts, KeptLock kept, HeldPart part)
    {
        if (kept.Start is null || kept.End is null || part.Range is not { } held)
            return true;
        return analysis.Problem.AtMost(analysis.Evaluator.Evaluate(kept.Start, facts), held.Start, facts)
            && analysis.Problem.AtMost(held.End, analysis.Evaluator.Evaluate(kept.End, facts), facts);
    }
}
