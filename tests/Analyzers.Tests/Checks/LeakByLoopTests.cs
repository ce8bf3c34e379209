using System.Threading.Tasks;
using ExtentLock.Testing;
using Xunit;
using Verify = ExtentLock.Testing.Verify<ExtentLock.Analyzers.ExtentLockAnalyzer>;

namespace ExtentLock.Analyzers.Tests.Checks;

/// <summary>EXL0008: what a foreach calls may throw, and where the compiler walks by index it calls nothing.</summary>
public sealed class LeakByLoopTests
{
    private static readonly Surroundings Usual = Surroundings.Default with
    {
        Members = """
            private readonly int[] _numbers = new int[4];
            private readonly string _letters = "abc";
            private readonly List<int> _list = new List<int>();
            """,
        Usings = ["System.Collections.Generic"],
    };

    [Theory]
    [InlineData("_numbers")]
    [InlineData("_letters")]
    [InlineData("span")]
    public Task WalksByIndexUnderTheLock_IsSilent(string collection) => Verify.Member($$"""
        Span<int> span = _numbers;
        Monitor.Enter(_gate);
        foreach (var number in {{collection}})
            n += number;
        Monitor.Exit(_gate);
        """, Usual);

    [Theory]
    [InlineData("_list")]
    [InlineData("(IEnumerable<int>)_list")]
    public Task AsksForTheNextUnderTheLock_Suggests(string collection) => Verify.Member($$"""
        {|EXL0008:Monitor.Enter(_gate)|};
        foreach (var number in {{collection}})
            n += number;
        Monitor.Exit(_gate);
        """, Usual);
}
