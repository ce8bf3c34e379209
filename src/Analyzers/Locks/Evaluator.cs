using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace ExtentLock.Analyzers.Locks;

/// <summary>Evaluates expressions in given facts, and learns from branches. Lives as long as the member's analysis.</summary>
internal sealed partial class Evaluator(ValueTable values)
{
    /// <summary>More than any member known to us needs.</summary>
    private const int ManyFacts = 64;

    public ValueTable Values { get; } = values;

    /// <summary>The term an expression stands for; null if nothing is known of it, not even a number of its own.</summary>
    public Linear? Evaluate(Expression expression, Facts facts)
    {
        switch (expression)
        {
            case Constant constant:
                return Linear.Of(constant.Number);
            case LiteralText literal:
                return Linear.Of(Values.Literal(literal.Number, literal.Domain));
            case EntryValue entry:
                return Linear.Of(Values.Initial(entry.Number, entry.Domain));
            case Sum sum:
                Linear? left = Evaluate(sum.Left, facts);
                Linear? right = Evaluate(sum.Right, facts);
                return sum.Subtract ? left?.Minus(right) : left?.Plus(right);
            case Masked masked:
                return EvaluateMasked(masked, facts);
            case Negation negation:
                return Linear.Of(1).Minus(Evaluate(negation.Inner, facts));
            case Comparison comparison:
                return EvaluateComparison(comparison, facts);
            case Membership membership:
                return EvaluateMembership(membership, facts);
            case Computed computed:
                return EvaluateComputed(computed, facts);
            case HeldQuery query:
                return Linear.Of(Values.Site(query.Site, IntervalSet.Binary));
            default:
                return Place(expression, facts) is { } place ? facts.Content(place) : null;
        }
    }

    /// <summary>The one value an expression stands for, or null if it is a sum or unknown.</summary>
    public Value? EvaluateSingle(Expression expression, Facts facts) => Evaluate(expression, facts)?.Single;

    /// <summary>The place an expression names, or the value of a result, which is its own place.</summary>
    public Value? Place(Expression expression, Facts facts)
    {
        switch (expression)
        {
            case Receiver:
                return Values.This;
            case Variable variable:
                return Values.Initial(variable.Number, variable.Domain);
            case Result result:
                return Values.Site(result.Site, result.Domain);
            case MemberAccess { Instance: null } access:
                return Values.Member(null, access.Symbol, 0, access.Domain);
            case MemberAccess access:
                Value? parent = EvaluateSingle(access.Instance, facts);
                return parent is null ? null : Values.Member(parent, access.Symbol, 0, access.Domain);
            case ElementAccess element:
                Value? array = EvaluateSingle(element.Array, facts);
                Linear? index = Evaluate(element.Index, facts);
                return array is null || index is null ? null : Values.Element(array, index, element.Domain);
            case Each each:
                Value? collection = EvaluateSingle(each.Collection, facts);
                Linear? bound = each.Bound is null ? null : Evaluate(each.Bound, facts);
                return collection is null || (bound is null && each.Bound is not null) ? null : Values.Each(collection, bound);
            default:
                return null;
        }
    }

    /// <summary>The facts if the condition comes out as said; null if it cannot.</summary>
    public Facts? Assume(Expression condition, bool truth, Facts facts)
    {
        while (condition is Negation negation)
        {
            condition = negation.Inner;
            truth = !truth;
        }

        if (condition is Membership membership)
            return AssumeMembership(membership, truth, facts);
        if (condition is Computed { Bits: { } bits } computed && computed.Domain.IsSubsetOf(IntervalSet.Binary)
            && bits == (truth ? BitOperation.And : BitOperation.Or))
            return AssumeBoth(computed, truth, facts);
        if (condition is Comparison comparison)
        {
            Linear? difference = Difference(comparison, facts);
            return difference is null ? facts : AssumeRelation(KindOf(comparison.Relation), difference, truth, facts, 0);
        }

        Linear? value = Evaluate(condition, facts);
        return value is null ? facts : AssumeRelation(ValueKind.IsZero, value, !truth, facts, 0);
    }

    /// <summary>The facts if the term lies in the set; null if it cannot.</summary>
    public Facts? AssumeIn(Linear? term, IntervalSet set, Facts facts, int depth = 0)
    {
        if (term is null)
            return facts;
        if (term.IsConstant)
            return set.Intersect(IntervalSet.Of(term.Constant)).IsEmpty ? null : facts;
        return term.Single is { } value ? Narrow(value, set, facts, depth) : facts;
    }

