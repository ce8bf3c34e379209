using System.Collections.Generic;
using ExtentLock.Analyzers.Locks;
using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Transfer;

/// <summary>Everything an expression depends on: variables, fields by symbol, results by site.</summary>
internal sealed class Reads
{
    private readonly Stack<Expression> _pending = new();

    public HashSet<int> Variables { get; } = new();

    public HashSet<ISymbol> Members { get; } = new(SymbolEqualityComparer.Default);

    public HashSet<int> Sites { get; } = new();

    public void Clear()
    {
        Variables.Clear();
        Members.Clear();
        Sites.Clear();
    }

    /// <summary>False if nothing new was in it.</summary>
    public bool Add(Expression? expression)
    {
        switch (expression)
        {
            case null or Constant:
                return false;
            case Variable variable:
                return Variables.Add(variable.Number);
            case Result result:
                return Sites.Add(result.Site);
        }

        int before = Variables.Count + Members.Count + Sites.Count;
        _pending.Push(expression);
        while (_pending.Count > 0)
            Visit(_pending.Pop(), _pending);
        return Variables.Count + Members.Count + Sites.Count > before;
    }

    public bool Writes(Expression place) => place switch
    {
        Variable variable => Variables.Contains(variable.Number),
        MemberAccess access => Members.Contains(access.Symbol),
        Result result => Sites.Contains(result.Site),
        _ => false,
    };

    private void Visit(Expression expression, Stack<Expression> pending)
    {
        switch (expression)
        {
            case Variable variable:
                Variables.Add(variable.Number);
                break;
            case Result result:
                Sites.Add(result.Site);
                break;
            case HeldQuery query:
                Sites.Add(query.Site);
                break;
            case Membership membership:
                Sites.Add(membership.Site);
                pending.Push(membership.Inner);
                break;
            case MemberAccess access:
                Members.Add(access.Symbol);
                if (access.Instance is not null)
                    pending.Push(access.Instance);
                break;
            case ElementAccess element:
                pending.Push(element.Array);
                pending.Push(element.Index);
                break;
            case Each each:
                pending.Push(each.Collection);
                if (each.Bound is not null)
                    pending.Push(each.Bound);
                break;
            case Sum sum:
                pending.Push(sum.Left);
                pending.Push(sum.Right);
                break;
            case Comparison comparison:
                pending.Push(comparison.Left);
                pending.Push(comparison.Right);
                break;
            case Computed computed:
                Sites.Add(computed.Site);
                pending.Push(computed.Left);
                if (computed.Right is not null)
                    pending.Push(computed.Right);
                break;
            case Masked masked:
                pending.Push(masked.Inner);
                break;
            case Negation negation:
                pending.Push(negation.Inner);
                break;
        }
    }
}
