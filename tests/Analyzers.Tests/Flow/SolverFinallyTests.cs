using System.Linq;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Flow;

/// <summary>What state the solver has in and after finally blocks, whatever led into them.</summary>
public sealed class SolverFinallyTests
{
    [Fact]
    public void FinallyRunsForEveryContinuation_KeepsTheirStates()
    {
        Probing probing = Probing.Solve("""
            try
            {
                Set("begun");
                if (a) { Set("left"); return; }
                Call();
                Set("done");
            }
            finally { Probe("finally"); }
            Probe("after");
            """);

        Assert.Equal("after: done; finally: begun, done, left", probing.Seen);
        Assert.Equal("call: begun; return: done; return: left", probing.Exits);
    }

    [Fact]
    public void EachContinuation_GoesOnWithItsOwnState()
    {
        Probing probing = Probing.Solve("""
            while (Ask())
            {
                try
                {
                    if (a) { Set("broke"); break; }
                    if (b) { Set("continued"); continue; }
                    Set("through");
                }
                finally { Probe("finally"); }
                Probe("inside");
            }
            Probe("after");
            """);

        Assert.Equal(
            "after: broke, continued, start, through; finally: broke, continued, through; inside: through", probing.Seen);
    }

    [Fact]
    public void ThrowInsideAFinally_DiscardsTheContinuation()
    {
        Probing probing = Probing.Solve("""
            try { Set("tried"); if (a) return; }
            finally { Set("finally"); if (b) throw new Exception(); }
            Probe("after");
            """);

        Assert.Equal("after: finally", probing.Seen);
        Assert.Equal("return: finally; throw: finally", probing.Exits);
    }

    [Fact]
    public void ThrowThatAlwaysLeavesAFinally_EndsEverything()
    {
        Probing probing = Probing.Solve("""
            try { Call(); Set("tried"); }
            finally { throw new Exception(); }
            """);

        Assert.Equal("throw: start; throw: tried", probing.Exits);
    }

    [Fact]
    public void ThrowInsideAFinally_IsCaughtByTheHandlerAroundIt()
    {
        Probing probing = Probing.Solve("""
            try
            {
                try { Set("tried"); }
                finally { if (a) throw new IOException(); }
                Probe("between");
            }
            catch (IOException) { Probe("caught"); Set("handled"); }
            Probe("after");
            """);

        Assert.Equal("after: handled, tried; between: tried; caught: tried", probing.Seen);
        Assert.Equal("return: handled; return: tried", probing.Exits);
    }

    [Fact]
    public void CallerThatComesLater_GetsTheOutcomesToo()
    {
        Probing probing = Probing.Solve("""
            try
            {
                if (a) return;
                try { if (b) return; Call(); }
                finally { Probe("inner"); }
            }
            finally { Set("outer"); Probe("outer"); }
            Probe("after");
            """);

        Assert.Equal("after: outer; inner: start; outer: outer", probing.Seen);
        Assert.Equal("call: outer; return: outer", probing.Exits);
    }

    [Fact]
    public void FinallyInsideAFinally_RunsForAllThatLeads()
    {
        Probing probing = Probing.Solve("""
            try { Call(); Set("tried"); }
            finally
            {
                try { Call(); Probe("first"); }
                finally { Probe("second"); }
            }
            """);

        Assert.Equal("first: start, tried; second: start, tried", probing.Seen);
        Assert.Equal("call: start; call: tried; return: tried", probing.Exits);
    }

    [Fact]
    public void ThirtyNestedFinallys_StayUnderAStepBound()
    {
        string nested = Enumerable.Range(0, 30).Aggregate(
            "Set(\"core\");", (inner, i) => $"try {{ {inner} Call(); }} finally {{ Set(\"f{i}\"); }}");

        Probing probing = Probing.Solve(nested);

        Assert.False(probing.Exhausted);
        Assert.InRange(probing.Steps, 1, 8_066);
        Assert.Equal("call: f29; return: f29", probing.Exits);
    }

    [Fact]
    public void ThirtyFinallysInsideFinallys_StayUnderAStepBound()
    {
        string nested = Enumerable.Range(0, 30).Aggregate(
            "Set(\"core\");", (inner, i) => $"try {{ Call(); }} finally {{ {inner} }}");

        Probing probing = Probing.Solve(nested);

        Assert.False(probing.Exhausted);
        Assert.InRange(probing.Steps, 1, 2_000);
        Assert.Equal("call: core; return: core", probing.Exits);
    }

    [Fact]
    public void AThousandReturnsInOneTry_NeedALinearNumberOfSteps()
    {
        int hundred = Probing.Solve(Returns(100)).Steps;
        int thousand = Probing.Solve(Returns(1_000)).Steps;

        Assert.InRange(thousand, 1_000, 10_000);
        Assert.InRange(thousand, 1, hundred * 11);
    }

    [Fact]
    public void AnEmptyFinally_ChangesNothing() =>
        Assert.Equal("call: start; return: set", Probing.Solve("try { Call(); Set(\"set\"); } finally { }").Exits);

    private static string Returns(int count) =>
        "try { " + string.Concat(Enumerable.Range(0, count).Select(i => $"if (n == {i}) return; "))
        + "} finally { Set(\"done\"); }";
}
