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
