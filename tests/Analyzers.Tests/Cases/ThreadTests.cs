using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Cases;

/// <summary>Locks and threads: released by a task, held where the thread changes, waited on for a pulse.</summary>
public sealed class ThreadTests
{
    [Fact]
    public Task ReleasedByATask_IsSilent() => Team.Sees("""
        sealed class Worker
        {
            private readonly SemaphoreSlim _slots = new(4);

            public void Start(Action job)
            {
                _slots.Wait();
                _ = Task.Run(() =>
                {
                    try
                    {
                        job();
                    }
                    finally
                    {
                        _slots.Release();
                    }
                });
            }
        }
        """);

    [Fact]
    public Task MonitorLeftByATask_Reports() => Team.Sees("""
        sealed class Worker
        {
            private readonly object _gate = new();

            public void Start(Action job)
            {
                Monitor.Enter(_gate);
                _ = Task.Run(() =>
                {
                    try
                    {
                        job();
                    }
                    finally
                    {
                        Monitor.Exit(_gate);
                    }
                });
            {|EXL0001:}|}
        }
        """);

    [Fact]
    public Task SemaphoreForgottenBeforeTheTask_Reports() => Team.Sees("""
        sealed class Worker
        {
            private readonly SemaphoreSlim _slots = new(4);
            private int _refused;

            public bool Start(Action job)
            {
                _slots.Wait();
                if (job == null)
                {
                    _refused++;
                    {|EXL0001:return false;|}
                }

                try
                {
                    job();
                }
                finally
                {
                    _slots.Release();
                }

                return true;
            }
        }
        """);

    [Fact]
    public Task LeftBeforeTheAwait_IsSilent() => Team.Sees("""
        sealed class Feed
        {
            private readonly object _gate = new();
            private int _version;

            public async Task RefreshAsync(Func<Task> load)
            {
                Monitor.Enter(_gate);
                _version++;
                Monitor.Exit(_gate);
                await load();
            }
        }
        """);

    [Fact]
    public Task AwaitUnderAMonitor_Reports() => Team.Sees("""
        sealed class Feed
        {
            private readonly object _gate = new();
            private int _version;

            public async Task RefreshAsync(Func<Task> load)
            {
                Monitor.Enter(_gate);
                try
                {
                    _version++;
                    {|EXL0007:await load()|};
                }
                finally
                {
                    Monitor.Exit(_gate);
                }
            }
        }
        """);

    [Fact]
    public Task WaitForAPulse_IsSilent() => Team.Sees("""
        sealed class Inbox
        {
            private readonly object _gate = new();
            private readonly Queue<string> _letters = new();

            public string Take()
            {
                Monitor.Enter(_gate);
                try
                {
                    while (_letters.Count == 0)
                        Monitor.Wait(_gate);
                    return _letters.Dequeue();
                }
                finally
                {
                    Monitor.Exit(_gate);
                }
            }

            public void Put(string letter)
            {
                Monitor.Enter(_gate);
                _letters.Enqueue(letter);
                Monitor.PulseAll(_gate);
                Monitor.Exit(_gate);
            }
        }
        """);

    [Fact]
    public Task WaitForAPulseThatTimesOutAndLeaves_Reports() => Team.Sees("""
        sealed class Inbox
        {
            private readonly object _gate = new();
            private readonly Queue<string> _letters = new();

            public string Take(int limit)
            {
                Monitor.Enter(_gate);
                while (_letters.Count == 0)
                {
                    if (!Monitor.Wait(_gate, limit))
                        {|EXL0001:return null;|}
                }

                string letter = _letters.Dequeue();
                Monitor.Exit(_gate);
                return letter;
            }
        }
        """);

    [Fact]
    public Task TaskOfTheWaitDropped_Reports() => Team.Sees("""
        sealed class Saver
        {
            private readonly SemaphoreSlim _one = new(1, 1);
            private int _saves;

            public void Save()
            {
                {|EXL0006:_one.WaitAsync()|};
                _saves++;
                _one.Release();
            }
        }
        """);

    [Fact]
    public Task TaskThatIsNoLock_IsSilent() => Team.Sees("""
        sealed class Saver
        {
            private readonly SemaphoreSlim _one = new(1, 1);
            private int _saves;

            public async Task SaveAsync(Func<Task> flush)
            {
                Task pending = flush();
                await _one.WaitAsync();
                _saves++;
                _one.Release();
                await pending;
            }
        }
        """);
}
