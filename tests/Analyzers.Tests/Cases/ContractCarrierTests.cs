using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Cases;

/// <summary>Contracts on properties, accessors and delegates: who reads, writes or invokes them takes and gives back.</summary>
public sealed class ContractCarrierTests
{
    private const string Seat = """
        interface ISeat
        {
            [Acquires("this")] int Taken { get; }
            int Number { [Acquires("this")] get; [Releases("this")] set; }
            [Acquires("this", When = Outcome.True)] bool IsFree { get; }
            [Releases("this")] void Leave();
        }

        """;

    [Fact]
    public Task PropertyThatAcquires_LeftEarly_Reports() => Team.Sees(Seat + """
        sealed class Guest
        {
            public int Sit(ISeat seat, bool isLate)
            {
                int number = seat.Taken;
                if (isLate)
                    {|EXL0001:return 0;|}
                seat.Leave();
                return number;
            }
        }
        """);

    [Fact]
    public Task PropertyThatAcquires_Released_IsSilent() => Team.Sees(Seat + """
        sealed class Guest
        {
            public int Sit(ISeat seat)
            {
                int number = seat.Taken;
                seat.Leave();
                return number;
            }
        }
        """);

    [Fact]
    public Task SetterThatReleases_SkippedOnce_Reports() => Team.Sees(Seat + """
        sealed class Guest
        {
            public int Sit(ISeat seat, bool isLate)
            {
                int number = seat.Number;
                if (isLate)
                    {|EXL0001:return 0;|}
                seat.Number = 3;
                return number;
            }
        }
        """);

    [Fact]
    public Task SetterThatReleases_IsSilent() => Team.Sees(Seat + """
        sealed class Guest
        {
            public int Sit(ISeat seat)
            {
                int number = seat.Number;
                seat.Number = 3;
                return number;
            }
        }
        """);

    [Fact]
    public Task SetterThatReleasesTwice_Reports() => Team.Sees(Seat + """
        sealed class Guest
        {
            public int Sit(ISeat seat)
            {
                int number = seat.Number;
                seat.Number = 3;
                {|EXL0003:seat.Number|} = 4;
                return number;
            }
        }
        """);

    [Fact]
    public Task PropertyThatTellsItsOutcome_IsSilent() => Team.Sees(Seat + """
        sealed class Guest
        {
            public bool Sit(ISeat seat)
            {
                if (!seat.IsFree)
                    return false;
                seat.Leave();
                return true;
            }
        }
        """);

    [Fact]
    public Task PropertyThatTellsItsOutcome_ReleasedWhereItFailed_Reports() => Team.Sees(Seat + """
        sealed class Guest
        {
            public bool Sit(ISeat seat)
            {
                if (seat.IsFree)
                    return true;
                {|EXL0003:seat.Leave()|};
                return false;
            }
        }
        """);

    [Theory]
    [InlineData("private readonly Taker Enter; private readonly Giver Exit;")]
    [InlineData("private Taker Enter { get; } private Giver Exit { get; }")]
    [InlineData("private event Taker Enter; private event Giver Exit;")]
    public Task DelegateOfAMember_LeftEarly_Reports(string members) =>
        Team.Sees(Invokes(members, "", "{|EXL0001:return;|}"));

    [Theory]
    [InlineData("private readonly Taker Enter; private readonly Giver Exit;")]
    [InlineData("private Taker Enter { get; } private Giver Exit { get; }")]
    [InlineData("private event Taker Enter; private event Giver Exit;")]
    public Task DelegateOfAMember_Returned_IsSilent(string members) => Team.Sees(Invokes(members, "", "{ Exit(gate); return; }"));

    [Fact]
    public Task DelegateInALocal_LeftEarly_Reports() => Team.Sees(Invokes(
        "private static Taker Take() => null; private static Giver Give() => null;",
        "var Enter = Take(); var Exit = Give();",
        "{|EXL0001:return;|}"));

    [Fact]
    public Task DelegateInALocal_Returned_IsSilent() => Team.Sees(Invokes(
        "private static Taker Take() => null; private static Giver Give() => null;",
        "var Enter = Take(); var Exit = Give();",
        "{ Exit(gate); return; }"));

    private static string Invokes(string members, string locals, string exit) => $$"""
        [Acquires("gate")] delegate void Taker(object gate);
        [Releases("gate")] delegate void Giver(object gate);

        sealed class Desk
        {
            {{members}}

            public void Serve(object gate, bool isLate)
            {
                {{locals}}
                Enter(gate);
                if (isLate)
                    {{exit}}
                Exit(gate);
            }
        }
        """;
}
