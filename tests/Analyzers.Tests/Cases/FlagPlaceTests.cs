using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Cases;

/// <summary>Where the flag stands that says whether a lock was taken: in an array, a tuple, a collection, in a local.</summary>
public sealed class FlagPlaceTests
{
    [Fact]
    public Task FlagInAnArray_IsSilent() => Sees("bool[] taken = new bool[1];", "taken[0]", "}");

    [Fact]
    public Task FlagInALocalThatIsAskedWrongly_Reports() => Sees("bool taken = false;", "!taken", "{|EXL0001:}|}");

    [Fact]
    public Task OutcomeInATupleThatIsKept_IsSilent() => Attempts(
        "var entry = (Taken: Monitor.TryEnter(_gate), At: 1);", "entry.Taken", "Monitor.Exit(_gate);");

    [Theory]
    [InlineData("var entry = new { Taken = Monitor.TryEnter(_gate), At = 1 };", "entry.Taken")]
    [InlineData("var entries = new List<bool> { Monitor.TryEnter(_gate) };", "entries[0]")]
    [InlineData("var entries = new[] { Monitor.TryEnter(_gate) };", "entries[0]")]
    [InlineData("var entries = new bool[1]; entries[0] = Monitor.TryEnter(_gate);", "entries[0]")]
    [InlineData("var entries = new Dictionary<int, bool>(); entries[7] = Monitor.TryEnter(_gate);", "entries[7]")]
    public Task OutcomeInACollection_IsSilent(string attempt, string flag) => Attempts(attempt, flag, "Monitor.Exit(_gate);");

    [Fact]
    public Task OutcomeInATupleThatIsTakenApartAndAskedWrongly_Reports() => Attempts(
        "(bool taken, int at) = (Monitor.TryEnter(_gate), 1);", "!taken", "{|EXL0003:Monitor.Exit(_gate)|};", "{|EXL0001:}|}");

    private static Task Attempts(string attempt, string flag, string release, string end = "}") => Team.Sees($$"""
        sealed class Keeper
        {
            private readonly object _gate = new();
            private int _runs;

            public void Run()
            {
                {{attempt}}
                _runs++;
                if ({{flag}})
                    {{release}}
            {{end}}
        }
        """);

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
