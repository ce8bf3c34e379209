using System.Collections.Generic;
using System.Linq;

namespace ExtentLock.Analyzers.Locks;

/// <summary>Operations of bits, worked out number by number where there are few, and functions that are only told apart.</summary>
internal sealed partial class Evaluator
{
    /// <summary>The numbers that the function can yield here; null if they are too many, or it is not worked out.</summary>
    public IntervalSet? ImageOf(Computed computed, Facts facts)
    {
        if (computed is not { Bits: { } operation, Right: { } right }
            || NumbersOf(computed.Left, facts) is not { } lefts || NumbersOf(right, facts) is not { } rights)
            return null;
        return lefts.SelectMany(left => rights.Select(number => IntervalSet.Of(Apply(operation, left, number))))
            .Aggregate(IntervalSet.Empty, (all, one) => all.Union(one));
    }

    /// <summary>True if on this path there is but one thing that it can be.</summary>
    public bool IsKnown(Expression expression, Facts facts)
    {
        if (Evaluate(expression, facts) is not { } term)
            return false;
        IntervalSet set = SetOf(term, facts);
        return term.Single is { Kind: ValueKind.Literal }
            || (set.Min == set.Max && (set.Min == 0 || term.Single is not { Domain.IsOfReferences: true }));
    }

    private IReadOnlyList<long>? NumbersOf(Expression expression, Facts facts) =>
        SetOf(Evaluate(expression, facts), facts).Numbers();

    private static long Apply(BitOperation operation, long left, long right) => operation switch
    {
        BitOperation.And => left & right,
        BitOperation.Or => left | right,
        _ => left ^ right,
    };

    /// <summary>Both sides are as said, and so is the whole, which may be asked for again.</summary>
    private Facts? AssumeBoth(Computed computed, bool truth, Facts facts) =>
        AssumeRelation(ValueKind.IsZero, EvaluateComputed(computed, facts), !truth, facts, 0) is { } whole
        && Assume(computed.Left, truth, whole) is { } first
            ? Assume(computed.Right!, truth, first)
            : null;

    private Linear EvaluateComputed(Computed computed, Facts facts)
    {
        Value own = Values.Site(computed.Site, computed.Domain);
        IntervalSet image = facts.SetOf(own);
        if (!image.Equals(computed.Domain))
            return image.Min == image.Max ? Linear.Of(image.Min) : Linear.Of(own);
        Value? left = EvaluateSingle(computed.Left, facts);
        Linear? right = computed.Right is null ? null : Evaluate(computed.Right, facts);
        bool isOfUnknown = left is null || (right is null && computed.Right is not null);
        return Linear.Of(isOfUnknown ? own : Values.Computed(computed.Function, left!, right, computed.Domain) ?? own);
    }

    private Linear? EvaluateMasked(Masked masked, Facts facts)
    {
        Linear? inner = Evaluate(masked.Inner, facts);
        if (inner is null || inner.IsConstant)
            return inner is null ? null : Linear.Of(inner.Constant & masked.Mask);
        if (SetOf(inner, facts).Numbers() is { } numbers && numbers.Select(number => number & masked.Mask).Distinct().Count() == 1)
            return Linear.Of(numbers[0] & masked.Mask);
        return Values.Masked(inner, masked.Mask, masked.Domain) is { } bits ? Linear.Of(bits) : null;
    }

    /// <summary>What is known of the bits is known of the number that they are of.</summary>
    private static Facts? NarrowMasked(Value bits, IntervalSet allowed, Facts facts)
    {
        if (bits.Operand!.Single is not { } number || facts.SetOf(number).Numbers() is not { } numbers)
            return facts;
        long mask = ((long)bits.Version << 32) | (uint)bits.Number;
        IntervalSet left = numbers.Where(one => IntervalSet.Of(one & mask).IsSubsetOf(allowed))
            .Aggregate(IntervalSet.Empty, (all, one) => all.Union(IntervalSet.Of(one)));
        return left.IsEmpty ? null : facts.WithSet(number, left);
    }

    /// <summary>Two constants that are no integers are told apart by their text.</summary>
    private static bool AreLiterals(Linear difference) =>
        difference.Terms.Length == 2 && difference.Terms.All(term => term.Value.Kind == ValueKind.Literal);
}
