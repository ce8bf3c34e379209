using System.Threading.Tasks;
using ExtentLock.Contracts;
using ExtentLock.Testing;
using Xunit;
using Verify = ExtentLock.Testing.Verify<ExtentLock.Analyzers.ExtentLockAnalyzer>;

namespace ExtentLock.Analyzers.Tests.Checks;

/// <summary>EXL0006: nobody looks whether the acquire succeeded, or nobody waits for it.</summary>
public sealed class OutcomeIgnoredTests
{
    // What an await may throw is the subject of EXL0002.
    private static readonly Surroundings Usual = Surroundings.Default.Without("EXL0002", "EXL0008");

    [Fact]
    public Task TriedMonitorThatIsReleased_Reports() => Member("""
        {|EXL0006:Monitor.TryEnter(_gate)|};
        n++;
        Monitor.Exit(_gate);
        """);

    [Fact]
    public Task TriedMonitorThatIsTested_IsSilent() => Member("""
        if (!Monitor.TryEnter(_gate))
            return;
        n++;
        Monitor.Exit(_gate);
        """);

    [Fact]
    public Task TriedMonitorReleasedIfHeld_IsSilent() => Member("""
        Monitor.TryEnter(_gate);
        n++;
        if (Monitor.IsEntered(_gate))
            Monitor.Exit(_gate);
        """);

    [Fact]
    public Task TimedWaitThatIsReleased_Reports() => Member("""
        {|EXL0006:_sem.Wait(100)|};
        n++;
        _sem.Release();
        """);

    [Fact]
    public Task TimedWaitReleasedInFinally_Reports() => Member("""
        {|EXL0006:_sem.Wait(100)|};
        try
        {
            Work();
        }
        finally
        {
            _sem.Release();
        }
        """);

    [Fact]
    public Task TimedWaitThatIsTested_IsSilent() => Member("""
        if (_sem.Wait(100))
        {
            n++;
            _sem.Release();
        }
        """);

    [Fact]
    public Task WaitWithoutLimit_IsSilent() => Member("""
        _sem.Wait();
        n++;
        _sem.Release();
        """);

    [Fact]
    public Task TimedWaitThatIsDiscarded_Reports() => Member("""
        _ = {|EXL0006:_sem.Wait(100)|};
        n++;
        _sem.Release();
        """);

    [Fact]
    public Task TimedWaitOfSomebodyWhoNeverReleases_IsSilent() => Member("_sem.Wait(100);");

    [Fact]
    public Task TimedWaitOnMutex_Reports() => Member("""
        {|EXL0006:_mutex.WaitOne(5)|};
        n++;
        _mutex.ReleaseMutex();
        """);

    [Fact]
    public Task TestedWaitOnMutexReleasedInFinally_IsSilent() => Member("""
        if (_mutex.WaitOne(5))
        {
            try
            {
                Work();
            }
            finally
            {
                _mutex.ReleaseMutex();
            }
        }
        """);

    [Fact]
    public Task WaitOnMutexWithoutLimit_IsSilent() => Member("""
        _mutex.WaitOne();
        n++;
        _mutex.ReleaseMutex();
        """);

    [Fact]
    public Task AttemptInsideAnAssertion_Reports() => Member("""
        System.Diagnostics.Debug.Assert({|EXL0006:Monitor.TryEnter(_gate)|});
        n++;
        Monitor.Exit(_gate);
        """);

    [Fact]
    public Task ResultThatIsAsserted_IsSilent() => Member("""
        bool taken = Monitor.TryEnter(_gate);
        System.Diagnostics.Trace.Assert(taken);
        n++;
        Monitor.Exit(_gate);
        """);

    [Fact]
    public Task ResultThatIsKeptAndNeverTested_ReportsTheRelease() => Member("""
        bool taken = Monitor.TryEnter(_gate);
        n++;
        {|EXL0003:Monitor.Exit(_gate)|};
        """);

    [Fact]
    public Task ResultKeptAndTestedLater_IsSilent() => Member("""
        bool taken = _rw.TryEnterReadLock(5);
        n++;
        if (taken)
            _rw.ExitReadLock();
        """);

    [Fact]
    public Task TriedReadLockThatIsReleased_Reports() => Member("""
        {|EXL0006:_rw.TryEnterReadLock(5)|};
        n++;
        _rw.ExitReadLock();
        """);

    [Fact]
    public Task TriedLockThatIsReleased_Reports() => Member("""
        {|EXL0006:_lock.TryEnter()|};
        n++;
        _lock.Exit();
        """);

    [Fact]
    public Task OutcomeToldByRefAndTested_IsSilent() => Member("""
        bool taken = false;
        _spin.TryEnter(ref taken);
        n++;
        if (taken)
            _spin.Exit();
        """);

    [Fact]
    public Task TaskThatIsDropped_Reports() => Member("""
        {|EXL0006:_sem.WaitAsync()|};
        n++;
        _sem.Release();
        """);

