using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Cases;

/// <summary>A field is tested, the lock is taken, and the field is tested again: others may have written it meanwhile.</summary>
public sealed class DoubleCheckTests
{
    [Fact]
    public Task ReturnAfterTheSecondTest_Reports() => Team.Sees("""
        sealed class Metadata
        {
            private readonly SemaphoreSlim _loading = new(1, 1);
            private string? _text;

            public async Task<string> GetAsync()
            {
                if (_text != null)
                    return _text;
                await _loading.WaitAsync();
                if (_text != null)
                    {|EXL0001:return _text;|}
                _text = "loaded";
                _loading.Release();
                return _text;
            }
        }
        """);

    [Fact]
    public Task ReleaseAfterTheSecondTest_IsSilent() => Team.Sees("""
        sealed class Metadata
        {
            private readonly SemaphoreSlim _loading = new(1, 1);
            private string? _text;

            public async Task<string> GetAsync()
            {
                if (_text != null)
                    return _text;
                await _loading.WaitAsync();
                if (_text != null)
                {
                    _loading.Release();
                    return _text;
                }

                _text = "loaded";
                _loading.Release();
                return _text;
            }
        }
        """);

    [Fact]
    public Task ReleaseBySecondTestAndFinally_Reports() => Team.Sees("""
        sealed class Metadata
        {
            private readonly SemaphoreSlim _loading = new(1, 1);
            private volatile string? _text;

            public async Task<string> GetAsync(Func<Task<string>> load)
            {
                if (_text is { } ready)
                    return ready;
                await _loading.WaitAsync();
                try
                {
                    if (_text is { } raced)
                    {
                        _loading.Release();
                        return raced;
                    }

                    return _text = await load();
                }
                finally
                {
                    {|EXL0003:_loading.Release()|};
                }
            }
        }
        """);

    [Fact]
    public Task FlagThatTheMemberNeverWrites_StaysWhatItWas_IsSilent() => Team.Sees("""
        sealed class Counter
        {
            private readonly object _gate = new();
            private bool _shared;
            private int _count;

            public void Share() => _shared = true;

            public void Add()
            {
                if (_shared)
                    Monitor.Enter(_gate);
                _count++;
                if (_shared)
                    Monitor.Exit(_gate);
            }
        }
        """);

    [Fact]
    public Task DepthWrittenBeforeTheAcquire_StaysWhatWasWritten_IsSilent() => Team.Sees("""
        sealed class Nesting
        {
            private readonly Mutex _mutex = new();
            private int _depth;

            public void Run(Action action)
            {
                if (_depth++ == 0)
                    _mutex.WaitOne();
                try
                {
                    action();
                }
                finally
                {
                    if (--_depth == 0)
                        _mutex.ReleaseMutex();
                }
            }
        }
        """);

    [Fact]
    public Task DepthOfTheThread_StaysWhatItWas_IsSilent() => Team.Sees("""
        static class Nesting
        {
            private static readonly Mutex s_mutex = new();
            [ThreadStatic] private static int t_depth;

            public static void Run(Action action)
            {
                if (t_depth == 0)
                    s_mutex.WaitOne();
                t_depth++;
                try
                {
                    action();
                }
                finally
                {
                    t_depth--;
                    if (t_depth == 0)
                        s_mutex.ReleaseMutex();
                }
            }
        }
        """);

    [Fact]
    public Task LockMadeOnFirstUse_IsTheSameBehindTheAcquire_IsSilent() => Team.Sees("""
        sealed class Store
        {
            private SemaphoreSlim? _gate;

            public async Task SaveAsync(Func<Task> save)
            {
                _gate ??= new SemaphoreSlim(1, 1);
                await _gate.WaitAsync();
                try
                {
                    await save();
                }
                finally
                {
                    _gate.Release();
                }
            }
        }
        """);

    [Fact]
    public Task FieldThatALambdaOfTheConstructorWrites_IsAskedAnew_Reports() => Sees("_ => _isClosed = true", "{|EXL0001:return;|}");

    [Fact]
    public Task FieldThatTheConstructorAloneWrites_StaysAsItIs_IsSilent() => Sees("_ => { }", "return;");

    private static Task Sees(string callback, string exit) => Team.Sees($$"""
        sealed class Pump
        {
            private readonly SemaphoreSlim _gate = new(1);
            private readonly Timer _timer;
            private bool _isClosed;

            public Pump(bool isClosed)
            {
                _isClosed = isClosed;
                _timer = new Timer({{callback}});
            }

            public void Move()
            {
                if (_isClosed)
                    return;
                _gate.Wait();
                if (_isClosed)
                    {{exit}}
                _gate.Release();
                _timer.Dispose();
            }
        }
        """);
}
