using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Transfer;
using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Checks;

/// <summary>
/// A lock that is not re-entrant is acquired again while this member holds it, or a reader asks for the write lock: the
/// thread waits for itself, or the lock throws.
/// </summary>
internal sealed class AcquiredWhileHeld : Check
{
    internal const string Id = "EXL0005";

    private static readonly DiagnosticDescriptor Descriptor = Describe(
        Id,
        "Lock is acquired while it is held",
        "'{0}' is acquired here, but is already held {1}since line {2}{3}",
        DiagnosticSeverity.Warning,
        "The lock does not allow recursion, or no upgrade from shared to exclusive: the second acquire never succeeds.");

    public override DiagnosticDescriptor Rule => Descriptor;

    public override IEnumerable<Finding> Run(MemberBody body)
    {
        foreach (LockAnalysis analysis in body.Locks)
        {
            var seen = new HashSet<LockEvent>();
            foreach (Observation observation in analysis.Seen(ObservationKind.AcquiredAgain)
                .Concat(analysis.Seen(ObservationKind.OtherMode)))
            {
                var acquire = (LockEvent)observation.Event;
                if (acquire.Kind == ClauseKind.Acquires && !observation.State.Coarse && IsCertain(acquire)
                    && !acquire.IsImplicit && DeadlocksItself(body, analysis, observation, acquire) && seen.Add(acquire))
                    yield return Report(body, analysis, observation, acquire);
            }
        }
    }

    /// <summary>It comes back with the lock or not at all.</summary>
    private static bool IsCertain(LockEvent acquire) =>
        acquire.Outcome is null || acquire.Clause.Yields == acquire.Clause.When;

    private static bool DeadlocksItself(
        MemberBody body, LockAnalysis analysis, Observation observation, LockEvent acquire)
    {
        Locks.HeldPart held = observation.State.Lock.Parts[observation.State.Lock.Parts.Length - 1];
        Locks.Value? identity = analysis.Evaluator.EvaluateSingle(acquire.Target, observation.State.Facts);
        LockTraits traits = acquire.Clause.Traits;
        if (identity is null || !ReferenceEquals(identity, held.Identity) || held.Range is not null
            || acquire.Clause.FromAttribute || (traits & LockTraits.Reentrant) != 0)
            return false;
        var place = LockPlace.Of(analysis);
        if ((traits & LockTraits.Counted) != 0)
            return place.IsMade(body.Member, body.Callees.Texts.HasOnePermit);
        bool upgrades = analysis.Group.Mode == LockMode.Upgradeable;
        return !upgrades && place.IsMade(body.Member, body.Callees.Texts.IsMadeHereWithoutRecursion);
    }

    private static Finding Report(MemberBody body, LockAnalysis analysis, Observation observation, LockEvent acquire)
    {
        FindingPath path = FindingPath.From(analysis, observation.Trace, observation.State.Lock.Parts[0].Site, "");
        string mode = acquire.Clause.Mode == analysis.Group.Mode ? "" : $"in {LockNames.ModeOf(analysis.Group.Mode)} mode ";
        return new Finding(
            Descriptor,
            acquire.Syntax.GetLocation(),
            body,
            analysis,
            path,
            ImmutableArray.Create(
                LockNames.PathOf(analysis),
                mode,
                FindingPath.LineOf(path.Acquire).ToString(System.Globalization.CultureInfo.InvariantCulture),
                path.InWords()))
        {
            Counterpart = Counterparts.NameOf(acquire, analysis.Group.Mode, body.Book),

            // What comes round a loop to the same acquire was left behind on the way: that is what to look at.
            SecondAcquire = observation.State.Lock.Parts.All(held => held.Site != acquire.Site) ? acquire : null,
        };
    }
}
