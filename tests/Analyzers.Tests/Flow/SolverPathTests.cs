using System.Linq;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Flow;

/// <summary>Paths, loops and limits: which states meet, what is joined, and how many steps it takes.</summary>
public sealed class SolverPathTests
{
    [Fact]
    public void BranchesThatDiffer_AreKeptApart() => Assert.Equal(
        "after: left, right", Probing.Solve("if (a) Set(\"left\"); else Set(\"right\"); Probe(\"after\");").Seen);

    [Fact]
    public void ConditionOnTheState_TakesOneWayOnly()
    {
        Probing probing = Probing.Solve("""
            if (a) Set("left");
            if (Is("left")) Probe("then"); else Probe("else");
            """);

        Assert.Equal("else: start; then: left", probing.Seen);
    }

    [Fact]
    public void Goto_GoesToItsLabel()
    {
        Probing probing = Probing.Solve("""
            if (a) { Set("jumped"); goto done; }
            Set("walked");
            Probe("between");
            done: Probe("label");
            """);

        Assert.Equal("between: walked; label: jumped, walked", probing.Seen);
    }

    [Fact]
    public void Loop_ReachesAFixedPoint()
    {
        Probing probing = Probing.Solve("while (Ask()) { Probe(\"in\"); Set(\"looped\"); } Probe(\"after\");");

        Assert.Equal("after: looped, start; in: looped, start", probing.Seen);
    }

    [Fact]
    public void LoopThatCounts_IsWidened()
    {
        Probing probing = Probing.Solve("while (Ask()) Count(); Probe(\"after\");");

        Assert.False(probing.Exhausted);
        Assert.Contains("start0-", probing.Seen);
        Assert.InRange(probing.Steps, 1, 200);
    }

    [Fact]
    public void NestedLoopsThatCount_Terminate()
    {
        string loops = Enumerable.Range(0, 6).Aggregate("Count();", (inner, _) => $"while (Ask()) {{ {inner} Count(); }}");

        Probing probing = Probing.Solve(loops + " Probe(\"after\");");

        Assert.False(probing.Exhausted);
        Assert.Contains("start0-", probing.Seen);
    }

    [Fact]
    public void LoopByGoto_Terminates()
    {
        Probing probing = Probing.Solve("again: Count(); if (Ask()) goto again; Probe(\"after\");");

        Assert.False(probing.Exhausted);
        Assert.EndsWith("-", probing.Seen);
    }

    [Fact]
    public void LoopThatNeverEnds_HasNoWayOut() =>
        Assert.Equal("", Probing.Solve("while (true) { Count(); }").Exits);

    [Fact]
    public void MoreFactsThanMaps_AreJoinedToTheirBound()
    {
        const string Diamonds = "if (a) Count(); if (b) Count(); if (Ask()) Count(); Probe(\"after\");";

        Assert.Equal("after: start, start1, start2, start3", Probing.Solve(Diamonds, factMaps: 4).Seen);
        Assert.EndsWith("start0-3", Probing.Solve(Diamonds, factMaps: 1).Seen);
    }

    [Fact]
    public void StatesWithDifferentKeys_AreNeverJoined() => Assert.Equal(
        "after: left, start", Probing.Solve("if (a) Set(\"left\"); Probe(\"after\");", factMaps: 1).Seen);

    [Fact]
    public void ThreeHundredIrrelevantDiamonds_NeedALinearNumberOfSteps()
    {
        int thirty = Probing.Solve(Diamonds(30)).Steps;
        int threeHundred = Probing.Solve(Diamonds(300)).Steps;

        Assert.InRange(threeHundred, 300, 4 * 300);
        Assert.InRange(threeHundred, 1, thirty * 11);
    }

    [Fact]
    public void BudgetUsedUp_IsTold()
    {
        Probing probing = Probing.Solve(Diamonds(300), steps: 100);

        Assert.True(probing.Exhausted);
        Assert.InRange(probing.Steps, 100, 110);
    }

    [Fact]
    public void BudgetThatSuffices_IsNotUsedUp() => Assert.False(Probing.Solve(Diamonds(300), steps: 1_300).Exhausted);

    [Fact]
    public void StatesWithoutEnd_ExhaustInsteadOfRunningAway()
    {
        // Two hundred states that may never be joined meet here; no lock has so many.
        string sets = string.Concat(Enumerable.Range(0, 200).Select(i => $"if (n == {i}) Set(\"s{i}\"); "));

        Assert.True(Probing.Solve(sets).Exhausted);
    }

    [Fact]
    public void TwoRuns_AreAlike()
    {
        const string Body = """
            try { while (Ask()) { if (a) Set("x"); Call(); Count(); } }
            catch (IOException) { Set("y"); }
            finally { Probe("finally"); }
            """;
        Probing first = Probing.Solve(Body);
        Probing second = Probing.Solve(Body);

        Assert.Equal((first.Seen, first.Exits, first.Steps), (second.Seen, second.Exits, second.Steps));
    }

    private static string Diamonds(int count) =>
        string.Concat(Enumerable.Range(0, count).Select(i => $"if (n == {i}) Probe(\"p\"); "));
}
