using System.Threading.Tasks;
using ExtentLock.Analyzers.Tests.Checks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Transfer;

/// <summary>Who waits for ever has the lock when the wait is over, whatever its result would tell otherwise.</summary>
public sealed class TimeLimitTests
{
    [Theory]
    [InlineData("_mutex.WaitOne(-1, false)", "_mutex.ReleaseMutex()")]
    [InlineData("_mutex.WaitOne(Timeout.InfiniteTimeSpan)", "_mutex.ReleaseMutex()")]
    [InlineData("_sem.Wait(Timeout.Infinite)", "_sem.Release()")]
    [InlineData("_sem.Wait(TimeSpan.FromMilliseconds(-1))", "_sem.Release()")]
    [InlineData("_rw.TryEnterWriteLock(Timeout.Infinite)", "_rw.ExitWriteLock()")]
    [InlineData("Monitor.TryEnter(_gate, Timeout.Infinite)", "Monitor.Exit(_gate)")]
    public Task WaitsForEver_IsSilent(string wait, string release) => Pairing.Body($"""
        {wait};
        Work();
        {release};
        """);

    [Theory]
    [InlineData("_mutex.WaitOne(100, false)", "_mutex.ReleaseMutex()")]
    [InlineData("_sem.Wait(TimeSpan.FromMilliseconds(1))", "_sem.Release()")]
    [InlineData("_sem.Wait(n)", "_sem.Release()")]
    public Task WaitsForSoLong_Reports(string wait, string release) => Pairing.Body($$"""
        {|EXL0006:{{wait}}|};
        Work();
        {{release}};
        """);

    [Fact]
    public Task WaitsForEverInATask_IsSilent() => Pairing.AsyncBody("""
        await _sem.WaitAsync(Timeout.Infinite);
        Work();
        _sem.Release();
        """);

    [Fact]
    public Task WaitsForEverAndKeepsTheFlag_IsSilent() => Pairing.Body("""
        bool taken = false;
        Monitor.TryEnter(_gate, -1, ref taken);
        Work();
        Monitor.Exit(_gate);
        """);

    [Fact]
    public Task WaitsForEverAndForgets_Reports() => Pairing.Body("""
        if (!_sem.Wait(Timeout.Infinite))
            return;
        if (a)
            {|EXL0001:return;|}
        _sem.Release();
        """);
}
