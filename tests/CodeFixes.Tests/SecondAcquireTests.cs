using System.Threading.Tasks;
using ExtentLock.Analyzers;
using ExtentLock.Testing;
using Xunit;

namespace ExtentLock.CodeFixes.Tests;

/// <summary>Acquires of what is held already: read under the upgradeable lock, or taken out.</summary>
public sealed class SecondAcquireTests
{
    [Fact]
    public Task ReaderThatAsksForTheWriteLock_ReadsUnderTheUpgradeableLock() => Verify<ExtentLockAnalyzer, PairingFixProvider>.FixMember("""
        _rw.EnterReadLock();
        try
        {
            if (a)
            {
                {|EXL0005:_rw.EnterWriteLock()|};
                n++;
                _rw.ExitWriteLock();
            }
        }
        finally
        {
            _rw.ExitReadLock(); // In any case.
        }
        """, """
        _rw.EnterUpgradeableReadLock();
        try
        {
            if (a)
            {
                _rw.EnterWriteLock();
                n++;
                _rw.ExitWriteLock();
            }
        }
        finally
        {
            _rw.ExitUpgradeableReadLock(); // In any case.
        }
        """);

    [Fact]
    public Task LockTakenTwiceAndGivenBackTwice_IsTakenOnce() => Verify<ExtentLockAnalyzer, PairingFixProvider>.FixMember("""
        _rw.EnterWriteLock();
        n++;
        {|EXL0005:_rw.EnterWriteLock()|};
        n++;
        _rw.ExitWriteLock();
        _rw.ExitWriteLock();
        """, """
        _rw.EnterWriteLock();
        n++;
        n++;
        _rw.ExitWriteLock();
        """);

    [Fact]
    public Task LockTakenTwiceAndGivenBackOnce_IsTakenOnce() => Verify<ExtentLockAnalyzer, PairingFixProvider>.FixMember("""
        _rw.EnterWriteLock();
        {|EXL0005:_rw.EnterWriteLock()|};
        try
        {
            n++;
        }
        finally
        {
            _rw.ExitWriteLock();
        }
        """, """
        _rw.EnterWriteLock();
        try
        {
            n++;
        }
        finally
        {
            _rw.ExitWriteLock();
        }
        """);

    [Fact]
    public Task LockTakenTwiceAroundAFinallyOfItsOwn_KeepsTheFinally() => Verify<ExtentLockAnalyzer, PairingFixProvider>.FixMember("""
        _rw.EnterWriteLock();
        n++;
        {|EXL0005:_rw.EnterWriteLock()|};
        try
        {
            n++;
        }
        finally
        {
            _rw.ExitWriteLock();
        }
        _rw.ExitWriteLock();
        """, """
        _rw.EnterWriteLock();
        n++;
        try
        {
            n++;
        }
        finally
        {
            _rw.ExitWriteLock();
        }
        """);

    [Fact]
    public Task LockTakenTwiceByTwoTries_IsLeftAlone()
    {
        const string member = """
            _rw.EnterWriteLock();
            try
            {
                n++;
                {|EXL0005:_rw.EnterWriteLock()|};
                try
                {
                    n++;
                }
                finally
                {
                    _rw.ExitWriteLock();
                }
            }
            finally
            {
                _rw.ExitWriteLock();
            }
            """;
        return Verify<ExtentLockAnalyzer, PairingFixProvider>.FixMember(
            member, member, new FixPlan { Iterations = 0, FixAllIterations = 0 });
    }

    [Fact]
    public Task AcquireWhereAReleaseWasMeant_BecomesOne() => Verify<ExtentLockAnalyzer, PairingFixProvider>.FixMember("""
        _rw.EnterWriteLock();
        try
        {
            n++;
        }
        finally
        {
            {|EXL0005:_rw.EnterWriteLock()|};
        }
        """, """
        _rw.EnterWriteLock();
        try
        {
            n++;
        }
        finally
        {
            _rw.ExitWriteLock();
        }
        """);

    [Fact]
    public Task AwaitedAcquireThatIsConfigured_IsTakenOnce() => Verify<ExtentLockAnalyzer, PairingFixProvider>.FixAsyncMember("""
        await _sem.WaitAsync().ConfigureAwait(false);
        await {|EXL0005:_sem.WaitAsync()|}.ConfigureAwait(false);
        try
        {
            n++;
        }
        finally
        {
            _sem.Release();
        }
        """, """
        await _sem.WaitAsync().ConfigureAwait(false);
        try
        {
            n++;
        }
        finally
        {
            _sem.Release();
        }
        """);

    [Fact]
    public Task SuggestionThatComesToLight_IsNoObstacle() => Verify<ExtentLockAnalyzer, PairingFixProvider>.FixMember("""
        _rw.EnterWriteLock();
        {|EXL0005:_rw.EnterWriteLock()|};
        Work();
        _rw.ExitWriteLock();
        """, """
        {|EXL0008:_rw.EnterWriteLock()|};
        Work();
        _rw.ExitWriteLock();
        """, new FixPlan { ReportsRemain = true });

    [Fact]
    public Task WarningThatComesToLight_IsOne()
    {
        const string member = """
            _rw.EnterWriteLock();
            {|EXL0005:_rw.EnterWriteLock()|};
            if (a)
                return;
            _rw.ExitWriteLock();
            """;
        return Verify<ExtentLockAnalyzer, PairingFixProvider>.FixMember(
            member, member, new FixPlan { Iterations = 0, FixAllIterations = 0 });
    }
}
