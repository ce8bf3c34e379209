//// LruWithAShardedLock BUG1=EXL0001 BUG2=EXL0001
public sealed class ConcurrentLru<TKey, TValue> where TKey : notnull
{
    private readonly Shard[] _shards = Enumerable.Range(0, 16).Select(_ => new Shard()).ToArray();

    private sealed class Shard
    {
        public readonly ReaderWriterLockSlim Lock = new();
        public readonly Dictionary<TKey, LinkedListNode<(TKey, TValue)>> Map = new();
        public readonly LinkedList<(TKey, TValue)> Order = new();
    }

    private Shard ShardFor(TKey key) => _shards[(uint)key.GetHashCode() % (uint)_shards.Length];

    public bool TryGet(TKey key, out TValue? value)
    {
        Shard shard = ShardFor(key);
        shard.Lock.EnterReadLock();
        try
        {
            if (shard.Map.TryGetValue(key, out var node))
            {
                value = node.Value.Item2;
                return true;
            }
        }
        finally
        {
            shard.Lock.ExitReadLock();
        }

        value = default;
        return false;
    }

    public void Set(TKey key, TValue value)
    {
        Shard shard = ShardFor(key);
        shard.Lock.EnterWriteLock();
#if BUG1
        if (shard.Map.TryGetValue(key, out var existing))
        {
            existing.Value = (key, value);
            return;
        }

        shard.Map[key] = shard.Order.AddFirst((key, value));
        shard.Lock.ExitWriteLock();
#else
        try
        {
            if (shard.Map.TryGetValue(key, out var existing))
            {
                existing.Value = (key, value);
                return;
            }

            shard.Map[key] = shard.Order.AddFirst((key, value));
        }
        finally
        {
            shard.Lock.ExitWriteLock();
        }
#endif
    }

    public int Count
    {
        get
        {
            int count = 0;
            foreach (var shard in _shards)
            {
                shard.Lock.EnterReadLock();
                count += shard.Map.Count;
                shard.Lock.ExitReadLock();
            }

            return count;
        }
    }

    public void Clear()
    {
        foreach (var shard in _shards)
            shard.Lock.EnterWriteLock();
        try
        {
            foreach (var shard in _shards)
                shard.Map.Clear();
        }
        finally
        {
#if BUG2
            foreach (var shard in _shards)
                shard.Lock.ExitReadLock();
#else
            foreach (var shard in _shards)
                shard.Lock.ExitWriteLock();
#endif
        }
    }
}

//// DistributedLockHandle BUG1=EXL0001,EXL0002
public interface IDatabase
{
    Task<bool> LockTakeAsync(string key, string value, TimeSpan expiry);
    Task<bool> LockReleaseAsync(string key, string value);
}

/// <summary>In this process a semaphore keeps threads from asking the server all at once.</summary>
public sealed class RedisLock(IDatabase db)
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, SemaphoreSlim> Local = new();

    public async Task<IAsyncDisposable?> TryAcquireAsync(string key, TimeSpan wait, CancellationToken ct)
    {
        var local = Local.GetOrAdd(key, static _ => new SemaphoreSlim(1, 1));
        if (!await local.WaitAsync(wait, ct).ConfigureAwait(false))
            return null;

        string value = Guid.NewGuid().ToString("N");
        bool taken = false;
        try
        {
            taken = await db.LockTakeAsync(key, value, TimeSpan.FromSeconds(30)).ConfigureAwait(false);
            return taken ? new Handle(db, local, key, value) : null;
        }
        finally
        {
            if (!taken)
                local.Release();
        }
    }

    public async Task<bool> RunExclusiveAsync(string key, Func<Task> body)
    {
        var local = Local.GetOrAdd(key, static _ => new SemaphoreSlim(1, 1));
        await local.WaitAsync();
#if BUG1
        if (!await db.LockTakeAsync(key, "", TimeSpan.FromSeconds(30)))
            return false;
        try
        {
#else
        try
        {
            if (!await db.LockTakeAsync(key, "", TimeSpan.FromSeconds(30)))
                return false;
#endif
            try
            {
                await body();
            }
            finally
            {
                await db.LockReleaseAsync(key, "");
            }

            return true;
        }
        finally
        {
            local.Release();
        }
    }

    private sealed class Handle(IDatabase db, SemaphoreSlim local, string key, string value) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            try { await db.LockReleaseAsync(key, value); }
            finally { local.Release(); }
        }
    }
}

