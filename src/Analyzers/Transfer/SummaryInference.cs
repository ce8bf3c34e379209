using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using ExtentLock.Analyzers.Contracts;
using ExtentLock.Analyzers.Flow;
using ExtentLock.Analyzers.Locks;
using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>
/// Reads the summary of a member off its solved body: per lock, what every normal way out has in common, or by what the
/// caller can tell the ways apart. Whatever is not certain is said to be open.
/// </summary>
internal sealed class SummaryInference
{
    private static readonly ImmutableArray<Outcome> Tellable = ImmutableArray.Create(
        Outcome.True, Outcome.False, Outcome.Zero, Outcome.NonZero, Outcome.Negative, Outcome.NonNegative,
        Outcome.NotNull, Outcome.Null);

    private readonly MemberBody _body;
    private readonly IMethodSymbol _method;
    private readonly ITypeSymbol? _result;
    private readonly bool _isTask;
    private IntervalSet? _returned;

    private SummaryInference(MemberBody body, IMethodSymbol method)
    {
        _body = body;
        _method = method;
        _isTask = TaskShape.IsTask(method.ReturnType);
        _result = method.ReturnsVoid ? null : _isTask ? TaskShape.ResultOf(method.ReturnType) : method.ReturnType;
    }

    /// <param name="names">Every name in the body: what may be touched where nothing better is known.</param>
    public static Summary Of(MemberBody body, IMethodSymbol method, System.Func<ImmutableHashSet<string>> names)
    {
        if (body.Body.IsBroken)
            return Summary.Unknown(names());
        Summary summary = new SummaryInference(body, method).Infer(names);
        bool runsLater = (method.IsAsync && method.ReturnsVoid) || body.Body.IsIterator;
        return runsLater ? Summary.Unknown(names()) with { Later = summary } : summary;
    }

    private Summary Infer(System.Func<ImmutableHashSet<string>> names)
    {
        var clauses = ImmutableArray.CreateBuilder<LockClause>();
        var passing = ImmutableArray.CreateBuilder<LockClause>();
        List<ContractTarget> released = [.. TargetsOf(Uncertainties.Where(uncertainty => !uncertainty.IsDisposal && !uncertainty.IsByMember))];
        List<ContractTarget> kept = [.. TargetsOf(Uncertainties.Where(uncertainty => uncertainty.IsDisposal))];
        var ends = ImmutableHashSet.CreateBuilder<ISymbol>(SymbolEqualityComparer.Default);
        if (!AddForwarded(clauses) || Uncertainties.Any(uncertainty => uncertainty.Family is not null))
            return Summary.Unknown(names());
        foreach (LockAnalysis analysis in _body.Locks.Concat(_body.SolveBorrowed()))
        {
            bool isBalanced = IsBalanced(analysis);
            if (analysis.Problem.Matched.Count > 0 || !IsCertain(analysis))
                ends.UnionWith(analysis.Group.Acquires.Select(acquire => acquire.Callee).OfType<ISymbol>());
            if (isBalanced && !AlwaysTakes(analysis) || (!isBalanced && _body.ProofOf(analysis.Group) != Exits.None))
                continue; // Who promises to release is held to it in its own body.
            ContractTarget? target = TargetOf(analysis);
            if (isBalanced)
            {
                if (target is not null)
                    passing.Add(MakeClause(analysis, ClauseKind.Acquires, target));
                continue;
            }

            if (target is null)
                return Summary.Unknown(names());
            if (HandsOutGuard(_method) && GuardOf(analysis) is { } guard)
                clauses.Add(guard);
            if (ClauseOf(analysis, target) is { } clause)
                clauses.Add(clause);
            else if (MayRelease(analysis))
                released.Add(target);
            else
                kept.Add(target);
        }

        ImmutableArray<ContractTarget> open = TargetsOf(Uncertainties.Where(uncertainty => !uncertainty.IsDisposal));
        return new Summary(clauses.ToImmutable(), open.AddRange(released).AddRange(kept), NamesOf(Uncertainties))
        {
            Passing = passing.ToImmutable(),
            NotReleased = [.. kept.Where(target => !released.Contains(target))],
            OwnNames = NamesOf(Uncertainties.Where(uncertainty => !uncertainty.IsByMember)),
            Ends = ends.ToImmutable(),
            Returned = _returned,
        };
    }

    /// <summary>
    /// False if every release here gives back what was taken here; what the members that are called do is asked of them.
    /// </summary>
    private bool MayRelease(LockAnalysis analysis) =>
        analysis.IsUnfollowed || analysis.Coarsening != Coarsening.None
        || analysis.Group.Releases.Any(release => !release.Target.Equals(analysis.Group.Path))
        || analysis.Seen(ObservationKind.NotHeld).Any()
        || NormalExits(analysis).Any(exit => exit.State.Lock.Owed > 0)
        || Uncertainties.Any(uncertainty => !uncertainty.IsDisposal && !uncertainty.IsByMember
            && analysis.Group.IsTouchedBy(uncertainty, _body.Body.Variables));

