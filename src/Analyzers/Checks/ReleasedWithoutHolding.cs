using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Flow;
using ExtentLock.Analyzers.Locks;
using ExtentLock.Analyzers.Transfer;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExtentLock.Analyzers.Checks;

/// <summary>
/// A lock is released that is not held on this path: released twice, never acquired here, or its acquire failed; or what is
/// returned gives it back again. A member that only ever releases is left alone: its caller acquired.
/// </summary>
internal sealed class ReleasedWithoutHolding : Check
{
    internal const string Id = "EXL0003";

    private static readonly DiagnosticDescriptor Descriptor = Describe(
        Id,
        "Lock is released without being held",
        "'{0}' is released here, but {1}{2}",
        DiagnosticSeverity.Warning,
        "On some path the release finds nothing to release: the lock was released before, is acquired on another path only, "
        + "or the acquire stands inside the try whose finally releases and did not succeed.");

    public override DiagnosticDescriptor Rule => Descriptor;

    public override IEnumerable<Finding> Run(MemberBody body)
    {
        foreach (LockAnalysis analysis in body.Locks)
        {
            if (analysis.IsUnfollowed || analysis.Coarsening != Coarsening.None)
                continue;
            foreach (IGrouping<SyntaxNode, Observation> mismatches in analysis.Seen(ObservationKind.NotHeld)
                .Where(mismatch => IsWrong(mismatch, analysis, body)).GroupBy(mismatch => PlaceOf(mismatch, analysis)))
            {
                yield return Report(mismatches.OrderByDescending(IsStatement).ThenByDescending(Clarity).First(), analysis, body);
            }

            foreach (IGrouping<SyntaxNode, Observation> twice in analysis.Seen(ObservationKind.GivenTwice).GroupBy(release => release.Event.Syntax))
                yield return Report(twice.First(), analysis, body);
        }
    }

    private static bool IsWrong(Observation mismatch, LockAnalysis analysis, MemberBody body)
    {
        var release = (LockEvent)mismatch.Event;
        if (mismatch.State.Coarse || (release.IsImplicit && EarlierOf(mismatch.State.Lock, analysis) is not { IsImplicit: false }))
            return false;
        if (body.Contract.Clauses.Any(clause => clause.Kind == ClauseKind.Releases))
            return false;
        if (mismatch.Trace.LastThrow is { IsLikely: false, Syntax: AwaitExpressionSyntax })
            return false; // A pause, or what is disposed of: nobody expects an exception from that.
        return mismatch.State.Lock.Reason switch
        {
            // Under two names the body may hold one lock twice.
            FreeReason.Released => !analysis.Group.HasRivals || (release.Target.Equals(analysis.Group.Path)
                && (EarlierOf(mismatch.State.Lock, analysis) is not { } earlier || earlier.Target.Equals(release.Target))),
            FreeReason.Returned => false,
            FreeReason.Failed when analysis.Group.Acquires.Any(acquire => acquire.IsIgnored) => false, // EXL0006 says it.
            FreeReason.Failed when HasOwner(analysis, body) => !IsAnother(release, mismatch, analysis),
            _ => !IsAnother(release, mismatch, analysis)
                && (IsThrownByAcquire(mismatch.Trace, analysis.Group, release)
                    || (!analysis.Group.HasRivals && analysis.Problem.Matched.Contains(release))),
        };
    }

    /// <summary>A way that takes no exception is the clearest; else the likeliest exception is.</summary>
    private static int Clarity(Observation mismatch) =>
        mismatch.Trace.LastThrow?.Weight ?? int.MaxValue;

    /// <summary>Each round of a loop means another lock, and which rounds there were is not known.</summary>
    private static bool IsAnother(LockEvent release, Observation mismatch, LockAnalysis analysis) =>
        analysis.Evaluator.EvaluateSingle(release.Target, mismatch.State.Facts) is { } identity && LockProblem.ChangesByRound(identity);

    /// <summary>The release that freed it; null if it was not freed here.</summary>
    private static LockEvent? EarlierOf(LockState state, LockAnalysis analysis) =>
        analysis.Group.Releases.FirstOrDefault(release => release.Site == state.ReleasedAt);

    /// <summary>Permits have none, and who found none may well hand one out; but a single permit is somebody's.</summary>
    private static bool HasOwner(LockAnalysis analysis, MemberBody body) =>
        (analysis.Group.Clause.Traits & LockTraits.Counted) == 0
        || LockPlace.Of(analysis).IsMade(body.Member, body.Callees.Texts.HasOnePermit);

    /// <summary>
    /// The exception that leads to the release came out of the acquire itself; where the lock has other names, too, out of
    /// that of the name which is released.
    /// </summary>
    private static bool IsThrownByAcquire(Trace trace, LockGroup group, LockEvent release) =>
        trace.LastThrow is { } thrown
        && group.Acquires.Any(acquire => thrown.Syntax.Span.Contains(acquire.Syntax.Span)
            && (!group.HasRivals || acquire.Target.Equals(release.Target)));

    private static bool IsStatement(Observation mismatch) => ((LockEvent)mismatch.Event).IsImplicit;

    /// <summary>What the compiler writes for a lock statement is nobody's mistake: the release before it is, if there is one.</summary>
    private static SyntaxNode PlaceOf(Observation mismatch, LockAnalysis analysis) =>
        IsStatement(mismatch) && EarlierOf(mismatch.State.Lock, analysis) is { } earlier ? earlier.Syntax : mismatch.Event.Syntax;

    private static Finding Report(Observation mismatch, LockAnalysis analysis, MemberBody body)
    {
        LockState state = mismatch.State.Lock;
        FindingPath path = FindingPath.From(analysis, mismatch.Trace, -1, "");
        LockEvent? earlier = EarlierOf(state, analysis);
        bool isStatement = IsStatement(mismatch);
        string why = state.Reason switch
        {
            FreeReason.Released when isStatement => $"the lock statement on line {FindingPath.LineOf(mismatch.Event.Syntax)} gives it back, too",
            FreeReason.Released when ReferenceEquals(earlier, mismatch.Event) => "the round of the loop before has already released it",
            FreeReason.Released when earlier is not null => $"it was already released on line {FindingPath.LineOf(earlier.Syntax)}",
            FreeReason.Failed => "the acquire did not succeed on this path",
            _ when state.IsHeld => "what is returned gives it back, too",
            _ => path.ThrownAt is { } thrown
                ? $"it is not held if '{FindingPath.Shorten(thrown)}' on line {FindingPath.LineOf(thrown)} throws"
                : "it is not acquired on this path",
        };
        return new Finding(
            Descriptor,
            PlaceOf(mismatch, analysis).GetLocation(),
            body,
            analysis,
            path,
            ImmutableArray.Create(LockNames.Of(analysis), why, path.ThrownAt is null ? path.InWords() : ""))
        {
            Earlier = state.Reason == FreeReason.Released ? earlier?.Syntax : null,
            WrongRelease = isStatement ? earlier : (LockEvent)mismatch.Event,
        };
    }
}
