//// CounterInAStruct BUG1=EXL0001
public struct SpinCounter
{
    private SpinLock _lock;
    private long _value;

    public long Add(long delta)
    {
        bool taken = false;
        try
        {
            _lock.Enter(ref taken);
            _value += delta;
            return _value;
        }
        finally
        {
            if (taken) _lock.Exit(useMemoryBarrier: false);
        }
    }

    public bool TryRead(out long value)
    {
        bool taken = false;
        _lock.TryEnter(10, ref taken);
        if (!taken)
        {
            value = 0;
            return false;
        }

        value = _value;
#if BUG1
        if (value < 0) return false;
#endif
        _lock.Exit();
        return true;
    }
}

//// UpdatesBegunAndEnded BUG1=EXL0001
public class ListControl
{
    private readonly object _updateLock = new();
    private readonly List<string> _items = new();
    private int _updates;

    public void BeginUpdate()
    {
        Monitor.Enter(_updateLock);
        _updates++;
    }

    public void EndUpdate()
    {
        _updates--;
        Monitor.Exit(_updateLock);
    }

    public void Fill(IEnumerable<string> values)
    {
        BeginUpdate();
#if BUG1
        _items.Clear();
        foreach (var value in values)
        {
            if (value.Length == 0)
                return;
            _items.Add(value);
        }
        EndUpdate();
#else
        try
        {
            _items.Clear();
            _items.AddRange(values);
        }
        finally
        {
            EndUpdate();
        }
#endif
    }
}

//// SuspendAndResume BUG1=EXL0002
public class Scheduler
{
    private readonly SemaphoreSlim _running = new(1, 1);

    public Task SuspendAsync(CancellationToken ct) => _running.WaitAsync(ct);

    public void Resume() => _running.Release();

    public async Task TickAsync(Func<Task> job)
    {
        await _running.WaitAsync();
        try
        {
            await job();
        }
        finally
        {
            _running.Release();
        }
    }

    public async Task MaintainAsync(Func<Task> maintenance, CancellationToken ct)
    {
        await SuspendAsync(ct);
#if BUG1
        await maintenance();
        Resume();
#else
        try
        {
            await maintenance();
        }
        finally
        {
            Resume();
        }
#endif
    }
}

//// TryBegin BUG1=EXL0001
public class SaveGame
{
    private int _saving;
    private readonly object _saveLock = new();
    private byte[]? _buffer;

    private bool TryBeginSave()
    {
        if (!Monitor.TryEnter(_saveLock, 0))
            return false;
        if (_buffer != null)
            return true;
        Monitor.Exit(_saveLock);
        return false;
    }

    private void EndSave() => Monitor.Exit(_saveLock);

    public bool Save(Action<byte[]> write)
    {
        if (!TryBeginSave())
            return false;
        try
        {
            _saving++;
            write(_buffer!);
            return true;
        }
        finally
        {
            EndSave();
        }
    }
#if BUG1
    public void Clear()
    {
        if (TryBeginSave())
        {
            if (_saving > 5) return;
            _buffer = null;
            EndSave();
        }
    }
#endif
}

//// EntitiesOfEachType BUG1=EXL0002
public abstract class EntityService<TEntity>
{
    private static readonly SemaphoreSlim TypeLock = new(1, 1);

    protected abstract Task<TEntity?> FindAsync(int id);
    protected abstract Task<TEntity> InsertAsync(int id);

    public async Task<TEntity> GetOrInsertAsync(int id)
    {
        var entity = await FindAsync(id);
        if (entity is not null)
            return entity;

        await TypeLock.WaitAsync();
#if BUG1
        entity = await FindAsync(id);
        if (entity is null)
        {
            entity = await InsertAsync(id);
        }
        TypeLock.Release();
        return entity;
#else
        try
        {
            return await FindAsync(id) ?? await InsertAsync(id);
        }
        finally
        {
            TypeLock.Release();
        }
#endif
    }
}

//// PropertyWithItsField BUG1=EXL0003
public class Preferences
{
    private readonly Lock _lock = new();

    public string Theme
    {
        get
        {
            _lock.Enter();
            try { return field; }
            finally { _lock.Exit(); }
        }
        set
        {
            _lock.Enter();
            try
            {
                if (field == value) return;
                field = value;
            }
            finally
            {
#if BUG1
                _lock.Exit();
#endif
                _lock.Exit();
            }
        }
    } = "light";
}

//// ExtensionMember BUG1=EXL0002
public static class GateExtensions
{
    extension(SemaphoreSlim gate)
    {
        public async Task<T> RunAsync<T>(Func<Task<T>> body, CancellationToken ct = default)
        {
            await gate.WaitAsync(ct).ConfigureAwait(false);
#if BUG1
            var result = await body().ConfigureAwait(false);
            gate.Release();
            return result;
#else
            try
            {
                return await body().ConfigureAwait(false);
            }
            finally
            {
                gate.Release();
            }
#endif
        }

        public bool IsFree => gate.CurrentCount > 0;
    }
}

//// RootOfAnInterface BUG1=EXL0003
public interface ISynchronized
{
    object SyncRoot { get; }

    T Locked<T>(Func<T> f)
    {
        Monitor.Enter(SyncRoot);
        try { return f(); }
        finally { Monitor.Exit(SyncRoot); }
    }
}

public class Bag : ISynchronized
{
    public object SyncRoot { get; } = new();
    private readonly List<int> _items = new();

    public bool TryTake(out int item)
    {
        Monitor.Enter(SyncRoot);
        try
        {
            if (_items.Count == 0)
            {
                item = 0;
#if BUG1
                Monitor.Exit(SyncRoot);
#endif
                return false;
            }
            item = _items[^1];
            _items.RemoveAt(_items.Count - 1);
            return true;
        }
        finally
        {
            Monitor.Exit(SyncRoot);
        }
    }
}

//// LevelsOfUpdates
public class UpdateScope
{
    private readonly object _lock = new();
    private int _level;
    private bool _dirty;

    public void Begin()
    {
        Monitor.Enter(_lock);
        _level++;
    }

    public void End(Action flush)
    {
        if (--_level == 0 && _dirty)
        {
            _dirty = false;
            flush();
        }
        Monitor.Exit(_lock);
    }

    public void Touch(Action flush)
    {
        Begin();
        try { _dirty = true; }
        finally { End(flush); }
    }
}

//// HeldFlag
public sealed class FileTransaction : IDisposable
{
    private readonly SemaphoreSlim _fileLock;
    private bool _held;

    public FileTransaction(SemaphoreSlim fileLock) => _fileLock = fileLock;

    public async Task BeginAsync(CancellationToken ct)
    {
        if (_held) throw new InvalidOperationException("Already begun.");
        await _fileLock.WaitAsync(ct);
        _held = true;
    }

    public void Commit()
    {
        if (!_held) throw new InvalidOperationException("Not begun.");
        _held = false;
        _fileLock.Release();
    }

    public void Dispose()
    {
        if (_held)
        {
            _held = false;
            _fileLock.Release();
        }
    }

    public async Task RunAsync(Func<Task> body, CancellationToken ct)
    {
        await BeginAsync(ct);
        try
        {
            await body();
            Commit();
        }
        finally
        {
            Dispose();
        }
    }
}
