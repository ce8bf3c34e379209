//// ConsensusTimer BUG1=EXL0001,EXL0002 BUG2=EXL0003
public sealed class ConsensusContext
{
    private readonly object _stateLock = new();
    private readonly Timer _timer;
    private int _view;
    private bool _committed;

    public ConsensusContext()
    {
        _timer = new Timer(OnTimer);
    }

    private void OnTimer(object? state)
    {
        if (!Monitor.TryEnter(_stateLock)) return;
        try
        {
            if (_committed) return;
            ChangeView(_view + 1);
        }
        finally
        {
            Monitor.Exit(_stateLock);
        }
    }

    private void ChangeView(int view)
    {
        _view = view;
        _timer.Change(1000 << Math.Min(view, 5), Timeout.Infinite);
    }

    public bool OnCommit(int view, Func<bool> verify)
    {
#if BUG1
        Monitor.Enter(_stateLock);
        if (view != _view || !verify())
        {
            return false;
        }

        _committed = true;
        Monitor.Exit(_stateLock);
        return true;
#elif BUG2
        Monitor.Enter(_stateLock);
        try
        {
            if (view == _view && verify())
            {
                _committed = true;
                return true;
            }

            Monitor.Exit(_stateLock);
            return false;
        }
        finally
        {
            Monitor.Exit(_stateLock);
        }
#else
        lock (_stateLock)
        {
            if (view != _view || !verify())
                return false;
            return _committed = true;
        }
#endif
    }
}

//// BuildNodeScheduler BUG1=EXL0002 BUG2=EXL0001
/// <summary>Nodes of a build: a project waits for its references, results are kept once.</summary>
public sealed class BuildManager
{
    private readonly object _syncLock = new();
    private readonly Dictionary<string, Task<int>> _results = new();
    private readonly SemaphoreSlim _cores;
    private bool _shuttingDown;

    public BuildManager(int cores) => _cores = new SemaphoreSlim(cores, cores);

    public Task<int> Build(string project, Func<string, IEnumerable<string>> references)
    {
        lock (_syncLock)
        {
            ErrorIfState(_shuttingDown);
            if (_results.TryGetValue(project, out var known))
                return known;
            return _results[project] = Task.Run(() => BuildCore(project, references));
        }
    }

    private static void ErrorIfState(bool down)
    {
        if (down)
            throw new InvalidOperationException("build manager is shutting down");
    }

    /// <summary>Cores are yielded while it waits for others, and taken back afterwards.</summary>
    private async Task<int> BuildCore(string project, Func<string, IEnumerable<string>> references)
    {
        await _cores.WaitAsync();
        try
        {
            foreach (string reference in references(project))
            {
                Task<int> other = Build(reference, references);
                if (other.IsCompleted)
                    continue;
                _cores.Release();
                try
                {
                    await other;
                }
                finally
                {
                    await _cores.WaitAsync();
                }
            }

            return project.Length;
        }
        finally
        {
            _cores.Release();
        }
    }

    public void Shutdown()
    {
        Monitor.Enter(_syncLock);
#if BUG1
        ErrorIfState(_shuttingDown);
        _shuttingDown = true;
        Monitor.Exit(_syncLock);
#elif BUG2
        if (!_shuttingDown)
        {
            _shuttingDown = true;
            Monitor.Exit(_syncLock);
        }
#else
        _shuttingDown = true;
        Monitor.Exit(_syncLock);
#endif
    }
}

//// IncrementalSolution BUG1=EXL0001 BUG2=EXL0001
public sealed class Workspace
{
    private readonly SemaphoreSlim _serializationLock = new(initialCount: 1);
    private readonly Lock _documents = new();
    private readonly Dictionary<string, string> _texts = [];
    private int _version;

    public async Task<TResult> SetCurrentAsync<TState, TResult>(TState state, Func<int, TState, Task<TResult>> transform, CancellationToken ct)
    {
        using (await _serializationLock.DisposableWaitAsync(ct).ConfigureAwait(false))
        {
            var result = await transform(_version, state).ConfigureAwait(false);
            _version++;
            return result;
        }
    }

    public void SetCurrent(Action change)
    {
        using (_serializationLock.DisposableWait())
        {
            change();
            _version++;
        }
    }

    public string? TryGetText(string path)
    {
#if BUG1
        _documents.Enter();
        if (!_texts.TryGetValue(path, out string? text))
            return null;
        _documents.Exit();
        return text;
#elif BUG2
        var scope = _documents.EnterScope();
        if (!_texts.TryGetValue(path, out string? text))
            return null;
        scope.Dispose();
        return text;
#else
        lock (_documents)
            return _texts.GetValueOrDefault(path);
#endif
    }
}

internal static class SemaphoreSlimExtensions
{
    public static SemaphoreDisposer DisposableWait(this SemaphoreSlim semaphore, CancellationToken cancellationToken = default)
    {
        semaphore.Wait(cancellationToken);
        return new SemaphoreDisposer(semaphore);
    }

    public static async ValueTask<SemaphoreDisposer> DisposableWaitAsync(this SemaphoreSlim semaphore, CancellationToken cancellationToken = default)
    {
        await semaphore.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new SemaphoreDisposer(semaphore);
    }

    internal readonly struct SemaphoreDisposer : IDisposable
    {
        private readonly SemaphoreSlim _semaphore;
        public SemaphoreDisposer(SemaphoreSlim semaphore) => _semaphore = semaphore;
        public void Dispose() => _semaphore.Release();
    }
}

//// FileWatcherHost BUG1=EXL0003
public sealed class RestoreLock
{
    /// <summary>Only one restore at a time on this machine; cross-process by a mutex that is asked in a worker of its own.</summary>
    public static T Run<T>(string key, Func<T> action, CancellationToken token)
    {
        bool complete = false;
        while (!complete)
        {
            using (var mutex = new Mutex(initiallyOwned: false, name: key))
            {
                bool owner = false;
                try
                {
                    try
                    {
                        owner = mutex.WaitOne(TimeSpan.FromMilliseconds(250));
                    }
                    catch (AbandonedMutexException)
                    {
                        owner = true;
                    }

                    if (owner)
                    {
                        complete = true;
                        return action();
                    }
                }
                finally
                {
#if BUG1
                    mutex.ReleaseMutex();
#else
                    if (owner)
                        mutex.ReleaseMutex();
#endif
                }

                token.ThrowIfCancellationRequested();
            }
        }

        throw new TaskCanceledException("Failed to acquire " + key);
    }

}
