using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Checks;

/// <summary>Who answers for a lock where several members of a type have to do with it.</summary>
public sealed partial class SummaryTests
{
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
    public Task TaskOfAHelperIsTheLock_Reports() => Pairing.Members("""
        Task TakeAsync() => _sem.WaitAsync();
        void Give() => _sem.Release();
        async Task M(bool bad)
        {
            await TakeAsync();
            if (bad)
                {|EXL0001:return;|}
            Give();
        }
        """);

    [Fact]
    public Task TaskOfAHelperIsTheLockAndTellsTheOutcome_IsSilent() => Pairing.Members("""
        Task<bool> TryTakeAsync() => _sem.WaitAsync(50);
        async Task M()
        {
            if (!await TryTakeAsync().ConfigureAwait(false))
                return;
            Work();
            _sem.Release();
        }
        """);

    [Fact]
    public Task TaskKeptInAFieldForLater_IsLeftOpenAndSilent() => Pairing.Members("""
        private Task _pending;
        void Begin() { _pending = _sem.WaitAsync(); }
        async Task M(bool bad)
        {
            Begin();
            await _pending;
            if (bad)
                return;
            _sem.Release();
        }
        """);

    [Fact]
    public Task HelperTakesAgainWhatIsHeld_Reports() => Pairing.Members("""
        int Count() { _rw.EnterReadLock(); try { return _state; } finally { _rw.ExitReadLock(); } }
        int M()
        {
            _rw.EnterReadLock();
            try
            {
                return {|EXL0005:Count()|} + 1;
            }
            finally
            {
                _rw.ExitReadLock();
            }
        }
        """);

    [Fact]
    public Task AwaitedHelperWaitsForThePermitThatIsHeld_Reports() => Pairing.Members("""
        async Task<int> CountAsync() { await _sem.WaitAsync(); try { return _state; } finally { _sem.Release(); } }
        async Task<int> M()
        {
            await _sem.WaitAsync();
            try
            {
                return await {|EXL0005:CountAsync()|};
            }
            finally
            {
                _sem.Release();
            }
        }
        """);

    [Fact]
    public Task HelperThatNobodyWaitsForTakesItLater_IsSilent() => Pairing.Members("""
        async Task<int> CountAsync() { await _sem.WaitAsync(); try { return _state; } finally { _sem.Release(); } }
        async Task<int> M()
        {
            Task<int> count;
            await _sem.WaitAsync();
            try
            {
                count = CountAsync();
            }
            finally
            {
                _sem.Release();
            }
            return await count;
        }
        """);

    [Fact]
    public Task HelperTakesAReentrantLockAgain_IsSilent() => Pairing.Members("""
        int Count() { Monitor.Enter(_gate); try { return _state; } finally { Monitor.Exit(_gate); } }
        int M()
        {
            Monitor.Enter(_gate);
            try { return Count(); } finally { Monitor.Exit(_gate); }
        }
        """);

    [Fact]
    public Task HelperTakesItOnSomePathsOnly_IsSilent() => Pairing.Members("""
        int Count(bool safe)
        {
            if (!safe) return _state;
            _rw.EnterReadLock(); try { return _state; } finally { _rw.ExitReadLock(); }
        }
        int M()
        {
            _rw.EnterReadLock();
            try { return Count(false); } finally { _rw.ExitReadLock(); }
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
