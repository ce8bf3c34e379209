//// LimiterThatMayBeMissing BUG1=EXL0001
public class ImageDecoder
{
    private readonly SemaphoreSlim? _limiter;

    public ImageDecoder(int? maxConcurrent) => _limiter = maxConcurrent is { } max ? new SemaphoreSlim(max) : null;

    public async Task<int> DecodeAsync(byte[] data, CancellationToken ct)
    {
        if (_limiter != null)
            await _limiter.WaitAsync(ct);
        try
        {
            return await Task.Run(() => data.Length, ct);
        }
        finally
        {
            _limiter?.Release();
        }
    }

    public int Decode(byte[] data)
    {
        _limiter?.Wait();
#if BUG1
        if (data.Length == 0) return 0;
        int sum = data.Sum(b => b);
        _limiter?.Release();
        return sum;
#else
        try
        {
            return data.Sum(b => b);
        }
        finally
        {
            _limiter?.Release();
        }
#endif
    }
}

//// SyncRootOfABase BUG1=EXL0001
public abstract class Repository<T>
{
    protected object SyncRoot { get; } = new object();
    protected List<T> Items { get; } = new();

    public void Add(T item)
    {
        Monitor.Enter(SyncRoot);
        try
        {
            OnAdding(item);
            Items.Add(item);
        }
        finally { Monitor.Exit(SyncRoot); }
    }

    protected abstract void OnAdding(T item);
}

public sealed class UserRepository : Repository<string>
{
    protected override void OnAdding(string item)
    {
        if (!Monitor.IsEntered(SyncRoot))
            throw new SynchronizationLockException();
    }

    public bool Rename(string from, string to)
    {
        Monitor.Enter(SyncRoot);
        int index = Items.IndexOf(from);
        if (index < 0)
        {
#if !BUG1
            Monitor.Exit(SyncRoot);
#endif
            return false;
        }

        Items[index] = to;
        Monitor.Exit(SyncRoot);
        return true;
    }
}

//// SendLockOfABase BUG1=EXL0001,EXL0002
public abstract class TransportBase
{
    private readonly SemaphoreSlim _sendLock = new(1, 1);

    protected Task EnterSendAsync(CancellationToken ct) => _sendLock.WaitAsync(ct);
    protected void ExitSend() => _sendLock.Release();
}

public class TcpTransport : TransportBase
{
    private readonly Stream _stream = Stream.Null;

    public async Task SendAsync(byte[] payload, CancellationToken ct)
    {
        await EnterSendAsync(ct);
#if BUG1
        if (payload.Length == 0)
            return;
        await _stream.WriteAsync(payload, ct);
        ExitSend();
#else
        try
        {
            await _stream.WriteAsync(payload, ct);
            await _stream.FlushAsync(ct);
        }
        finally
        {
            ExitSend();
        }
#endif
    }
}

//// TransactionOfMethods BUG1=EXL0002
public sealed class Database
{
    private readonly SemaphoreSlim _writer = new(1, 1);
    private Dictionary<string, string> _data = new();
    private Dictionary<string, string>? _draft;

    public async Task BeginAsync(CancellationToken ct)
    {
        await _writer.WaitAsync(ct);
        _draft = new Dictionary<string, string>(_data);
    }

    public void Commit()
    {
        if (_draft == null)
            throw new InvalidOperationException("No transaction.");
        _data = _draft;
        _draft = null;
        _writer.Release();
    }

    public void Rollback()
    {
        if (_draft == null)
            return;
        _draft = null;
        _writer.Release();
    }

    public async Task UpdateAsync(Action<Dictionary<string, string>> change, CancellationToken ct)
    {
        await BeginAsync(ct);
#if BUG1
        change(_draft!);
        Commit();
#else
        try
        {
            change(_draft!);
            Commit();
        }
        catch
        {
            Rollback();
            throw;
        }
#endif
    }
}

//// PartialMachine BUG1=EXL0001
public partial class Machine
{
    private readonly object _lock = new();
    partial void OnLocked();

    public void Lock()
    {
        Monitor.Enter(_lock);
        OnLocked();
    }
}

