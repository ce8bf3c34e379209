//// CacheWithOneLockPerKey BUG1=EXL0003
using System.Collections.Concurrent;

public interface ICache { bool TryGet<T>(string key, out T? value); void Set<T>(string key, T value); }

public class StampedeCache
{
    private readonly ICache _cache;
    private readonly ConcurrentDictionary<object, Lazy<SemaphoreSlim>> _locks = new();

    public StampedeCache(ICache cache) => _cache = cache;

    public async Task<T?> GetOrCreateAsync<T>(string key, Func<Task<T>> create)
    {
        if (_cache.TryGet(key, out T? cached))
            return cached;

        SemaphoreSlim mylock = _locks.GetOrAdd(key, k => new Lazy<SemaphoreSlim>(() => new SemaphoreSlim(1, 1))).Value;

        await mylock.WaitAsync();
        try
        {
            if (!_cache.TryGet(key, out cached))
            {
                cached = await create();
                _cache.Set(key, cached);
            }
#if BUG1
            mylock.Release();
#endif
        }
        finally
        {
            mylock.Release();
        }
        return cached;
    }
}

//// WriterWithAFastPath
public sealed class PipeWriterLock
{
    private readonly SemaphoreSlim _sem = new(1, 1);
    private readonly Stream _stream;
    public PipeWriterLock(Stream s) => _stream = s;

    public ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken ct = default)
    {
        Task wait = _sem.WaitAsync(ct);
        if (!wait.IsCompletedSuccessfully)
            return Awaited(wait, data, ct);

        bool release = true;
        try
        {
            ValueTask write = _stream.WriteAsync(data, ct);
            if (write.IsCompletedSuccessfully)
            {
                write.GetAwaiter().GetResult();
                return default;
            }

            release = false;
            return Finish(write);
        }
        finally
        {
            if (release)
                _sem.Release();
        }
    }

    private async ValueTask Finish(ValueTask write)
    {
        try { await write.ConfigureAwait(false); }
        finally { _sem.Release(); }
    }

    private async ValueTask Awaited(Task wait, ReadOnlyMemory<byte> data, CancellationToken ct)
    {
        await wait.ConfigureAwait(false);
        try { await _stream.WriteAsync(data, ct).ConfigureAwait(false); }
        finally { _sem.Release(); }
    }
}

//// ReadersAndWriters
public sealed class AsyncReaderWriterLock
{
    private readonly SemaphoreSlim _readSemaphore = new(1, 1);
    private readonly SemaphoreSlim _writeSemaphore = new(1, 1);
    private int _readerCount;

    public async Task AcquireReaderLock(CancellationToken token = default)
    {
        await _writeSemaphore.WaitAsync(token).ConfigureAwait(false);
        try
        {
            if (Interlocked.Increment(ref _readerCount) == 1)
            {
                try
                {
                    await _readSemaphore.WaitAsync(token).ConfigureAwait(false);
                }
                catch
                {
                    Interlocked.Decrement(ref _readerCount);
                    throw;
                }
            }
        }
        finally
        {
            _writeSemaphore.Release();
        }
    }

    public void ReleaseReaderLock()
    {
        if (Interlocked.Decrement(ref _readerCount) == 0)
            _readSemaphore.Release();
    }

    public async Task AcquireWriterLock(CancellationToken token = default)
    {
        await _writeSemaphore.WaitAsync(token).ConfigureAwait(false);
        try
        {
            await _readSemaphore.WaitAsync(token).ConfigureAwait(false);
        }
        catch
        {
            _writeSemaphore.Release();
            throw;
        }
    }

    public void ReleaseWriterLock()
    {
        _readSemaphore.Release();
        _writeSemaphore.Release();
    }
}

//// SharedRefresh BUG1=EXL0002
public class Credentials
{
    private readonly SemaphoreSlim _refresh = new(1, 1);
    private Task<string>? _pending;

    public async Task<string> GetAsync(Func<Task<string>> fetch)
    {
        await _refresh.WaitAsync().ConfigureAwait(false);
        Task<string> task;
        try
        {
            task = _pending ??= fetch();
        }
        finally
        {
            _refresh.Release();
        }

        try
        {
            return await task.ConfigureAwait(false);
        }
        catch
        {
            await _refresh.WaitAsync().ConfigureAwait(false);
            if (ReferenceEquals(_pending, task))
                _pending = null;
#if !BUG1
            _refresh.Release();
#endif
            throw;
        }
    }
}

//// CoreUnderTheLock BUG1=EXL0005
public class Wallets
{
    private readonly SemaphoreSlim _sync = new(1, 1);
    private decimal _total;

    public async Task AddAsync(decimal amount)
    {
        await _sync.WaitAsync();
        try
        {
            await AddCoreAsync(amount);
        }
        finally
        {
            _sync.Release();
        }
    }

#if BUG1
    private async Task AddCoreAsync(decimal amount)
    {
        await _sync.WaitAsync();
        try { _total += amount; }
        finally { _sync.Release(); }
    }
#else
    private Task AddCoreAsync(decimal amount)
    {
        _total += amount;
        return Task.CompletedTask;
    }
#endif
}

//// OutboxThatIsDisposed BUG1=EXL0003
public sealed class Outbox : IAsyncDisposable
{
    private readonly SemaphoreSlim _mutex = new(1, 1);
    private readonly List<ReadOnlyMemory<byte>> _pending = [];
    private bool _disposed;

    public async ValueTask EnqueueAsync(ReadOnlyMemory<byte> message, CancellationToken ct)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        await _mutex.WaitAsync(ct).ConfigureAwait(ConfigureAwaitOptions.None);
        try { _pending.Add(message); }
        finally { _mutex.Release(); }
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        await _mutex.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_disposed)
            {
#if BUG1
                _mutex.Release();
#endif
                return;
            }
            _disposed = true;
            _pending.Clear();
        }
        finally
        {
            _mutex.Release();
        }
        _mutex.Dispose();
    }
}

//// GateMadeOnFirstUse BUG1=EXL0002
public class RemoteConfig
{
    private SemaphoreSlim? _gate;
    private string? _value;

    private SemaphoreSlim Gate => LazyInitializer.EnsureInitialized(ref _gate, () => new SemaphoreSlim(1, 1))!;

    public async Task<string> GetAsync()
    {
        var gate = Gate;
        await gate.WaitAsync();
        try
        {
            return _value ??= await FetchAsync();
        }
        finally
        {
            gate.Release();
        }
    }

    public async Task ResetAsync()
    {
        await Gate.WaitAsync();
#if BUG1
        _value = await FetchAsync();
        Gate.Release();
#else
        _value = null;
        Gate.Release();
#endif
    }

    private static Task<string> FetchAsync() => Task.FromResult("x");
}

//// SeedOnce BUG1=EXL0001
public class SeedOnce
{
    private static readonly SemaphoreSlim Seeding = new(1, 1);
    private static bool s_seeded;

    public static async Task EnsureSeededAsync(Func<Task> migrate, Func<Task> seed, CancellationToken ct)
    {
        if (Volatile.Read(ref s_seeded)) return;

        await Seeding.WaitAsync(ct);
        if (s_seeded)
        {
#if !BUG1
            Seeding.Release();
#endif
            return;
        }

        try
        {
            await migrate();
            await seed();
            Volatile.Write(ref s_seeded, true);
        }
        finally
        {
            Seeding.Release();
        }
    }
}