//// StaleWhileRevalidate BUG1=EXL0001
public sealed class SwrCache<T> where T : class
{
    private readonly SemaphoreSlim _refreshing = new(1, 1);
    private T? _value;
    private DateTime _freshUntil, _staleUntil;

    public async ValueTask<T> GetAsync(Func<CancellationToken, Task<T>> load, CancellationToken ct)
    {
        var now = DateTime.UtcNow;
        if (_value is { } fresh && now < _freshUntil)
            return fresh;

        if (_value is { } stale && now < _staleUntil)
        {
            if (_refreshing.Wait(0, CancellationToken.None))
                _ = RefreshInBackgroundAsync(load);
            return stale;
        }

        await _refreshing.WaitAsync(ct);
        try
        {
            if (_value is { } raced && DateTime.UtcNow < _freshUntil)
                return raced;
            Store(await load(ct));
            return _value!;
        }
        finally
        {
            _refreshing.Release();
        }
    }

    private async Task RefreshInBackgroundAsync(Func<CancellationToken, Task<T>> load)
    {
        try
        {
            Store(await load(CancellationToken.None));
        }
        catch (Exception)
        {
            // The stale one will do.
        }
        finally
        {
            _refreshing.Release();
        }
    }

    private void Store(T value)
    {
        _value = value;
        _freshUntil = DateTime.UtcNow.AddMinutes(1);
        _staleUntil = DateTime.UtcNow.AddMinutes(5);
    }

    public bool TryInvalidate()
    {
#if BUG1
        if (!_refreshing.Wait(0))
            return false;
        if (_value is null)
            return true;
        _value = null;
        _refreshing.Release();
        return true;
#else
        if (!_refreshing.Wait(0))
            return false;
        _value = null;
        _refreshing.Release();
        return true;
#endif
    }
}

//// RingBufferLogger BUG1=EXL0001,EXL0003 BUG2=EXL0001
public sealed class RingLogger
{
    private struct Entry { public long Time; public string? Text; }

    private readonly Entry[] _ring = new Entry[1024];
    private SpinLock _lock = new SpinLock(false);
    private int _head, _count, _dropped;

    public bool TryWrite(string text)
    {
        bool lockTaken = false;
        try
        {
            _lock.TryEnter(50, ref lockTaken);
            if (!lockTaken)
            {
                Interlocked.Increment(ref _dropped);
                return false;
            }

            ref Entry entry = ref _ring[(_head + _count) % _ring.Length];
            entry.Time = Environment.TickCount64;
            entry.Text = text;
            if (_count < _ring.Length) _count++; else _head = (_head + 1) % _ring.Length;
            return true;
        }
        finally
        {
#if BUG1
            if (!lockTaken) _lock.Exit(false);
#else
            if (lockTaken) _lock.Exit(false);
#endif
        }
    }

    public int Drain(Span<string> into)
    {
        int written = 0;
        bool lockTaken = false;
        _lock.Enter(ref lockTaken);
        while (_count > 0 && written < into.Length)
        {
#if BUG2
            if (_ring[_head].Text is not { } text)
                return written;
            into[written++] = text;
#else
            into[written++] = _ring[_head].Text ?? "";
#endif
            _ring[_head] = default;
            _head = (_head + 1) % _ring.Length;
            _count--;
        }

        _lock.Exit();
        return written;
    }
}
