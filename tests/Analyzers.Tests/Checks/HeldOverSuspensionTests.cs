using System.Threading.Tasks;
using ExtentLock.Contracts;
using ExtentLock.Testing;
using Xunit;
using Verify = ExtentLock.Testing.Verify<ExtentLock.Analyzers.ExtentLockAnalyzer>;

namespace ExtentLock.Analyzers.Tests.Checks;

/// <summary>EXL0007: a lock that belongs to its thread is held over an await or a yield.</summary>
public sealed class HeldOverSuspensionTests
{
    // What the await may throw is the subject of EXL0002.
    private static readonly Surroundings Usual = Surroundings.Default.Without("EXL0002", "EXL0008");

    [Fact]
    public Task AwaitUnderMonitor_Reports() => AsyncMember("""
        Monitor.Enter(_gate);
        {|EXL0007:await Task.Delay(n)|};
        Monitor.Exit(_gate);
        """);

    [Fact]
    public Task AwaitUnderSemaphore_IsSilent() => AsyncMember("""
        await _sem.WaitAsync();
        await Task.Delay(n);
        _sem.Release();
        """);

    [Fact]
    public Task AwaitBeforeEnterAndAfterExit_IsSilent() => AsyncMember("""
        await Task.Delay(n);
        Monitor.Enter(_gate);
        n++;
        Monitor.Exit(_gate);
        await Task.Delay(n);
        """);

