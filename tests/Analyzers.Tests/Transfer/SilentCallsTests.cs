using System.Threading.Tasks;
using ExtentLock.Testing;
using Xunit;
using Verify = ExtentLock.Testing.Verify<ExtentLock.Analyzers.ExtentLockAnalyzer>;

namespace ExtentLock.Analyzers.Tests.Transfer;

/// <summary>Pauses, and tasks that end without an exception, are no reason to expect one.</summary>
public sealed class SilentCallsTests
{
    private static readonly Surroundings Usual = Surroundings.Default with
    {
        Members = """
            private Task _task = Task.CompletedTask; private CancellationToken _token; private readonly SemaphoreSlim _other = new(1);
            private object Root => _root ?? (Interlocked.CompareExchange(ref _root, new object(), null) ?? _root); private object _root;
            private ReaderWriterLockSlim Sides => _sides ??= new ReaderWriterLockSlim(); private ReaderWriterLockSlim _sides;
            private int Size => Root.GetHashCode();
            """,
    };

    [Theory]
    [InlineData("Task.Yield()")]
    [InlineData("Task.Delay(1)")]
    [InlineData("Task.Delay(1).ConfigureAwait(false)")]
    [InlineData("Task.WhenAny(_task, _task)")]
    [InlineData("Task.CompletedTask")]
    [InlineData("_task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing)")]
    public Task AwaitOfWhatNeverFaults_OnlySuggests(string awaited) => Verify.AsyncMember($$"""
        await {|EXL0008:_other.WaitAsync()|};
        await {{awaited}};
        _other.Release();
        """, Usual);

    [Theory]
    [InlineData("Task.Delay(1, _token)")]
    [InlineData("Task.WhenAll(_task, _task)")]
    [InlineData("_task.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext)")]
    [InlineData("_task.ConfigureAwait(false)")]
    [InlineData("await Task.WhenAny(_task, _task)")]
    public Task AwaitOfWhatMayFault_Reports(string awaited) => Verify.AsyncMember($$"""
        await {|EXL0002:_other.WaitAsync()|};
        await {{awaited}};
        _other.Release();
        """, Usual);

    [Theory]
    [InlineData("Thread.Sleep(1)")]
    [InlineData("Thread.Yield()")]
    [InlineData("Thread.SpinWait(8)")]
    [InlineData("new SpinWait().SpinOnce()")]
    [InlineData("Monitor.Wait(_gate)")]
    [InlineData("Monitor.PulseAll(_gate)")]
    public Task PausesWhileItHoldsTheLock_IsSilent(string pause) => Verify.Member($"""
        Monitor.Enter(_gate);
        {pause};
        Monitor.Exit(_gate);
        """, Usual);

    [Theory]
    [InlineData("Thread.Sleep(1)", "", "")]
    [InlineData("Work()", "{|EXL0003:", "|}")]
    public Task LetsOthersInForAWhile_IsSilentIfItOnlyPauses(string meanwhile, string open, string close) => Verify.Member($$"""
        Monitor.Enter(_gate);
        try
        {
            while (n-- > 0)
            {
                Monitor.Exit(_gate);
                {{meanwhile}};
                Monitor.Enter(_gate);
            }
        }
        finally
        {
            {{open}}Monitor.Exit(_gate){{close}};
        }
        """, Usual);

    [Theory]
    [InlineData("Task.Delay(1)", "", "")]
    [InlineData("Task.Delay(1, _token)", "{|EXL0003:", "|}")]
    public Task LetsOthersInOverAnAwait_IsSilentIfItOnlyPauses(string meanwhile, string open, string close) => Verify.AsyncMember($$"""
        await _other.WaitAsync();
        try
        {
            while (n-- > 0)
            {
                _other.Release();
                await {{meanwhile}};
                await _other.WaitAsync();
            }
        }
        finally
        {
            {{open}}_other.Release(){{close}};
        }
        """, Usual);

    [Theory]
    [InlineData("ThreadInterruptedException", "{|EXL0001:", "|}")]
    [InlineData("TimeoutException", "", "")]
    public Task GivesUpWhereAPauseIsInterrupted_ReportsIfThatIsCaught(string caught, string open, string close) => Verify.Member($$"""
        Monitor.Enter(_gate);
        try
        {
            Monitor.Wait(_gate);
        }
        catch ({{caught}})
        {
            {{open}}return;{{close}}
        }

        Monitor.Exit(_gate);
        """, Usual with { Disabled = ["EXL0008"] });

    [Theory]
    [InlineData("Monitor.Enter(Root)", "Monitor.Exit(Root)")]
    [InlineData("Sides.EnterReadLock()", "Sides.ExitReadLock()")]
    public Task LockNamedByAProperty_IsSilentUnlessAnotherIsReadUnderIt(string enter, string exit) => Verify.Member($$"""
        {{enter}};
        try
        {
            Work();
        }
        finally
        {
            {{exit}};
        }

        {|EXL0008:{{enter}}|};
        n = Size;
        {{exit}};
        """, Usual);
}
