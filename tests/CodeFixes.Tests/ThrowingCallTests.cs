using System.Threading.Tasks;
using ExtentLock.Analyzers;
using ExtentLock.Testing;
using Xunit;

namespace ExtentLock.CodeFixes.Tests;

/// <summary>A lock that stays held if a call throws: only a try/finally is of use there.</summary>
public sealed class ThrowingCallTests
{
    [Fact]
    public Task AwaitUnderSemaphore_IsWrapped() => Verify<ExtentLockAnalyzer, LeakFixProvider>.FixAsyncMember("""
        await {|EXL0002:_sem.WaitAsync()|};
        await Task.Delay(n, CancellationToken.None);
        n++;
        _sem.Release();
        """, """
        await _sem.WaitAsync();
        try
        {
            await Task.Delay(n, CancellationToken.None);
            n++;
        }
        finally
        {
            _sem.Release();
        }
        """);

    [Fact]
    public Task AnyCallUnderMonitor_IsWrapped() => Verify<ExtentLockAnalyzer, LeakFixProvider>.FixMember("""
        {|EXL0008:Monitor.Enter(_gate)|};
        Work();
        Monitor.Exit(_gate);
        Work();
        """, """
        Monitor.Enter(_gate);
        try
        {
            Work();
        }
        finally
        {
            Monitor.Exit(_gate);
        }
        Work();
        """);

    [Fact]
    public Task EarlyReturnAndThrowingCall_AreWrappedOnce() => Verify<ExtentLockAnalyzer, LeakFixProvider>.FixMember("""
        {|EXL0008:Monitor.Enter(_gate)|};
        if (a)
            {|EXL0001:return;|}
        Work();
        Monitor.Exit(_gate);
        """, """
        Monitor.Enter(_gate);
        try
        {
            if (a)
                return;
            Work();
        }
        finally
        {
            Monitor.Exit(_gate);
        }
        """);
}
