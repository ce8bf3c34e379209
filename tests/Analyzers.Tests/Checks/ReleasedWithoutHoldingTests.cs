using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Checks;

/// <summary>EXL0003: released twice, on a path that did not acquire, or after an acquire that did not succeed.</summary>
public sealed class ReleasedWithoutHoldingTests
{
    [Fact]
    public Task ReleasedInABranchAndAfterIt_Reports() => Pairing.Body("""
        _lock.Enter();
        if (a)
            _lock.Exit();
        {|EXL0003:_lock.Exit()|};
        """);

    [Fact]
    public Task ReleasedInABranchThatReturns_IsSilent() => Pairing.Body("""
        _lock.Enter();
        if (a)
        {
            _lock.Exit();
            return;
        }

        _lock.Exit();
        """);

    [Fact]
    public Task AcquiredInABranchOnly_Reports() => Pairing.Body("""
        if (a)
            _lock.Enter();
        {|EXL0003:_lock.Exit()|};
        """);

    [Fact]
    public Task ReleasedTwiceInALoop_Reports() => Pairing.Body("""
        _lock.Enter();
        do
            {|EXL0003:_lock.Exit()|};
        while (n-- > 0);
        """);

    [Fact]
    public Task ReleasedOncePerAcquireInALoop_IsSilent() => Pairing.Body("""
        for (int i = 0; i < n; i++)
        {
            _lock.Enter();
            _lock.Exit();
        }
        """);

    [Fact]
    public Task ReleasedInTryAndFinally_Reports() => Pairing.Body("""
        _lock.Enter();
        try { if (a) { _lock.Exit(); return; } Work(); }
        finally { {|EXL0003:_lock.Exit()|}; }
        """);

    [Fact]
    public Task ReleasedInCatchAndFinally_Reports() => Pairing.Body("""
        _lock.Enter();
        try { Work(); }
        catch (IOException) { _lock.Exit(); }
        finally { {|EXL0003:_lock.Exit()|}; }
        """);

    [Fact]
    public Task ReleasedInFinallyOnly_IsSilent() => Pairing.Body("""
        _lock.Enter();
        try { Work(); }
        catch (IOException) { Work(); }
        finally { _lock.Exit(); }
        """);

    [Fact]
    public Task CommonLabelReleasesAgain_Reports() => Pairing.Members("""
        int M(bool a)
        {
            int ret = 0;
            _lock.Enter();
            if (a)
            {
                _lock.Exit();
                ret = -1;
                goto unlock;
            }

            Work();
        unlock:
            {|EXL0003:_lock.Exit()|};
            return ret;
        }
        """);

    [Fact]
    public Task LabelBehindTheRelease_IsSilent() => Pairing.Members("""
        int M(bool a)
        {
            int ret = 0;
            _lock.Enter();
            if (a)
            {
                _lock.Exit();
                ret = -1;
                goto done;
            }

            Work();
            _lock.Exit();
        done:
            return ret;
        }
        """);

    [Fact]
    public Task WorkBeforeTheAcquireInsideTheTry_Reports() => Pairing.Body("""
        try { Work(); _lock.Enter(); Work(); }
        finally { {|EXL0003:_lock.Exit()|}; }
        """);

    [Fact]
    public Task AcquireBeforeTheTry_IsSilent() => Pairing.Body("""
        Work();
        _lock.Enter();
        try { Work(); }
        finally { _lock.Exit(); }
        """);

    [Fact]
    public Task FailedAttemptIsReleased_Reports() => Pairing.Body("""
        bool got = _sem.Wait(100);
        try { Work(); }
        finally { {|EXL0003:_sem.Release()|}; }
        if (got) Work();
        """);

    [Fact]
    public Task TimedWaitReleasedInFinallyUnchecked_Reports() => Pairing.Body("""
        {|EXL0006:_sem.Wait(100)|};
        try { Work(); }
        finally { _sem.Release(); }
        """);

    [Fact]
    public Task AttemptReversed_ReportsTheLeakAndTheRelease() => Pairing.Body("""
        if (_lock.TryEnter())
            {|EXL0001:return;|}
        {|EXL0003:_lock.Exit()|};
        """);

    [Fact]
    public Task AttemptReleasedWhereItSucceeded_IsSilent() => Pairing.Body("""
        if (_lock.TryEnter())
            _lock.Exit();
        else
            Work();
        """);

    [Fact]
    public Task DroppedAroundACallback_IsSilent() => Pairing.Members("""
        void M(Action callback)
        {
            Monitor.Exit(_gate);
            try { callback(); }
            finally { Monitor.Enter(_gate); }
        }
        """);

    [Fact]
    public Task ReleasedForTheCaller_IsSilent() => Pairing.Members("""
        void End()
        {
            Work();
            _lock.Exit();
        }

        void Begin() => _lock.Enter();
        """);

    [Fact]
    public Task ReleasedByContract_IsSilent() => Pairing.Members("""
        [Releases("_lock")]
        void Swap(bool a)
        {
            _lock.Exit();
            if (a)
            {
                _lock.Enter();
                _lock.Exit();
            }
        }
        """);

    [Fact]
    public Task OtherObjectReleasedTwice_Reports() => Pairing.Members("""
        sealed class Node { public readonly object O = new(); }
        void M(Node x, Node y)
        {
            Monitor.Enter(x.O);
            Monitor.Enter(y.O);
            Monitor.Exit(x.O);
            {|EXL0003:Monitor.Exit(x.O)|};
            Monitor.Exit(y.O);
        }
        """);

    [Fact]
    public Task TwoObjectsEachReleased_IsSilent() => Pairing.Members("""
        sealed class Node { public readonly object O = new(); }
        void M(Node x, Node y)
        {
            Monitor.Enter(x.O);
            Monitor.Enter(y.O);
            Monitor.Exit(x.O);
            Monitor.Exit(y.O);
        }
        """);

    [Fact]
    public Task ResourceWithContractReleasedTwice_Reports() => Pairing.Members("""
        void M(ITree tree)
        {
            tree.Lock();
            tree.Unlock();
            {|EXL0003:tree.Unlock()|};
        }
        """);

    [Fact]
    public Task ReleaseThatMayFailTriedTwice_IsSilent() => Pairing.Members("""
        void M(ITree tree)
        {
            tree.Lock();
            if (!tree.TryUnlock())
                tree.Unlock();
        }
        """);

    [Fact]
    public Task CancelledTaskAwaitedInTheTry_Reports() => Pairing.AsyncBody("""
        try { await _sem.WaitAsync(CancellationToken.None); Work(); }
        finally { {|EXL0003:_sem.Release()|}; }
        """);

    [Fact]
    public Task ConditionIsTheSameAsForTheAcquire_IsSilent() => Pairing.Body("""
        if (n > 3) _lock.Enter();
        Work();
        if (n > 3) _lock.Exit();
        """);

    [Fact]
    public Task ConditionIsWiderThanForTheAcquire_Reports() => Pairing.Body("""
        if (n > 3) _lock.Enter();
        Work();
        if (n > 2) {|EXL0003:_lock.Exit()|};
        """);
}
