using System.Threading.Tasks;
using ExtentLock.Testing;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Checks;

/// <summary>False alarms once met on real code, in their smallest form.</summary>
public sealed class RealCodeTests
{
    [Fact]
    public Task TaskAskedForItsStatusBeforeItIsAwaited_IsSilent() => Verify<ExtentLockAnalyzer>.Source("""
        using System.Threading;
        using System.Threading.Tasks;

        class C
        {
            readonly SemaphoreSlim _limit = new(3);

            async Task M(CancellationToken token, Task work)
            {
                Task wait = _limit.WaitAsync(token);
                if (wait.Status != TaskStatus.RanToCompletion)
                    await wait.ConfigureAwait(false);
                try
                {
                    await work;
                }
                finally
                {
                    _limit.Release();
                }
            }
        }
        """);

    [Fact]
    public Task LockKeptAsARefParameterSays_IsSilent() => Verify<ExtentLockAnalyzer>.Source("""
        using System.Threading;

        class C
        {
            readonly object _gate = new();

            void Take(bool wanted, ref bool taken)
            {
                taken = false;
                Monitor.Enter(_gate);
                if (wanted)
                    taken = true;
                else
                    Monitor.Exit(_gate);
            }

            void Give() => Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task SemaphoreThatCountsWhatIsInAPoolOfAnotherType_IsASignalAndSilent() => Verify<ExtentLockAnalyzer>.Source("""
        using System.Collections.Generic;
        using System.Threading;

        sealed class Pool
        {
            private readonly Handles _handles = new();
            private readonly Stack<string> _old = new();

            sealed class Handles
            {
                private readonly Semaphore _available;
                internal Handles() { _available = new Semaphore(0, 100); }
                internal Semaphore Available { get { return _available; } }
            }

            void Sweep()
            {
                while (_handles.Available.WaitOne(0))
                {
                    if (!_old.TryPop(out string item))
                    {
                        _handles.Available.Release(1);
                        break;
                    }
                    item.ToString();
                }
            }
        }
        """);

    [Fact]
    public Task SemaphoreOfAnotherTypeWithAPermit_Reports() => Verify<ExtentLockAnalyzer>.Source("""
        using System.Threading;

        sealed class Pool
        {
            private readonly Handles _handles = new();

            sealed class Handles
            {
                private readonly Semaphore _turn;
                internal Handles() { _turn = new Semaphore(1, 1); }
                internal Semaphore Turn { get { return _turn; } }
            }

            void Sweep(bool bad)
            {
                if (!_handles.Turn.WaitOne(0))
                    return;
                if (bad)
                    {|EXL0001:return;|}
                _handles.Turn.Release(1);
            }
        }
        """, Surroundings.Default.Without("EXL0008"));

    [Fact]
    public Task SemaphoreWithoutPermits_IsASignalAndSilent() => Verify<ExtentLockAnalyzer>.Source("""
        using System.Threading;

        class C
        {
            readonly SemaphoreSlim _throttle = new(0);
            int _count;

            void Throttle(int max)
            {
                if (Interlocked.Increment(ref _count) > max)
                    _throttle.Wait();
                if (Interlocked.Decrement(ref _count) >= max)
                    _throttle.Release();
            }
        }
        """);

    [Fact]
    public Task SemaphoreWithPermits_Reports() => Verify<ExtentLockAnalyzer>.Source("""
        using System.Threading;

        class C
        {
            readonly SemaphoreSlim _throttle = new(1);
            int _count;

            void Throttle(int max)
            {
                if (Interlocked.Increment(ref _count) > max)
                    _throttle.Wait();
                if (Interlocked.Decrement(ref _count) >= max)
                    {|EXL0003:_throttle.Release()|};
            {|EXL0001:}|}
        }
        """);

    [Fact]
    public Task LockTakenInTwoWaysUnderOneFlag_IsSilent() => Verify<ExtentLockAnalyzer>.Source("""
        using System.Threading;

        class C
        {
            readonly object _send = new();

            int Send(bool urgent, C packet)
            {
                bool taken = false;
                try
                {
                    if (urgent)
                    {
                        Monitor.TryEnter(this, ref taken);
                    }
                    else
                    {
                        Monitor.Enter(this);
                        taken = true;
                    }

                    lock (_send)
                        return packet.Send(false, this);
                }
                finally
                {
                    if (taken)
                        Monitor.Exit(this);
                }
            }
        }
        """);

    [Fact]
    public Task SemaphoreThatServesAsMonitor_IsTwoLocksAndSilent() => Verify<ExtentLockAnalyzer>.Source("""
        using System.Threading;

        class C
        {
            readonly SemaphoreSlim _both = new(1);

            void M()
            {
                Monitor.Enter(_both);
                try
                {
                    _both.Wait();
                    _both.Release();
                }
                finally
                {
                    Monitor.Exit(_both);
                }
            }
        }
        """);
}
