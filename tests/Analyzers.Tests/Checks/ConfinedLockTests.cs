using System.Threading.Tasks;
using ExtentLock.Testing;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Checks;

/// <summary>What is handed out may give back a lock only if it can have got hold of it.</summary>
public sealed class ConfinedLockTests
{
    [Fact]
    public Task DisposableIsReturnedThatCantKnowTheLock_Reports() => Pairing.Members("""
        private readonly List<int> _list = new();
        IEnumerator<int> Each()
        {
            _rw.EnterReadLock();
            {|EXL0001:return _list.GetEnumerator();|}
        }
        """);

    [Theory]
    [InlineData("ReaderWriterLockSlim Sync => _rw;")]
    [InlineData("void Lend(List<object> to) => to.Add(_rw);")]
    [InlineData("Action Leave() => _rw.ExitReadLock;")]
    [InlineData("C(ReaderWriterLockSlim shared) { _rw = shared; }")]
    public Task DisposableIsReturnedWhereOthersHaveTheLock_IsSilent(string member) => Pairing.Members($$"""
        private readonly List<int> _list = new();
        {{member}}
        IEnumerator<int> Each()
        {
            _rw.EnterReadLock();
            return _list.GetEnumerator();
        }
        """);

    [Fact]
    public Task DisposableIsReturnedOfAnExtensionOfTheLock_IsSilent() => Verify<ExtentLockAnalyzer>.Source(
        Pairing.Class(
            """
            IDisposable Read()
            {
                _rw.EnterReadLock();
                return _rw.ToReleaser();
            }
            """,
            "") + """
        static class Locks
        {
            public static IDisposable ToReleaser(this ReaderWriterLockSlim gate) => throw new NotSupportedException();
        }
        """,
        Pairing.Surroundings);

    [Theory]
    [InlineData("", "{|EXL0002:", "|}")]
    [InlineData("SemaphoreSlim Sync => _sem;", "", "")]
    public Task DisposableIsReturnedWhereACallMayThrow_ReportsUnlessOthersHaveTheLock(
        string member, string open, string close) =>
        Verify<ExtentLockAnalyzer>.Source(
            Pairing.Class(
                $$"""
                private readonly Func<Stream> _make = () => Stream.Null;
                {{member}}
                Stream Open()
                {
                    {{open}}_sem.Wait(){{close}};
                    Stream made = _make();
                    _sem.Release();
                    return made;
                }
                """,
                ""),
            Pairing.Surroundings with { Disabled = ["EXL1006"] });
}
