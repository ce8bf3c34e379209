//// ObjectPoolWithBlockingRent BUG1=EXL0001
public sealed class BlockingPool<T> where T : class
{
    private readonly object _sync = new();
    private readonly Stack<T> _items = new();
    private readonly Func<T> _create;
    private int _created;
    private readonly int _max;

    public BlockingPool(Func<T> create, int max) => (_create, _max) = (create, max);

    public T Rent(CancellationToken ct)
    {
        using (ct.Register(static s => { lock (s!) Monitor.PulseAll(s); }, _sync))
        {
            lock (_sync)
            {
                while (true)
                {
                    ct.ThrowIfCancellationRequested();
                    if (_items.TryPop(out T? item))
                        return item;
                    if (_created < _max)
                    {
                        _created++;
                        break;
                    }

                    Monitor.Wait(_sync);
                }
            }
        }

        try
        {
            return _create();
        }
        catch
        {
            Monitor.Enter(_sync);
            _created--;
            Monitor.Pulse(_sync);
            Monitor.Exit(_sync);
            throw;
        }
    }

    public void Return(T item)
    {
#if BUG1
        Monitor.Enter(_sync);
        if (_items.Count >= _max)
            return;
        _items.Push(item);
        Monitor.Pulse(_sync);
        Monitor.Exit(_sync);
#else
        lock (_sync)
        {
            _items.Push(item);
            Monitor.Pulse(_sync);
        }
#endif
    }
}

//// ResourceGroup
/// <summary>All or none: what was acquired before a failure goes back in reverse order.</summary>
public sealed class ResourceGroup(IReadOnlyList<SemaphoreSlim> resources)
{
    public async Task<bool> TryAcquireAllAsync(TimeSpan each, CancellationToken ct)
    {
        int acquired = 0;
        try
        {
            for (; acquired < resources.Count; acquired++)
            {
                if (!await resources[acquired].WaitAsync(each, ct))
                    break;
            }
        }
        catch
        {
            ReleaseFirst(acquired);
            throw;
        }

        if (acquired == resources.Count)
            return true;
        ReleaseFirst(acquired);
        return false;
    }

    private void ReleaseFirst(int count)
    {
        for (int i = count - 1; i >= 0; i--)
            resources[i].Release();
    }

    public void ReleaseAll() => ReleaseFirst(resources.Count);

    public async Task<bool> RunAsync(Func<Task> body, CancellationToken ct)
    {
        if (!await TryAcquireAllAsync(TimeSpan.FromSeconds(1), ct))
            return false;
        try
        {
            await body();
            return true;
        }
        finally
        {
            ReleaseAll();
        }
    }
}

//// BatchOfLocks
public sealed class LockBatch : IDisposable
{
    private readonly List<object> _held = new();

    public bool TryAdd(object gate, int timeout)
    {
        if (!Monitor.TryEnter(gate, timeout))
            return false;
        _held.Add(gate);
        return true;
    }

    public void Add(object gate)
    {
        bool taken = false;
        try
        {
            Monitor.Enter(gate, ref taken);
            _held.Add(gate);
            taken = false;
        }
        finally
        {
            if (taken)
                Monitor.Exit(gate);
        }
    }

    public void Dispose()
    {
        for (int i = _held.Count; i-- > 0;)
            Monitor.Exit(_held[i]);
        _held.Clear();
    }

    public static bool Swap(object a, object b, Action swap)
    {
        using var batch = new LockBatch();
        if (!batch.TryAdd(a, 10) || !batch.TryAdd(b, 10))
            return false;
        swap();
        return true;
    }
}

//// AdaptiveLimit BUG1=EXL0001 BUG2=EXL0003
public sealed class AdaptiveLimiter
{
    private readonly object _sync = new();
    private readonly LinkedList<TaskCompletionSource> _waiters = new();
    private int _limit = 8, _inUse;

    public ValueTask EnterAsync(CancellationToken ct)
    {
        LinkedListNode<TaskCompletionSource> node;
        lock (_sync)
        {
            if (_inUse < _limit)
            {
                _inUse++;
                return ValueTask.CompletedTask;
            }

            node = _waiters.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        return new ValueTask(WaitAsync(node, ct));
    }

    private async Task WaitAsync(LinkedListNode<TaskCompletionSource> node, CancellationToken ct)
    {
        using var registration = ct.UnsafeRegister(state =>
        {
            var (limiter, waiting) = ((AdaptiveLimiter, LinkedListNode<TaskCompletionSource>))state!;
            bool removed;
            Monitor.Enter(limiter._sync);
            try
            {
                removed = waiting.List is not null;
                if (removed)
                    limiter._waiters.Remove(waiting);
            }
            finally
            {
                Monitor.Exit(limiter._sync);
            }

            if (removed)
                waiting.Value.TrySetCanceled();
        }, (this, node));
        await node.Value.Task.ConfigureAwait(false);
    }

    public void Exit(bool dropped)
    {
        TaskCompletionSource? next = null;
        Monitor.Enter(_sync);
#if BUG1
        if (dropped)
            _limit = Math.Max(1, _limit / 2);
        if (_waiters.First is null)
        {
            _inUse--;
            return;
        }
#elif BUG2
        try
        {
            _limit = dropped ? Math.Max(1, _limit / 2) : _limit + 1;
            Monitor.Exit(_sync);
        }
        catch (OverflowException)
        {
            _limit = int.MaxValue;
            Monitor.Exit(_sync);
        }
        finally
        {
            Monitor.Exit(_sync);
        }

        return;
#else
        _limit = dropped ? Math.Max(1, _limit / 2) : _limit + 1;
#endif
        if (_inUse <= _limit && _waiters.First is { } first)
        {
            next = first.Value;
            _waiters.Remove(first);
        }
        else
        {
            _inUse--;
        }

        Monitor.Exit(_sync);
        next?.TrySetResult();
    }
}

//// ArenaOfChunks BUG1=EXL0001 BUG2=EXL0003
public sealed unsafe class Arena : IDisposable
{
    private SpinLock _grow = new(false);
    private byte* _current;
    private int _left;
    private readonly List<IntPtr> _chunks = new();

    public byte* Allocate(int size)
    {
        var taken = false;
        try
        {
            _grow.Enter(ref taken);
            if (size > _left)
            {
                _current = (byte*)System.Runtime.InteropServices.NativeMemory.Alloc(65536);
                _left = 65536;
                _chunks.Add((IntPtr)_current);
            }

            byte* result = _current;
            _current += size;
            _left -= size;
            return result;
        }
        finally
        {
            if (taken) _grow.Exit(false);
        }
    }

    public void Reset()
    {
        var taken = false;
#if BUG1
        _grow.Enter(ref taken);
        if (_chunks.Count == 0)
            return;
        _left = 0;
        _current = null;
        if (taken) _grow.Exit(false);
#elif BUG2
        try
        {
            _grow.TryEnter(ref taken);
            _left = 0;
            _current = null;
        }
        finally
        {
            _grow.Exit(false);
        }
#else
        _grow.Enter(ref taken);
        _left = 0;
        _current = null;
        if (taken) _grow.Exit(false);
#endif
    }

    public void Dispose()
    {
        foreach (IntPtr chunk in _chunks)
            System.Runtime.InteropServices.NativeMemory.Free((void*)chunk);
    }
}
