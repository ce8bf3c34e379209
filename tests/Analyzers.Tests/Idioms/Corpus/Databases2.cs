//// MigrationsUnderAnAdvisoryLock BUG1=EXL0003 BUG2=EXL0001,EXL0002
public interface IMigrationHistory
{
    Task<bool> AcquireAsync(CancellationToken ct);
    Task ReleaseAsync();
    Task<IReadOnlyList<string>> PendingAsync(CancellationToken ct);
    Task ApplyAsync(string migration, CancellationToken ct);
}

public sealed class Migrator(IMigrationHistory history)
{
    private static readonly SemaphoreSlim InProcess = new(1, 1);

    public async Task<int> MigrateAsync(CancellationToken ct = default)
    {
#if BUG1
        int applied = 0;
        bool acquired = false;
        try
        {
            await InProcess.WaitAsync(ct).ConfigureAwait(false);
            acquired = await history.AcquireAsync(ct).ConfigureAwait(false);
#else
        await InProcess.WaitAsync(ct).ConfigureAwait(false);
        int applied = 0;
        bool acquired = false;
        try
        {
            acquired = await history.AcquireAsync(ct).ConfigureAwait(false);
#endif
            if (!acquired)
                return -1;
            foreach (string migration in await history.PendingAsync(ct).ConfigureAwait(false))
            {
                await history.ApplyAsync(migration, ct).ConfigureAwait(false);
                applied++;
            }

            return applied;
        }
        finally
        {
            if (acquired)
            {
                try
                {
                    await history.ReleaseAsync().ConfigureAwait(false);
                }
                finally
                {
                    InProcess.Release();
                }
            }
#if !BUG2
            else
            {
                InProcess.Release();
            }
#endif
        }
    }
}

//// ReplicaSelection BUG1=EXL0001 BUG2=EXL0004
public sealed class ReplicaSet
{
    private readonly ReaderWriterLockSlim _topology = new();
    private string[] _replicas = [];
    private string? _primary;
    private int _next;

    public string Pick(bool readOnly)
    {
        _topology.EnterReadLock();
        try
        {
            return (readOnly, _replicas.Length) switch
            {
                (true, > 0) => _replicas[(uint)Interlocked.Increment(ref _next) % (uint)_replicas.Length],
                _ => _primary ?? throw new InvalidOperationException("no primary"),
            };
        }
        finally
        {
            _topology.ExitReadLock();
        }
    }

    public bool Promote(string replica)
    {
        _topology.EnterUpgradeableReadLock();
        try
        {
            if (_primary == replica)
                return false;

            _topology.EnterWriteLock();
#if BUG1
            int at = Array.IndexOf(_replicas, replica);
            if (at < 0)
                return false;
            _replicas[at] = _primary!;
            _primary = replica;
            _topology.ExitWriteLock();
            return true;
#elif BUG2
            try
            {
                _primary = replica;
                return true;
            }
            finally
            {
                _topology.ExitReadLock();
            }
#else
            try
            {
                int at = Array.IndexOf(_replicas, replica);
                if (at < 0)
                    return false;
                _replicas[at] = _primary!;
                _primary = replica;
                return true;
            }
            finally
            {
                _topology.ExitWriteLock();
            }
#endif
        }
        finally
        {
            _topology.ExitUpgradeableReadLock();
        }
    }
}

//// ConnectionStateMachine BUG1=EXL0003 BUG2=EXL0001
public enum ConnectionState { Closed, Connecting, Open, Broken }

public class LegacyConnection
{
    private readonly object syncRoot = new object();
    private ConnectionState state;
    private int attempts;

    public bool Open(int timeout)
    {
        bool locked = false;
        bool opened = false;
        try
        {
            Monitor.TryEnter(syncRoot, timeout, ref locked);
            if (!locked)
                return false;

            switch (state)
            {
                case ConnectionState.Open:
                    opened = true;
                    break;
                case ConnectionState.Connecting:
                    goto case ConnectionState.Broken;
                case ConnectionState.Broken:
                    Reset();
                    goto default;
                default:
                    opened = Connect();
                    break;
            }
        }
        finally
        {
#if BUG1
            Monitor.Exit(syncRoot);
#else
            if (locked)
                Monitor.Exit(syncRoot);
#endif
        }

        return opened;
    }

    private void Reset() { attempts = 0; state = ConnectionState.Closed; }

    protected virtual bool Connect()
    {
        state = ++attempts > 3 ? ConnectionState.Broken : ConnectionState.Open;
        return state == ConnectionState.Open;
    }

#if BUG2
    public void Close()
    {
        Monitor.Enter(syncRoot);
        switch (state)
        {
            case ConnectionState.Open:
                state = ConnectionState.Closed;
                Monitor.Exit(syncRoot);
                break;
            case ConnectionState.Connecting:
                attempts = 0;
                break;
            default:
                Monitor.Exit(syncRoot);
                break;
        }
    }
#endif
}

//// SequenceBlocks BUG1=EXL0001,EXL0007 BUG2=EXL0003
/// <summary>Identifiers are handed out of a block; who finds it empty fetches the next one.</summary>
public sealed class HiLoGenerator
{
    private readonly AsyncMutex _asyncLock = new();
    private readonly object _lock = new();
    private (long Low, long High) _block;

    public async ValueTask<long> NextAsync(Func<CancellationToken, Task<long>> fetch, CancellationToken ct = default)
    {
        long value = Take(out bool empty);
        if (!empty)
            return value;

        using (await _asyncLock.LockAsync(ct).ConfigureAwait(false))
        {
            while (true)
            {
                value = Take(out empty);
                if (!empty)
                    return value;
                long low = await fetch(ct).ConfigureAwait(false);
                lock (_lock)
                    _block = (low, low + 10);
            }
        }
    }

    private long Take(out bool empty)
    {
#if BUG1
        Monitor.Enter(_lock);
        if (_block.Low >= _block.High)
        {
            empty = true;
            return 0;
        }

        empty = false;
        long low = _block.Low;
        _block = (low + 1, _block.High);
        Monitor.Exit(_lock);
        return low;
#else
        lock (_lock)
        {
            empty = _block.Low >= _block.High;
            return empty ? 0 : _block.Low++;
        }
#endif
    }
}

public sealed class AsyncMutex
{
    private readonly SemaphoreSlim _semaphore = new(1);

    public async ValueTask<Releaser> LockAsync(CancellationToken ct)
    {
#if BUG2
        try
        {
            await _semaphore.WaitAsync(ct).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _semaphore.Release();
            throw;
        }
#else
        await _semaphore.WaitAsync(ct).ConfigureAwait(false);
#endif
        return new Releaser(this);
    }

    public readonly record struct Releaser(AsyncMutex Owner) : IDisposable
    {
        public void Dispose() => Owner._semaphore.Release();
    }
}
