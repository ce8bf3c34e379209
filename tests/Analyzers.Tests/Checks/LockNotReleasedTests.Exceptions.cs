using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Checks;

/// <summary>EXL0001 where exceptions are thrown, caught, filtered and thrown on.</summary>
public sealed partial class LockNotReleasedTests
{
    [Fact]
    public Task ThrowWhileHeld_Reports() => Pairing.Body("""
        _lock.Enter();
        if (a) {|EXL0001:throw new InvalidOperationException();|}
        _lock.Exit();
        """);

    [Fact]
    public Task ThrowAfterRelease_IsSilent() => Pairing.Body("""
        _lock.Enter();
        if (a) { _lock.Exit(); throw new InvalidOperationException(); }
        _lock.Exit();
        """);

    [Fact]
    public Task ThrowUnderFinally_IsSilent() => Pairing.Body("""
        _lock.Enter();
        try { if (a) throw new InvalidOperationException(); }
        finally { _lock.Exit(); }
        """);

    [Fact]
    public Task ThrowExpressionWhileHeld_Reports() => Pairing.Members("""
        void M(string s)
        {
            _lock.Enter();
            string t = s ?? {|EXL0001:throw new ArgumentNullException()|};
            _lock.Exit();
        }
        """);

    [Fact]
    public Task CatchThatReturns_Reports() => Pairing.Body("""
        _lock.Enter();
        try { Work(); }
        catch { {|EXL0001:return;|} }
        _lock.Exit();
        """);

    [Fact]
    public Task CatchThatReleasesAndReturns_IsSilent() => Pairing.Body("""
        _lock.Enter();
        try { Work(); }
        catch { _lock.Exit(); return; }
        _lock.Exit();
        """);

    [Fact]
    public Task ExceptionSkipsTheReleaseAndIsSwallowed_ReportsTheEnd() => Pairing.Members("""
        void M()
        {
            try { _lock.Enter(); Work(); _lock.Exit(); }
            catch (IOException) { }
        {|EXL0001:}|}
        """);

    [Fact]
    public Task ReleaseInTryAndCatch_IsSilent() => Pairing.Body("""
        _lock.Enter();
        try { Work(); _lock.Exit(); }
        catch (Exception) { _lock.Exit(); }
        """);

    [Fact]
    public Task CaughtElsewhereAndRethrown_IsSilent() => Pairing.Body("""
        _lock.Enter();
        try { Work(); }
        catch { _lock.Exit(); throw; }
        _lock.Exit();
        """);

    [Fact]
    public Task OwnThrowCaughtAndRethrown_ReportsTheThrow() => Pairing.Body("""
        _lock.Enter();
        try
        {
            if (a)
                {|EXL0001:throw new IOException();|}
        }
        catch (IOException)
        {
            Work();
            throw;
        }

        _lock.Exit();
        """);

    [Fact]
    public Task OwnThrowOfAnotherType_PassesTheHandler() => Pairing.Body("""
        _lock.Enter();
        try
        {
            if (a)
                {|EXL0001:throw new ArgumentException();|}
        }
        catch (IOException)
        {
            _lock.Exit();
            return;
        }

        _lock.Exit();
        """);

    [Fact]
    public Task OwnThrowOfThatType_IsSilent() => Pairing.Body("""
        _lock.Enter();
        try
        {
            if (a)
                throw new FileNotFoundException();
        }
        catch (IOException)
        {
            _lock.Exit();
            return;
        }

        _lock.Exit();
        """);

    [Fact]
    public Task FilterMayRefuse_ReportsTheThrow() => Pairing.Body("""
        _lock.Enter();
        try
        {
            if (a)
                {|EXL0001:throw new IOException();|}
        }
        catch (IOException) when (b)
        {
            _lock.Exit();
            return;
        }

        _lock.Exit();
        """);

    [Fact]
    public Task WrappedAndThrownAnew_ReportsTheNewThrow() => Pairing.Body("""
        _lock.Enter();
        try { Work(); }
        catch (IOException e) { {|EXL0001:throw new InvalidOperationException("", e);|} }
        _lock.Exit();
        """);

    [Fact]
    public Task NestedFinallys_AreSilent() => Pairing.Body("""
        _lock.Enter();
        try
        {
            Monitor.Enter(_gate);
            try
            {
                if (a) return;
                if (b) throw new InvalidOperationException();
            }
            finally
            {
                Monitor.Exit(_gate);
            }
        }
        finally
        {
            _lock.Exit();
        }
        """);

    [Fact]
    public Task FinallyThatThrowsBeforeTheRelease_Reports() => Pairing.Body("""
        _lock.Enter();
        try
        {
            Work();
        }
        finally
        {
            if (a)
                {|EXL0001:throw new InvalidOperationException();|}
            _lock.Exit();
        }
        """);

    [Fact]
    public Task FinallyInsideFinallyReleases_IsSilent() => Pairing.Body("""
        _lock.Enter();
        try
        {
            Work();
        }
        finally
        {
            try { if (a) throw new InvalidOperationException(); }
            finally { _lock.Exit(); }
        }
        """);

    [Fact]
    public Task ReleaseInFinallyOnlyIfNoError_Reports() => Pairing.Members("""
        void M()
        {
            bool failed = false;
            _lock.Enter();
            try { Work(); }
            catch (IOException) { failed = true; }
            finally { if (!failed) _lock.Exit(); }
        {|EXL0001:}|}
        """);

    [Fact]
    public Task AcquireInFinally_Reports() => Pairing.Members("""
        void M()
        {
            try { Work(); }
            finally { Monitor.Enter(_gate); }
        {|EXL0001:}|}
        """);

    [Fact]
    public Task LoopWithTryFinallyAndBreak_IsSilent() => Pairing.Body("""
        for (;;)
        {
            _mutex.WaitOne();
            try { if (Check()) break; }
            finally { _mutex.ReleaseMutex(); }
        }
        """);

    [Fact]
    public Task LockStatementAfterReader_IsSilent() => Pairing.Body("""
        _rw.EnterReadLock();
        try { Work(); }
        finally { _rw.ExitReadLock(); }
        lock (_gate) { Work(); }
        """);

    [Fact]
    public Task ReturnOutOfALockStatement_ReportsTheOtherLock() => Pairing.Body("""
        _rw.EnterReadLock();
        lock (_gate)
        {
            if (a) {|EXL0001:return;|}
        }

        _rw.ExitReadLock();
        """);

    [Fact]
    public Task ConditionWaitInsideTheLock_IsSilent() => Pairing.Body("""
        Monitor.Enter(_gate);
        try { while (!Check()) Monitor.Wait(_gate); Monitor.Pulse(_gate); }
        finally { Monitor.Exit(_gate); }
        """);

    [Fact]
    public Task MonitorOnALockedObject_IsSilent() => Pairing.Body("""
        lock (_gate)
        {
            Monitor.Exit(_gate);
            try { Work(); }
            finally { Monitor.Enter(_gate); }
        }
        """);
}
