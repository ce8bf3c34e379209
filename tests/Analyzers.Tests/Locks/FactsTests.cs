using System;
using System.Linq;
using ExtentLock.Analyzers.Locks;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Locks;

/// <summary>Facts: equal however they came about, and covering is an order.</summary>
public sealed class FactsTests
{
    private static readonly ValueTable Table = new();

    private static readonly Value[] Places =
        [.. Enumerable.Range(1, 3).Select(number => Table.Initial(number, IntervalSet.All))];

    private static readonly Gen<(int Place, int Number, bool IsSet)> Step =
        from place in Gen.Choose(0, 2)
        from number in Gen.Choose(-1, 2)
        from isSet in Gen.Elements(true, false)
        select (place, number, isSet);

    private static readonly Gen<Facts> Any = from steps in Step.ArrayOf(4) select Build(steps);

    [Fact]
    public void Covering_IsReflexive() => ForAll((x, _) => x.Covers(x));

    [Fact]
    public void CoveringBothWays_IsEquality() => ForAll((x, y) => (x.Covers(y) && y.Covers(x)) == x.Equals(y) || SameButUnknown(x, y));

    [Fact]
    public void Nothing_CoversAllThatOnlyNarrows() => ForAll((x, _) => !x.Contents.IsEmpty || Facts.None.Covers(x));

    [Fact]
    public void Distance_IsTheSameBothWays() => ForAll((x, y) => x.Distance(y) == y.Distance(x));

    [Fact]
    public void EqualFacts_HaveNoDistanceAndOneHash() => ForAll((x, y) =>
        !x.Equals(y) || (x.Distance(y) == 0 && x.GetHashCode() == y.GetHashCode()));

    [Fact]
    public void OrderOfLearning_DoesNotMatter() => Prop.ForAll(
        Gen.Shuffle([0, 1, 2]).ToArbitrary(),
        order => Equals(Learn(order.ToArray()), Learn([0, 1, 2]))).QuickCheckThrowOnFailure();

    [Fact]
    public void WhatIsForgotten_IsNotMentionedAnyMore() => ForAll((x, _) =>
    {
        Facts forgotten = x.Forget(Places[0]);
        return !forgotten.Contents.Any(entry => entry.Place.Mentions(Places[0]) || (entry.Content?.Mentions(Places[0]) ?? false))
            && !forgotten.Sets.Any(entry => entry.Value.Mentions(Places[0]));
    });

    [Fact]
    public void PlaceThatGetsItsOwnValueBack_IsUntouched() => ForAll((x, _) => Equals(
        x.With(Places[1], Linear.Of(7)).With(Places[1], Linear.Of(Places[1])).Content(Places[1]), Linear.Of(Places[1])));

    [Fact]
    public void StoreToAField_ForgetsTheFieldOfOtherObjects()
    {
        Microsoft.CodeAnalysis.ISymbol field = new Contracts.Subject("class C { int f; }").Type("C").GetMembers("f")[0];
        Value x = Table.Member(Places[0], field, 0, IntervalSet.All)!;
        Value y = Table.Member(Places[1], field, 0, IntervalSet.All)!;

        Facts facts = Facts.None.Stored(x, Linear.Of(1)).Stored(y, Linear.Of(2));

        Assert.Null(facts.Content(x));
        Assert.Equal(Linear.Of(2), facts.Content(y));
    }

    private static bool SameButUnknown(Facts x, Facts y) => Places.All(place => Equals(x.Content(place), y.Content(place)))
        && Places.All(place => x.SetOf(place).Equals(y.SetOf(place)));

    private static Facts Learn(int[] order) => order.Aggregate(
        Facts.None, (facts, i) => facts.With(Places[i], Linear.Of(i)).WithSet(Places[i], IntervalSet.Of(i)));

    private static void ForAll(Func<Facts, Facts, bool> law) =>
        Prop.ForAll(Any.Two().ToArbitrary(), pair => law(pair.Item1, pair.Item2)).QuickCheckThrowOnFailure();

    private static Facts Build((int Place, int Number, bool IsSet)[] steps) => steps.Aggregate(
        Facts.None,
        (facts, step) => step.IsSet
            ? facts.WithSet(Places[step.Place], IntervalSet.Between(step.Number, 5))
            : facts.With(Places[step.Place], step.Number < 0 ? null : Linear.Of(step.Number)));
}
