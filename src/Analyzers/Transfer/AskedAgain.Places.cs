using System;
using System.Collections.Generic;
using System.Linq;
using ExtentLock.Analyzers.Flow;
using ExtentLock.Analyzers.Locks;
using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>Fields and properties: what is known of them lasts until something ends it.</summary>
internal sealed partial class AskedAgain
{
    private readonly Dictionary<(int Answer, bool Truth), Way> _known = new();

    /// <summary>Conditions that decide what happens to a lock.</summary>
    private readonly Lazy<ISet<int>> _deciding;

    /// <summary>By block, whether others may write there.</summary>
    private readonly Lazy<bool[]> _changing;

    private void LookAtPlaces()
    {
        HashSet<ISymbol> locks = PathsOfLocks();
        var looks = new Dictionary<MemberAccess, List<(int Block, int Index)>>();
        for (int block = 0; block < _body.Events.Length; block++)
        {
            for (int index = 0; index < _body.Events[block].Length; index++)
            {
                if (_body.Events[block][index] is Assignment assignment && !IsResult(assignment.Place))
                    Look(assignment.Value, block, index);
            }

            if (_body.Conditions[block] is { } condition)
                Look(condition, block, _body.Events[block].Length);
        }

        foreach (KeyValuePair<MemberAccess, List<(int Block, int Index)>> look in looks)
        {
            if (look.Value.Count <= ManyTimes && !_stable.Contains(look.Key))
                Renew(look.Key, look.Value);
        }

        void Look(Expression expression, int block, int index)
        {
            foreach (MemberAccess place in PlacesIn(expression).Where(place => !locks.Contains(place.Symbol)))
            {
                if (!looks.TryGetValue(place, out List<(int, int)>? known))
                    looks.Add(place, known = new List<(int, int)>());
                known.Add((block, index));
            }
        }
    }

    private HashSet<ISymbol> PathsOfLocks()
    {
        var read = new Reads();
        foreach (LockEvent lockEvent in _body.LockEvents)
            read.Add(lockEvent.Target);
        return read.Members;
    }

    /// <summary>Paths that the expression reads to their end.</summary>
    private static IEnumerable<MemberAccess> PlacesIn(Expression expression)
    {
        var pending = new Stack<Expression?>();
        pending.Push(expression);
        while (pending.Count > 0)
        {
            Expression? next = pending.Pop();
            if (next is MemberAccess place)
                yield return place;
            foreach (Expression? part in PartsOf(next))
                pending.Push(part);
        }
    }

    private static IEnumerable<Expression?> PartsOf(Expression? expression) => expression switch
    {
        Negation negation => [negation.Inner],
        Masked masked => [masked.Inner],
        Membership membership => [membership.Inner],
        Comparison comparison => [comparison.Left, comparison.Right],
        Sum sum => [sum.Left, sum.Right],
        Computed computed => [computed.Left, computed.Right],
        _ => [],
    };

    private void Renew(MemberAccess place, List<(int Block, int Index)> looks)
    {
        List<int> answers = AnswersTo(place, looks);
        List<int> deciding = answers.FindAll(_deciding.Value.Contains);
        bool isReliedOn = deciding.Exists(first => deciding.Exists(again => again > first && MeetAt(first, (again, 0))));
        foreach ((int Block, int Index) look in looks)
        {
            _cancellation.ThrowIfCancellationRequested();
            List<int> outdated = answers.FindAll(answer => MayHaveChanged(answer, look));
            bool isAssumed = isReliedOn || outdated.TrueForAll(answer => MeetAt(answer, look));
            if (outdated.Count > 0)
                Add(look, new Renewal(place, _sites++, _body.SyntaxAt(look.Block, look.Index)) { IsForProof = isAssumed });
        }

        if (isReliedOn)
            DoubtWrittenByCallees(place, looks, answers);
    }

    private bool MayHaveChanged(int answer, (int Block, int Index) look) =>
        WayFrom(answer, true).IsChangedAt(look.Block, look.Index) || WayFrom(answer, false).IsChangedAt(look.Block, look.Index);

    /// <summary>A callee that writes the place for certain may have been called for that.</summary>
    private void DoubtWrittenByCallees(MemberAccess place, List<(int Block, int Index)> looks, List<int> answers)
    {
        HashSet<string> name = [place.Symbol.Name];
        foreach ((int Block, int Index) look in looks)
        {
            if (answers.Exists(answer => IsChangedAt(answer, look, IsWritten)))
                Add(look, new Doubt(place, _body.SyntaxAt(look.Block, look.Index)));
        }

        bool IsWritten(FlowEvent flowEvent) => _stable.AreWrittenAt(flowEvent, place.Symbol.ContainingType, name);
    }

    private bool MeetAt(int answer, (int Block, int Index) look) =>
        WayFrom(answer, true).Reaches(look.Block) && WayFrom(answer, false).Reaches(look.Block);

    private Way WayFrom(int answer, bool truth)
    {
        if (!_known.TryGetValue((answer, truth), out Way? way))
            _known.Add((answer, truth), way = _ways.From(answer, truth, MayChange, _changing.Value));
        return way;
    }

    /// <summary>Others may run, and write: at a wait, at a call, and until a lock is had.</summary>
    private static bool MayChange(FlowEvent flowEvent) => flowEvent is Suspension or ThrowPoint || IsAcquire(flowEvent);

    /// <summary>Blocks the conditions of which ask the place, or a variable that was given what it held.</summary>
    private List<int> AnswersTo(MemberAccess place, List<(int Block, int Index)> looks)
    {
        ILookup<bool, (int Block, int Index)> byKind = looks.ToLookup(look => look.Index < _body.Events[look.Block].Length);
        HashSet<int> copies = _derivations.Value.CopiesOf(byKind[true].Select(look => ((Assignment)_body.Events[look.Block][look.Index]).Place).OfType<Variable>());
        return byKind[false].Select(look => look.Block).Union(_derivations.Value.ConditionsOn(copies, -1)).ToList();
    }
}
