//// GuardsByExtension
public static class ReaderWriterLockSlimExtensions
{
    public static IDisposable ReadLock(this ReaderWriterLockSlim rw)
    {
        rw.EnterReadLock();
        return new ReadReleaser(rw);
    }

    public static WriteReleaser WriteLock(this ReaderWriterLockSlim rw)
    {
        rw.EnterWriteLock();
        return new WriteReleaser(rw);
    }

    private sealed class ReadReleaser : IDisposable
    {
        private readonly ReaderWriterLockSlim _rw;
        public ReadReleaser(ReaderWriterLockSlim rw) { _rw = rw; }
        public void Dispose() => _rw.ExitReadLock();
    }

    public readonly ref struct WriteReleaser
    {
        private readonly ReaderWriterLockSlim _rw;
        internal WriteReleaser(ReaderWriterLockSlim rw) => _rw = rw;
        public void Dispose() => _rw.ExitWriteLock();
    }
}

public sealed class RouteTable
{
    private readonly ReaderWriterLockSlim _rw = new(LockRecursionPolicy.NoRecursion);
    private readonly Dictionary<string, string> _routes = new(StringComparer.OrdinalIgnoreCase);

    public string? Find(string path)
    {
        using (_rw.ReadLock())
            return _routes.TryGetValue(path, out var route) ? route : null;
    }

    public void Map(string path, string target)
    {
        using (_rw.WriteLock())
        {
            _routes[path] = target;
        }
    }
}

//// UpgradedForAMiss BUG1=EXL0004
public class TypeCache<TKey, TValue> where TKey : notnull
{
    private readonly ReaderWriterLockSlim _lock = new();
    private readonly Dictionary<TKey, TValue> _cache = new();

    public TValue GetOrAdd(TKey key, Func<TKey, TValue> factory)
    {
        _lock.EnterUpgradeableReadLock();
        try
        {
            if (_cache.TryGetValue(key, out var value))
                return value;

            _lock.EnterWriteLock();
            try
            {
                value = factory(key);
                _cache.Add(key, value);
                return value;
            }
            finally
            {
#if BUG1
                _lock.ExitReadLock();
#else
                _lock.ExitWriteLock();
#endif
            }
        }
        finally
        {
            _lock.ExitUpgradeableReadLock();
        }
    }
}

//// ReadThenWrite BUG1=EXL0005
public class Interner
{
    private readonly ReaderWriterLockSlim _rwl = new();
    private readonly Dictionary<string, string> _strings = new();

    public string Intern(string s)
    {
        _rwl.EnterReadLock();
        try
        {
            if (_strings.TryGetValue(s, out var existing))
                return existing;
#if BUG1
            _rwl.EnterWriteLock();
            _strings[s] = s;
            _rwl.ExitWriteLock();
            return s;
#endif
        }
        finally
        {
            _rwl.ExitReadLock();
        }

        _rwl.EnterWriteLock();
        try
        {
            if (!_strings.TryGetValue(s, out var existing))
                _strings[s] = existing = s;
            return existing;
        }
        finally
        {
            _rwl.ExitWriteLock();
        }
    }
}

//// Downgraded BUG1=EXL0001
public class Snapshot
{
    private readonly ReaderWriterLockSlim _lock = new();
    private int[] _data = Array.Empty<int>();

    public int Refresh(Func<int[]> load, Func<int[], int> use)
    {
        _lock.EnterUpgradeableReadLock();
        try
        {
            _lock.EnterWriteLock();
            try
            {
                _data = load();
            }
            finally
            {
                _lock.ExitWriteLock();
            }

            return use(_data);
        }
        finally
        {
            _lock.ExitUpgradeableReadLock();
        }
    }

    public int DowngradeToRead(Func<int[]> load, Func<int[], int> use)
    {
        _lock.EnterUpgradeableReadLock();
        try
        {
            _lock.EnterWriteLock();
            try { _data = load(); }
            finally { _lock.ExitWriteLock(); }
            _lock.EnterReadLock();
        }
        finally
        {
            _lock.ExitUpgradeableReadLock();
        }

#if BUG1
        if (_data.Length == 0) return 0;
#endif
        try
        {
            return use(_data);
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }
}

//// ScopesOfActions BUG1=EXL0001
public sealed class DisposableLock
{
    private readonly ReaderWriterLockSlim _rw = new(LockRecursionPolicy.SupportsRecursion);

