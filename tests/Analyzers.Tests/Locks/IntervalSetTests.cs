using System.Collections.Generic;
using System.Linq;
using ExtentLock.Analyzers.Locks;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Locks;

/// <summary>Interval sets against plain sets of numbers: same members, whatever was put together.</summary>
public sealed class IntervalSetTests
{
    private const int Bound = 24;

    private static readonly long[] Samples =
        [.. Enumerable.Range(-Bound - 2, 2 * Bound + 5).Select(i => (long)i), long.MinValue, long.MaxValue];

    private static readonly Gen<(IntervalSet Set, HashSet<long> Model)> Small =
        from count in Gen.Choose(0, 3)
        from parts in Gen.Choose(-Bound, Bound).Two().ArrayOf(count)
        select Build(parts);

    private static readonly Gen<(IntervalSet Set, HashSet<long> Model)> Many =
        from parts in Gen.Choose(-Bound, Bound).Two().ArrayOf(12)
        select Build(parts);

    [Fact]
    public void Union_HasTheMembersOfBoth() =>
        ForAllPairs((x, y) => Same(x.Set.Union(y.Set), value => x.Model.Contains(value) || y.Model.Contains(value)));

    [Fact]
    public void Intersection_HasTheMembersInBoth() =>
        ForAllPairs((x, y) => Same(x.Set.Intersect(y.Set), value => x.Model.Contains(value) && y.Model.Contains(value)));

    [Fact]
    public void Complement_HasTheOthers() =>
        ForAllPairs((x, _) => Same(x.Set.Complement(), value => !x.Model.Contains(value)));

    [Fact]
    public void ComplementTwice_IsTheSameSet() => ForAllPairs((x, _) => x.Set.Complement().Complement().Equals(x.Set));

    [Fact]
    public void SameMembers_AreEqualHoweverMade() => ForAllPairs((x, y) =>
        x.Model.SetEquals(y.Model) == x.Set.Equals(y.Set)
        && (!x.Set.Equals(y.Set) || x.Set.GetHashCode() == y.Set.GetHashCode()));

    [Fact]
    public void Subset_IsWhatItSays() =>
        ForAllPairs((x, y) => x.Set.IsSubsetOf(y.Set) == x.Model.IsSubsetOf(y.Model));

    [Fact]
    public void DeMorgan_Holds() => ForAllPairs((x, y) =>
        x.Set.Union(y.Set).Complement().Equals(x.Set.Complement().Intersect(y.Set.Complement())));

    [Fact]
    public void EmptyAndEnds_AreThoseOfTheModel() => ForAllPairs((x, _) => x.Model.Count == 0
        ? x.Set.IsEmpty
        : !x.Set.IsEmpty && x.Set.Min == x.Model.Min() && x.Set.Max == x.Model.Max());

    [Fact]
    public void TooManyPieces_GrowButLoseNothing() => Prop.ForAll(
        Many.ToArbitrary(), x => x.Model.All(value => Contains(x.Set, value))).QuickCheckThrowOnFailure();

    [Fact]
    public void EndsOfTheNumbers_DoNotOverflow()
    {
        IntervalSet low = IntervalSet.Of(long.MinValue);
        IntervalSet high = IntervalSet.Of(long.MaxValue);

        Assert.Equal(IntervalSet.Between(long.MinValue + 1, long.MaxValue), low.Complement());
        Assert.Equal(IntervalSet.Between(long.MinValue, long.MaxValue - 1), high.Complement());
        Assert.Equal(IntervalSet.Empty, low.Intersect(high));
        Assert.Equal(IntervalSet.All, low.Union(low.Complement()));
        Assert.Equal(IntervalSet.All, IntervalSet.Empty.Complement());
        Assert.Equal(IntervalSet.Empty, IntervalSet.All.Complement());
    }

    [Fact]
    public void Neighbours_AreOneInterval() => Assert.Equal(
        IntervalSet.Between(1, 4), IntervalSet.Between(1, 2).Union(IntervalSet.Between(3, 4)));

    [Fact]
    public void FewNumbers_AreListed() =>
        Assert.Equal([1, 2, 7], IntervalSet.Between(1, 2).Union(IntervalSet.Of(7)).Numbers()!);

    [Fact]
    public void ManyNumbers_AreNotListed()
    {
        Assert.Null(IntervalSet.Between(0, 32).Numbers());
        Assert.Null(IntervalSet.All.Numbers());
        Assert.Null(IntervalSet.Between(-1, long.MaxValue).Numbers());
    }

    private static void ForAllPairs(
        System.Func<(IntervalSet Set, HashSet<long> Model), (IntervalSet Set, HashSet<long> Model), bool> law) =>
        Prop.ForAll(Small.Two().ToArbitrary(), pair => law(pair.Item1, pair.Item2)).QuickCheckThrowOnFailure();

    private static bool Same(IntervalSet set, System.Func<long, bool> isMember) =>
        Samples.All(value => Contains(set, value) == isMember(value));

    private static bool Contains(IntervalSet set, long value) => !set.Intersect(IntervalSet.Of(value)).IsEmpty;

    private static (IntervalSet Set, HashSet<long> Model) Build((int Low, int High)[] parts)
    {
        IntervalSet set = IntervalSet.Empty;
        HashSet<long> model = [];
        foreach ((int low, int high) in parts)
        {
            set = set.Union(IntervalSet.Between(low, high));
            for (int value = low; value <= high; value++)
                model.Add(value);
        }

        return (set, model);
    }
}
