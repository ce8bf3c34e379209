using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Flow;
using ExtentLock.Analyzers.Locks;
using ExtentLock.Analyzers.Transfer;
using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Checks;

/// <summary>
/// A lock that the member releases on its normal way stays held if a call between throws. One report per acquire, naming
/// the likeliest call. <see cref="LeakByLikelyCall"/> asks for a reason to expect the exception, its sibling for none.
/// </summary>
internal abstract class LeakByCall(bool likely) : Check
{
    public override IEnumerable<Finding> Run(MemberBody body)
    {
        foreach (LockAnalysis analysis in body.Locks)
        {
            if (body.ProofOf(analysis.Group) != Exits.None || analysis.IsUnfollowed || analysis.Coarsening != Coarsening.None
                || analysis.Problem.Matched.Count == 0)
                continue;
            var responsibility = new Responsibility(body, analysis);
            if (!responsibility.ReleasesNormally)
                continue;
            foreach (IGrouping<int, Leak> leaks in Leak.Of(body, analysis, strict: false)
                .Where(leak => leak.IsByCall && !leak.IsCoarse && leak.Part is { Identity: not null, Custody: not Custody.GivenAway }
                    && !analysis.Problem.MayBeReleasedAs(leak.Part) && !responsibility.IsSwallowed(leak.Exit))
                .GroupBy(leak => leak.Part.Site))
            {
                if (Report(body, analysis, leaks.ToList()) is { } finding)
                    yield return finding;
            }
        }
    }

    /// <summary>In a loop the next acquire may throw, too, while the last is still held; what comes between says more.</summary>
    private static bool IsAcquire(ThrowPoint point, LockAnalysis analysis) =>
        analysis.Group.Acquires.Any(acquire => point.Syntax.Span.Contains(acquire.Syntax.Span));

    private Finding? Report(MemberBody body, LockAnalysis analysis, List<Leak> leaks)
    {
        List<(Leak Leak, ThrowPoint Point)> thrown = leaks
            .Select(leak => (leak, Point: leak.Exit.Trace.LastThrow))
            .Where(pair => pair.Point is not null).Select(pair => (pair.leak, pair.Point!))
            .OrderByDescending(pair => pair.Item2.Weight).ThenBy(pair => IsAcquire(pair.Item2, analysis))
            .ThenBy(pair => pair.Item2.Syntax.SpanStart).ToList();
        if (thrown.Count == 0 || thrown[0].Point.IsLikely != likely)
            return null;
        (Leak leak, ThrowPoint point) = thrown[0];
        int others = thrown.Select(pair => pair.Point).Distinct().Sum(other => other.Others + 1) - 1;
        return new Finding(
            Rule,
            leak.Path.Acquire.GetLocation(),
            body,
            analysis,
            leak.Path,
            ImmutableArray.Create(
                LockNames.Of(analysis),
                FindingPath.Shorten(point.Syntax),
                FindingPath.LineOf(point.Syntax).ToString(System.Globalization.CultureInfo.InvariantCulture),
                others == 0 ? "" : others == 1 ? ", or one other call" : $", or one of {others} other calls"));
    }
}

/// <summary>The call is one that has a reason to throw: it waits, runs code that anybody may supply, or does I/O.</summary>
internal sealed class LeakByLikelyCall() : LeakByCall(likely: true)
{
    internal const string Id = "EXL0002";

    private static readonly DiagnosticDescriptor Descriptor = Describe(
        Id,
        "Lock stays held if a call throws",
        "'{0}' acquired here stays held if '{1}' on line {2} throws{3}",
        DiagnosticSeverity.Warning,
        "Between the acquire and the release stands an await, a call of code that anybody may supply, I/O, or a callee that "
        + "throws. If it does, nothing releases the lock.");

    public override DiagnosticDescriptor Rule => Descriptor;
}

/// <summary>The same for any other call: a suggestion.</summary>
internal sealed class LeakByAnyCall() : LeakByCall(likely: false)
{
    internal const string Id = "EXL0008";

    private static readonly DiagnosticDescriptor Descriptor = Describe(
        Id,
        "Lock stays held if a call throws unexpectedly",
        "'{0}' acquired here stays held if '{1}' on line {2} throws{3}",
        DiagnosticSeverity.Info,
        "Any call may throw. Teams that want locks to survive every exception raise this suggestion to a warning.");

    public override DiagnosticDescriptor Rule => Descriptor;
}
