using System.Threading.Tasks;
using ExtentLock.Analyzers;
using ExtentLock.Testing;
using Xunit;

namespace ExtentLock.CodeFixes.Tests;

/// <summary>The locks of .NET mostly in members without contracts, as most code has them.</summary>
public sealed class NetLockTests
{
    [Fact]
    public Task Monitor_IsWrapped() => Verify<ExtentLockAnalyzer, LeakFixProvider>.FixMember("""
        Monitor.Enter(_gate);
        if (a)
            {|EXL0001:return;|}
        n++;
        Monitor.Exit(_gate);
        """, """
        Monitor.Enter(_gate);
        try
        {
            if (a)
                return;
            n++;
        }
        finally
        {
            Monitor.Exit(_gate);
        }
        """);

    [Fact]
    public Task MonitorThatTellsWhetherItIsTaken_IsReleasedIfItIs() =>
        Verify<ExtentLockAnalyzer, LeakFixProvider>.FixMember("""
            bool taken = false;
            Monitor.Enter(_gate, ref taken);
            if (a)
                {|EXL0001:return;|}
            if (taken)
                Monitor.Exit(_gate);
            """, """
            bool taken = false;
            Monitor.Enter(_gate, ref taken);
            try
            {
                if (a)
                    return;
            }
            finally
            {
                if (taken)
                    Monitor.Exit(_gate);
            }
            """);

    [Fact]
    public Task SemaphoreWaitedForAsynchronously_IsWrapped() => Fixing.ByFinally("""
        async Task M(System.Threading.SemaphoreSlim semaphore, bool skip)
        {
            await semaphore.WaitAsync().ConfigureAwait(false);
            if (skip)
                {|EXL1001:return;|}
            await Task.Yield();
            semaphore.Release();
        }
        """, """
        async Task M(System.Threading.SemaphoreSlim semaphore, bool skip)
        {
            await semaphore.WaitAsync().ConfigureAwait(false);
            try
            {
                if (skip)
                    return;
                await Task.Yield();
            }
            finally
            {
                semaphore.Release();
            }
        }
        """);

    [Fact]
    public Task SemaphoreWithATimeout_IsReleasedOnlyWhereItWasTaken() =>
        Verify<ExtentLockAnalyzer, LeakFixProvider>.FixMember("""
            bool taken = _sem.Wait(100);
            if (!taken)
                return;
            if (a)
                {|EXL0001:return;|}
            _sem.Release();
            """, """
            bool taken = _sem.Wait(100);
            if (!taken)
                return;
            try
            {
                if (a)
                    return;
            }
            finally
            {
                _sem.Release();
            }
            """);

    [Fact]
    public Task ReaderAndWriterOfOneLock_AreTwoTries() =>
        Verify<ExtentLockAnalyzer, LeakFixProvider>.FixMember("""
            _rw.EnterUpgradeableReadLock();
            if (a)
                {|EXL0001:return;|}
            _rw.EnterWriteLock();
            if (b)
                {|EXL0001:{|EXL0001:return;|}|}
            _rw.ExitWriteLock();
            _rw.ExitUpgradeableReadLock();
            """, """
            _rw.EnterUpgradeableReadLock();
            try
            {
                if (a)
                    return;
                _rw.EnterWriteLock();
                try
                {
                    if (b)
                        return;
                }
                finally
                {
                    _rw.ExitWriteLock();
                }
            }
            finally
            {
                _rw.ExitUpgradeableReadLock();
            }
            """);

    [Fact]
    public Task Accessor_IsAFunctionToo() => Verify<ExtentLockAnalyzer, LeakFixProvider>.Fix("""
        using System.Threading;

        class C
        {
            private readonly object _gate = new object();
            private int _value;

            int Value
            {
                get
                {
                    Monitor.Enter(_gate);
                    if (_value == 0)
                        {|EXL0001:return 0;|}
                    Monitor.Exit(_gate);
                    return 0;
                }
            }
        }
        """, """
        using System.Threading;

        class C
        {
            private readonly object _gate = new object();
            private int _value;

            int Value
            {
                get
                {
                    Monitor.Enter(_gate);
                    try
                    {
                        if (_value == 0)
                            return 0;
                    }
                    finally
                    {
                        Monitor.Exit(_gate);
                    }
                    return 0;
                }
            }
        }
        """);
}
