using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Cases;

/// <summary>Where the flag stands that says whether a lock was taken: in an array, in a local.</summary>
public sealed class FlagPlaceTests
{
    [Fact]
    public Task FlagInAnArray_IsSilent() => Sees("bool[] taken = new bool[1];", "taken[0]", "}");

    [Fact]
    public Task FlagInALocalThatIsAskedWrongly_Reports() => Sees("bool taken = false;", "!taken", "{|EXL0001:}|}");

    private static Task Sees(string declaration, string flag, string end) => Team.Sees($$"""
        sealed class Keeper
        {
            private readonly object _gate = new();
            private int _runs;

            public void Run(Func<int> work)
            {
                {{declaration}}
                try
                {
                    Monitor.Enter(_gate, ref {{flag.TrimStart('!')}});
                    _runs++;
                }
                finally
                {
                    if ({{flag}})
                        Monitor.Exit(_gate);
                }
            {{end}}
        }
        """);
}
