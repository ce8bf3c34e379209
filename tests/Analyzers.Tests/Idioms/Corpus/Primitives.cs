//// AsyncLazyWithRetry BUG1=EXL0001
public sealed class AsyncLazy<T>
{
    private readonly object _mutex = new();
    private readonly Func<Task<T>> _factory;
    private Lazy<Task<T>> _instance;

    public AsyncLazy(Func<Task<T>> factory)
    {
        _factory = RetryOnFailure(factory);
        _instance = new Lazy<Task<T>>(_factory);
    }

    private Func<Task<T>> RetryOnFailure(Func<Task<T>> factory) => async () =>
    {
        try
        {
            return await factory().ConfigureAwait(false);
        }
        catch
        {
            lock (_mutex)
                _instance = new Lazy<Task<T>>(_factory);
            throw;
        }
    };

    public Task<T> Task
    {
        get
        {
#if BUG1
            Monitor.Enter(_mutex);
            if (_instance.IsValueCreated)
                return _instance.Value;
            Task<T> task = _instance.Value;
            Monitor.Exit(_mutex);
            return task;
#else
            lock (_mutex)
                return _instance.Value;
#endif
        }
    }
}

//// AsyncReaderWriterByTasks BUG1=EXL0001 BUG2=EXL0003
/// <summary>Readers and writers as queues of sources, handed over inside a lock and completed outside of it.</summary>
public sealed class AsyncReaderWriterLock
{
    private readonly object _sync = new();
    private readonly Queue<TaskCompletionSource<Releaser>> _writers = new();
    private TaskCompletionSource<Releaser> _readerTcs = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _waitingReaders, _status;

    public Task<Releaser> ReaderLockAsync()
    {
        lock (_sync)
        {
            if (_status >= 0 && _writers.Count == 0)
            {
                ++_status;
                return Task.FromResult(new Releaser(this, false));
            }

            ++_waitingReaders;
            return _readerTcs.Task;
        }
    }

    public Task<Releaser> WriterLockAsync()
    {
        lock (_sync)
        {
            if (_status == 0)
            {
                _status = -1;
                return Task.FromResult(new Releaser(this, true));
            }

            var waiter = new TaskCompletionSource<Releaser>(TaskCreationOptions.RunContinuationsAsynchronously);
            _writers.Enqueue(waiter);
            return waiter.Task;
        }
    }

    private void Release(bool writer)
    {
        TaskCompletionSource<Releaser>? wake = null;
        bool wakeWriter = false;
        Monitor.Enter(_sync);
        _status = writer ? 0 : _status - 1;
        if (_status == 0 && _writers.Count > 0)
        {
            _status = -1;
            wake = _writers.Dequeue();
            wakeWriter = true;
        }
        else if (writer && _waitingReaders > 0)
        {
            wake = _readerTcs;
            _status = _waitingReaders;
            _waitingReaders = 0;
            _readerTcs = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
#if BUG1
        if (wake == null)
            return;
#endif
        Monitor.Exit(_sync);
        wake?.SetResult(new Releaser(this, wakeWriter));
#if BUG2
        if (wakeWriter)
            Monitor.Exit(_sync);
#endif
    }

    public readonly struct Releaser(AsyncReaderWriterLock owner, bool writer) : IDisposable
    {
        public void Dispose() => owner.Release(writer);
    }
}

//// BlockingHandOff BUG1=EXL0003 BUG2=EXL0003
public sealed class SynchronousQueue<T> where T : class
{
    private readonly object _m = new();
    private T? _item;
    private bool _taken;

    public bool Put(T item, int timeout)
    {
        bool entered = false;
        try
        {
            Monitor.TryEnter(_m, timeout, ref entered);
            if (!entered)
                return false;
            while (_item != null)
                if (!Monitor.Wait(_m, timeout))
                    return false;

            _item = item;
            _taken = false;
            Monitor.PulseAll(_m);
            while (!_taken)
            {
                if (!Monitor.Wait(_m, timeout))
                {
                    _item = null;
                    return false;
                }
            }

            return true;
        }
        finally
        {
#if BUG1
            Monitor.Exit(_m);
#else
            if (entered)
                Monitor.Exit(_m);
#endif
        }
    }

