using System.Linq;
using System.Threading.Tasks;
using ExtentLock.Testing;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Cases;

/// <summary>Code that analyzers are known to fall over, and reports that say which path is meant.</summary>
public sealed class MessageCaseTests
{
    [Fact]
    public Task LambdaInsideTheTryThatReleases_IsSilent() => Team.Sees("""
        sealed class Export
        {
            private readonly object _gate = new();
            private readonly List<Func<int>> _steps = new();
            private int _done;

            public void Run()
            {
                Monitor.Enter(_gate);
                try
                {
                    _steps.Add(() =>
                    {
                        try
                        {
                            return _done;
                        }
                        finally
                        {
                            _done++;
                        }
                    });
                }
                finally
                {
                    Monitor.Exit(_gate);
                }
            }
        }
        """);

    [Fact]
    public Task LambdaInsideTheTryWithALeakOfItsOwn_Reports() => Team.Sees("""
        sealed class Export
        {
            private readonly object _gate = new();
            private readonly object _list = new();
            private readonly List<Func<int>> _steps = new();
            private int _done;

            public void Run()
            {
                Monitor.Enter(_gate);
                try
                {
                    _steps.Add(() =>
                    {
                        Monitor.Enter(_list);
                        if (_done == 0)
                            {|EXL0001:return 0;|}
                        Monitor.Exit(_list);
                        return _done;
                    });
                }
                finally
                {
                    Monitor.Exit(_gate);
                }
            }
        }
        """);

    [Fact]
    public Task ConditionOfFiveThousandTerms_Reports() => Team.Sees($$"""
        sealed class Rules
        {
            private readonly Lock _lock = new();
            private int _hits;

            public void Apply(string text)
            {
                _lock.Enter();
                string all = {{string.Join(" + ", Enumerable.Repeat("text", 5_000))}};
                if (all.Length > 10)
                    {|EXL0001:return;|}
                _hits++;
                _lock.Exit();
            }
        }
        """);

    [Fact]
    public Task ConditionOfFiveThousandTermsAndARelease_IsSilent() => Team.Sees($$"""
        sealed class Rules
        {
            private readonly Lock _lock = new();
            private int _hits;

            public void Apply(string text)
            {
                _lock.Enter();
                string all = {{string.Join(" + ", Enumerable.Repeat("text", 5_000))}};
                if (all.Length > 10)
                    _hits++;
                _lock.Exit();
            }
        }
        """);

    [Fact]
    public Task AsyncIteratorInsideAnIterator_Reports() => Team.Sees("""
        sealed class Stream
        {
            private readonly SemaphoreSlim _one = new(1, 1);
            private int _read;

            public async IAsyncEnumerable<int> ReadAsync(int count)
            {
                await {|EXL0002:_one.WaitAsync()|};
                async IAsyncEnumerable<int> Inner()
                {
                    await Task.Yield();
                    yield return 1;
                }

                await foreach (int item in Inner())
                {
                    if (_read++ > count)
                        {|EXL0001:yield break;|};
                }

                _one.Release();
            }
        }
        """);

    [Fact]
    public Task AsyncIteratorInsideAnIteratorThatReleases_IsSilent() => Team.Sees("""
        sealed class Stream
        {
            private readonly SemaphoreSlim _one = new(1, 1);
            private int _read;

            public async IAsyncEnumerable<int> ReadAsync(int count)
            {
                await _one.WaitAsync();
                try
                {
                    async IAsyncEnumerable<int> Inner()
                    {
                        await Task.Yield();
                        yield return 1;
                    }

                    await foreach (int item in Inner())
                    {
                        if (_read++ > count)
                            yield break;
                        yield return item;
                    }
                }
                finally
                {
                    _one.Release();
                }
            }
        }
        """);

    [Fact]
    public Task Report_SaysAcquireDecisionsAndExit() => Verify<ExtentLockAnalyzer>.Source(Team.Whole("""
        sealed class Parser
        {
            private readonly Lock _lock = new();
            private int _depth;

            public bool Parse(string text, bool strict)
            {
                {|#1:_lock.Enter()|};
                if ({|#2:text.Length == 0|})
                {
                    if ({|#3:strict|})
                        {|#0:return false;|}
                    _depth = 0;
                }

                _lock.Exit();
                return true;
            }
        }
        """),
        Team.Usual,
        Verify<ExtentLockAnalyzer>.Diagnostic("EXL0001").WithLocation(0).WithLocation(1).WithLocation(2).WithLocation(3)
            .WithMessage("'_lock' acquired on line 18 is still held at this return; "
                + "path: 'text.Length == 0' is true (line 19), 'strict' is true (line 21)"));

    [Fact]
    public Task ScopeOverAnAwait_IsSilent() => Team.Sees("""
        sealed class Scope : IDisposable
        {
            [Releases("this")] public void Dispose() { }
        }

        sealed class Meter
        {
            [Acquires("return")] public extern Scope Measure();

            public async Task RunAsync(Func<Task> work)
            {
                using (Measure())
                    await work();
            }
        }
        """);

    [Fact]
    public Task ScopeNotDisposedIfTheAwaitThrows_Reports() => Team.Sees("""
        sealed class Scope : IDisposable
        {
            [Releases("this")] public void Dispose() { }
        }

        sealed class Meter
        {
            [Acquires("return")] public extern Scope Measure();

            public async Task RunAsync(Func<Task> work)
            {
                Scope scope = {|EXL0002:Measure()|};
                await work();
                scope.Dispose();
            }
        }
        """);
}
