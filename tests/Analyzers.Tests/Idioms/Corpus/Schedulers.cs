//// JobStoreLockHandler BUG1=EXL0003
public interface ILockHandler
{
    Task<bool> ObtainLock(Guid requestor, string name, CancellationToken token = default);
    Task ReleaseLock(Guid requestor, string name, CancellationToken token = default);
}

/// <summary>Locks by name in memory, owned by requests: a request that has it gets it again.</summary>
public sealed class SimpleSemaphore : ILockHandler
{
    private readonly ResourceLock triggerLock = new();
    private readonly ResourceLock stateLock = new();

    public async Task<bool> ObtainLock(Guid requestor, string name, CancellationToken token = default)
    {
        var resource = GetLock(name);
        if (resource.IsOwner(requestor))
            return false;
        await resource.Acquire(requestor, token).ConfigureAwait(false);
        return true;
    }

    public Task ReleaseLock(Guid requestor, string name, CancellationToken token = default)
    {
        GetLock(name).Release(requestor);
        return Task.CompletedTask;
    }

    private ResourceLock GetLock(string name) => name switch
    {
        "TRIGGER_ACCESS" => triggerLock,
        "STATE_ACCESS" => stateLock,
        _ => throw new NotSupportedException(name),
    };

    private sealed class ResourceLock
    {
        private readonly SemaphoreSlim semaphore = new(initialCount: 1, maxCount: 1);
        private Guid? owner;

        public bool IsOwner(Guid requestor) => owner == requestor;

        public async Task Acquire(Guid requestor, CancellationToken token)
        {
#if BUG1
            try
            {
                await semaphore.WaitAsync(token).ConfigureAwait(false);
            }
            catch
            {
                semaphore.Release();
                throw;
            }
#else
            await semaphore.WaitAsync(token).ConfigureAwait(false);
#endif
            owner = requestor;
        }

        public void Release(Guid requestor)
        {
            if (owner != requestor)
                return;
            owner = null;
            semaphore.Release();
        }
    }
}

public class JobStore(ILockHandler locks)
{
    public async Task<T> ExecuteInLock<T>(string name, Func<Task<T>> body, CancellationToken token)
    {
        bool owner = false;
        Guid requestor = Guid.NewGuid();
        try
        {
            owner = await locks.ObtainLock(requestor, name, token).ConfigureAwait(false);
            return await body().ConfigureAwait(false);
        }
        finally
        {
            if (owner)
                await locks.ReleaseLock(requestor, name, CancellationToken.None).ConfigureAwait(false);
        }
    }
}

//// SchedulerThread BUG1=EXL0001,EXL0002 BUG2=EXL0006
public class SchedulerThread
{
    private readonly object sigLock = new object();
    private bool signaled;
    private bool paused = true;
    private bool halted;

    public void TogglePause(bool pause)
    {
        lock (sigLock)
        {
            paused = pause;
            if (paused)
                Signal();
            else
                Monitor.PulseAll(sigLock);
        }
    }

    private void Signal()
    {
        lock (sigLock)
        {
            signaled = true;
            Monitor.PulseAll(sigLock);
        }
    }

    public void Run(Func<DateTime, Action?> next)
    {
        bool lastFailed = false;
        while (!halted)
        {
            try
            {
                lock (sigLock)
                {
                    while (paused && !halted)
                        Monitor.Wait(sigLock, 1000);
                    if (halted)
                        break;
                }

#if BUG1
                Monitor.Enter(sigLock);
                signaled = false;
                Action? job = next(DateTime.UtcNow);
                if (job == null)
                    continue;
                Monitor.Exit(sigLock);
#else
                lock (sigLock)
                    signaled = false;
                Action? job = next(DateTime.UtcNow);
                if (job == null)
                {
                    lock (sigLock)
                    {
                        if (!signaled)
                            Monitor.Wait(sigLock, TimeSpan.FromSeconds(30));
                    }

                    continue;
                }
#endif
                job();
                lastFailed = false;
            }
            catch (Exception e) when (e is not ThreadInterruptedException)
            {
                if (!lastFailed)
                    Console.Error.WriteLine("runtime error in the main loop: " + e.Message);
                lastFailed = true;
            }
        }
    }

    public void Halt()
    {
#if BUG2
        Monitor.TryEnter(sigLock, 100);
        halted = true;
        Monitor.PulseAll(sigLock);
        Monitor.Exit(sigLock);
#else
        lock (sigLock)
        {
            halted = true;
            if (paused)
                Monitor.PulseAll(sigLock);
            else
                Signal();
        }
#endif
    }
}

//// LimitedConcurrencyScheduler BUG1=EXL0001 BUG2=EXL0003
public sealed class LimitedScheduler : TaskScheduler
{
    [ThreadStatic] private static bool t_busy;
    private readonly LinkedList<Task> _tasks = new();
    private readonly int _max;
    private int _delegates;

    public LimitedScheduler(int max) => _max = max;

    protected override void QueueTask(Task task)
    {
        lock (_tasks)
        {
            _tasks.AddLast(task);
            if (_delegates >= _max)
                return;
            ++_delegates;
        }

        ThreadPool.UnsafeQueueUserWorkItem(_ => Process(), null);
    }

    private void Process()
    {
        t_busy = true;
        try
        {
            while (true)
            {
                Task item;
#if BUG1
                Monitor.Enter(_tasks);
                if (_tasks.Count == 0)
                {
                    --_delegates;
                    break;
                }

                item = _tasks.First!.Value;
                _tasks.RemoveFirst();
                Monitor.Exit(_tasks);
#else
                lock (_tasks)
                {
                    if (_tasks.Count == 0)
                    {
                        --_delegates;
                        break;
                    }

                    item = _tasks.First!.Value;
                    _tasks.RemoveFirst();
                }
#endif
                TryExecuteTask(item);
            }
        }
        finally
        {
            t_busy = false;
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool queued) => t_busy && (!queued || TryDequeue(task)) && TryExecuteTask(task);

    protected override bool TryDequeue(Task task)
    {
        lock (_tasks)
            return _tasks.Remove(task);
    }

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        bool taken = false;
        try
        {
            Monitor.TryEnter(_tasks, ref taken);
            if (!taken)
                throw new NotSupportedException();
            return _tasks.ToArray();
        }
        finally
        {
#if BUG2
            Monitor.Exit(_tasks);
#else
            if (taken)
                Monitor.Exit(_tasks);
#endif
        }
    }
}

//// LeaseOfATask BUG1=EXL0001 BUG2=EXL0001
/// <summary>Who claims work renews it by a timer until it is done, all of it under a gate by which it may be lost.</summary>
public sealed class ClaimedWork : IAsyncDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Timer _renewal;
    private bool _lost, _done;

    public ClaimedWork(Func<Task<bool>> renew)
    {
        _renewal = new Timer(async _ =>
        {
            if (!await _gate.WaitAsync(TimeSpan.Zero))
                return;
            try
            {
                if (!_done && !_lost)
                    _lost = !await renew();
            }
            catch
            {
                _lost = true;
            }
            finally
            {
                _gate.Release();
            }
        });
        _renewal.Change(1000, 1000);
    }

    public async Task<bool> CompleteAsync(Func<Task> commit)
    {
        await _gate.WaitAsync();
        if (_lost)
        {
#if !BUG1
            _gate.Release();
#endif
            return false;
        }

        try
        {
            await commit();
            return _done = true;
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _renewal.DisposeAsync();
#if BUG2
        await _gate.WaitAsync();
        _done = true;
        if (_lost)
            return;
        _gate.Release();
#endif
        _gate.Dispose();
    }
}