    /// <summary>True if every path with these facts has <c>term &lt;= 0</c>.</summary>
    public bool Proves(Linear? term, Facts facts)
    {
        if (term is null)
            return false;
        if (UpperBound(term, facts) <= 0)
            return true;
        List<Linear> known = KnownAtMostZero(facts);
        foreach (Linear first in known)
        {
            // What shares nothing with a term only adds to it.
            if (!first.SharesValue(term) || term.Minus(first) is not { } rest)
                continue;
            if (UpperBound(rest, facts) <= 0)
                return true;
            foreach (Linear second in known)
            {
                if (second.SharesValue(rest) && rest.Minus(second) is { } left && UpperBound(left, facts) <= 0)
                    return true;
            }
        }

        return false;
    }

    /// <summary>What the term can be, as far as a single value or a constant tells.</summary>
    public IntervalSet SetOf(Linear? term, Facts facts)
    {
        if (term is null)
            return IntervalSet.All;
        if (term.IsConstant)
            return IntervalSet.Of(term.Constant);
        return term.Single is { } value ? facts.SetOf(value) : IntervalSet.All;
    }

    private static ValueKind KindOf(Relation relation) => relation switch
    {
        Relation.Equal => ValueKind.IsZero,
        Relation.SameObject => ValueKind.SameObject,
        _ => ValueKind.AtMostZero,
    };

    private Linear? EvaluateComparison(Comparison comparison, Facts facts)
    {
        Linear? difference = Difference(comparison, facts);
        if (difference is null)
            return null;
        ValueKind kind = KindOf(comparison.Relation);
        if (AssumeRelation(kind, difference, true, facts, 0) is null)
            return Linear.Of(0);
        if (AssumeRelation(kind, difference, false, facts, 0) is null)
            return Linear.Of(1);
        return Values.Comparison(kind, Canonical(kind, difference)) is { } predicate ? Linear.Of(predicate) : null;
    }

    private Linear? EvaluateMembership(Membership membership, Facts facts)
    {
        Linear? inner = Evaluate(membership.Inner, facts);
        IntervalSet set = SetOf(inner, facts);
        if (set.IsSubsetOf(membership.Set))
            return Linear.Of(1);
        if (set.Intersect(membership.Set).IsEmpty)
            return Linear.Of(0);
        Value? answer = inner is null
            ? Values.Site(membership.Site, IntervalSet.Binary)
            : Values.Within(inner, membership.Set);
        return answer is null ? null : Linear.Of(answer);
    }

    private Facts? AssumeMembership(Membership membership, bool truth, Facts facts)
    {
        Linear? inner = Evaluate(membership.Inner, facts);
        return inner is { IsConstant: false, Single: null } && Values.Within(inner, membership.Set) is { } answer
            ? Narrow(answer, truth ? IntervalSet.One : IntervalSet.Zero, facts, 0)
            : AssumeIn(inner, truth ? membership.Set : membership.Set.Complement(), facts);
    }

    /// <summary>left - right, so that the relation holds if this is zero, or at most zero.</summary>
    private Linear? Difference(Comparison comparison, Facts facts)
    {
        Linear? difference = Evaluate(comparison.Left, facts)?.Minus(Evaluate(comparison.Right, facts));
        return comparison.Relation == Relation.Below ? difference?.Plus(1) : difference;
    }

    private static Linear Canonical(ValueKind kind, Linear difference) =>
        kind == ValueKind.AtMostZero ? difference : difference.SignNormal();

    private Facts? AssumeRelation(ValueKind kind, Linear difference, bool truth, Facts facts, int depth)
    {
        if (difference.IsConstant)
        {
            bool holds = kind == ValueKind.AtMostZero ? difference.Constant <= 0 : difference.Constant == 0;
            return holds == truth ? facts : null;
        }

        if (kind != ValueKind.SameObject && difference.Terms.Length == 1
            && difference.Terms[0].Factor is 1 or -1)
        {
            (Value value, int factor) = difference.Terms[0];
            return Narrow(value, SetFor(kind, difference.Constant, factor, truth), facts, depth);
        }

        if (kind == ValueKind.SameObject && truth && AreLiterals(difference))
            return null;
        if (Contradicts(kind, difference, truth, facts))
            return null;
        Value? predicate = Values.Comparison(kind, Canonical(kind, difference));
        if (predicate is null)
            return facts;
        IntervalSet set = facts.SetOf(predicate).Intersect(truth ? IntervalSet.One : IntervalSet.Zero);
        return set.IsEmpty ? null : WithoutImplied(facts.WithSet(predicate, set));
    }

