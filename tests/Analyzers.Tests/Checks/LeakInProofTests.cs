using System.Threading.Tasks;
using ExtentLock.Contracts;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Checks;

/// <summary>EXL1001: members that promise to release on all paths. Nothing is assumed there.</summary>
public sealed partial class LeakInProofTests
{
    [Fact]
    public Task EarlyReturn_Reports() => Pairing.Proof("""
        void M(ITree tree, bool a)
        {
            tree.Lock();
            if (a)
                {|EXL1001:return;|}
            tree.Unlock();
        }
        """);

    [Fact]
    public Task EveryReturnReleases_IsSilent() => Pairing.Proof("""
        void M(ITree tree, bool a)
        {
            tree.Lock();
            if (a)
            {
                tree.Unlock();
                return;
            }

            tree.Unlock();
        }
        """);

    [Fact]
    public Task HeldAtEveryExit_ReportsEach() => Pairing.Proof("""
        void M(ITree tree, bool a)
        {
            tree.Lock();
            if (a)
                {|EXL1001:return;|}
        {|EXL1001:}|}
        """);

    [Fact]
    public Task FallsOffTheEnd_ReportsTheBrace() => Pairing.Proof("""
        void M(ITree tree)
        {
            tree.Lock();
            Work();
        {|EXL1001:}|}
        """);

    [Fact]
    public Task ThrowWhileHeld_Reports() => Pairing.Proof("""
        void M(ITree tree, bool a)
        {
            tree.Lock();
            if (a)
                {|EXL1001:throw new InvalidOperationException();|}
            tree.Unlock();
        }
        """);

    [Fact]
    public Task ThrowNotNamed_IsSilent() => Pairing.Proof("""
        void M(ITree tree, bool a)
        {
            tree.Lock();
            if (a)
                throw new InvalidOperationException();
            tree.Unlock();
        }
        """, Exits.Returns);

    [Fact]
    public Task CallThatThrows_ReportsTheAcquire() => Pairing.Proof("""
        void M(ITree tree)
        {
            {|EXL1001:tree.Lock()|};
            Work();
            tree.Unlock();
        }
        """, Exits.All);

    [Fact]
    public Task CallUnderFinally_IsSilent() => Pairing.Proof("""
        void M(ITree tree)
        {
            tree.Lock();
            try { Work(); }
            finally { tree.Unlock(); }
        }
        """, Exits.All);

    [Fact]
    public Task CallsNotNamed_IsSilent() => Pairing.Proof("""
        void M(ITree tree)
        {
            tree.Lock();
            Work();
            tree.Unlock();
        }
        """);

    [Fact]
    public Task SeveralCallsThatThrow_ReportTheAcquireOnce() => Pairing.Proof("""
        void M(ITree tree)
        {
            {|EXL1001:tree.Lock()|};
            Work();
            Work();
            if (Check())
                Work();
            tree.Unlock();
        }
        """, Exits.All);

    [Fact]
    public Task AcquireOfAnother_MayThrow() => Pairing.Proof("""
        void M(ITree x, ITree y)
        {
            {|EXL1001:x.Lock()|};
            y.Lock();
            y.Unlock();
            x.Unlock();
        }
        """, Exits.All);

    [Fact]
    public Task ReleaseOfAnother_ThrowsNothing() => Pairing.Proof("""
        void M(ITree x, ITree y)
        {
            x.Lock();
            try
            {
                y.Lock();
                x.Unlock();
            }
            catch
            {
                x.Unlock();
                throw;
            }

            y.Unlock();
        }
        """, Exits.All);

    [Fact]
    public Task CallInAHandlerThatRethrows_ReportsTheAcquire() => Pairing.Proof("""
        void M(ITree tree)
        {
            {|EXL1001:tree.Lock()|};
            try { Work(); }
            catch (IOException) { tree.Unlock(); throw; }
            tree.Unlock();
        }
        """, Exits.All);

    [Fact]
    public Task HandlerOfEverythingReleasesAndRethrows_IsSilent() => Pairing.Proof("""
        void M(ITree tree)
        {
            tree.Lock();
            try { Work(); }
            catch { tree.Unlock(); throw; }
            tree.Unlock();
        }
        """, Exits.All);

    [Fact]
    public Task CancelledWait_IsSilent() => Pairing.Proof("""
        async Task M(CancellationToken token)
        {
            await _sem.WaitAsync(token);
            try { await Task.Delay(1, token); }
            finally { _sem.Release(); }
        }
        """, Exits.All);

