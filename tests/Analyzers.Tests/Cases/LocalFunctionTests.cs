using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Cases;

/// <summary>Local functions that take and give back for the member around them.</summary>
public sealed class LocalFunctionTests
{
    [Fact]
    public Task OneTakesUnlessHeldAndAnotherGivesBack_IsSilent() => Sees("""
        bool taken = false;
        try
        {
            Take();
            if (_users < 0)
                return 0;
            Give();
            Take();
            return _users++;
        }
        finally
        {
            Give();
        }

        void Take()
        {
            if (!taken)
                Monitor.Enter(_gate, ref taken);
        }

        void Give()
        {
            if (taken)
            {
                Monitor.Exit(_gate);
                taken = false;
            }
        }
        """);

    [Fact]
    public Task OneTakesUnlessHeldAndNobodyAroundGivesBack_Reports() => Sees("""
        bool taken = false;
        Take();
        return _users++;

        void Take()
        {
            if (!taken)
                Monitor.Enter(_gate, ref taken);
        {|EXL0001:}|}
        """);

    [Fact]
    public Task OneTakesAndAnotherGivesBackOnEveryWay_IsSilent() => Sees("""
        Enter();
        if (_users < 0)
        {
            Leave();
            return 0;
        }

        Leave();
        return 1;

        void Enter() => Monitor.Enter(_gate);
        void Leave() => Monitor.Exit(_gate);
        """);

    [Fact]
    public Task OneTakesAndAnotherGivesBackOnOneWay_Reports() => Sees("""
        Enter();
        if (_users < 0)
            {|EXL0001:return 0;|}
        Leave();
        return 1;

        void Enter() => Monitor.Enter(_gate);
        void Leave() => Monitor.Exit(_gate);
        """);

    [Fact]
    public Task OneGivesBackWhatAFlagSaysIsHeld_IsSilent() => Sees("""
        bool held = _users == 0;
        if (held)
            Monitor.Enter(_gate);
        Clean();
        return 1;

        void Clean()
        {
            if (held)
                Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task OneGivesBackAndIsCalledAsAFlagSays_Reports() => Sees("""
        Monitor.Enter(_gate);
        if (_users == 0)
            Clean();
        {|EXL0001:return 1;|}

        void Clean() => Monitor.Exit(_gate);
        """);

    private static Task Sees(string body) => Team.Sees($$"""
        sealed class Keeper
        {
            private readonly object _gate = new();
            private int _users;

            public int Count()
            {
        {{body}}
            }

            public void Reset()
            {
                Monitor.Enter(_gate);
                try
                {
                    _users = 0;
                }
                finally
                {
                    Monitor.Exit(_gate);
                }
            }
        }
        """);
}
