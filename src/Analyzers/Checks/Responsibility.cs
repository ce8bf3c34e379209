using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Flow;
using ExtentLock.Analyzers.Locks;
using ExtentLock.Analyzers.Transfer;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExtentLock.Analyzers.Checks;

/// <summary>
/// Whether a member without contracts has to release a lock itself, or leaves it held on purpose. This is most of what
/// keeps findings true: a Begin that another method ends, a try-method that returns true while holding, a handed-out guard.
/// </summary>
internal sealed class Responsibility
{
    /// <summary>
    /// Names that stand for intent. Where one method gives back either of two locks, no summary says which, and a void method
    /// that takes either of them is known by its name alone (docs/precision.md).
    /// </summary>
    private static readonly ImmutableArray<string> AcquireWords = ImmutableArray.Create(
        "Enter", "Acquire", "Lock", "Begin", "Wait", "TryEnter", "TryAcquire", "TryLock", "TryBegin", "TryWait");

    private readonly MemberBody _body;
    private readonly LockAnalysis _lock;
    private readonly ImmutableArray<ExitPoint<PathState>> _released;

    /// <summary>Numbers of the acquires after which the lock was taken again while it was held.</summary>
    private readonly ImmutableHashSet<int> _retaken;
    private readonly LockPlace _place;
    private readonly bool _isSignal;

    /// <summary>What solves the neighbours, and is asked last.</summary>
    private readonly Lazy<bool> _hasCounterpart;
    private readonly Lazy<bool> _releasedElsewhere;
    private readonly Lazy<bool> _isHandedOut;

    public Responsibility(MemberBody body, LockAnalysis analysis)
    {
        _body = body;
        _lock = analysis;
        _released = analysis.Exits
            .Where(exit => exit.Thrown is null && !exit.State.Lock.IsHeld && HasReleased(exit.State.Lock))
            .ToImmutableArray();
        _retaken =
        [
            .. analysis.Seen(ObservationKind.AcquiredAgain)
                .Where(again => !again.State.Coarse && again.Event is LockEvent { IsImplicit: false, IsPassing: false })
                .SelectMany(again => again.State.Lock.Parts).Select(part => part.Site),
        ];
        _place = LockPlace.Of(analysis);
        _isSignal = IsCounted && _place.IsMade(body.Member, body.Callees.Texts.IsSignal);
        _hasCounterpart = new(() => _place.IsPrivate && _place.Name is { } name && body.Member.ContainingType is { } type
            && body.Callees.IsEndedElsewhere(type, name, body.Declaration));
        _releasedElsewhere = new(() => _hasCounterpart.Value || !_place.IsPrivate || IsReleasedByNeighbour() || IsReleasedAround());
        _isHandedOut = new(() => body.Member is IMethodSymbol method && SummaryInference.HandsOutGuard(method)
            && (_releasedElsewhere.Value || !body.Callees.IsConfined(_place.Symbol)));
    }