    [Fact]
    public Task AwaitBetween_ReportsTheAcquire() => Pairing.Proof("""
        async Task M(CancellationToken token)
        {
            await {|EXL1001:_sem.WaitAsync(token)|};
            await Task.Delay(1, token);
            _sem.Release();
        }
        """, Exits.All);

    [Fact]
    public Task EnumeratorDisposedEarly_ReportsTheAcquire() => Pairing.Proof("""
        IEnumerable<int> M()
        {
            {|EXL1001:_sem.Wait()|};
            yield return 1;
            _sem.Release();
        }
        """, Exits.All);

    [Fact]
    public Task EnumeratorReleasesInFinally_IsSilent() => Pairing.Proof("""
        IEnumerable<int> M()
        {
            _sem.Wait();
            try { yield return 1; }
            finally { _sem.Release(); }
        }
        """, Exits.All);

    [Fact]
    public Task TwoResources_ReportOnePerResource() => Pairing.Proof("""
        void M(ITree x, ITree y, bool a)
        {
            x.Lock();
            y.Lock();
            if (a)
                {|EXL1001:{|EXL1001:return;|}|}
            y.Unlock();
            x.Unlock();
        }
        """);

    [Fact]
    public Task ResultNotNullIsHeld_Reports() => Pairing.Proof("""
        int M(IMaps maps, bool a)
        {
            Map map = maps.Find(0);
            if (map == null)
                return -2;
            if (a)
                {|EXL1001:return -5;|}
            map.Put();
            return 0;
        }
        """);

    [Fact]
    public Task ResultNullIsNotHeld_IsSilent() => Pairing.Proof("""
        int M(IMaps maps, bool a)
        {
            Map map = maps.Find(0);
            if (a && map != null)
            {
                map.Put();
                return 1;
            }

            map?.Put();
            return 0;
        }
        """);

    [Fact]
    public Task OutParameterHeldIfTrue_Reports() => Pairing.Proof("""
        int M(IMaps maps, bool a)
        {
            if (!maps.TryFind(0, out Map map))
                return 0;
            if (a)
                {|EXL1001:return 1;|}
            map.Put();
            return 2;
        }
        """);

    [Fact]
    public Task OutParameterReleasedIfTrue_IsSilent() => Pairing.Proof("""
        int M(IMaps maps)
        {
            int found = 0;
            if (maps.TryFind(0, out Map map))
            {
                found = 1;
                map.Put();
            }

            return found;
        }
        """);

    [Fact]
    public Task ReleaseThatFailed_Reports() => Pairing.Proof("""
        void M(ITree tree)
        {
            tree.Lock();
            if (!tree.TryUnlock())
                {|EXL1001:return;|}
        }
        """);

    [Fact]
    public Task ReleaseTriedAgain_IsSilent() => Pairing.Proof("""
        void M(ITree tree)
        {
            tree.Lock();
            if (!tree.TryUnlock())
                tree.Unlock();
        }
        """);

    [Fact]
    public Task KeptIfZero_IsSilent() => Pairing.Proof("""
        [Acquires("tree", When = Outcome.Zero)]
        int M(ITree tree, bool a)
        {
            tree.Lock();
            if (a)
            {
                tree.Unlock();
                return -1;
            }

            return 0;
        }
        """);

    [Fact]
    public Task KeptIfZeroHeldOtherwise_Reports() => Pairing.Proof("""
        [Acquires("tree", When = Outcome.Zero)]
        int M(ITree tree, bool a)
        {
            tree.Lock();
            if (a)
                {|EXL1001:return -1;|}
            return 0;
        }
        """);

    [Fact]
    public Task ResultCarriedByAVariable_IsSilent() => Pairing.Proof("""
        [Acquires("tree", When = Outcome.Zero)]
        int M(ITree tree, bool a, bool b)
        {
            int ret = 0;
            tree.Lock();
            if (a)
            {
                ret = -1;
                goto unlock;
            }

            if (b)
                ret = -2;
        unlock:
            if (ret != 0)
                tree.Unlock();
            return ret;
        }
        """);

    [Fact]
    public Task PromiseOfAMember_HoldsForItAlone() => Pairing.Members("""
        [ReleasesOnAllPaths(On = Exits.Returns)]
        void M(ITree tree)
        {
            tree.Lock();
        {|EXL1001:}|}

        void N(ITree tree)
        {
            tree.Lock();
        }
        """);

    [Fact]
    public Task PromiseForOneLock_LeavesTheOthersAlone() => Pairing.Members("""
        [ReleasesOnAllPaths("tree", On = Exits.Returns)]
        void M(ITree tree, ITree other)
        {
            other.Lock();
            tree.Lock();
        {|EXL1001:}|}
        """);
}
