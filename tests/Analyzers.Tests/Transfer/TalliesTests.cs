using System.Threading.Tasks;
using ExtentLock.Analyzers.Tests.Checks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Transfer;

/// <summary>Loops that take a lock as often as a number says are not counted, and nothing behind them is certain.</summary>
public sealed class TalliesTests
{
    [Fact]
    public Task TakenAndGivenBackByACounter_IsSilent() => Pairing.Body("""
        int depth = 0;
        try
        {
            while (depth < n)
            {
                Monitor.Enter(_gate);
                depth++;
            }
        }
        finally
        {
            while (depth > 0)
            {
                depth--;
                Monitor.Exit(_gate);
            }
        }
        """);

    [Fact]
    public Task TakenAndGivenBackAsOftenAsANumberSays_IsSilent() => Pairing.Body("""
        for (int i = 0; i < n; i++)
            Monitor.Enter(_gate);
        Work();
        for (int i = 0; i < n; i++)
            Monitor.Exit(_gate);
        """);

    [Fact]
    public Task GivenBackUntilFreeAndTakenAgain_IsSilent() => Pairing.Body("""
        int depth = 0;
        for (; Monitor.IsEntered(_gate); depth++)
            Monitor.Exit(_gate);
        Work();
        for (; depth > 0; depth--)
            Monitor.Enter(_gate);
        """);

    [Fact]
    public Task TakenInSomeRoundsAndCounted_IsSilent() => Pairing.Body("""
        int taken = 0;
        foreach (bool wanted in new[] { a, b })
        {
            if (!wanted)
                continue;
            Monitor.Enter(_gate);
            taken++;
        }

        while (taken-- > 0)
            Monitor.Exit(_gate);
        """);

    [Theory]
    [InlineData("tries < 10", "tries == 10")]
    [InlineData("tries != 10", "tries > 9")]
    public Task TriesAreTheOutcomeOfALoop_IsSilent(string more, string failed) => Pairing.Body($$"""
        int tries;
        for (tries = 0; {{more}}; tries++)
        {
            if (Monitor.TryEnter(_gate))
                break;
        }

        if ({{failed}})
            return;
        Work();
        Monitor.Exit(_gate);
        """);

    [Fact]
    public Task TriesOfALoopDecideNothingAboutTheLock_Reports() => Pairing.Body("""
        int tries = 0;
        while (!Monitor.TryEnter(_gate))
            tries++;
        if (a)
            {|EXL0001:return;|}
        Monitor.Exit(_gate);
        if (tries > 3)
            Work();
        """);

    [Fact]
    public Task RoundsThatTakeAndGiveBackAreNoTally_Reports() => Pairing.Body("""
        int round = 0;
        for (; round < n; round++)
        {
            Monitor.Enter(_gate);
            if (a)
                {|EXL0001:return;|}
            Monitor.Exit(_gate);
        }

        if (round == n)
        {
            Monitor.Enter(_gate);
            Monitor.Exit(_gate);
        }
        """);
}
