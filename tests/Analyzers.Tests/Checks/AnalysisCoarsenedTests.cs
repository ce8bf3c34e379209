using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Checks;

/// <summary>EXL9001: a member that is too much for the exact analysis is told, and no warning rests on it.</summary>
public sealed class AnalysisCoarsenedTests
{
    [Fact]
    public Task TooManyPaths_AreToldAndNothingIsReported() => Pairing.Members($$"""
        void {|EXL9001:M|}(int n)
        {
            {{TakenInOneOf(200, "_lock.Enter();")}}
            if (n == 3) return;
            _lock.Exit();
        }
        """);

    [Fact]
    public Task FewPaths_AreSilent() => Pairing.Members($$"""
        void M(int n)
        {
            {{TakenInOneOf(20, "_lock.Enter();")}}
            if (n == 3) _state = 1;
            _lock.Exit();
        }
        """);

    [Fact]
    public Task TooManyPathsUnderAPromise_CouldNotBeShown() => Pairing.Proof($$"""
        void {|EXL9001:{|EXL1001:M|}|}(ITree tree, int n)
        {
            {{TakenInOneOf(200, "tree.Lock();")}}
            if (n == 3) return;
            tree.Unlock();
        }
        """);

    /// <summary>As many acquires meet at one point, each with a path of its own.</summary>
    private static string TakenInOneOf(int count, string acquire) =>
        "switch (n) { " + string.Concat(Enumerable.Range(0, count).Select(i => $"case {i}: {acquire} break; "))
        + $"default: {acquire} break; }}";
}
