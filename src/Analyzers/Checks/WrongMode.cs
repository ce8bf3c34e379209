using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Transfer;
using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Checks;

/// <summary>A lock is released in a mode that the member does not acquire, while it holds it in another one.</summary>
internal sealed class WrongMode : Check
{
    internal const string Id = "EXL0004";

    private static readonly DiagnosticDescriptor Descriptor = Describe(
        Id,
        "Lock is released in another mode than it was acquired",
        "'{0}' was acquired in {1} mode on line {2}, but is released in {3} mode here{4}",
        DiagnosticSeverity.Warning,
        "A lock that is held for writing is given back as if it were held for reading, or the other way round.");

    public override DiagnosticDescriptor Rule => Descriptor;

    public override IEnumerable<Finding> Run(MemberBody body)
    {
        foreach (LockAnalysis analysis in body.Locks)
        {
            var seen = new HashSet<LockEvent>();
            foreach (Observation observation in analysis.Seen(ObservationKind.OtherMode))
            {
                var release = (LockEvent)observation.Event;
                if (release.Kind != ClauseKind.Releases || observation.State.Coarse
                    || analysis.Group.IsAcquiredIn(release.Clause.Mode) || !seen.Add(release))
                    continue;
                FindingPath path = FindingPath.From(analysis, observation.Trace, observation.State.Lock.Parts[0].Site, "");
                yield return new Finding(
                    Descriptor,
                    release.Syntax.GetLocation(),
                    body,
                    analysis,
                    path,
                    ImmutableArray.Create(
                        LockNames.PathOf(analysis),
                        LockNames.ModeOf(analysis.Group.Mode),
                        FindingPath.LineOf(path.Acquire).ToString(System.Globalization.CultureInfo.InvariantCulture),
                        LockNames.ModeOf(release.Clause.Mode),
                        path.InWords()))
                {
                    Counterpart = Counterparts.NameOf(release, analysis.Group.Mode, body.Book),
                };
            }
        }
    }
}