public partial class Machine
{
    private int _locks;
    partial void OnLocked() => _locks++;
    public void Unlock() => Monitor.Exit(_lock);

    public int Use()
    {
        Lock();
        try { return _locks; }
        finally { Unlock(); }
    }
#if BUG1
    public int Use2()
    {
        Lock();
        if (_locks > 3) return _locks;
        Unlock();
        return 0;
    }
#endif
}

//// PrimaryConstructor BUG1=EXL0001
public sealed class GrainDirectory(SemaphoreSlim gate, TimeProvider clock)
{
    private readonly Dictionary<string, DateTimeOffset> _grains = [];

    public async Task<bool> TouchAsync(string grain, CancellationToken ct = default)
    {
        await gate.WaitAsync(ct);
        try
        {
            var now = clock.GetUtcNow();
            bool known = _grains.ContainsKey(grain);
            _grains[grain] = now;
            return known;
        }
        finally
        {
            gate.Release();
        }
    }

    public async Task<int> SweepAsync(TimeSpan age)
    {
        await gate.WaitAsync();
        var old = _grains.Where(g => clock.GetUtcNow() - g.Value > age).Select(g => g.Key).ToList();
#if BUG1
        if (old is [])
            return 0;
#endif
        old.ForEach(k => _grains.Remove(k));
        gate.Release();
        return old.Count;
    }
}

//// ScopeOrEnter BUG1=EXL0001
public class Inventory
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, int> _stock = new();

    public bool Take(int sku, int quantity)
    {
        using (_lock.EnterScope())
        {
            if (!_stock.TryGetValue(sku, out int have) || have < quantity)
                return false;
            _stock[sku] = have - quantity;
            return true;
        }
    }

    public void Put(int sku, int quantity)
    {
        lock (_lock)
        {
            _stock[sku] = _stock.GetValueOrDefault(sku) + quantity;
        }
    }

    public int Count()
    {
#if BUG1
        var scope = _lock.EnterScope();
        if (_stock.Count == 0) return 0;
        int sum = _stock.Values.Sum();
        scope.Dispose();
        return sum;
#else
        _lock.Enter();
        try { return _stock.Values.Sum(); }
        finally { _lock.Exit(); }
#endif
    }

    public bool TryClear()
    {
        if (!_lock.TryEnter(TimeSpan.FromMilliseconds(20)))
            return false;
        try { _stock.Clear(); return true; }
        finally { _lock.Exit(); }
    }
}

//// RecordWithALock BUG1=EXL0003
public record Stage(string Name)
{
    private readonly SemaphoreSlim _semaphore = new(1);
    public int Runs { get; private set; }

    public async Task<TResult> RunAsync<TState, TResult>(TState state, Func<TState, Task<TResult>> body)
    {
        await _semaphore.WaitAsync().ConfigureAwait(false);
        try
        {
            Runs++;
#if BUG1
            if (state is null) { _semaphore.Release(); return default!; }
#endif
            return await body(state).ConfigureAwait(false);
        }
        finally
        {
            _ = _semaphore.Release();
        }
    }
}

//// RefStructScope BUG1=EXL0001
public ref struct SpinScope
{
    private ref SpinLock _lock;
    private bool _taken;

    public SpinScope(ref SpinLock spin)
    {
        _lock = ref spin;
        _taken = false;
        _lock.Enter(ref _taken);
    }

    public void Dispose()
    {
        if (_taken)
            _lock.Exit(false);
        _taken = false;
    }
}

public class Histogram
{
    private SpinLock _spin = new(false);
    private readonly long[] _buckets = new long[64];

    public void Record(int value)
    {
        using var scope = new SpinScope(ref _spin);
        _buckets[System.Numerics.BitOperations.Log2((uint)value)]++;
    }

    public long Total()
    {
        bool taken = false;
        _spin.Enter(ref taken);
        long total = 0;
        foreach (long b in _buckets)
        {
#if BUG1
            if (b < 0) return -1;
#endif
            total += b;
        }
        _spin.Exit();
        return total;
    }
}
