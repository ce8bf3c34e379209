using System;
using System.Linq;
using ExtentLock.Analyzers.Locks;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Locks;

/// <summary>Sums of value numbers compute as the numbers would; what grows too large is nothing rather than wrong.</summary>
public sealed class LinearTests
{
    private static readonly ValueTable Table = new();

    private static readonly Value[] Values =
        [.. Enumerable.Range(1, 3).Select(number => Table.Initial(number, IntervalSet.All))];

    private static readonly Gen<(Linear Term, long At)> Terms =
        from factors in Gen.Choose(-3, 3).ArrayOf(3)
        from constant in Gen.Choose(-100, 100)
        select Build(factors, constant);

    [Fact]
    public void Sum_ComputesAsItsParts() => ForAll((x, y) => Evaluate(x.Term.Plus(y.Term)) == x.At + y.At);

    [Fact]
    public void Difference_ComputesAsItsParts() => ForAll((x, y) => Evaluate(x.Term.Minus(y.Term)) == x.At - y.At);

    [Fact]
    public void Order_DoesNotMatter() => ForAll((x, y) =>
        Equals(x.Term.Plus(y.Term), y.Term.Plus(x.Term))
        && x.Term.Plus(y.Term)!.GetHashCode() == y.Term.Plus(x.Term)!.GetHashCode());

    [Fact]
    public void Grouping_DoesNotMatter() => ForAll((x, y) =>
        Equals(x.Term.Plus(y.Term)!.Plus(x.Term), x.Term.Plus(y.Term.Plus(x.Term))));

    [Fact]
    public void MinusItself_IsZero() => ForAll((x, _) => Equals(x.Term.Minus(x.Term), Linear.Zero));

    [Fact]
    public void PlusThenMinus_IsWhereItWas() => ForAll((x, y) => Equals(x.Term.Plus(y.Term)!.Minus(y.Term), x.Term));

    [Fact]
    public void NegatedTwice_IsItself() => ForAll((x, _) =>
        Evaluate(x.Term.Negated()) == -x.At && Equals(x.Term.Negated()!.Negated(), x.Term));

    [Fact]
    public void Equality_IsThatOfTheSums() => ForAll((x, y) =>
        Equals(x.Term, y.Term) == Equals(x.Term.Minus(y.Term), Linear.Zero));

    [Fact]
    public void SignNormal_IsTheSameForATermAndItsNegation() => ForAll((x, y) =>
        x.Term.Minus(y.Term) is { IsConstant: true }
        || Equals(x.Term.Minus(y.Term)!.SignNormal(), y.Term.Minus(x.Term)!.SignNormal()));

    [Fact]
    public void SubstitutedNumber_IsTheValueOfTheTerm() => Prop.ForAll(
        Gen.Choose(-16, 16).Where(factor => factor != 0).Two().ToArbitrary(),
        pair =>
        {
            Linear term = Times(Values[0], pair.Item1).Plus(5)!;
            return Equals(term.Substitute(Values[0], pair.Item2), Linear.Of(pair.Item1 * (long)pair.Item2 + 5));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void OverflowingConstant_IsNothing() => Assert.Null(Linear.Of(long.MaxValue).Plus(1));

    [Fact]
    public void MostNegativeConstant_HasNoNegation() => Assert.Null(Linear.Of(long.MinValue).Negated());

    [Fact]
    public void LargeFactor_IsNothing()
    {
        Linear? sum = Linear.Of(Values[0]);
        for (int i = 0; i < 5; i++)
            sum = sum?.Plus(sum);

        Assert.Null(sum);
    }

    [Fact]
    public void ManyTerms_AreNothing()
    {
        Linear? sum = Linear.Zero;
        foreach (int number in Enumerable.Range(10, 7))
            sum = sum?.Plus(Linear.Of(Table.Initial(number, IntervalSet.All)));

        Assert.Null(sum);
    }

    [Fact]
    public void SingleValue_IsKnownAsThat()
    {
        Assert.Same(Values[0], Linear.Of(Values[0]).Single);
        Assert.Null(Linear.Of(Values[0]).Plus(1)!.Single);
        Assert.Null(Linear.Of(Values[0]).Negated()!.Single);
        Assert.Same(Values[0], Linear.Of(Values[0]).Plus(Linear.Of(Values[1]))!.Minus(Linear.Of(Values[1]))!.Single);
    }

    [Fact]
    public void Mention_IsSeenThroughMembersAndPredicates()
    {
        Value predicate = Table.Comparison(ValueKind.IsZero, Linear.Of(Values[1]).Plus(3)!)!;

        Assert.True(Linear.Of(predicate).Mentions(Values[1]));
        Assert.False(Linear.Of(predicate).Mentions(Values[2]));
    }

    private static void ForAll(Func<(Linear Term, long At), (Linear Term, long At), bool> law) =>
        Prop.ForAll(Terms.Two().ToArbitrary(), pair => law(pair.Item1, pair.Item2)).QuickCheckThrowOnFailure();

    /// <summary>The term, and what it comes to where the values are 1,000, 1,000,000 and so on.</summary>
    private static (Linear Term, long At) Build(int[] factors, int constant)
    {
        Linear term = Linear.Of(constant);
        for (int i = 0; i < factors.Length; i++)
            term = term.Plus(Times(Values[i], factors[i]))!;
        return (term, Evaluate(term)!.Value);
    }

    private static Linear Times(Value value, int factor)
    {
        Linear sum = Linear.Zero;
        for (int i = 0; i < Math.Abs(factor); i++)
            sum = factor < 0 ? sum.Minus(Linear.Of(value))! : sum.Plus(Linear.Of(value))!;
        return sum;
    }

    private static long? Evaluate(Linear? term) => term is null
        ? null
        : term.Terms.Sum(part => part.Factor * (long)Math.Pow(1_000, part.Value.Number)) + term.Constant;
}
