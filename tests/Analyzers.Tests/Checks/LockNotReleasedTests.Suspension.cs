using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Checks;

/// <summary>EXL0001 in async methods and iterators, and beside guards of the language.</summary>
public sealed partial class LockNotReleasedTests
{
    [Fact]
    public Task AwaitedWaitEarlyReturn_Reports() => Pairing.AsyncBody("""
        await _sem.WaitAsync();
        if (a) {|EXL0001:return;|}
        _sem.Release();
        """);

    [Fact]
    public Task AwaitedWaitReleased_IsSilent() => Pairing.AsyncBody("""
        await _sem.WaitAsync();
        try { if (a) return; await Task.Yield(); }
        finally { _sem.Release(); }
        """);

    [Fact]
    public Task ConfiguredAwait_IsSilent() => Pairing.AsyncBody("""
        await _sem.WaitAsync().ConfigureAwait(false);
        Work();
        _sem.Release();
        """);

    [Fact]
    public Task ConfiguredAwaitEarlyReturn_Reports() => Pairing.AsyncBody("""
        await _sem.WaitAsync().ConfigureAwait(false);
        if (a) {|EXL0001:return;|}
        _sem.Release();
        """);

    [Fact]
    public Task TimedWaitChecked_IsSilent() => Pairing.AsyncBody("""
        if (!await _sem.WaitAsync(100).ConfigureAwait(false))
            return;
        Work();
        _sem.Release();
        """);

    [Fact]
    public Task TimedWaitCheckedThenForgotten_Reports() => Pairing.AsyncBody("""
        if (!await _sem.WaitAsync(100).ConfigureAwait(false))
            return;
        if (b) {|EXL0001:return;|}
        _sem.Release();
        """);

    [Fact]
    public Task TaskInALocalThenAwaited_IsSilent() => Pairing.AsyncBody("""
        Task wait = _sem.WaitAsync();
        Work();
        await wait;
        Work();
        _sem.Release();
        """);

    [Fact]
    public Task IteratorReleasesInFinally_IsSilent() => Pairing.Members("""
        IEnumerable<int> M(int n)
        {
            _sem.Wait();
            try
            {
                for (int i = 0; i < n; i++)
                    yield return i;
            }
            finally
            {
                _sem.Release();
            }
        }
        """);

    [Fact]
    public Task IteratorThatBreaksWhileHeld_Reports() => Pairing.Members("""
        IEnumerable<int> M(bool a)
        {
            _sem.Wait();
            if (a)
                {|EXL0001:yield break;|}
            _sem.Release();
            yield return 1;
        }
        """);

    [Fact]
    public Task AsyncIteratorReleasesBeforeYield_IsSilent() => Pairing.Members("""
        async IAsyncEnumerable<int> M()
        {
            await _sem.WaitAsync();
            int value = _state;
            _sem.Release();
            yield return value;
        }
        """);

    [Fact]
    public Task UsingVarBetween_IsSilent() => Pairing.Body("""
        _lock.Enter();
        using var file = new MemoryStream();
        Work();
        _lock.Exit();
        """);

    [Fact]
    public Task ReturnPastUsingVar_Reports() => Pairing.Body("""
        _lock.Enter();
        using var file = new MemoryStream();
        if (a) {|EXL0001:return;|}
        _lock.Exit();
        """);

    [Fact]
    public Task NothingButALockStatement_IsSilent() => Pairing.Body("""
        lock (_gate)
        {
            if (a) return;
            lock (_lock) { Work(); }
        }
        """);

    [Fact]
    public Task ReleasedInTheFinallyOfAnAwait_IsSilent() => Pairing.AsyncBody("""
        await _sem.WaitAsync();
        try { await Task.Delay(n); }
        catch (OperationCanceledException) when (a) { return; }
        finally { _sem.Release(); }
        """);
}