    /// <summary>The member around a nested function gives back what that takes.</summary>
    private bool IsReleasedAround() =>
        _body.Member is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction }
        && _place.Name is { } taken && _body.Callees.IsReleasedAround(_body.Declaration, taken, PlaceAround);

    /// <summary>What has the lock, as the member around a nested function names it.</summary>
    private ISymbol? PlaceAround => _lock.Group.Path is Variable variable && _place.Symbol is null
        ? _lock.Body.Variables[variable.Number] as ISymbol
        : _place.Symbol;

    /// <summary>Some normal way out has released it, and the member hands nothing out that would.</summary>
    public bool ReleasesNormally => !_released.IsEmpty && !_isSignal && (!_isHandedOut.Value || _lock.Group.Clause.IsGuard);

    private bool IsCounted => (_lock.Group.Clause.Traits & LockTraits.Counted) != 0;

    public bool Has(Leak leak)
    {
        if (_isSignal || leak.Part.Custody == Custody.GivenAway || IsDrained(leak) || IsSwallowed(leak.Exit))
            return false;
        if (leak.Kind == "throw" || IsOtherOutcome(leak) || _lock.Group.Clause.IsGuard
            || (_body.Body.Owned.Contains(_lock.Group.Path) && leak.Part.Custody == Custody.Own)
            || (_lock.Group.Path is Result && GuardUse.IsLostInField(leak.Path.Acquire)))
            return true;
        if (_released.IsEmpty && IsRetaken(leak))
            return _place.IsPrivate ? !_releasedElsewhere.Value : !IsCounted && !IsNamedLikeAnAcquire() && !IsReleasedByNeighbour();
        if (_isHandedOut.Value)
            return (HandsOutNothing(leak.Exit) && !_lock.Exits.All(HandsOutNothing)) || IsHandedOutReleased(leak.Exit);
        if (_releasedElsewhere.Value && IsNamedLikeAnAcquire())
            return false;

        // Another path hands this lock to a function of this body, and nothing else can release it.
        if (_lock.Problem.HandedOn.Contains(leak.Part.Site) && (!_releasedElsewhere.Value || IsMadeHere()))
            return true;

        // Held at every normal exit: a member that acquires for its caller, unless nobody can ever release.
        if (_released.IsEmpty)
            return !_releasedElsewhere.Value && (_lock.Problem.Matched.Count > 0 || IsLostForGood(leak)) && !IsLeftByCallee(leak);
        return !_releasedElsewhere.Value || !(IsToldByResult(leak.Exit) || IsToldByOutput(leak.Exit) || IsBegun(leak.Exit));
    }

    /// <summary>
    /// Another member gives it back, and this one gave up on some ways and came to its end on this: it has begun what the
    /// other ends. The other way round is an early exit that forgot.
    /// </summary>
    private bool IsBegun(ExitPoint<PathState> exit) => _hasCounterpart.Value && exit.Edge is { } end
        && _released.All(gaveUp => (gaveUp.Edge is { } earlier && earlier.Source.Ordinal < end.Source.Ordinal) || HasGivenUp(gaveUp.State.Lock));

    /// <summary>A handler gave it back, as nothing was begun; or the callback did that is called otherwise by who ends it.</summary>
    private bool HasGivenUp(LockState state) =>
        _lock.Group.Releases.FirstOrDefault(release => release.Site == state.ReleasedAt) is { } given
        && (given.Callee is { } callee && _body.Callees.Texts.IsCallback(callee)
            || (given.Syntax.FirstAncestorOrSelf<CatchClauseSyntax>() is { } handler
                && !_lock.Group.Acquires.Any(acquire => handler.Span.Contains(acquire.Syntax.Span))));

    /// <summary>
    /// How many permits there are changes, and whether this one is given back is decided on a way out that others go, too: a
    /// permit less is what was wanted.
    /// </summary>
    public bool IsSwallowed(ExitPoint<PathState> exit) => IsCounted && _lock.Exits.Any(other =>
            !other.State.Lock.IsHeld && HasReleased(other.State.Lock) && Equals(other.Edge, exit.Edge) && other.Thrown?.Syntax == exit.Thrown?.Syntax)
        && _place.IsMade(_body.Member, _body.Callees.Texts.IsResized);

    /// <summary>The next who asks for the lock waits for ever; permits may be meant to run out, but not the only one.</summary>
    private bool IsLostForGood(Leak leak) => !IsCounted
        || (_lock.Group.Acquires.Any(acquire => acquire.Site == leak.Part.Site && acquire.Outcome is null)
            && _place.IsMade(_body.Member, _body.Callees.Texts.HasOnePermit));

    /// <summary>
    /// A loop takes permit after permit and gives none of them back: it waits until all others have, at the end of a pump.
    /// </summary>
    private bool IsDrained(Leak leak) => IsCounted && leak.Kind != "throw"
        && !_lock.Problem.GivenBack.Contains(leak.Part.Site) && !_lock.Problem.HandedOn.Contains(leak.Part.Site)
        && _lock.Seen(ObservationKind.AcquiredAgain).Any(again => again.Event is LockEvent { Site: var site } && site == leak.Part.Site
            && again.State.Lock.Parts.Any(part => part.Site == site))
        && !_place.IsMade(_body.Member, _body.Callees.Texts.HasOnePermit);

    /// <summary>It was taken again while it was held, and given back less often: nobody means to keep that.</summary>
    private bool IsRetaken(Leak leak) => _lock.Problem.Matched.Count > 0 && _retaken.Contains(leak.Part.Site);

    /// <summary>Another member gives it back, or a caller for whom it is taken; true if that can't be told.</summary>
    private bool IsReleasedByNeighbour()
    {
        if (_place.Name is not { } name || _body.Member.ContainingType is not { } type)
            return true;
        return _body.Callees.IsReleasedElsewhere(type, _place, _body.Declaration)
            || (_body.Member is IMethodSymbol helper && _body.Callees.IsTakenForCaller(helper, name));
    }

    /// <summary>A method takes it and leaves it to callers none of whom give it back: the report is that method's.</summary>
    private bool IsLeftByCallee(Leak leak) => _place.Name is { } name && _lock.Group.Acquires.Any(acquire =>
        acquire.Site == leak.Part.Site && acquire.Callee is { } callee && !_body.Callees.IsTakenForCaller(callee, name));

    /// <summary>In this round or an earlier one; the last attempt of a loop may have failed.</summary>
    private static bool HasReleased(LockState state) =>
        state.Reason == FreeReason.Released || (state.Reason == FreeReason.Failed && state.ReleasedAt >= 0);

    /// <summary>Null is returned where other exits return what holds the lock.</summary>
    private bool HandsOutNothing(ExitPoint<PathState> exit) =>
        exit.Thrown is not null || ResultOf(exit).IsSubsetOf(IntervalSet.Zero);

    /// <summary>What is returned here is returned by another exit, too, where the lock has been released: it holds no lock.</summary>
    private bool IsHandedOutReleased(ExitPoint<PathState> exit) => ReturnedAt(exit) is { } returned
        && _released.Any(released => ReturnedAt(released) is { } other && SyntaxFactory.AreEquivalent(returned, other));

    private ExpressionSyntax? ReturnedAt(ExitPoint<PathState> exit) => exit.Edge is { } edge
        && ExitSites.Of(edge, _lock.Body.Graph.Graph) is ReturnStatementSyntax { Expression: IdentifierNameSyntax or MemberAccessExpressionSyntax } statement
            ? statement.Expression
            : null;

    /// <summary>The member's contract says on which outcome this lock is kept, and this is another one.</summary>
    private bool IsOtherOutcome(Leak leak) => leak.Part.Range is null && _body.Kept.Any(
        kept => kept.Clause.Mode == _lock.Group.Mode && kept.Text.Equals(_lock.Group.Path));

    /// <summary>
    /// True if the caller can tell from the result that it now holds the lock: success means held, and every exit that
    /// released means failure. The other way round is an error path that forgot.
    /// </summary>
    private bool IsToldByResult(ExitPoint<PathState> exit)
    {
        IntervalSet held = ResultOf(exit);
        if (_body.Member is not IMethodSymbol { ReturnsVoid: false } method || method.ReturnType.Name is "Task" or "ValueTask"
            && method.ReturnType is INamedTypeSymbol { TypeArguments.Length: 0 })
            return false;
        ITypeSymbol type = Awaited(method.ReturnType);
        if (type.SpecialType == SpecialType.System_Boolean || type.IsReferenceType
            || type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T)
            return AllReleasedIn(IntervalSet.Zero) && !held.IsSubsetOf(IntervalSet.Zero);
        IntervalSet negative = Outcomes.Set(Outcome.Negative);
        return (held.IsSubsetOf(IntervalSet.Zero) && AllReleasedIn(IntervalSet.Zero.Complement()))
            || (!held.IsSubsetOf(negative) && AllReleasedIn(negative));
    }

    private bool AllReleasedIn(IntervalSet set) => _released.All(released => ResultOf(released).IsSubsetOf(set));

    /// <summary>The same by a ref or out parameter, in the manner of <c>ref bool lockTaken</c>.</summary>
    private bool IsToldByOutput(ExitPoint<PathState> exit) => _body.Outputs.Any(output =>
        _released.All(released => SetOf(output, released).Intersect(SetOf(output, exit)).IsEmpty));

    private IntervalSet ResultOf(ExitPoint<PathState> exit) => SetOf(new Variable(VariableTable.ResultVariable), exit);

    private IntervalSet SetOf(Expression place, ExitPoint<PathState> exit) =>
        _lock.Evaluator.SetOf(_lock.Evaluator.Evaluate(place, exit.State.Facts), exit.State.Facts);

    /// <summary>Enter, Wait or BeginWrite of a type that has the counterpart: which outcome means held is its own affair.</summary>
    private bool IsNamedLikeAnAcquire() =>
        AcquireWords.Any(word => _body.Member.Name.StartsWith(word, StringComparison.Ordinal));

    /// <summary>A local of this body that is made in its declaration; what is passed on is coarse from there.</summary>
    private bool IsMadeHere() => _lock.Group.Path is Variable variable
        && _lock.Body.Variables[variable.Number] is ILocalSymbol local
        && local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: BaseObjectCreationExpressionSyntax };

    private static ITypeSymbol Awaited(ITypeSymbol type) =>
        type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments.Length: 1 } task ? task.TypeArguments[0] : type;
}
