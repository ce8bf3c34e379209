//// TimedReadsAndWrites BUG1=EXL0001
public class PriceFeed
{
    private const int LockTimeout = 250;
    private readonly ReaderWriterLockSlim _lock = new(LockRecursionPolicy.NoRecursion);
    private readonly Dictionary<string, double> _prices = new();

    public bool TryGetPrice(string symbol, out double price)
    {
        price = double.NaN;
        if (!_lock.TryEnterReadLock(LockTimeout))
            return false;
        try
        {
            return _prices.TryGetValue(symbol, out price);
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    public bool Update(string symbol, double price)
    {
        if (_lock.TryEnterWriteLock(LockTimeout))
        {
#if BUG1
            if (double.IsNaN(price))
                return false;
            _prices[symbol] = price;
            _lock.ExitWriteLock();
            return true;
#else
            try
            {
                _prices[symbol] = price;
                return true;
            }
            finally
            {
                _lock.ExitWriteLock();
            }
#endif
        }

        return false;
    }
}

//// AskedBeforeRelease BUG1=EXL0001,EXL0004
public class ObjectGraph
{
    private readonly ReaderWriterLockSlim _lock = new(LockRecursionPolicy.SupportsRecursion);
    private readonly HashSet<string> _nodes = new();

    public bool Add(string node)
    {
        try
        {
            _lock.EnterWriteLock();
            return _nodes.Add(node);
        }
        finally
        {
            if (_lock.IsWriteLockHeld) _lock.ExitWriteLock();
        }
    }

    public bool Contains(string node)
    {
        try
        {
            _lock.EnterReadLock();
            return _nodes.Contains(node);
        }
        finally
        {
#if BUG1
            if (_lock.IsReadLockHeld) _lock.ExitWriteLock();
#else
            if (_lock.IsReadLockHeld) _lock.ExitReadLock();
#endif
        }
    }
}

//// EnterInsideTry32 BUG1=EXL0003
public class Crm
{
    private ReaderWriterLockSlim rwLock = new ReaderWriterLockSlim();
    private Dictionary<int, string> customers = new Dictionary<int, string>();

    public string GetName(int id)
    {
        try
        {
            rwLock.EnterReadLock();
            return customers[id];
        }
        finally
        {
            rwLock.ExitReadLock();
        }
    }

    public void SetName(int id, string name)
    {
        try
        {
            rwLock.EnterWriteLock();
            if (name == null)
            {
#if BUG1
                rwLock.ExitWriteLock();
#endif
                return;
            }
            customers[id] = name;
        }
        finally
        {
            rwLock.ExitWriteLock();
        }
    }
}

//// AllShards BUG1=EXL0001
public class Shard { public readonly ReaderWriterLockSlim Lock = new(); public readonly Dictionary<string, int> Data = new(); }

public class ShardedStore
{
    private readonly Shard[] _shards = Enumerable.Range(0, 16).Select(_ => new Shard()).ToArray();

    public long TotalCount()
    {
        foreach (var shard in _shards)
            shard.Lock.EnterReadLock();
        try
        {
            return _shards.Sum(s => (long)s.Data.Count);
        }
        finally
        {
            foreach (var shard in _shards)
                shard.Lock.ExitReadLock();
        }
    }

    public void Clear()
    {
        foreach (var shard in _shards) shard.Lock.EnterWriteLock();
#if BUG1
        if (_shards.All(s => s.Data.Count == 0)) return;
#endif
        foreach (var shard in _shards) shard.Data.Clear();
        foreach (var shard in _shards) shard.Lock.ExitWriteLock();
    }

    public int Get(string key)
    {
        var shard = _shards[(uint)key.GetHashCode() % _shards.Length];
        shard.Lock.EnterReadLock();
        try { return shard.Data[key]; }
        finally { shard.Lock.ExitReadLock(); }
    }
}

//// ModeBySwitch BUG1=EXL0001
public class ModeLock
{
    public enum Access { None, Read, Write }
    private readonly ReaderWriterLockSlim _rw = new();

    public T Run<T>(Access access, Func<T> body)
    {
        switch (access)
        {
            case Access.Read: _rw.EnterReadLock(); break;
            case Access.Write: _rw.EnterWriteLock(); break;
        }

        try
        {
            return body();
        }
        finally
        {
            switch (access)
            {
                case Access.Read: _rw.ExitReadLock(); break;
#if BUG1
                case Access.Write: _rw.ExitReadLock(); break;
#else
                case Access.Write: _rw.ExitWriteLock(); break;
#endif
            }
        }
    }
}

//// ModeByFlag BUG1=EXL0001,EXL0002
public class Volume9
{
    private readonly ReaderWriterLockSlim _lock = new(LockRecursionPolicy.SupportsRecursion);

    private void Enter(bool write)
    {
        if (write) _lock.EnterWriteLock();
        else _lock.EnterReadLock();
    }

    private void Leave(bool write)
    {
        if (write) _lock.ExitWriteLock();
        else _lock.ExitReadLock();
    }

    public void Run(bool write, Action action)
    {
        Enter(write);
        try { action(); }
        finally { Leave(write); }
    }

    public int Peek(Func<int> f)
    {
        Enter(false);
        try { return f(); }
        finally { Leave(false); }
    }
#if BUG1
    public int Bad(Func<int> f)
    {
        _lock.EnterReadLock();
        var r = f();
        if (r < 0) return r;
        _lock.ExitReadLock();
        return r;
    }
#endif
}

//// ReadAndWriteOfDelegates BUG1=EXL0004
public class Settings
{
    private readonly ReaderWriterLockSlim _rw = new();
    private readonly Dictionary<string, string> _values = new();

    private T Read<T>(Func<T> f) { _rw.EnterReadLock(); try { return f(); } finally { _rw.ExitReadLock(); } }
    private void Write(Action a) { _rw.EnterWriteLock(); try { a(); } finally { _rw.ExitWriteLock(); } }

    public string? this[string key]
    {
        get => Read(() => _values.GetValueOrDefault(key));
        set => Write(() => _values[key] = value ?? "");
    }

    public int Count => Read(() => _values.Count);

#if BUG1
    public bool Has(string key)
    {
        _rw.EnterReadLock();
        try { return _values.ContainsKey(key); } finally { _rw.ExitWriteLock(); }
    }
#endif
}
