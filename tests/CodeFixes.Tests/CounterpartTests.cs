using System.Threading.Tasks;
using ExtentLock.Analyzers;
using ExtentLock.Testing;
using Xunit;

namespace ExtentLock.CodeFixes.Tests;

/// <summary>Members without any release that could be copied: the one that belongs to the acquire is called as that is.</summary>
public sealed class CounterpartTests
{
    [Theory]
    [InlineData("_rw.EnterReadLock();", "_rw.ExitReadLock();")]
    [InlineData("_rw.EnterWriteLock();", "_rw.ExitWriteLock();")]
    [InlineData("_rw.EnterUpgradeableReadLock();", "_rw.ExitUpgradeableReadLock();")]
    [InlineData("_sem.Wait();", "_sem.Release();")]
    [InlineData("_mutex.WaitOne();", "_mutex.ReleaseMutex();")]
    [InlineData("_lock.Enter();", "_lock.Exit();")]
    [InlineData("Monitor.Enter(_gate);", "Monitor.Exit(_gate);")]
    [InlineData("this._rw.EnterReadLock();", "this._rw.ExitReadLock();")]
    public Task AcquireWithoutRelease_GetsItsCounterpart(string acquire, string release) =>
        Verify<ExtentLockAnalyzer, LeakFixProvider>.FixMember($$"""
            {{acquire}}
            n++;
            {|EXL0001:return;|}
            """, $$"""
            {{acquire}}
            try
            {
                n++;
                return;
            }
            finally
            {
                {{release}}
            }
            """);

    [Fact]
    public Task Range_IsReleasedByTheArgumentsOfTheAcquire() => Fixing.ByFinally("""
        int M(Ranges ranges, long start, long end, int n)
        {
            ranges.Lock(start, end);
            {|EXL1001:return n + 1;|}
        }
        """, """
        int M(Ranges ranges, long start, long end, int n)
        {
            ranges.Lock(start, end);
            try
            {
                return n + 1;
            }
            finally
            {
                ranges.Unlock(start, end);
            }
        }
        """);

    [Fact]
    public Task RangeThatIsComputed_IsNotAskedForTwice() => Fixing.Refused(FixPlan.Default, """
        int M(Ranges ranges, Func<long> start, long end, int n)
        {
            ranges.Lock(start(), end);
            {|EXL1001:return n + 1;|}
        }
        """);

    [Fact]
    public Task ReceiverThatIsCalled_IsNotAskedForTwice() => Fixing.Refused(FixPlan.Default, """
        int M(Func<Tree> tree, int n)
        {
            tree().Lock();
            {|EXL1001:return n + 1;|}
        }
        """);

    [Fact]
    public Task AcquireThatMayFail_IsReleasedWhereItDidNot() => Fixing.ByFinally("""
        int M(Tree tree, int n)
        {
            if (!tree.TryLock())
                return 0;
            {|EXL1001:return n + 1;|}
        }
        """, """
        int M(Tree tree, int n)
        {
            if (!tree.TryLock())
                return 0;
            try
            {
                return n + 1;
            }
            finally
            {
                tree.Unlock();
            }
        }
        """);

    [Fact]
    public Task MemberThatUsesLabels_GetsOneThatReleases() => Fixing.ByLabel("""
        int M(Tree tree, int n)
        {
            tree.Lock();
            if (n == 0)
                {|EXL1001:return 1;|}
            {|EXL1001:return n + 1;|}
        }
        """, """
        int M(Tree tree, int n)
        {
            int ret;

            tree.Lock();
            if (n == 0)
            {
                ret = 1;
                goto unlock_err;
            }
            ret = n + 1;
            goto unlock_err;

        unlock_err:
            tree.Unlock();
            return ret;
        }
        """);

    [Fact]
    public Task LockThatIsTakenTwice_IsGivenBackTwice() => Verify<ExtentLockAnalyzer, LeakFixProvider>.FixMember("""
        Monitor.Enter(_gate);
        Monitor.Enter(_gate);
        try
        {
            n++;
        }
        finally
        {
            Monitor.Exit(_gate);
        }
        {|EXL0001:return;|}
        """, """
        Monitor.Enter(_gate);
        try
        {
            Monitor.Enter(_gate);
            try
            {
                n++;
            }
            finally
            {
                Monitor.Exit(_gate);
            }
            return;
        }
        finally
        {
            Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task ReleaseOfAnotherMode_IsNotTheOne() => Verify<ExtentLockAnalyzer, LeakFixProvider>.FixMember("""
        _rw.EnterReadLock();
        try
        {
            n++;
        }
        finally
        {
            _rw.ExitReadLock();
        }
        _rw.EnterWriteLock();
        n++;
        {|EXL0001:return;|}
        """, """
        _rw.EnterReadLock();
        try
        {
            n++;
        }
        finally
        {
            _rw.ExitReadLock();
        }
        _rw.EnterWriteLock();
        try
        {
            n++;
            return;
        }
        finally
        {
            _rw.ExitWriteLock();
        }
        """);

    [Fact]
    public Task AcquireInABlockThatEndsBeforeTheExit_IsReleasedInTheBlock() => Verify<ExtentLockAnalyzer, LeakFixProvider>.FixMember("""
        try
        {
            _rw.EnterWriteLock();
            n++;
        }
        catch (Exception)
        {
            n = 0;
        }
        {|EXL0001:return;|}
        """, """
        try
        {
            _rw.EnterWriteLock();
            try
            {
                n++;
            }
            finally
            {
                _rw.ExitWriteLock();
            }
        }
        catch (Exception)
        {
            n = 0;
        }
        return;
        """);
}
