using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using ExtentLock.Analyzers;
using ExtentLock.Analyzers.Checks;
using ExtentLock.Analyzers.Locks;
using ExtentLock.Analyzers.Transfer;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace ExtentLock.RealCode.Seeding;

/// <summary>Why a seed went unreported, as far as the analyzer can tell.</summary>
internal static class MissReason
{
    public static string Of(Trial trial, LockPair pair)
    {
        if (trial.Member is not { } member)
            return "member not looked into";
        List<MemberBody> bodies = [.. BodiesOf(member, trial.Model, new Summaries(trial.Summaries.Book))];
        if (bodies.Any(body => body.Body.IsBroken))
            return "unresolved code";
        return bodies
            .SelectMany(body => body.Locks.Where(analysis => IsOf(analysis, pair)).Select(analysis => Of(body, analysis)))
            .FirstOrDefault() ?? "lock not seen";
    }

    private static IEnumerable<MemberBody> BodiesOf(LockMember member, SemanticModel model, Summaries summaries)
    {
        ISymbol? symbol = model.GetDeclaredSymbol(member.Declaration);
        symbol = symbol is IPropertySymbol property ? property.GetMethod : symbol;
        if (symbol is null
            || summaries.Take(symbol, member.Declaration, member.Body, model, CancellationToken.None) is not { } outer)
            yield break;
        yield return outer;
        foreach ((ControlFlowGraph graph, ISymbol nested, SyntaxNode syntax) in NestedBodies.Of(
            outer.Body.Graph.Graph, member.IsConcerned, CancellationToken.None))
        {
            yield return MemberBody.Analyze(
                graph, nested, syntax, new Callees(summaries, model, nested, graph, CancellationToken.None));
        }
    }

    private static bool IsOf(LockAnalysis analysis, LockPair pair) =>
        analysis.Group.Acquires.Any(acquire => acquire.Syntax.ToString().Contains(pair.Target, StringComparison.Ordinal));

    private static string Of(MemberBody body, LockAnalysis analysis)
    {
        if (analysis.IsUnfollowed)
            return "unfollowed task";
        if (analysis.Coarsening != Coarsening.None)
            return analysis.Coarsening == Coarsening.GivenUp ? "given up" : "facts joined";
        List<Leak> leaks = [.. Leak.Of(body, analysis, strict: false)];
        if (leaks.Count == 0)
            return analysis.Exits.Any(exit => exit.State.Coarse) ? "coarse, nothing held" : "nothing held";
        if (leaks.All(leak => leak.IsCoarse))
            return "coarse";
        List<Leak> certain = leaks.FindAll(leak => !leak.IsCoarse && !leak.IsByCall);
        if (certain.Count == 0)
            return "held by calls only";
        if (certain.All(leak => leak.Part.Identity is null || analysis.Problem.MayBeReleasedAs(leak.Part)))
            return "identity unknown";
        return certain.Any(new Responsibility(body, analysis).Has) ? "reported elsewhere" : Responsible(body, analysis);
    }

    /// <summary>What speaks for somebody else who releases.</summary>
    private static string Responsible(MemberBody body, LockAnalysis analysis)
    {
        if (body.Member is IMethodSymbol method && SummaryInference.HandsOutGuard(method))
            return "may hand out a guard";
        if (analysis.Group.LastName(analysis.Body.Variables) is not { } name
            || body.Member.ContainingType is not { } type)
            return "no name";
        foreach (ISymbol? candidate in body.Callees.Texts.MayReleaseElsewhere(type, name, body.Declaration))
        {
            if (candidate is not IMethodSymbol other || body.Callees.OfMember(other) is not { } summary)
                return "an initializer mentions a release";
            if (summary.MayRelease(name, analysis.Group.Place))
                return summary.Names.Contains(name) ? $"{other.Name} is not understood" : $"{other.Name} releases";
        }

        return analysis.Group.Path is MemberAccess { Symbol.DeclaredAccessibility: Accessibility.Private }
            ? "told to the caller" : "not private";
    }
}