    [Fact]
    public Task TaskThatIsDiscarded_Reports() => Member("""
        _ = {|EXL0006:_sem.WaitAsync()|};
        n++;
        _sem.Release();
        """);

    [Fact]
    public Task TaskThatIsWaitedFor_IsSilent() => Member("""
        _sem.WaitAsync().Wait();
        n++;
        _sem.Release();
        """);

    [Fact]
    public Task TaskThatIsAwaited_IsSilent() => AsyncMember("""
        await _sem.WaitAsync();
        n++;
        _sem.Release();
        """);

    [Fact]
    public Task TaskThatIsKeptAndAwaited_IsSilent() => AsyncMember("""
        Task waiting = _sem.WaitAsync();
        n++;
        await waiting;
        n++;
        _sem.Release();
        """);

    [Fact]
    public Task TaskThatIsPassedOn_IsSilent() => AsyncMember("""
        await Task.WhenAll(_sem.WaitAsync());
        n++;
        _sem.Release();
        """);

    [Fact]
    public Task TimedWaitThatIsAwaitedOnly_Reports() => AsyncMember("""
        await {|EXL0006:_sem.WaitAsync(100)|};
        n++;
        _sem.Release();
        """);

    [Fact]
    public Task TimedWaitThatIsAwaitedAndTested_IsSilent() => AsyncMember("""
        if (await _sem.WaitAsync(100))
        {
            n++;
            _sem.Release();
        }
        """);

    [Theory]
    [InlineData("await {|EXL0006:_sem.WaitAsync(100)|}.ConfigureAwait(false);")]
    [InlineData("_ = await {|EXL0006:_sem.WaitAsync(100)|};")]
    [InlineData("{|EXL0006:_sem.WaitAsync(100)|}.GetAwaiter().GetResult();")]
    public Task TimedWaitWhoseResultIsDropped_Reports(string acquire) => AsyncMember($"""
        {acquire}
        await Task.Yield();
        _sem.Release();
        """);

    [Theory]
    [InlineData("if (!await _sem.WaitAsync(100).ConfigureAwait(false)) return;")]
    [InlineData("if (!_sem.WaitAsync(100).GetAwaiter().GetResult()) return;")]
    [InlineData("if (!_sem.WaitAsync(100).Result) return;")]
    public Task TimedWaitWhoseResultIsTested_IsSilent(string acquire) => AsyncMember($"""
        {acquire}
        await Task.Yield();
        _sem.Release();
        """);

    [Fact]
    public Task AttemptInsideAnAssertionOfSomebodyWhoNeverReleases_IsSilent() => Member("""
        System.Diagnostics.Debug.Assert(_sem.Wait(3));
        n++;
        """);

    [Fact]
    public Task AttemptRepeatedUntilItIsAsserted_IsSilent() => Member("""
        bool taken = false;
        for (int i = 0; i < n && !taken; i++)
            taken = _sem.Wait(i);
        System.Diagnostics.Trace.Assert(taken);
        n++;
        _sem.Release();
        """);

    [Fact]
    public Task ContractWithAnOutcomeThatIsIgnored_Reports() => Verify.Member(
        """
        {|EXL0006:_tree.TryLock()|};
        n++;
        _tree.Unlock();
        """,
        Contracts);

    [Fact]
    public Task ContractWithAnOutcomeThatIsTested_IsSilent() => Verify.Member(
        """
        if (_tree.TryLock() != 0)
            return;
        n++;
        _tree.Unlock();
        """,
        Contracts);

    [Fact]
    public Task Message_SaysThatTheReleaseFollows() => Verify.Member(
        """
        {|#0:_rw.TryEnterReadLock(5)|};
        n++;
        _rw.ExitReadLock();
        """,
        Usual,
        Verify.Diagnostic("EXL0006").WithLocation(0).WithMessage(
            "'_rw (shared)' is released below, but nobody looks whether this acquire succeeded"));

    [Fact]
    public Task Message_SaysThatNothingWaits() => Verify.Member(
        """
        {|#0:_sem.WaitAsync()|};
        _sem.Release();
        """,
        Usual,
        Verify.Diagnostic("EXL0006").WithLocation(0).WithMessage(
            "'_sem.WaitAsync()' is never awaited: what follows runs without the lock"));

    private static Surroundings Contracts { get; } = Usual.And(typeof(AcquiresAttribute).Assembly) with
    {
        Usings = ["ExtentLock.Contracts"],
        Members = """
            private readonly ITree _tree = null!;

            private interface ITree
            {
                [Acquires("this", When = Outcome.Zero)] int TryLock();
                [Releases("this")] void Unlock();
            }
            """,
    };

    private static Task Member(string body) => Verify.Member(body, Usual);

    private static Task AsyncMember(string body) => Verify.AsyncMember(body, Usual);
}
