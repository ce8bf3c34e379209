using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Checks;

/// <summary>Members of one type without contracts: what a helper does to a lock counts where it is called.</summary>
public sealed class SummaryTests
{
    [Fact]
    public Task HelperAcquiresAndAReturnSkipsItsCounterpart_Reports() => Pairing.Members("""
        void Take() => Monitor.Enter(_gate);
        void Give() => Monitor.Exit(_gate);
        void M(bool bad)
        {
            Take();
            if (bad)
                {|EXL0001:return;|}
            Give();
        }
        """);

    [Fact]
    public Task HelperAcquiresAndItsCounterpartIsOnEveryPath_IsSilent() => Pairing.Members("""
        void Take() => Monitor.Enter(_gate);
        void Give() => Monitor.Exit(_gate);
        void M(bool bad)
        {
            Take();
            if (bad)
            {
                Give();
                return;
            }
            Give();
        }
        """);

    [Fact]
    public Task HelperOfAHelperAcquires_Reports() => Pairing.Members("""
        void Take() => Monitor.Enter(_gate);
        void TakeAndCount() { Take(); _state++; }
        void M(bool bad)
        {
            TakeAndCount();
            if (bad)
                {|EXL0001:return;|}
            Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task HelperTellsByItsResultWhetherItAcquired_IsSilent() => Pairing.Members("""
        bool TryTake() => Monitor.TryEnter(_gate, 50);
        void M()
        {
            if (!TryTake())
                return;
            Work();
            Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task HelperTellsByItsResultAndTheWrongSideReleases_Reports() => Pairing.Members("""
        bool TryTake() => Monitor.TryEnter(_gate, 50);
        void M()
        {
            if (TryTake())
                {|EXL0001:return;|}
            Work();
        }
        void N()
        {
            if (TryTake())
                Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task HelperTellsByAnOutParameter_IsSilent() => Pairing.Members("""
        void Take(bool wanted, out bool taken)
        {
            taken = false;
            if (wanted)
            {
                Monitor.Enter(_gate);
                taken = true;
            }
        }
        void M(bool wanted)
        {
            Take(wanted, out bool taken);
            Work();
            if (taken)
                Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task HelperTellsByAnOutParameterThatNobodyAsks_Reports() => Pairing.Members("""
        void Take(bool wanted, out bool taken)
        {
            taken = false;
            if (wanted)
            {
                Monitor.Enter(_gate);
                taken = true;
            }
        }
        void M(bool wanted, bool bad)
        {
            Take(wanted, out bool taken);
            if (bad)
                {|EXL0001:return;|}
            if (taken)
                Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task AsyncHelperAcquiresOnceAwaited_Reports() => Pairing.Members("""
        async Task TakeAsync() => await _sem.WaitAsync();
        async Task M(bool bad)
        {
            await TakeAsync();
            if (bad)
                {|EXL0001:return;|}
            _sem.Release();
        }
        """);

    [Fact]
    public Task AsyncHelperReleasedInAFinally_IsSilent() => Pairing.Members("""
        async Task TakeAsync() => await _sem.WaitAsync();
        async Task M(bool bad)
        {
            await TakeAsync();
            try
            {
                if (bad)
                    return;
                Work();
            }
            finally
            {
                _sem.Release();
            }
        }
        """);

    [Fact]
    public Task HelperThatKeepsTheBalanceInBetween_LeavesTheLeak_Reports() => Pairing.Members("""
        void Peek() { Monitor.Enter(_gate); try { Work(); } finally { Monitor.Exit(_gate); } }
        void M(bool bad)
        {
            Monitor.Enter(_gate);
            Peek();
            if (bad)
                {|EXL0001:return;|}
            Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task HelperThatReleasesOnSomePathsOnly_IsSilent() => Pairing.Members("""
        void MaybeGive() { if (_state > 0) Monitor.Exit(_gate); }
        void M(bool bad)
        {
            Monitor.Enter(_gate);
            MaybeGive();
            if (bad)
                return;
            Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task HelperGivenTheLock_Reports() => Pairing.Members("""
        static void Give(object gate) => Monitor.Exit(gate);
        void M(bool bad)
        {
            Monitor.Enter(_gate);
            if (bad)
                {|EXL0001:return;|}
            Give(_gate);
        }
        """);

    [Fact]
    public Task HelperGivenAnotherLock_IsSilent() => Pairing.Members("""
        static void Give(object gate) => Monitor.Exit(gate);
        void M(object other)
        {
            Monitor.Enter(other);
            Give(other);
        }
        """);

    [Fact]
    public Task LocalFunctionReleasesWhatItShares_Reports() => Pairing.Members("""
        void M(SemaphoreSlim limit, bool bad)
        {
            limit.Wait();
            if (bad)
                {|EXL0001:return;|}
            Give();
            void Give() => limit.Release();
        }
        """);

    [Fact]
    public Task LocalFunctionReleasesOnEveryPath_IsSilent() => Pairing.Members("""
        void M(SemaphoreSlim limit, bool bad)
        {
            limit.Wait();
            if (bad)
            {
                Give();
                return;
            }
            Give();
            void Give() => limit.Release();
        }
        """);

    [Fact]
    public Task MembersThatCallOneAnother_AreLeftOpenAndSilent() => Pairing.Members("""
        void Take(int n) { if (n > 0) Give(n - 1); else Monitor.Enter(_gate); }
        void Give(int n) { if (n > 0) Take(n - 1); else Monitor.Exit(_gate); }
        void M(bool bad)
        {
            Take(3);
            if (bad)
                return;
            Give(0);
        }
        """);

    [Fact]
    public Task HeldForGoodThoughOthersAreBalanced_Reports() => Pairing.Members("""
        void Balanced() { Monitor.Enter(_gate); try { Work(); } finally { Monitor.Exit(_gate); } }
        void M()
        {
            Monitor.Enter(_gate);
            Work();
        {|EXL0001:}|}
        """);

    [Fact]
    public Task HeldUntilAnotherMemberGivesItBack_IsSilent() => Pairing.Members("""
        void Balanced() { Monitor.Enter(_gate); try { Work(); } finally { Monitor.Exit(_gate); } }
        void End() { _state = 0; Monitor.Exit(_gate); }
        void M()
        {
            Monitor.Enter(_gate);
            Work();
        }
        """);

    [Fact]
    public Task HeldUntilACallbackGivesItBack_IsSilent() => Pairing.Members("""
        void Later() { Task.Run(() => { Work(); Monitor.Exit(_gate); }); }
        void M()
        {
            Monitor.Enter(_gate);
            Work();
        }
        """);

    [Fact]
    public Task HeldUntilAMemberHandsTheLockToAnotherTypeForRelease_IsSilent() => Verify("""
        using System.Threading;

        static class Sync { public static void Leave(object gate) => Monitor.Exit(gate); }

        class Door
        {
            private readonly object _gate = new();
            public void Open()
            {
                while (!Monitor.TryEnter(_gate))
                    Thread.Yield();
            }
            public void Close() => Sync.Leave(_gate);
        }
        """);

    [Fact]
    public Task HeldForGoodThoughAnotherMemberLooksAtTheLock_Reports() => Verify("""
        using System.Threading;

        class Door
        {
            private readonly object _gate = new();
            public void Open()
            {
                while (!Monitor.TryEnter(_gate))
                    Thread.Yield();
            {|EXL0001:}|}
            public bool IsOpen() => Monitor.IsEntered(_gate);
        }
        """);

    [Fact]
    public Task ReleasedByAHelperThatIsCalledTwice_Reports() => Pairing.Members("""
        void Give() => Monitor.Exit(_gate);
        void M(bool early)
        {
            Monitor.Enter(_gate);
            if (early)
                Give();
            {|EXL0003:Give()|};
        }
        """);

    [Fact]
    public Task BaseClassPair_Reports() => Verify("""
        using System.Threading;

        abstract class Store
        {
            private readonly ReaderWriterLockSlim _lock = new();
            protected void BeginWrite() => _lock.EnterWriteLock();
            protected void EndWrite() => _lock.ExitWriteLock();
        }

        sealed class Names : Store
        {
            public int Add(string name)
            {
                BeginWrite();
                if (name.Length == 0)
                    {|EXL0001:return 0;|}
                EndWrite();
                return 1;
            }
        }
        """);

    [Fact]
    public Task BaseClassPairInATryAndFinally_IsSilent() => Verify("""
        using System.Threading;

        abstract class Store
        {
            private readonly ReaderWriterLockSlim _lock = new();
            protected void BeginWrite() => _lock.EnterWriteLock();
            protected void EndWrite() => _lock.ExitWriteLock();
        }

        sealed class Names : Store
        {
            public int Add(string name)
            {
                BeginWrite();
                try
                {
                    return name.Length == 0 ? 0 : 1;
                }
                finally
                {
                    EndWrite();
                }
            }
        }
        """);

    [Fact]
    public Task OverridableHelper_IsLeftOpenAndSilent() => Verify("""
        using System.Threading;

        class Store
        {
            private readonly object _gate = new();
            protected virtual void Begin() => Monitor.Enter(_gate);
            protected virtual void End() => Monitor.Exit(_gate);
            public void M(bool bad)
            {
                Begin();
                if (bad)
                    return;
                End();
            }
        }
        """);

    private static Task Verify(string source) =>
        ExtentLock.Testing.Verify<ExtentLockAnalyzer>.Source(source, Pairing.Surroundings);
}