    [Fact]
    public Task AwaitInTryWhoseFinallyExits_Reports() => AsyncMember("""
        Monitor.Enter(_gate);
        try
        {
            {|EXL0007:await Task.Delay(n)|};
        }
        finally
        {
            Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task AwaitOnTheBranchThatHasExited_IsSilent() => AsyncMember("""
        Monitor.Enter(_gate);
        if (a)
        {
            Monitor.Exit(_gate);
            await Task.Delay(n);
            return;
        }

        Monitor.Exit(_gate);
        """);

    [Fact]
    public Task AwaitWhereTheConditionSaysItIsHeld_Reports() => AsyncMember("""
        if (a)
            Monitor.Enter(_gate);
        if (a)
            {|EXL0007:await Task.Delay(n)|};
        if (a)
            Monitor.Exit(_gate);
        """);

    [Fact]
    public Task AwaitWhereTheConditionSaysItIsFree_IsSilent() => AsyncMember("""
        if (a)
            Monitor.Enter(_gate);
        if (!a)
            await Task.Delay(n);
        if (a)
            Monitor.Exit(_gate);
        """);

    [Theory]
    [InlineData("_rw.EnterReadLock();", "_rw.ExitReadLock();")]
    [InlineData("_rw.EnterWriteLock();", "_rw.ExitWriteLock();")]
    [InlineData("_rw.EnterUpgradeableReadLock();", "_rw.ExitUpgradeableReadLock();")]
    [InlineData("_mutex.WaitOne();", "_mutex.ReleaseMutex();")]
    [InlineData("_lock.Enter();", "_lock.Exit();")]
    [InlineData("bool taken = false; _spin.Enter(ref taken);", "if (taken) _spin.Exit();")]
    public Task AwaitUnderLockOfAThread_Reports(string acquire, string release) => AsyncMember($$"""
        {{acquire}}
        {|EXL0007:await Task.Delay(n)|};
        {{release}}
        """);

    [Fact]
    public Task AsyncLambdaMadeUnderTheLock_IsSilent() => AsyncMember("""
        Monitor.Enter(_gate);
        Func<Task> later = async () => await Task.Delay(n);
        Monitor.Exit(_gate);
        await later();
        """);

    [Fact]
    public Task AwaitUnderMonitorInsideALambda_Reports() => AsyncMember("""
        Func<Task> later = async () =>
        {
            Monitor.Enter(_gate);
            {|EXL0007:await Task.Delay(n)|};
            Monitor.Exit(_gate);
        };
        await later();
        """);

    [Fact]
    public Task AwaitOfTheSecondLockUnderTheFirst_Reports() => AsyncMember("""
        Monitor.Enter(_gate);
        {|EXL0007:await _sem.WaitAsync()|};
        _sem.Release();
        Monitor.Exit(_gate);
        """);

    [Fact]
    public Task TwoAwaitsUnderOneAcquire_ReportOnce() => AsyncMember("""
        Monitor.Enter(_gate);
        {|EXL0007:await Task.Delay(n)|};
        await Task.Delay(n);
        Monitor.Exit(_gate);
        """);

    [Fact]
    public Task TwoAwaitsUnderAnAcquireEach_ReportTwice() => AsyncMember("""
        Monitor.Enter(_gate);
        {|EXL0007:await Task.Delay(n)|};
        Monitor.Exit(_gate);
        Monitor.Enter(_gate);
        {|EXL0007:await Task.Delay(n)|};
        Monitor.Exit(_gate);
        """);

    [Fact]
    public Task AwaitForEachUnderMonitor_Reports() => Source("""
        async Task M(IAsyncEnumerable<int> values)
        {
            int sum = 0;
            Monitor.Enter(_gate);
            {|EXL0007:await|} foreach (int value in values)
                sum += value;
            Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task AwaitForEachAfterExit_IsSilent() => Source("""
        async Task M(IAsyncEnumerable<int> values)
        {
            int sum = 0;
            Monitor.Enter(_gate);
            sum++;
            Monitor.Exit(_gate);
            await foreach (int value in values)
                sum += value;
        }
        """);

    [Fact]
    public Task AwaitUsingStatementUnderMonitor_Reports() => AsyncMember("""
        Monitor.Enter(_gate);
        {|EXL0007:await|} using (var memory = new MemoryStream())
        {
            n++;
        }

        Monitor.Exit(_gate);
        """);

    [Fact]
    public Task AwaitUsingDeclarationThatEndsUnderMonitor_Reports() => AsyncMember("""
        Monitor.Enter(_gate);
        if (a)
        {
            {|EXL0007:await|} using var memory = new MemoryStream();
            n++;
        }

        Monitor.Exit(_gate);
        """);

    [Fact]
    public Task AwaitUsingDeclarationThatEndsAfterExit_IsSilent() => AsyncMember("""
        Monitor.Enter(_gate);
        await using var memory = new MemoryStream();
        Monitor.Exit(_gate);
        """);

    [Fact]
    public Task AsyncIteratorUnderReadLock_ReportsItsFirstSuspension() => Source("""
        async IAsyncEnumerable<int> M(List<int> values)
        {
            _rw.EnterReadLock();
            try
            {
                foreach (int value in values)
                {
                    {|EXL0007:yield return value;|}
                    await Task.Yield();
                }
            }
            finally
            {
                _rw.ExitReadLock();
            }
        }
        """);

    [Fact]
    public Task YieldUnderLockStatement_IsLeftToTheCompiler() => Source("""
        IEnumerable<int> M()
        {
            lock (_gate)
            {
                yield return 1;
            }
        }
        """);

    [Fact]
    public Task YieldUnderMonitor_Reports() => Source("""
        IEnumerable<int> M()
        {
            Monitor.Enter(_gate);
            {|EXL0007:yield return 1;|}
            Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task YieldAfterExit_IsSilent() => Source("""
        IEnumerable<int> M()
        {
            Monitor.Enter(_gate);
            int value = _count;
            Monitor.Exit(_gate);
            yield return value;
        }
        """);

    [Fact]
    public Task YieldAfterLockStatement_IsSilent() => Source("""
        IEnumerable<int> M()
        {
            int value;
            lock (_gate)
            {
                value = _count;
            }

            yield return value;
        }
        """);

    [Fact]
    public Task YieldUnderReadLockReleasedInFinally_Reports() => Source("""
        IEnumerable<int> M(List<int> values)
        {
            _rw.EnterReadLock();
            try
            {
                foreach (int value in values)
                    {|EXL0007:yield return value;|}
            }
            finally
            {
                _rw.ExitReadLock();
            }
        }
        """);

    [Fact]
    public Task CopyMadeUnderReadLock_IsSilent() => Source("""
        IEnumerable<int> M(List<int> values)
        {
            int[] copy;
            _rw.EnterReadLock();
            try
            {
                copy = values.ToArray();
            }
            finally
            {
                _rw.ExitReadLock();
            }

            foreach (int value in copy)
                yield return value;
        }
        """);

    [Fact]
    public Task YieldBreakUnderLockStatement_IsSilent() => Source("""
        IEnumerable<int> M()
        {
            lock (_gate)
            {
                if (_count == 0)
                    yield break;
            }

            yield return 1;
        }
        """);

    [Fact]
    public Task YieldUnderSemaphore_IsSilent() => Source("""
        IEnumerable<int> M()
        {
            _sem.Wait();
            try
            {
                yield return 1;
            }
            finally
            {
                _sem.Release();
            }
        }
        """);

    [Fact]
    public Task ContractThatSaysNothingOfThreads_IsSilent() => Source("""
        async Task M(ITree tree)
        {
            tree.Lock();
            await Task.Yield();
            tree.Unlock();
        }
        """);

    [Fact]
    public Task Message_SaysThatItIsAnAwaitAndShowsThePath() => Verify.AsyncMember(
        """
        {|#1:_rw.EnterReadLock()|};
        if ({|#2:a|})
            {|#0:await Task.Delay(n)|};
        _rw.ExitReadLock();
        """,
        Usual,
        Verify.Diagnostic("EXL0007").WithLocation(0).WithLocation(1).WithLocation(2).WithMessage(
            "'_rw (shared)' acquired on line 19 belongs to its thread, but is held over this await; "
            + "path: 'a' is true (line 20)"));

    [Fact]
    public Task Message_SaysThatItIsAYield() => Verify.Source(
        InClass("""
        IEnumerable<int> M()
        {
            {|#1:_lock.Enter()|};
            {|#0:yield return 1;|}
            _lock.Exit();
        }
        """),
        Contracts,
        Verify.Diagnostic("EXL0007").WithLocation(0).WithLocation(1).WithMessage(
            "'_lock' acquired on line 23 belongs to its thread, but is held over this yield"));

    private static Task AsyncMember(string body) => Verify.AsyncMember(body, Usual);

    private static Task Source(string member) => Verify.Source(InClass(member), Contracts);

    private static Surroundings Contracts => Usual.And(typeof(AcquiresAttribute).Assembly);

    private static string InClass(string member) =>
        $$"""
        using System;
        using System.Collections.Generic;
        using System.Threading;
        using System.Threading.Tasks;
        using ExtentLock.Contracts;

        interface ITree
        {
            [Acquires("this")] void Lock();
            [Releases("this")] void Unlock();
        }

        class C
        {
            private readonly object _gate = new object();
            private readonly SemaphoreSlim _sem = new SemaphoreSlim(1);
            private readonly ReaderWriterLockSlim _rw = new ReaderWriterLockSlim();
            private readonly Lock _lock = new Lock();
            private readonly int _count = 3;

        {{member}}
        }
        """;
}
