using ExtentLock.Analyzers.Locks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Locks;

/// <summary>What is learnt from one comparison about another, also where a counter is compared over and over.</summary>
public sealed class ComparisonTests
{
    private static readonly IntervalSet Int = IntervalSet.Between(int.MinValue, int.MaxValue);

    private readonly Evaluator _evaluator = new(new ValueTable());

    [Fact]
    public void StrongerOfTwo_Decides()
    {
        Facts facts = Assume(AtMost(0), Facts.None)!;
        facts = Assume(AtMost(5), facts)!;

        Assert.Null(_evaluator.Assume(AtMost(4), false, facts));
        Assert.NotNull(_evaluator.Assume(AtMost(6), false, facts));
    }

    [Fact]
    public void ManyOfOneSum_AreKeptAsAFew()
    {
        Facts facts = Facts.None;
        for (int i = 0; i < 500; i++)
            facts = Assume(AtMost(i), facts)!;

        Assert.InRange(facts.Sets.Length, 1, 65);
        Assert.Null(_evaluator.Assume(AtMost(499), false, facts));
        Assert.Null(_evaluator.Assume(AtMost(0), false, facts));
        Assert.NotNull(_evaluator.Assume(AtMost(500), false, facts));
    }

    [Fact]
    public void TwoTogether_Decide()
    {
        Facts facts = Assume(Compare(Place(1), Place(2)), Facts.None)!;
        facts = Assume(Compare(Place(2), Place(3)), facts)!;
        facts = Assume(Compare(Place(4), Place(5)), facts)!;

        Assert.Null(_evaluator.Assume(Compare(Place(1), Place(3)), false, facts));
        Assert.NotNull(_evaluator.Assume(Compare(Place(3), Place(1)), false, facts));
        Assert.NotNull(_evaluator.Assume(Compare(Place(1), Place(5)), false, facts));
    }

    private Facts? Assume(Expression condition, Facts facts) => _evaluator.Assume(condition, true, facts);

    /// <summary>The first place, so much further, is at most the second.</summary>
    private static Comparison AtMost(int further) =>
        Compare(new Sum(Place(1), new Constant(further), Subtract: false), Place(2));

    private static Comparison Compare(Expression left, Expression right) => new(Relation.AtMost, left, right);

    private static Variable Place(int number) => new(number) { Domain = Int };
}
