using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Cases;

/// <summary>Releases that run later or elsewhere: continuations, handlers, timers, parallel loops, field initialisers.</summary>
public sealed class CallbackTests
{
    [Fact]
    public Task ContinuationThatReleases_IsSilent() => Team.Sees("""
        sealed class Loader
        {
            private readonly SemaphoreSlim _slots = new(2);

            public async Task LoadAsync(Func<Task> load)
            {
                await _slots.WaitAsync();
                _ = load().ContinueWith(_ => _slots.Release());
            }
        }
        """);

    [Fact]
    public Task ContinuationThatLeavesAMonitor_Reports() => Team.Sees("""
        sealed class Loader
        {
            private readonly object _gate = new();

            public void Load(Task load)
            {
                Monitor.Enter(_gate);
                load.ContinueWith(_ => Monitor.Exit(_gate));
            {|EXL0001:}|}
        }
        """);

    [Fact]
    public Task HandlerThatReleases_IsSilent() => Team.Sees("""
        sealed class Job
        {
            public event Action Finished;
            public void Start() => Finished?.Invoke();
        }

        sealed class Runner
        {
            private readonly SemaphoreSlim _slots = new(2);

            public void Run(Job job)
            {
                _slots.Wait();
                job.Finished += () => _slots.Release();
                job.Start();
            }
        }
        """);

    [Fact]
    public Task LeftBeforeTheHandlerIsAttached_Reports() => Team.Sees("""
        sealed class Job
        {
            public event Action Finished;
            public bool Ready;
            public void Start() => Finished?.Invoke();
        }

        sealed class Runner
        {
            private readonly Lock _lock = new();
            private int _runs;

            public void Run(Job job)
            {
                _lock.Enter();
                if (!job.Ready)
                    {|EXL0001:return;|}
                job.Finished += () => _runs++;
                _lock.Exit();
            }
        }
        """);

    [Fact]
    public Task TimerThatReleases_IsSilent() => Team.Sees("""
        sealed class RateLimit
        {
            private readonly SemaphoreSlim _permits = new(10);
            private Timer _timer;

            public void Take()
            {
                _permits.Wait();
                _timer = new Timer(_ => _permits.Release(), null, 1000, Timeout.Infinite);
            }
        }
        """);

    [Fact]
    public Task TimerThatLeavesAMonitor_Reports() => Team.Sees("""
        sealed class RateLimit
        {
            private readonly object _gate = new();
            private Timer _timer;

            public void Take()
            {
                Monitor.Enter(_gate);
                _timer = new Timer(_ => Monitor.Exit(_gate), null, 1000, Timeout.Infinite);
            {|EXL0001:}|}
        }
        """);

    [Fact]
    public Task ParallelBodyThatTakesAndReleases_IsSilent() => Team.Sees("""
        sealed class Sums
        {
            private readonly Lock _lock = new();
            private long _sum;

            public void Add(int[] numbers) => Parallel.ForEach(numbers, number =>
            {
                _lock.Enter();
                try
                {
                    _sum += number;
                }
                finally
                {
                    _lock.Exit();
                }
            });
        }
        """);

    [Fact]
    public Task ParallelBodyThatKeeps_Reports() => Team.Sees("""
        sealed class Sums
        {
            private readonly Lock _lock = new();
            private long _sum;

            public void Add(int[] numbers) => Parallel.ForEach(numbers, number =>
            {
                _lock.Enter();
                if (number == 0)
                    {|EXL0001:return;|}
                _sum += number;
                _lock.Exit();
            });
        }
        """);

    [Fact]
    public Task LambdaInAFieldThatReleases_IsSilent() => Team.Sees("""
        sealed class Static
        {
            private static readonly object Gate = new();
            private static int _count;

            private static readonly Func<int> Next = () =>
            {
                Monitor.Enter(Gate);
                try
                {
                    return ++_count;
                }
                finally
                {
                    Monitor.Exit(Gate);
                }
            };
        }
        """);

    [Fact]
    public Task LambdaInAFieldThatKeeps_Reports() => Team.Sees("""
        sealed class Static
        {
            private static readonly object Gate = new();
            private static int _count;

            private static readonly Func<int> Next = () =>
            {
                Monitor.Enter(Gate);
                if (_count > 10)
                    {|EXL0001:return 0;|}
                _count++;
                Monitor.Exit(Gate);
                return _count;
            };
        }
        """);

    [Fact]
    public Task LambdaOfAProgramThatReleases_IsSilent() => Team.Sees("""
        {|CS8805:object gate = new();|}
        int count = 0;
        Action step = () =>
        {
            Monitor.Enter(gate);
            count++;
            Monitor.Exit(gate);
        };
        step();
        """);

    [Fact]
    public Task LambdaOfAProgramThatKeeps_Reports() => Team.Sees("""
        {|CS8805:object gate = new();|}
        int count = 0;
        Action step = () =>
        {
            Monitor.Enter(gate);
            if (count++ > 3)
                {|EXL0001:return;|}
            Monitor.Exit(gate);
        };
        step();
        """);

    [Fact]
    public Task CallbackCalledByHandWhereItIsDoneAtOnce_IsSilent() => Team.Sees(Sender("_operation.Completed += Done;"));

    [Fact]
    public Task MethodCalledByHandOnlyWhereItIsDoneAtOnce_Reports() =>
        Team.Sees(Sender("").Replace("Release();\n        }\n    }", "Release();\n        }\n    {|EXL0001:}|}"));

    private static string Sender(string subscription) => $$"""
        sealed class Operation
        {
            public event Action Completed;
            public bool Start() => Completed is null;
        }

        sealed class Sender
        {
            private readonly SemaphoreSlim _sends = new(1, 1);
            private readonly Operation _operation = new();

            public Sender()
            {
                {{subscription}}
            }

            public void Send()
            {
                _sends.Wait();
                try
                {
                    if (!_operation.Start())
                        Done();
                }
                catch (Exception)
                {
                    _sends.Release();
                }
            }

            private void Done() => _sends.Release();
        }
        """;

    [Fact]
    public Task HandlerGivesUpWhatAnotherMethodEnds_IsSilent() => Team.Sees(Worker("_busy.Release();"));

    [Fact]
    public Task HandlerGivesUpAndNobodyEnds_Reports() => Team.Sees(
        Worker("_runs++;").Replace("Release();\n        }\n    }", "Release();\n        }\n    {|EXL0001:}|}"));

    private static string Worker(string ended) => $$"""
        sealed class Worker
        {
            private readonly SemaphoreSlim _busy = new(1, 1);
            private int _runs;

            public void Run(Action start)
            {
                _busy.Wait();
                try
                {
                    start();
                }
                catch (Exception)
                {
                    _busy.Release();
                }
            }

            public void Ended()
            {
                {{ended}}
            }
        }
        """;
}
