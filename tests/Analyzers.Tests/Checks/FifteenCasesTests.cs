using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Checks;

/// <summary>
/// Fifteen small methods, each with one defect in the pairing of a .NET lock, and for each its correct neighbour.
/// </summary>
public sealed class FifteenCasesTests
{
    [Fact]
    public Task C01_MonitorEarlyReturn_Reports() => Pairing.Body("""
        Monitor.Enter(_gate);
        if (a) {|EXL0001:return;|}
        Monitor.Exit(_gate);
        """);

    [Fact]
    public Task C01_MonitorInTryFinally_IsSilent() => Pairing.Body("""
        Monitor.Enter(_gate);
        try { if (a) return; Work(); }
        finally { Monitor.Exit(_gate); }
        """);

    [Fact]
    public Task C02_ReaderReleasedInOneBranch_Reports() => Pairing.Members("""
        void M(bool a)
        {
            _rw.EnterReadLock();
            if (a)
                _rw.ExitReadLock();
        {|EXL0001:}|}
        """);

    [Fact]
    public Task C02_ReaderReleasedInBothBranches_IsSilent() => Pairing.Body("""
        _rw.EnterReadLock();
        if (a)
            _rw.ExitReadLock();
        else
            _rw.ExitReadLock();
        """);

    [Fact]
    public Task C03_WriterReleasedAsReader_Reports() => Pairing.Body("""
        _rw.EnterWriteLock();
        Work();
        {|EXL0004:_rw.ExitReadLock()|};
        """);

    [Fact]
    public Task C03_WriterReleasedAsWriter_IsSilent() => Pairing.Body("""
        _rw.EnterWriteLock();
        Work();
        _rw.ExitWriteLock();
        """);

    [Fact]
    public Task C04_NeverReleased_Reports() => Pairing.Members("""
        void M()
        {
            _rw.EnterWriteLock();
            _state++;
        {|EXL0001:}|}
        """);

    [Fact]
    public Task C04_ReleasedByAnotherMember_IsSilent() => Pairing.Members("""
        void Begin()
        {
            _rw.EnterWriteLock();
            _state++;
        }

        void End() => _rw.ExitWriteLock();
        """);

    [Fact]
    public Task C06_SemaphoreEarlyReturn_Reports() => Pairing.Body("""
        _sem.Wait();
        if (a) {|EXL0001:return;|}
        _sem.Release();
        """);

    [Fact]
    public Task C06_SemaphoreReleasedBeforeReturn_IsSilent() => Pairing.Body("""
        _sem.Wait();
        if (a)
        {
            _sem.Release();
            return;
        }

        _sem.Release();
        """);

    [Fact]
    public Task C07_WaitInsideTheTry_Reports() => Pairing.AsyncBody("""
        try
        {
            await _sem.WaitAsync(CancellationToken.None);
            Work();
        }
        finally
        {
            {|EXL0003:_sem.Release()|};
        }
        """);

    [Fact]
    public Task C07_WaitBeforeTheTry_IsSilent() => Pairing.AsyncBody("""
        await _sem.WaitAsync(CancellationToken.None);
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
    public Task C08_AwaitUnderMonitor_Reports() => Pairing.AsyncBody("""
        Monitor.Enter(_gate);
        {|EXL0007:await Task.Yield()|};
        Monitor.Exit(_gate);
        """);

    [Fact]
    public Task C08_AwaitAfterMonitor_IsSilent() => Pairing.AsyncBody("""
        Monitor.Enter(_gate);
        Monitor.Exit(_gate);
        await Task.Yield();
        """);

    [Fact]
    public Task C09_LockEarlyReturn_Reports() => Pairing.Body("""
        _lock.Enter();
        if (a) {|EXL0001:return;|}
        _lock.Exit();
        """);

    [Fact]
    public Task C09_LockScope_IsSilent() => Pairing.Body("""
        using (_lock.EnterScope())
        {
            if (a) return;
            Work();
        }
        """);

    [Fact]
    public Task C10_SpinLockEarlyReturn_Reports() => Pairing.Body("""
        bool taken = false;
        _spin.Enter(ref taken);
        if (a) {|EXL0001:return;|}
        _spin.Exit();
        """);

    [Fact]
    public Task C10_SpinLockExitsIfTaken_IsSilent() => Pairing.Body("""
        bool taken = false;
        try
        {
            _spin.Enter(ref taken);
            if (a) return;
            Work();
        }
        finally
        {
            if (taken) _spin.Exit();
        }
        """);

    [Fact]
    public Task C11_TryEnterIgnored_Reports() => Pairing.Body("""
        {|EXL0006:Monitor.TryEnter(_gate)|};
        Work();
        Monitor.Exit(_gate);
        """);

    [Fact]
    public Task C11_TryEnterChecked_IsSilent() => Pairing.Body("""
        if (!Monitor.TryEnter(_gate)) return;
        Work();
        Monitor.Exit(_gate);
        """);

    [Fact]
    public Task C12_ExitTwice_Reports() => Pairing.Body("""
        _lock.Enter();
        Work();
        _lock.Exit();
        {|EXL0003:_lock.Exit()|};
        """);

    [Fact]
    public Task C12_EnterTwiceExitTwice_IsSilent() => Pairing.Body("""
        _lock.Enter();
        _lock.Enter();
        Work();
        _lock.Exit();
        _lock.Exit();
        """);

    [Fact]
    public Task C13_MutexEarlyReturn_Reports() => Pairing.Body("""
        _mutex.WaitOne();
        if (a) {|EXL0001:return;|}
        _mutex.ReleaseMutex();
        """);

    [Fact]
    public Task C13_MutexTimedWaitChecked_IsSilent() => Pairing.Body("""
        if (_mutex.WaitOne(5))
        {
            try { Work(); }
            finally { _mutex.ReleaseMutex(); }
        }
        """);

    [Fact]
    public Task C14_YieldUnderMonitor_Reports() => Pairing.Members("""
        IEnumerable<int> M()
        {
            Monitor.Enter(_gate);
            {|EXL0007:yield return 1;|}
            Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task C14_YieldAfterMonitor_IsSilent() => Pairing.Members("""
        IEnumerable<int> M()
        {
            Monitor.Enter(_gate);
            Monitor.Exit(_gate);
            yield return 1;
        }
        """);

    [Fact]
    public Task C15_TimedWaitIgnored_Reports() => Pairing.Body("""
        {|EXL0006:_sem.Wait(100)|};
        Work();
        _sem.Release();
        """);

    [Fact]
    public Task C15_TimedWaitChecked_IsSilent() => Pairing.Body("""
        bool got = _sem.Wait(100);
        Work();
        if (got)
            _sem.Release();
        """);
}
