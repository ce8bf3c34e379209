using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using ExtentLock.Analyzers.Locks;
using ExtentLock.Analyzers.Transfer;
using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Checks;

/// <summary>
/// Nobody looks whether a try or timed acquire succeeded, and the lock is released all the same, here or by an object that
/// is made for it; or the task of an asynchronous acquire is dropped, so that nothing waits for the lock.
/// </summary>
internal sealed class OutcomeIgnored : Check
{
    internal const string Id = "EXL0006";

    private static readonly DiagnosticDescriptor Descriptor = Describe(
        Id,
        "Outcome of an acquire is ignored",
        "'{0}' {1}",
        DiagnosticSeverity.Warning,
        "Where the acquire does not succeed, the code goes on without the lock and releases what it never held.");

    public override DiagnosticDescriptor Rule => Descriptor;

    public override IEnumerable<Finding> Run(MemberBody body)
    {
        foreach (LockAnalysis analysis in body.Locks)
        {
            if (analysis.IsUnfollowed)
                continue;
            foreach (LockEvent acquire in analysis.Group.Acquires.Where(acquire => acquire.IsIgnored))
            {
                if (analysis.Seen(ObservationKind.NotHeld).Any(IsAfterFailure))
                    yield return Report(body, analysis, acquire.Syntax, "is released below, but nobody looks whether this acquire succeeded");
                else if (analysis.Seen(ObservationKind.LeftToObject).Any(IsAfterFailure))
                    yield return Report(body, analysis, acquire.Syntax, "is given back by the object made below, but nobody looks whether this acquire succeeded");
            }
        }

        foreach (SyntaxNode dropped in body.Body.Dropped)
            yield return Report(body, null, dropped, "is never awaited: what follows runs without the lock");
    }

    private static bool IsAfterFailure(Observation observation) =>
        observation.State.Lock.Reason == FreeReason.Failed && !observation.State.Coarse;

    private static Finding Report(MemberBody body, LockAnalysis? analysis, SyntaxNode acquire, string what) => new(
        Descriptor,
        acquire.GetLocation(),
        body,
        analysis,
        null,
        ImmutableArray.Create(analysis is null ? FindingPath.Shorten(acquire) : LockNames.Of(analysis), what));
}
