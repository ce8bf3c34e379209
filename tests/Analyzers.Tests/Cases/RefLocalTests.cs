using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Cases;

/// <summary>A ref local is another name of the variable or field that it is bound to.</summary>
public sealed class RefLocalTests
{
    [Theory]
    [InlineData("isTaken")]
    [InlineData("_isTaken")]
    public Task FlagSetByItsRefLocal_IsSilent(string flag) => Sees($"ref bool set = ref {flag};", $"if ({flag}) Monitor.Exit(_gate);", "}");

    [Theory]
    [InlineData("isTaken")]
    [InlineData("_isTaken")]
    public Task FlagSetByItsRefLocalAndAskedTheWrongWay_Reports(string flag) =>
        Sees($"ref bool set = ref {flag};", $"if (!{flag}) Monitor.Exit(_gate);", "{|EXL0001:}|}");

    [Fact]
    public Task FlagOfAnotherRefLocal_Reports() => Sees(
        "ref bool other = ref _isTaken; bool set = false;", "if (isTaken) Monitor.Exit(_gate);", "{|EXL0001:}|}");

    private static Task Sees(string binding, string release, string end) => Team.Sees($$"""
        sealed class Table
        {
            private readonly object _gate = new();
            private bool _isTaken;
            private int _rows;

            public void Add()
            {
                bool isTaken = false;
                _isTaken = false;
                {{binding}}
                try
                {
                    Monitor.Enter(_gate, ref set);
                    _rows++;
                }
                finally
                {
                    {{release}}
                }
            {{end}}
        }
        """);
}
