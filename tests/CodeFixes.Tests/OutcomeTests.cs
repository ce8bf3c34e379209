using System.Threading.Tasks;
using ExtentLock.Analyzers;
using ExtentLock.Testing;
using Xunit;

namespace ExtentLock.CodeFixes.Tests;

/// <summary>Outcomes that nobody looked at: awaited, or asked for before the code goes on.</summary>
public sealed class OutcomeTests
{
    [Fact]
    public Task TimedWait_ThrowsWhereItFails() => Verify<ExtentLockAnalyzer, PairingFixProvider>.FixMember("""
        {|EXL0006:_sem.Wait(50)|};
        n++;
        _sem.Release();
        """, """
        if (!_sem.Wait(50))
            throw new TimeoutException();
        n++;
        _sem.Release();
        """);

    [Fact]
    public Task TimedAsyncWait_ThrowsWhereItFails() => Verify<ExtentLockAnalyzer, PairingFixProvider>.FixAsyncMember("""
        await {|EXL0006:_sem.WaitAsync(50)|};
        n++;
        _sem.Release();
        """, """
        if (!await _sem.WaitAsync(50))
            throw new TimeoutException();
        n++;
        _sem.Release();
        """);

    [Fact]
    public Task DroppedTask_IsAwaited() => Verify<ExtentLockAnalyzer, PairingFixProvider>.FixAsyncMember("""
        _ = {|EXL0006:_sem.WaitAsync()|};
        n++;
        _sem.Release();
        await Task.Yield();
        """, """
        await _sem.WaitAsync();
        n++;
        _sem.Release();
        await Task.Yield();
        """);

    [Fact]
    public Task DroppedTaskWhereNothingCanBeAwaited_BecomesABlockingWait() =>
        Verify<ExtentLockAnalyzer, PairingFixProvider>.FixMember("""
        {|EXL0006:_sem.WaitAsync()|};
        n++;
        _sem.Release();
        """, """
        _sem.Wait();
        n++;
        _sem.Release();
        """);

    [Fact]
    public Task TimedWaitInAFunctionThatTells_ReturnsFalse() => Verify<ExtentLockAnalyzer, PairingFixProvider>.Fix("""
        using System.Threading;

        class C
        {
            private readonly SemaphoreSlim _sem = new SemaphoreSlim(1);
            private int _n;

            bool Count()
            {
                {|EXL0006:_sem.Wait(50)|};
                _n++;
                _sem.Release();
                return true;
            }
        }
        """, """
        using System.Threading;

        class C
        {
            private readonly SemaphoreSlim _sem = new SemaphoreSlim(1);
            private int _n;

            bool Count()
            {
                if (!_sem.Wait(50))
                    return false;
                _n++;
                _sem.Release();
                return true;
            }
        }
        """);

    [Fact]
    public Task TimedWaitWithoutTheUsing_NamesTheExceptionInFull() => Verify<ExtentLockAnalyzer, PairingFixProvider>.Fix("""
        using System.Threading;

        class C
        {
            private readonly SemaphoreSlim _sem = new SemaphoreSlim(1);

            void Pass()
            {
                {|EXL0006:_sem.Wait(50)|};
                _sem.Release();
            }
        }
        """, """
        using System.Threading;

        class C
        {
            private readonly SemaphoreSlim _sem = new SemaphoreSlim(1);

            void Pass()
            {
                if (!_sem.Wait(50))
                    throw new System.TimeoutException();
                _sem.Release();
            }
        }
        """);

    [Fact]
    public Task TimedWaitThatIsAllOfABranch_IsLeftAlone()
    {
        const string member = """
            if (a)
                {|EXL0006:_sem.Wait(50)|};
            if (a)
                _sem.Release();
            """;
        return Verify<ExtentLockAnalyzer, PairingFixProvider>.FixMember(
            member, member, new FixPlan { Iterations = 0, FixAllIterations = 0 });
    }
}
