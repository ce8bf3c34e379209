using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Transfer;
using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Checks;

/// <summary>
/// A lock is still held where control leaves, and this member is responsible for it: <see cref="Responsibility"/> decides.
/// Rests on nothing coarse.
/// </summary>
internal sealed class LockNotReleased : Check
{
    internal const string Id = "EXL0001";

    private static readonly DiagnosticDescriptor Descriptor = Describe(
        Id,
        "Lock is not released on every path",
        "'{0}' acquired on line {1} is still held {2}{3}",
        DiagnosticSeverity.Warning,
        "Control leaves the member while it holds a lock that it releases on other paths, or that nobody else releases.");

    public override DiagnosticDescriptor Rule => Descriptor;

    public override IEnumerable<Finding> Run(MemberBody body)
    {
        foreach (LockAnalysis analysis in body.Locks)
        {
            var places = new HashSet<Location>();
            foreach (Leak leak in LeaksOf(body, analysis))
            {
                if (!places.Add(leak.Place))
                    continue;
                FindingPath path = leak.Path;
                yield return new Finding(
                    Descriptor,
                    leak.Place,
                    body,
                    analysis,
                    path,
                    ImmutableArray.Create(
                        LockNames.Of(analysis),
                        FindingPath.LineOf(path.Acquire).ToString(System.Globalization.CultureInfo.InvariantCulture),
                        leak.Manner,
                        path.InWords()))
                { Leak = leak, Counterpart = Counterparts.NameOf(leak, body.Book) };
            }
        }
    }

    /// <summary>Leaks that the member answers for.</summary>
    public static IEnumerable<Leak> LeaksOf(MemberBody body, LockAnalysis analysis)
    {
        if (body.ProofOf(analysis.Group) != Exits.None || analysis.IsUnfollowed || analysis.Coarsening != Coarsening.None)
            return [];
        List<Leak> leaks = Leak.Of(body, analysis, strict: false)
            .Where(leak => !leak.IsCoarse && !leak.IsByCall && leak.Part.Identity is not null
                && !analysis.Problem.MayBeReleasedAs(leak.Part)).ToList();
        return leaks.Count == 0 ? [] : leaks.Where(new Responsibility(body, analysis).Has);
    }
}
