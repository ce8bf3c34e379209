using System.Collections.Generic;
using System.Collections.Immutable;
using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Transfer;
using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Checks;

/// <summary>
/// A member under <c>[ReleasesOnAllPaths]</c> leaves a lock held, or it could not be shown that it does not. Nothing is
/// assumed here: what is not proved is reported.
/// </summary>
internal sealed class LeakInProof : Check
{
    internal const string Id = "EXL1001";

    private static readonly DiagnosticDescriptor Descriptor = Describe(
        Id,
        "Lock is not released on every path of a member that promises it",
        "'{0}' {1}{2}",
        DiagnosticSeverity.Error,
        "The member is marked [ReleasesOnAllPaths]: on every way out that the attribute names, all it acquired and did not "
        + "declare as kept with [Acquires] must be released.");

    public override DiagnosticDescriptor Rule => Descriptor;

    public override IEnumerable<Finding> Run(MemberBody body)
    {
        foreach (LockAnalysis analysis in body.Locks)
        {
            Exits on = body.ProofOf(analysis.Group);
            if (on == Exits.None)
                continue;
            foreach (Finding finding in Prove(body, analysis, on))
                yield return finding;
        }
    }

    private static IEnumerable<Finding> Prove(MemberBody body, LockAnalysis analysis, Exits on)
    {
        bool shown = analysis.Coarsening == Coarsening.None && !analysis.IsUnfollowed;
        var places = new HashSet<Location>();
        string name = LockNames.Of(analysis);
        foreach (Leak leak in Leak.Of(body, analysis, strict: true))
        {
            if ((on & TierOf(leak)) == 0)
                continue;
            if (leak.IsCoarse || leak.Part.Identity is null)
            {
                shown = false;
                continue;
            }

            FindingPath path = leak.Path;
            Location place = leak.IsByCall ? path.Acquire.GetLocation() : leak.Place;
            if (!places.Add(place))
                continue;
            yield return new Finding(
                Descriptor, place, body, analysis, path, ImmutableArray.Create(name, Manner(leak, path), path.InWords()))
            { Leak = leak, Counterpart = Counterparts.NameOf(leak, body.Book) };
        }

        if (!shown)
            yield return new Finding(
                Descriptor,
                MemberNames.PlaceOf(body.Declaration),
                body,
                analysis,
                null,
                ImmutableArray.Create(name, "could not be shown to be released on every path", ""));
    }

    private static string Manner(Leak leak, FindingPath path)
    {
        string part = path.PartialReleases.IsEmpty ? "" : "in part ";
        string acquired = $"acquired on line {FindingPath.LineOf(path.Acquire)} is {part}still held ";
        return leak.IsByCall && path.ThrownAt is { } call
            ? $"acquired here is still held if '{FindingPath.Shorten(call)}' on line {FindingPath.LineOf(call)} throws"
            : acquired + leak.Manner;
    }

    private static Exits TierOf(Leak leak) => leak.Kind switch
    {
        "throw" => Exits.Throws,
        "call" => Exits.Calls,
        _ => Exits.Returns,
    };
}