    private IEnumerable<Uncertainty> Uncertainties => _body.Body.Events.SelectMany(block => block).OfType<Uncertainty>();

    private static ImmutableHashSet<string> NamesOf(IEnumerable<Uncertainty> uncertainties) =>
        uncertainties.SelectMany(uncertainty => uncertainty.Names ?? []).ToImmutableHashSet();

    private ImmutableArray<ContractTarget> TargetsOf(IEnumerable<Uncertainty> uncertainties) => uncertainties
        .Select(uncertainty => uncertainty.Target is null ? null : LockTarget.Of(uncertainty.Target, _body.Body.Variables, _method))
        .OfType<ContractTarget>().ToImmutableArray();

    /// <summary>What a task takes is the caller's if the task is; false if nobody can tell whose it is.</summary>
    private bool AddForwarded(ImmutableArray<LockClause>.Builder clauses)
    {
        int told = 0;
        foreach ((LockClause clause, Expression target) in _body.Body.Forwarded)
        {
            if (LockTarget.Of(target, _body.Body.Variables, _method) is not { } named)
                continue;
            told++;
            if (!IsSignal(clause, named))
                clauses.Add(clause with { Target = named, WhenParameter = null, OnCompletion = true, IsInferred = true });
        }

        return told == _body.Body.Unfollowed.Length;
    }

    private bool IsSignal(LockClause clause, ContractTarget target) =>
        (clause.Traits & LockTraits.Counted) != 0
        && _method.ContainingType is { } type
        && LockTarget.NameOf(target) is { } name
        && _body.Callees.Texts.IsSignal(type, name);

    /// <summary>Nobody gets through without having taken it once.</summary>
    private static bool AlwaysTakes(LockAnalysis analysis) =>
        NormalExits(analysis).Any() && NormalExits(analysis).All(exit => exit.State.Lock.Reason == FreeReason.Released);

    private static IEnumerable<ExitPoint<PathState>> NormalExits(LockAnalysis analysis) =>
        analysis.Exits.Where(exit => exit.Thrown is null);

    private static bool IsCertain(LockAnalysis analysis) =>
        !analysis.IsUnfollowed && analysis.Coarsening == Coarsening.None
        && NormalExits(analysis).All(exit => !exit.State.Coarse);

    private static int NetOf(LockState state) => state.Parts.Length - state.Owed;

    private static bool IsBalanced(LockAnalysis analysis) =>
        IsCertain(analysis) && NormalExits(analysis).All(exit => !exit.State.Lock.IsHeld && exit.State.Lock.Owed == 0);

    /// <summary>One name for the lock at every exit, or none.</summary>
    private ContractTarget? TargetOf(LockAnalysis analysis)
    {
        ContractTarget? common = null;
        foreach (ExitPoint<PathState> exit in NormalExits(analysis))
        {
            Value? named = analysis.Evaluator.EvaluateSingle(analysis.Group.Path, exit.State.Facts);
            foreach (Value? identity in exit.State.Lock.Parts.Select(part => part.Identity).DefaultIfEmpty(named))
            {
                ContractTarget? target = LockTarget.Of(identity, _body.Body.Variables, _body.Member);
                if (target is null || (common is not null && !common.Equals(target)))
                    return null;
                common = target;
            }
        }

        return common;
    }

    private LockClause? ClauseOf(LockAnalysis analysis, ContractTarget target)
    {
        List<ExitPoint<PathState>> exits = NormalExits(analysis).ToList();
        if (!IsCertain(analysis) || exits.Any(exit => IsMixed(exit.State.Lock)))
            return null;
        List<ExitPoint<PathState>> changed = exits.Where(exit => NetOf(exit.State.Lock) != 0).ToList();
        int net = NetOf(changed[0].State.Lock);
        if (net is not (1 or -1) || changed.Any(exit => NetOf(exit.State.Lock) != net))
            return null;
        if (net > 0 && HandsOutGuard(_method))
            return null;
        LockClause clause = MakeClause(analysis, net > 0 ? ClauseKind.Acquires : ClauseKind.Releases, target);
        return changed.Count == exits.Count
            ? Flagged(analysis, clause, exits)
            : Told(analysis, clause, changed, exits.Except(changed).ToList());
    }

