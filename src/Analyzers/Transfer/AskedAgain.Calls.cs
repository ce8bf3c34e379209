using System.Collections.Generic;
using System.Linq;
using ExtentLock.Analyzers.Flow;
using ExtentLock.Analyzers.Locks;
using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>Calls: each has an answer of its own, unless it is taken to be the one before.</summary>
internal sealed partial class AskedAgain
{
    private void LookAtCalls()
    {
        var asked = new Dictionary<Question, List<Asking>>();
        for (int block = 0; block < _body.Events.Length; block++)
        {
            for (int index = 0; index < _body.Events[block].Length; index++)
            {
                if (_body.Events[block][index] is not Fresh { Question: { } question } answer)
                    continue;
                if (!asked.TryGetValue(question, out List<Asking>? known))
                    asked.Add(question, known = new List<Asking>());
                known.Add(new Asking(block, index, answer));
            }
        }

        foreach (KeyValuePair<Question, List<Asking>> calls in asked)
        {
            if (calls.Value.Count is > 1 and <= ManyTimes)
                Repeat(calls.Key, calls.Value);
        }
    }

    private void Repeat(Question question, List<Asking> calls)
    {
        HashSet<string> read = _stable.NamesIn(question.Method, _cancellation);
        var kept = new HashSet<int>();
        for (int later = 1; later < calls.Count; later++)
        {
            _cancellation.ThrowIfCancellationRequested();
            Asking again = calls[later];
            int earlier = calls.FindLastIndex(later - 1, call => IsRepeated(question, call, again));
            if (earlier < 0)
                continue;
            Asking first = calls[earlier];
            var answer = new Variable(_body.Variables.OfCopy(first.Answer)) { Domain = first.Result.Domain };
            if (kept.Add(earlier))
                Add(first.After, new Assignment(answer, first.Result, _sites++, first.Syntax) { IsAssumed = true });
            Add(again.After, new Assignment(again.Result, answer, _sites++, again.Syntax) { IsAssumed = true });
            if (ConditionsOn(first.Answer).Any(condition => IsChangedAt(condition, (again.Block, again.Index), MayWrite)))
                Add(again.After, new Doubt(again.Result, again.Syntax));
        }

        bool MayWrite(FlowEvent flowEvent) => _stable.AreWrittenAt(flowEvent, question.Method.ContainingType, read);
    }

    /// <summary>The same question, about the same things, asked where both answers to the first have led.</summary>
    private bool IsRepeated(Question question, Asking first, Asking again)
    {
        _reads.Clear();
        _reads.Add(question.Instance);
        foreach (Expression argument in question.Arguments)
            _reads.Add(argument);
        bool meet = false;
        foreach (int condition in ConditionsOn(first.Answer))
        {
            Way whenTrue = _ways.From(condition, true, IsAboutOther);
            Way whenFalse = _ways.From(condition, false, IsAboutOther);
            if (whenTrue.Reaches(again.Block) != whenFalse.Reaches(again.Block)
                || whenTrue.IsChangedAt(again.Block, again.Index) || whenFalse.IsChangedAt(again.Block, again.Index))
                return false;
            meet |= whenTrue.Reaches(again.Block);
        }

        return meet && !_ways.ComesRoundWithout(again.Block, first.Block);

        bool IsAboutOther(FlowEvent flowEvent) => flowEvent is Assignment assignment && _reads.Writes(assignment.Place);
    }

    private IEnumerable<int> ConditionsOn(Fresh answer) =>
        _derivations.Value.ConditionsOn(_derivations.Value.CopiesOf([answer.Result]), answer.Site);

    /// <summary>A call that asks, and where it stands.</summary>
    private sealed record Asking(int Block, int Index, Fresh Answer)
    {
        public Expression Result => Answer.Result;

        public SyntaxNode Syntax => Answer.Syntax;

        public (int, int) After => (Block, Index + 1);
    }
}
