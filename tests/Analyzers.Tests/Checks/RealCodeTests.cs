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
