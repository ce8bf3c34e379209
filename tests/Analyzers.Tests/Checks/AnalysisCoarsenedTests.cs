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
            _lock.Enter();
        {{Branches(4_000)}}
            if (n == 3) return;
            _lock.Exit();
        }
        """);

    [Fact]
    public Task FewPaths_AreSilent() => Pairing.Members($$"""
        void M(int n)
        {
            _lock.Enter();
        {{Branches(40)}}
            if (n == 3) _state = 1;
            _lock.Exit();
        }
        """);

    [Fact]
    public Task TooManyPathsUnderAPromise_CouldNotBeShown() => Pairing.Proof($$"""
        void {|EXL9001:{|EXL1001:M|}|}(ITree tree, int n)
        {
            tree.Lock();
        {{Branches(4_000)}}
            if (n == 3) return;
            tree.Unlock();
        }
        """);

    /// <summary>Every one of these changes what the last condition asks.</summary>
    private static string Branches(int count) => string.Concat(Enumerable.Range(0, count).Select(i =>
        $"    if (n == {i}) {{ n++; Work(); }}\n"));
}
