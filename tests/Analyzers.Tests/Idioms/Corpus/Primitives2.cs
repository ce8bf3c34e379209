//// RecursiveAsyncLock BUG1=EXL0003 BUG2=EXL0002
public sealed class RecursiveAsyncLock
{
    private readonly SemaphoreSlim _semaphore = new(1, 1);
    private readonly AsyncLocal<int> _depth = new();

    public async Task RunAsync(Func<Task> body)
    {
        bool outermost = _depth.Value == 0;
        if (outermost)
            await _semaphore.WaitAsync().ConfigureAwait(false);
        _depth.Value++;
        try
        {
            await body().ConfigureAwait(false);
        }
        finally
        {
            _depth.Value--;
#if BUG1
            _semaphore.Release();
#else
            if (outermost)
                _semaphore.Release();
#endif
        }
    }

    public async Task<T> RunAsync<T>(Func<Task<T>> body)
    {
        if (_depth.Value > 0)
            return await body().ConfigureAwait(false);

#if BUG2
        await _semaphore.WaitAsync().ConfigureAwait(false);
        _depth.Value = 1;
        T result = await body().ConfigureAwait(false);
        _depth.Value = 0;
        _semaphore.Release();
        return result;
#else
        await _semaphore.WaitAsync().ConfigureAwait(false);
        _depth.Value = 1;
        try
        {
            return await body().ConfigureAwait(false);
        }
        finally
        {
            _depth.Value = 0;
            _semaphore.Release();
        }
#endif
    }
}

//// PipeOfSegments BUG1=EXL0003 BUG2=EXL0001
public sealed class Pipe
{
    private readonly object _sync = new();
    private readonly Queue<ReadOnlyMemory<byte>> _segments = new();
    private TaskCompletionSource<bool>? _reader;
    private long _length;
    private bool _completed;

    private object SyncObj => _sync;

    public bool Write(ReadOnlyMemory<byte> data)
    {
        TaskCompletionSource<bool>? wake;
        lock (SyncObj)
        {
            if (_completed)
                return false;
            _segments.Enqueue(data);
            _length += data.Length;
            wake = Interlocked.Exchange(ref _reader, null);
        }

        wake?.TrySetResult(true);
        return true;
    }

    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync()
    {
        while (true)
        {
            Task wait;
            Monitor.Enter(SyncObj);
            try
            {
                if (_segments.TryDequeue(out var segment))
                {
                    _length -= segment.Length;
                    return segment;
                }

                if (_completed)
                {
#if BUG1
                    Monitor.Exit(SyncObj);
#endif
                    return default;
                }

                wait = (_reader ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
            finally
            {
                Monitor.Exit(SyncObj);
            }

            await wait.ConfigureAwait(false);
        }
    }

    public void Complete()
    {
        TaskCompletionSource<bool>? wake;
#if BUG2
        Monitor.Enter(SyncObj);
        if (_completed)
            return;
        _completed = true;
        wake = _reader;
        Monitor.Exit(SyncObj);
#else
        lock (SyncObj)
        {
            _completed = true;
            wake = _reader;
        }
#endif
        wake?.TrySetResult(false);
    }
}

//// ConditionVariable BUG1=EXL0001 BUG2=EXL0003
public sealed class AsyncConditionVariable
{
    private readonly SemaphoreSlim _mutex;
    private readonly LinkedList<TaskCompletionSource> _waiters = new();

    public AsyncConditionVariable(SemaphoreSlim mutex) => _mutex = mutex;

    /// <summary>The caller holds the mutex, and holds it again afterwards.</summary>
    public async Task WaitAsync(CancellationToken ct)
    {
        var tcs = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        LinkedListNode<TaskCompletionSource> node;
        lock (_waiters)
            node = _waiters.AddLast(tcs);
        _mutex.Release();
        try
        {
            await tcs.Task.WaitAsync(ct).ConfigureAwait(false);
        }
        finally
        {
            lock (_waiters)
            {
                if (node.List is not null)
                    _waiters.Remove(node);
            }

            await _mutex.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    public void Notify()
    {
        lock (_waiters)
        {
            if (_waiters.First is { } first)
            {
                _waiters.RemoveFirst();
                first.Value.TrySetResult();
            }
        }
    }
}

public sealed class AsyncBoundedQueue<T>(int capacity)
{
    private readonly SemaphoreSlim _mutex = new(1, 1);
    private readonly Queue<T> _queue = new();
    private AsyncConditionVariable? _changed;

    private AsyncConditionVariable Changed => _changed ??= new AsyncConditionVariable(_mutex);

    public async Task EnqueueAsync(T item, CancellationToken ct)
    {
        await _mutex.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            while (_queue.Count >= capacity)
                await Changed.WaitAsync(ct).ConfigureAwait(false);
            _queue.Enqueue(item);
            Changed.Notify();
        }
        finally
        {
#if !BUG1
            _mutex.Release();
#endif
        }
    }

    public async Task<T> DequeueAsync(CancellationToken ct)
    {
#if BUG2
        try
        {
            await _mutex.WaitAsync(ct).ConfigureAwait(false);
#else
        await _mutex.WaitAsync(ct).ConfigureAwait(false);
        try
        {
#endif
            while (_queue.Count == 0)
                await Changed.WaitAsync(ct).ConfigureAwait(false);
            T item = _queue.Dequeue();
            Changed.Notify();
            return item;
        }
        finally
        {
            _mutex.Release();
        }
    }
}