    public IDisposable Read() { _rw.EnterReadLock(); return new Scope(() => _rw.ExitReadLock()); }
    public IDisposable Upgradeable() { _rw.EnterUpgradeableReadLock(); return new Scope(_rw.ExitUpgradeableReadLock); }
    public IDisposable Write()
    {
        _rw.EnterWriteLock();
#if BUG1
        if (_rw.RecursiveWriteCount > 10) throw new InvalidOperationException("too deep");
#endif
        return new Scope(_rw.ExitWriteLock);
    }

    private sealed class Scope : IDisposable
    {
        private Action? _exit;
        public Scope(Action exit) => _exit = exit;
        public void Dispose()
        {
            var exit = Interlocked.Exchange(ref _exit, null);
            exit?.Invoke();
        }
    }
}

public class Tree
{
    private readonly DisposableLock _lock = new();
    private readonly SortedSet<int> _set = new();

    public bool AddIfMissing(int value)
    {
        using (_lock.Upgradeable())
        {
            if (_set.Contains(value)) return false;
            using (_lock.Write())
            {
                return _set.Add(value);
            }
        }
    }
}

//// DisposedUnderTheLock BUG1=EXL0003
public sealed class MessageSession : IDisposable
{
    private readonly object _sync = new();
    private readonly ReaderWriterLockSlim _rw = new();
    private bool _disposed;
    private Stream? _stream;

    public void Attach(Stream stream)
    {
        _rw.EnterWriteLock();
        try
        {
#if BUG1
            ObjectDisposedException.ThrowIf(_disposed, this);
            _rw.ExitWriteLock();
            _stream = stream;
#else
            ObjectDisposedException.ThrowIf(_disposed, this);
            _stream = stream;
#endif
        }
        finally
        {
            _rw.ExitWriteLock();
        }
    }

    public void Dispose()
    {
        lock (_sync)
        {
            if (_disposed) return;
            _disposed = true;
        }

        _rw.EnterWriteLock();
        try
        {
            _stream?.Dispose();
            _stream = null;
        }
        finally
        {
            _rw.ExitWriteLock();
            _rw.Dispose();
        }
    }
}

//// OldLockWithCookie BUG1=EXL0001
public class LegacyCache
{
    private static readonly ReaderWriterLock Rwl = new ReaderWriterLock();
    private readonly Dictionary<int, string> _map = new Dictionary<int, string>();

    public string Get(int key)
    {
        Rwl.AcquireReaderLock(Timeout.Infinite);
        try
        {
            string? value;
            if (_map.TryGetValue(key, out value))
                return value;

            LockCookie cookie = Rwl.UpgradeToWriterLock(Timeout.Infinite);
            try
            {
                value = key.ToString();
                _map[key] = value;
                return value;
            }
            finally
            {
                Rwl.DowngradeFromWriterLock(ref cookie);
            }
        }
        finally
        {
            Rwl.ReleaseReaderLock();
        }
    }

    public void Clear()
    {
        Rwl.AcquireWriterLock(5000);
#if BUG1
        if (_map.Count == 0) return;
        _map.Clear();
        Rwl.ReleaseWriterLock();
#else
        try { _map.Clear(); }
        finally { Rwl.ReleaseWriterLock(); }
#endif
    }

    public void Suspend(Action action)
    {
        Rwl.AcquireWriterLock(-1);
        try
        {
            LockCookie cookie = Rwl.ReleaseLock();
            try { action(); }
            finally { Rwl.RestoreLock(ref cookie); }
        }
        finally
        {
            Rwl.ReleaseWriterLock();
        }
    }
}

//// StructCookie
public readonly struct ReadLockCookie : IDisposable
{
    private readonly ReaderWriterLockSlim _lock;

    private ReadLockCookie(ReaderWriterLockSlim rw) => _lock = rw;

    public static ReadLockCookie Create(ReaderWriterLockSlim rw)
    {
        rw.EnterReadLock();
        return new ReadLockCookie(rw);
    }

    public void Dispose() => _lock.ExitReadLock();
}

public class SymbolTable
{
    private readonly ReaderWriterLockSlim _lock = new();
    private readonly Dictionary<string, int> _symbols = new();

    public int? Lookup(string name)
    {
        using (ReadLockCookie.Create(_lock))
        {
            return _symbols.TryGetValue(name, out int value) ? value : null;
        }
    }
}
