using System.Threading.Tasks;
using ExtentLock.Testing;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Checks;

/// <summary>
/// Locks that are held by way of an object, and given back by disposing it: those of libraries, in a double with the same
/// names, and the scope of System.Threading.Lock.
/// </summary>
public sealed class GuardTests
{
    private const string Library = """
        using System;
        using System.Runtime.CompilerServices;
        using System.Threading;
        using System.Threading.Tasks;

        namespace Nito.AsyncEx
        {
            public sealed class AsyncLock
            {
                public extern AwaitableDisposable<IDisposable> LockAsync(CancellationToken token = default);
                public extern IDisposable Lock(CancellationToken token = default);
            }

            public readonly struct AwaitableDisposable<T> where T : IDisposable
            {
                public extern TaskAwaiter<T> GetAwaiter();
                public extern ConfiguredTaskAwaitable<T> ConfigureAwait(bool context);
            }
        }

        namespace AsyncKeyedLock
        {
            public sealed class AsyncKeyedLocker<TKey>
            {
                public extern ValueTask<IDisposable> LockAsync(TKey key);
                public extern ValueTask<IDisposable> LockOrNullAsync(TKey key, TimeSpan time);
            }
        }
        """;

    private static readonly Surroundings Usual = Surroundings.Default.Without("EXL0002", "EXL0008") with
    {
        MoreSources = [Library],
    };

    [Fact]
    public Task GuardInAUsing_IsSilent() => Members("""
        async Task M() { using (await _mutex.LockAsync()) await Task.Yield(); }
        async Task N() { using var guard = await _mutex.LockAsync().ConfigureAwait(false); await Task.Yield(); }
        void O() { using (_mutex.Lock()) Work(); }
        """);

    [Fact]
    public Task GuardThatIsDropped_Reports() => Members("""
        async Task M()
        {
            await _mutex.LockAsync();
            Work();
        {|EXL0001:}|}
        """);

    [Fact]
    public Task GuardOfATaskThatNobodyAwaits_Reports() => Members("""
        void M()
        {
            {|EXL0006:_mutex.LockAsync()|};
            Work();
        }
        """);

    [Fact]
    public Task EarlyReturnSkipsTheDispose_Reports() => Members("""
        async Task M(bool bad)
        {
            var guard = await _mutex.LockAsync();
            if (bad)
                {|EXL0001:return;|}
            guard.Dispose();
        }
        """);

    [Fact]
    public Task DisposedOnEveryPath_IsSilent() => Members("""
        async Task M(bool bad)
        {
            IDisposable guard = await _mutex.LockAsync();
            try
            {
                if (bad)
                    return;
                Work();
            }
            finally
            {
                guard?.Dispose();
            }
        }
        """);

    [Fact]
    public Task GuardHandedOn_IsSilent() => Members("""
        IDisposable _kept;
        async Task<IDisposable> Returned() { var guard = await _mutex.LockAsync(); return guard; }
        async Task Stored() { _kept = await _mutex.LockAsync(); }
        async Task Captured() { var guard = await _mutex.LockAsync(); Later(() => guard.Dispose()); }
        async Task Passed() { var guard = await _mutex.LockAsync(); GC.KeepAlive(guard); }
        void Later(Action action) { }
        void End() => _kept.Dispose();
        """);

    [Fact]
    public Task GuardThatMayBeRefusedAndIsTested_IsSilent() => Members("""
        async Task M(string key)
        {
            var guard = await _keyed.LockOrNullAsync(key, TimeSpan.Zero);
            if (guard is null)
                return;
            Work();
            guard.Dispose();
        }
        """);

    [Fact]
    public Task GuardThatMayBeRefusedAndTheWrongSideDisposes_Reports() => Members("""
        async Task M(string key)
        {
            var guard = await _keyed.LockOrNullAsync(key, TimeSpan.Zero);
            if (guard != null)
                {|EXL0001:return;|}
            guard?.Dispose();
        }
        """);

    [Fact]
    public Task ScopeOfALock_Reports() => Members("""
        void M(bool bad)
        {
            Lock.Scope scope = _lock.EnterScope();
            if (bad)
                {|EXL0001:return;|}
            scope.Dispose();
        }
        """);

    [Fact]
    public Task ScopeOfALockInAUsing_IsSilent() => Members("""
        void M(bool bad)
        {
            using Lock.Scope scope = _lock.EnterScope();
            if (bad)
                return;
            Work();
        }
        """);

    [Fact]
    public Task AwaitWhileAGuardIsHeldInALocal_Reports() => Verify<ExtentLockAnalyzer>.Source(Class("""
        async Task M(Task task)
        {
            var guard = await {|EXL0002:_mutex.LockAsync()|};
            await task;
            guard.Dispose();
        }
        """), Surroundings.Default with { MoreSources = [Library] });

    [Fact]
    public Task SemaphoreOfTheSystem_Reports() => Members("""
        private readonly Semaphore _permits = new(1, 1);
        void M(bool bad)
        {
            _permits.WaitOne();
            if (bad)
                {|EXL0001:return;|}
            _permits.Release();
        }
        """);

    [Fact]
    public Task EventThatIsWaitedFor_IsSilent() => Members("""
        private readonly AutoResetEvent _signal = new(false);
        void M(bool bad)
        {
            _signal.WaitOne();
            if (bad)
                return;
            _signal.Set();
        }
        """);

    private static Task Members(string members) => Verify<ExtentLockAnalyzer>.Source(Class(members), Usual);

    private static string Class(string members) => $$"""
        using System;
        using System.Threading;
        using System.Threading.Tasks;
        using AsyncKeyedLock;
        using Nito.AsyncEx;

        class C
        {
            private readonly AsyncLock _mutex = new();
            private readonly AsyncKeyedLocker<string> _keyed = new();
            private readonly Lock _lock = new();
        {{members}}
            void Work() { }
        }
        """;
}
