using System.Collections.Generic;
using System.Linq;
using ExtentLock.Analyzers.Checks;
using ExtentLock.Analyzers.Locks;
using ExtentLock.Analyzers.Transfer;
using Microsoft.CodeAnalysis;

namespace ExtentLock.RealCode.Seeding;

/// <summary>Why a seed went unreported, as far as the analyzer can tell.</summary>
internal static class MissReason
{
    public static string Of(Trial trial, LockPair pair)
    {
        if (trial.Member is null)
            return "member not looked into";
        List<MemberBody> bodies = [.. trial.Bodies()];
        if (bodies.Any(body => body.Body.IsBroken))
            return "unresolved code";
        return bodies
            .SelectMany(body => body.Locks.Where(pair.IsSolvedBy).Select(analysis => Of(body, analysis)))
            .FirstOrDefault() ?? "lock not seen";
    }

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
        var place = LockPlace.Of(analysis);
        if (place.Name is not { } name || body.Member.ContainingType is not { } type)
            return "no name";
        foreach (ISymbol? candidate in body.Callees.Texts.MayReleaseElsewhere(type, name, body.Declaration))
        {
            if (candidate is not IMethodSymbol other || body.Callees.OfMember(other) is not { } summary)
                return "an initializer mentions a release";
            if (summary.MayRelease(name, place.Symbol, () => place.IsThis || body.Callees.IsConfined(place.Symbol)))
                return summary.OwnNames.Contains(name) ? $"{other.Name} is not understood" : $"{other.Name} releases";
        }

        if (!place.IsPrivate)
            return place.IsThis ? "the object itself" : "not private";
        return body.Member is IMethodSymbol method && SummaryInference.HandsOutGuard(method)
            && !body.Callees.IsConfined(place.Symbol)
            ? "may hand out a guard"
            : "told to the caller";
    }
}