    /// <summary>An object that gives the lock back, made with it and returned on every way out; null if it is none.</summary>
    private LockClause? GuardOf(LockAnalysis analysis)
    {
        bool isReturned = NormalExits(analysis).Any() && NormalExits(analysis).All(exit => !exit.State.Lost
            && exit.State.Lock is { Owed: 0, Parts.Length: 1 } held && held.Parts[0] is { Custody: Custody.Returned, Range: null });
        return !isReturned || analysis.IsUnfollowed || analysis.Coarsening != Coarsening.None
            ? null
            : Flattener.GuardAcquire with
            {
                Traits = analysis.Group.Clause.Traits & LockTraits.ThreadAffine,
                OnCompletion = _isTask,
                Cancellable = true,
            };
    }

    private LockClause MakeClause(LockAnalysis analysis, ClauseKind kind, ContractTarget target) =>
        new(kind, target, Outcome.Always, analysis.Group.Mode)
        {
            Traits = analysis.Group.Clause.Traits,
            FromAttribute = analysis.Group.Clause.FromAttribute,
            Family = analysis.Group.First.Family,
            OnCompletion = _isTask,
            IsInferred = true,
        };

    /// <summary>Held in part, or given back and taken: no contract says so.</summary>
    private static bool IsMixed(LockState state) =>
        (state.IsHeld && state.Owed > 0) || state.Parts.Any(part => part.Range is not null);

    /// <summary>
    /// With what it says whenever it returns: the flag that is set, as by <c>Monitor.Enter(obj, ref lockTaken)</c>, or the
    /// result, as of <c>Mutex.WaitOne()</c>.
    /// </summary>
    private LockClause Flagged(LockAnalysis analysis, LockClause clause, List<ExitPoint<PathState>> exits)
    {
        foreach ((Expression subject, ITypeSymbol type, IParameterSymbol? parameter) in Subjects().OrderBy(one => one.Item3 is null))
        {
            foreach (Outcome outcome in Tellable.Where(outcome => IsPoint(outcome) && ValueShape.Tells(outcome, type)))
            {
                IntervalSet set = Outcomes.Set(outcome);
                if (exits.All(exit => analysis.Evaluator.SetOf(
                    analysis.Evaluator.Evaluate(subject, exit.State.Facts), exit.State.Facts).IsSubsetOf(set)))
                    return clause with { WhenParameter = parameter, Yields = outcome };
            }
        }

        return clause;
    }

    /// <summary>Not one that every value of an unsigned type has.</summary>
    private static bool IsPoint(Outcome outcome) => outcome is not (Outcome.Negative or Outcome.NonNegative);

    /// <summary>The clause with the outcome that tells the exits apart; null if none does.</summary>
    private LockClause? Told(
        LockAnalysis analysis,
        LockClause clause,
        List<ExitPoint<PathState>> changed,
        List<ExitPoint<PathState>> others)
    {
        foreach ((Expression subject, ITypeSymbol type, IParameterSymbol? parameter) in Subjects())
        {
            foreach (Outcome outcome in Tellable.Where(outcome => ValueShape.Tells(outcome, type)))
            {
                IntervalSet set = Outcomes.Set(outcome);
                if (!changed.All(exit => SetAt(exit).IsSubsetOf(set)) || !others.All(exit => SetAt(exit).Intersect(set).IsEmpty))
                    continue;
                if (parameter is null)
                    _returned = changed.Concat(others).Aggregate(IntervalSet.Empty, (all, exit) => all.Union(SetAt(exit)));
                return clause with { When = outcome, WhenParameter = parameter };
            }

            IntervalSet SetAt(ExitPoint<PathState> exit) => analysis.Evaluator.SetOf(
                analysis.Evaluator.Evaluate(subject, exit.State.Facts), exit.State.Facts);
        }

        return null;
    }

    private IEnumerable<(Expression, ITypeSymbol, IParameterSymbol?)> Subjects()
    {
        if (_result is not null)
            yield return (new Variable(VariableTable.ResultVariable) { Domain = Domains.Of(_result) }, _result, null);
        foreach (Variable output in _body.Outputs)
        {
            if (_body.Body.Variables[output.Number] is IParameterSymbol parameter)
                yield return (output, parameter.Type, parameter);
        }
    }

    /// <summary>A disposable that is returned may release when it is disposed.</summary>
    public static bool HandsOutGuard(IMethodSymbol method)
    {
        if (method.ReturnsVoid)
            return false;
        ITypeSymbol? type = TaskShape.IsTask(method.ReturnType) ? TaskShape.ResultOf(method.ReturnType) : method.ReturnType;
        return type is not null
            && type.SpecialType is SpecialType.None or SpecialType.System_IDisposable
            && (IsDisposable(type) || type.GetMembers("Dispose").Length > 0 || type.TypeKind == TypeKind.Error);
    }

    private static bool IsDisposable(ITypeSymbol type) =>
        type.Name is "IDisposable" or "IAsyncDisposable"
        || type.AllInterfaces.Any(face => face.Name is "IDisposable" or "IAsyncDisposable");
}
