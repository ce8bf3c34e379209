//// LockWithCachedReleaser
namespace Shop.Infrastructure;

/// <summary>Mutual exclusion for async code.</summary>
public sealed class AsyncLock
{
    private readonly SemaphoreSlim _semaphore = new SemaphoreSlim(1, 1);
    private readonly Task<IDisposable> _releaser;

    public AsyncLock() => _releaser = Task.FromResult((IDisposable)new Releaser(this));

    public Task<IDisposable> LockAsync()
    {
        Task wait = _semaphore.WaitAsync();
        return wait.IsCompleted
            ? _releaser
            : wait.ContinueWith(
                (_, state) => (IDisposable)state!,
                _releaser.Result,
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
    }

    private sealed class Releaser : IDisposable
    {
        private readonly AsyncLock _toRelease;
        internal Releaser(AsyncLock toRelease) { _toRelease = toRelease; }
        public void Dispose() => _toRelease._semaphore.Release();
    }
}

public class CartService
{
    private readonly AsyncLock _lock = new();
    private readonly Dictionary<Guid, int> _cart = new();

    public async Task AddAsync(Guid product, int count)
    {
        using (await _lock.LockAsync().ConfigureAwait(false))
        {
            _cart[product] = count;
        }
        await Task.Yield();
    }
}

//// SingleFlight BUG1=EXL0003
public sealed class SingleFlight : IDisposable
{
    private readonly SemaphoreSlim _semaphore = new(1, 1);

    public async Task<IDisposable?> TryEnterAsync(TimeSpan timeout, CancellationToken token)
    {
#if BUG1
        bool entered = await _semaphore.WaitAsync(timeout, token).ConfigureAwait(false);
        if (!entered)
        {
            _semaphore.Release();
            return null;
        }

        return new Handle(this);
#else
        if (!await _semaphore.WaitAsync(timeout, token).ConfigureAwait(false))
        {
            return null;
        }

        return new Handle(this);
#endif
    }

    public void Dispose() => _semaphore.Dispose();

    private sealed class Handle(SingleFlight owner) : IDisposable
    {
        private SingleFlight? _owner = owner;

        public void Dispose() => Interlocked.Exchange(ref _owner, null)?._semaphore.Release();
    }
}

public class ReportJob
{
    private readonly SingleFlight _flight = new();

    public async Task<bool> RunAsync(Func<Task> body, CancellationToken token)
    {
        using var handle = await _flight.TryEnterAsync(TimeSpan.FromSeconds(5), token);
        if (handle == null)
            return false;
        await body();
        return true;
    }
}

//// KeyedWithReferenceCounts BUG1=EXL0003
using System.Collections.Concurrent;

public sealed class KeyedLock<TKey> where TKey : notnull
{
    private sealed class Entry
    {
        public readonly SemaphoreSlim Semaphore = new(1, 1);
        public int RefCount = 1;
    }

    private readonly Dictionary<TKey, Entry> _entries = new();

    private Entry GetOrCreate(TKey key)
    {
        lock (_entries)
        {
            if (_entries.TryGetValue(key, out var entry))
            {
                ++entry.RefCount;
            }
            else
            {
                entry = new Entry();
                _entries[key] = entry;
            }

            return entry;
        }
    }

    public IDisposable Lock(TKey key)
    {
        GetOrCreate(key).Semaphore.Wait();
        return new Releaser(this, key);
    }

    public async Task<IDisposable> LockAsync(TKey key, CancellationToken ct = default)
    {
        var entry = GetOrCreate(key);
        try
        {
            await entry.Semaphore.WaitAsync(ct).ConfigureAwait(false);
        }
        catch
        {
#if BUG1
            entry.Semaphore.Release();
#endif
            Unreference(key, entry);
            throw;
        }

        return new Releaser(this, key);
    }

    private void Unreference(TKey key, Entry entry)
    {
        lock (_entries)
        {
            if (--entry.RefCount == 0)
                _entries.Remove(key);
        }
    }

    private sealed class Releaser(KeyedLock<TKey> owner, TKey key) : IDisposable
    {
        public void Dispose()
        {
            Entry entry;
            lock (owner._entries)
            {
                entry = owner._entries[key];
                --entry.RefCount;
                if (entry.RefCount == 0)
                    owner._entries.Remove(key);
            }

            entry.Semaphore.Release();
        }
    }
}

//// KeyedInADictionary BUG1=EXL0003 BUG2=EXL0001,EXL0002
using System.Collections.Concurrent;

public class ThumbnailGenerator
{
    private static readonly ConcurrentDictionary<string, SemaphoreSlim> Locks = new();

