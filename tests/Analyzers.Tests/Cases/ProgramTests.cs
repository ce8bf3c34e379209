using System.Threading.Tasks;
using ExtentLock.Testing;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Cases;

/// <summary>The top-level statements of a file are one body.</summary>
public sealed class ProgramTests
{
    [Fact]
    public Task GuardHeldOverAnAwaitOfAnotherStatement_Reports() => Sees("""
        using var guard = new Guard(door);
        {|EXL0007:await Task.Yield()|};
        """);

    [Fact]
    public Task GuardGivenBackBeforeTheAwait_IsSilent() => Sees("""
        using (var guard = new Guard(door))
            door.ToString();
        await Task.Yield();
        """);

    /// <summary>The tests compile libraries, which have no such statements by right.</summary>
    private static Task Sees(string statements) => Verify<ExtentLockAnalyzer>.Source(
        Team.Whole($$"""
            var door = new ReaderWriterLockSlim();
            {{statements}}

            sealed class Guard : IDisposable
            {
                private readonly ReaderWriterLockSlim _door;
                public Guard(ReaderWriterLockSlim door) { _door = door; _door.EnterWriteLock(); }
                public void Dispose() => _door.ExitWriteLock();
            }
            """),
        Team.Usual with { AnyCompilerErrors = true });
}