    /// <summary>The values for which <c>factor * value + constant</c> is zero, or at most zero, or is not.</summary>
    private static IntervalSet SetFor(ValueKind kind, long constant, int factor, bool truth)
    {
        if (constant == long.MinValue)
            return IntervalSet.All;
        long bound = factor > 0 ? -constant : constant;
        IntervalSet set = kind == ValueKind.IsZero ? IntervalSet.Of(bound)
            : factor > 0 ? IntervalSet.Between(long.MinValue, bound)
            : IntervalSet.Between(bound, long.MaxValue);
        return truth ? set : set.Complement();
    }

    private bool Contradicts(ValueKind kind, Linear difference, bool truth, Facts facts) => kind switch
    {
        ValueKind.AtMostZero => truth
            ? Proves(difference.Negated()?.Plus(1), facts)
            : Proves(difference, facts),
        ValueKind.IsZero => truth
            ? Proves(difference.Negated()?.Plus(1), facts) || Proves(difference.Plus(1), facts)
            : Proves(difference, facts) && Proves(difference.Negated(), facts),
        _ => false,
    };

    private Facts? Narrow(Value value, IntervalSet allowed, Facts facts, int depth)
    {
        IntervalSet before = facts.SetOf(value);
        IntervalSet after = before.Intersect(allowed);
        if (after.IsEmpty)
            return null;
        Facts narrowed = facts.WithSet(value, after);
        bool isNumber = after.Min == after.Max && after.IsSubsetOf(IntervalSet.Binary)
            && !(value.Domain.IsOfReferences && after.Min != 0); // Two objects that are not null are not the same.
        if (isNumber && value.Kind is not (ValueKind.Initial or ValueKind.Renewed))
            narrowed = narrowed.WithValueKnown(value, after.Min);
        if (value.Kind == ValueKind.Masked)
            return NarrowMasked(value, after, narrowed);
        if (depth > 4 || after.Equals(before) || after.Equals(IntervalSet.Binary))
            return narrowed;
        bool truth = after.Equals(IntervalSet.One);
        if (value.Kind == ValueKind.Within)
            return AssumeIn(value.Operand, truth ? Values.SetOf(value) : Values.SetOf(value).Complement(), narrowed, depth + 1);
        return value.IsComparison ? AssumeRelation(value.Kind, value.Operand!, truth, narrowed, depth + 1) : narrowed;
    }

    /// <summary>
    /// Where a counter is tested very often, what follows from another test is no longer kept: it can be proved, but not
    /// joined with a path that knows only the weaker one.
    /// </summary>
    private static Facts WithoutImplied(Facts facts)
    {
        if (facts.Sets.Length <= ManyFacts)
            return facts;
        HashSet<Linear> strongest = new(KnownAtMostZero(facts));
        return facts.WithValues(value =>
            value.Kind != ValueKind.AtMostZero || BoundOf(value, facts.SetOf(value)) is not { } bound || strongest.Contains(bound));
    }

    private static Linear? BoundOf(Value comparison, IntervalSet set) =>
        set.Equals(IntervalSet.One) ? comparison.Operand : comparison.Operand!.Negated()?.Plus(1);

    /// <summary>Of several that differ in their constant only the strongest: a counter leaves one behind at every test.</summary>
    private static List<Linear> KnownAtMostZero(Facts facts)
    {
        var known = new List<Linear>();
        var places = new Dictionary<Linear, int>();
        foreach ((Value value, IntervalSet set) in facts.Sets)
        {
            if (value.Operand is not { } operand || !value.IsComparison)
                continue;
            if (value.Kind == ValueKind.AtMostZero && BoundOf(value, set) is { } bound)
                Keep(bound);
            if (value.Kind == ValueKind.IsZero && set.Equals(IntervalSet.One) && operand.Negated() is { } negated)
            {
                Keep(operand);
                Keep(negated);
            }
        }

        return known;

        void Keep(Linear bound)
        {
            Linear terms = bound.WithoutConstant();
            if (!places.TryGetValue(terms, out int place))
            {
                places.Add(terms, known.Count);
                known.Add(bound);
            }
            else if (bound.Constant > known[place].Constant)
            {
                known[place] = bound;
            }
        }
    }

    /// <summary>The largest number the term can be; <see cref="long.MaxValue"/> if there is no bound.</summary>
    private static long UpperBound(Linear term, Facts facts)
    {
        decimal bound = term.Constant;
        foreach ((Value value, int factor) in term.Terms)
        {
            IntervalSet set = facts.SetOf(value);
            long end = factor > 0 ? set.Max : set.Min;
            if (end is long.MaxValue or long.MinValue)
                return long.MaxValue;
            bound += (decimal)end * factor;
        }

        return bound > long.MaxValue ? long.MaxValue : (long)System.Math.Max(bound, long.MinValue);
    }
}