    public async Task<byte[]> GetAsync(string path, CancellationToken cancellationToken)
    {
        var gate = Locks.GetOrAdd(path, static _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync(cancellationToken);
        try
        {
            var thumb = path + ".thumb";
            if (File.Exists(thumb))
            {
#if BUG1
                gate.Release();
#endif
                return await File.ReadAllBytesAsync(thumb, cancellationToken);
            }

            var bytes = await RenderAsync(path, cancellationToken);
            await File.WriteAllBytesAsync(thumb, bytes, cancellationToken);
            return bytes;
        }
        finally
        {
            gate.Release();
            Locks.TryRemove(path, out _);
        }
    }

#if BUG2
    public async Task InvalidateAsync(string path)
    {
        await Locks.GetOrAdd(path, _ => new SemaphoreSlim(1, 1)).WaitAsync();
        if (!File.Exists(path + ".thumb"))
            return;
        File.Delete(path + ".thumb");
        Locks[path].Release();
    }
#endif

    private static async Task<byte[]> RenderAsync(string path, CancellationToken ct)
    {
        await Task.Delay(1, ct);
        return new byte[path.Length];
    }
}

//// DoubleCheckedLoad BUG1=EXL0003
public sealed class MetadataProvider
{
    private readonly SemaphoreSlim _initLock = new(1, 1);
    private volatile IReadOnlyDictionary<string, string>? _metadata;

    public async ValueTask<IReadOnlyDictionary<string, string>> GetAsync(CancellationToken ct = default)
    {
        if (_metadata is { } ready)
            return ready;

        await _initLock.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            if (_metadata is { } raced)
            {
#if BUG1
                _initLock.Release();
#endif
                return raced;
            }

            return _metadata = await LoadAsync(ct).ConfigureAwait(false);
        }
        finally
        {
            _initLock.Release();
        }
    }

    private static async Task<IReadOnlyDictionary<string, string>> LoadAsync(CancellationToken ct)
    {
        await Task.Delay(10, ct);
        return new Dictionary<string, string>();
    }
}

//// DoubleCheckedWithoutTry BUG1=EXL0001,EXL0002
public class LazyClient
{
    private readonly SemaphoreSlim _sync = new(1);
    private HttpClient? _client;

    public async Task<HttpClient> GetClientAsync()
    {
        if (_client == null)
        {
            await _sync.WaitAsync();
#if BUG1
            if (_client != null)
                return _client;
            _client = await CreateAsync();
            _sync.Release();
#else
            try
            {
                _client ??= await CreateAsync();
            }
            finally
            {
                _sync.Release();
            }
#endif
        }

        return _client;
    }

    private async Task<HttpClient> CreateAsync()
    {
        await Task.Yield();
        return new HttpClient();
    }
}

//// LockHeldInARegister
public sealed class DistributedLock
{
    private readonly SemaphoreSlim _local = new(1, 1);

    public async Task<Handle> AcquireAsync(string resource, CancellationToken ct)
    {
        await _local.WaitAsync(ct);
        try
        {
            await RegisterAsync(resource, ct);
            return new Handle(this, resource);
        }
        catch (Exception)
        {
            _local.Release();
            throw;
        }
    }

    private static Task RegisterAsync(string resource, CancellationToken ct) => Task.Delay(resource.Length, ct);
    private static Task UnregisterAsync(string resource) => Task.Delay(resource.Length);

    public sealed class Handle : IAsyncDisposable
    {
        private readonly DistributedLock _owner;
        private readonly string _resource;
        internal Handle(DistributedLock owner, string resource) => (_owner, _resource) = (owner, resource);

        public async ValueTask DisposeAsync()
        {
            try
            {
                await UnregisterAsync(_resource);
            }
            finally
            {
                _owner._local.Release();
            }
        }
    }
}

public class LeaderJob(DistributedLock locks)
{
    public async Task RunAsync(Func<Task> body, CancellationToken ct)
    {
        await using var handle = await locks.AcquireAsync("leader", ct);
        await body();
    }
}

//// FlagBesideATimeout BUG1=EXL0003
public class TenantCache
{
    private readonly SemaphoreSlim _lock = new(1, 1);
    private Dictionary<string, string>? _tenants;

    public async Task<string?> ResolveAsync(string host, CancellationToken ct)
    {
        var entered = false;
        try
        {
            entered = await _lock.WaitAsync(TimeSpan.FromSeconds(3), ct);
            if (!entered)
            {
                Console.WriteLine("Tenant lock is busy, serving stale data");
                return _tenants?.GetValueOrDefault(host);
            }

            _tenants ??= await LoadAsync(ct);
            return _tenants.GetValueOrDefault(host);
        }
        finally
        {
#if BUG1
            _lock.Release();
#else
            if (entered)
            {
                _lock.Release();
            }
#endif
        }
    }

    private static Task<Dictionary<string, string>> LoadAsync(CancellationToken ct) => Task.FromResult(new Dictionary<string, string>());
}