    public T Take()
    {
        lock (_m)
        {
            T? item;
            while ((item = _item) is null)
                Monitor.Wait(_m);
            _item = null;
            _taken = true;
            Monitor.PulseAll(_m);
#if BUG2
            Monitor.Exit(_m);
#endif
            return item;
        }
    }
}

//// CountdownOfWork
public sealed class AsyncCountdown
{
    private readonly SemaphoreSlim _signal = new(0);
    private int _remaining;

    public AsyncCountdown(int count) => _remaining = count;

    public void Signal()
    {
        if (Interlocked.Decrement(ref _remaining) == 0)
            _signal.Release();
    }

    public async Task<bool> WaitAsync(TimeSpan timeout)
    {
        if (!await _signal.WaitAsync(timeout))
            return false;
        _signal.Release(); // for the next one
        return true;
    }
}

//// PauseToken BUG1=EXL0001 BUG2=EXL0003
public sealed class PauseTokenSource
{
    private readonly SemaphoreSlim _stateLock = new(1);
    private readonly SemaphoreSlim _pausedLock = new(1);
    private bool _paused;
    private TaskCompletionSource<bool>? _resume;

    public async Task PauseAsync(CancellationToken ct = default)
    {
        await _stateLock.WaitAsync(ct);
        try
        {
            if (_paused)
                return;
            await _pausedLock.WaitAsync(ct);
            try
            {
                _resume = new(TaskCreationOptions.RunContinuationsAsynchronously);
                _paused = true;
            }
            finally
            {
                _pausedLock.Release();
            }
        }
        finally
        {
            _stateLock.Release();
        }
    }

    public async Task ResumeAsync(CancellationToken ct = default)
    {
        await _stateLock.WaitAsync(ct);
        try
        {
            if (!_paused)
                return;
#if BUG1
            await _pausedLock.WaitAsync(ct);
            var resume = _resume;
            if (resume is null)
                return;
            _resume = null;
            _paused = false;
            resume.TrySetResult(true);
            _pausedLock.Release();
#else
            await _pausedLock.WaitAsync(ct);
            try
            {
                _resume?.TrySetResult(true);
                _resume = null;
                _paused = false;
            }
            finally
            {
                _pausedLock.Release();
            }
#endif
        }
        finally
        {
#if BUG2
            _pausedLock.Release();
#else
            _stateLock.Release();
#endif
        }
    }

    public async Task WaitWhilePausedAsync(CancellationToken ct = default)
    {
        Task? wait = null;
        await _pausedLock.WaitAsync(ct);
        try { wait = _resume?.Task; }
        finally { _pausedLock.Release(); }
        if (wait is not null)
            await wait.WaitAsync(ct);
    }
}

//// LockByName BUG1=EXL0003
/// <summary>Named locks that go when nobody holds them, by a count in the entry that is changed under the table's own lock.</summary>
public sealed class NamedLocker
{
    private readonly Dictionary<string, RefCounted> _locks = new();

    private sealed class RefCounted { public int Count = 1; public readonly object Sync = new(); }

    public Scope Lock(string name)
    {
        RefCounted? entry;
        lock (_locks)
        {
            if (_locks.TryGetValue(name, out entry))
                entry.Count++;
            else
                _locks[name] = entry = new RefCounted();
        }

        Monitor.Enter(entry.Sync);
        return new Scope(this, name, entry);
    }

    private void Unlock(string name, object held)
    {
        Monitor.Exit(((RefCounted)held).Sync);
        lock (_locks)
        {
            if (--((RefCounted)held).Count == 0)
                _locks.Remove(name);
        }
    }

    public bool TryRun(string name, int timeout, Action body)
    {
        RefCounted entry;
        lock (_locks)
        {
            if (!_locks.TryGetValue(name, out entry!))
                _locks[name] = entry = new RefCounted { Count = 0 };
            entry.Count++;
        }

        bool taken = false;
        try
        {
            Monitor.TryEnter(entry.Sync, timeout, ref taken);
            if (taken)
                body();
            return taken;
        }
        finally
        {
#if BUG1
            Unlock(name, entry);
#else
            if (taken)
            {
                Unlock(name, entry);
            }
            else
            {
                lock (_locks)
                {
                    if (--entry.Count == 0)
                        _locks.Remove(name);
                }
            }
#endif
        }
    }

    public readonly struct Scope : IDisposable
    {
        private readonly NamedLocker _owner;
        private readonly string _name;
        private readonly object _entry;
        internal Scope(NamedLocker owner, string name, object entry) { _owner = owner; _name = name; _entry = entry; }
        public void Dispose() => _owner.Unlock(_name, _entry);
    }
}
