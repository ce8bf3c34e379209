//// HeldReference
/// <summary>What is held is remembered as a reference that is null while nothing is.</summary>
public sealed class CursorOverShards(object[] shards)
{
    public int Visit(Func<int, bool> visit)
    {
        object? held = null;
        int visited = 0;
        try
        {
            for (int i = 0; i < shards.Length; i++)
            {
                if (held != null)
                {
                    Monitor.Exit(held);
                    held = null;
                }

                Monitor.Enter(shards[i]);
                held = shards[i];
                visited++;
                if (!visit(i))
                    return visited;
            }
        }
        finally
        {
            if (held != null)
                Monitor.Exit(held);
        }

        return visited;
    }
}

//// CountOfHeld
public sealed class AllOrNothing(SemaphoreSlim[] gates)
{
    public async Task<bool> RunAsync(Func<Task> body, CancellationToken ct)
    {
        int held = 0;
        try
        {
            foreach (var gate in gates)
            {
                if (!await gate.WaitAsync(100, ct))
                    return false;
                held++;
            }

            await body();
            return true;
        }
        finally
        {
            for (int i = 0; i < held; i++)
                gates[i].Release();
        }
    }

    public bool Run(Action body)
    {
        int i = 0;
        try
        {
            while (i < gates.Length)
            {
                if (!gates[i].Wait(0))
                    return false;
                i++;
            }

            body();
            return true;
        }
        finally
        {
            while (--i >= 0)
                gates[i].Release();
        }
    }

    public async Task<bool> RunListAsync(IEnumerable<SemaphoreSlim> some, Func<Task> body)
    {
        var held = new List<SemaphoreSlim>();
        try
        {
            foreach (var gate in some)
            {
                await gate.WaitAsync();
                held.Add(gate);
            }

            await body();
            return true;
        }
        finally
        {
            held.Reverse();
            held.ForEach(gate => gate.Release());
        }
    }
}

//// FlagsAsBits BUG1=EXL0002,EXL0003
public sealed class BitFlags
{
    private readonly object _a = new(), _b = new(), _c = new();
    private int _runs;

    public void Run(bool first, bool second, Action body)
    {
        int held = 0;
        try
        {
            if (first) { Monitor.Enter(_a); held |= 1; }
            if (second) { Monitor.Enter(_b); held |= 2; }
            Monitor.Enter(_c); held |= 4;
            body();
            _runs++;
        }
        finally
        {
            if ((held & 4) != 0) Monitor.Exit(_c);
            if ((held & 2) == 2) Monitor.Exit(_b);
            if ((held & 1) > 0) Monitor.Exit(_a);
        }
    }

    public void RunOne(Action body)
    {
        uint state = 0;
        try
        {
            Monitor.Enter(_a);
            state |= 0x10u;
            body();
            state &= ~0x10u;
            Monitor.Exit(_a);
        }
        finally
        {
#if BUG1
            if ((state & 0x10u) == 0) Monitor.Exit(_a);
#else
            if ((state & 0x10u) != 0) Monitor.Exit(_a);
#endif
        }
    }
}

//// EnumFlagsWithHasFlag BUG1=EXL0001
[Flags]
public enum Parts { None = 0, Head = 1, Body = 2, Tail = 4 }

public sealed class Assembly
{
    private readonly SemaphoreSlim _head = new(1), _body = new(1), _tail = new(1);

    public async Task AssembleAsync(Parts wanted, Func<Task> work)
    {
        Parts taken = Parts.None;
        try
        {
            if (wanted.HasFlag(Parts.Head)) { await _head.WaitAsync(); taken |= Parts.Head; }
            if (wanted.HasFlag(Parts.Body)) { await _body.WaitAsync(); taken |= Parts.Body; }
            if (wanted.HasFlag(Parts.Tail)) { await _tail.WaitAsync(); taken |= Parts.Tail; }
            await work();
        }
        finally
        {
            if (taken.HasFlag(Parts.Tail)) _tail.Release();
            if (taken.HasFlag(Parts.Body)) _body.Release();
            if (taken.HasFlag(Parts.Head)) _head.Release();
        }
    }

    public void Inspect(Parts wanted, Action work)
    {
        if ((wanted & Parts.Head) != 0) _head.Wait();
        if ((wanted & Parts.Body) != 0) _body.Wait();
        try
        {
            work();
        }
        finally
        {
#if BUG1
            if ((wanted & Parts.Head) == 0) _head.Release();
#else
            if ((wanted & Parts.Head) != 0) _head.Release();
#endif
            if ((wanted & Parts.Body) != 0) _body.Release();
        }
    }
}

//// ConditionalAcquire BUG1=EXL0001
public sealed class ConditionalStore
{
    private readonly ReaderWriterLockSlim _lock = new();
    private readonly Dictionary<string, int> _map = new();
    private readonly bool _synchronized;

    public ConditionalStore(bool synchronized) => _synchronized = synchronized;

    public int GetOrAdd(string key, Func<string, int> make, bool readOnly, int timeout)
    {
        bool entered = false, writing = false;
        try
        {
            if (_synchronized)
            {
                writing = !readOnly;
                entered = timeout <= 0
                    ? (writing ? _lock.TryEnterWriteLock(0) : _lock.TryEnterReadLock(0))
                    : writing ? _lock.TryEnterWriteLock(timeout) : _lock.TryEnterReadLock(timeout);
                if (!entered)
                    throw new TimeoutException();
            }

            if (_map.TryGetValue(key, out int value))
                return value;
            return readOnly ? -1 : _map[key] = make(key);
        }
        finally
        {
            if (entered)
            {
                if (writing)
                    _lock.ExitWriteLock();
                else
                    _lock.ExitReadLock();
            }
        }
    }

    public bool Remove(string key, int? timeout)
    {
        bool ok = timeout switch
        {
            null => Enter(),
            0 => _lock.TryEnterWriteLock(0),
            int ms => _lock.TryEnterWriteLock(ms),
        };
#if BUG1
        if (!_map.ContainsKey(key))
            return false;
#endif
        if (!ok)
            return false;
        try { return _map.Remove(key); }
        finally { _lock.ExitWriteLock(); }

        bool Enter()
        {
            _lock.EnterWriteLock();
            return true;
        }
    }
}

//// CoalescedOutcome
public sealed class Coalesced
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly bool _needed;
    public Coalesced(bool needed) => _needed = needed;

    public async Task<bool> RunAsync(Func<Task> body, CancellationToken ct)
    {
        bool acquired = _needed && await _gate.WaitAsync(1000, ct);
        if (_needed && !acquired)
            return false;
        try
        {
            await body();
            return true;
        }
        finally
        {
            if (acquired)
                _gate.Release();
        }
    }

    public bool TryRun(Action body)
    {
        bool skip = !_needed || !_gate.Wait(0);
        if (skip && _needed)
            return false;
        try
        {
            body();
        }
        finally
        {
            if (!skip)
                _gate.Release();
        }

        return true;
    }

    public async Task<(bool Taken, int Result)> TupleAsync(Func<Task<int>> body)
    {
        (bool taken, int result) = (await _gate.WaitAsync(10), 0);
        try
        {
            if (taken)
                result = await body();
            return (taken, result);
        }
        finally
        {
            if (taken)
                _gate.Release();
        }
    }
}

//// ReleaserDelegate BUG1=EXL0001,EXL0002
public sealed class ReleaserDelegates
{
    private readonly object _o = new();
    private readonly SemaphoreSlim _s = new(1);
    private int _count;

    public void Run(bool useMonitor, Action body)
    {
        Action? release = null;
        try
        {
            if (useMonitor)
            {
                Monitor.Enter(_o);
                release = () => Monitor.Exit(_o);
            }
            else
            {
                _s.Wait();
                release = () => _s.Release();
            }

            body();
        }
        finally
        {
            release?.Invoke();
        }
    }

    public int Count(Func<int> count)
    {
#if BUG1
        Monitor.Enter(_o);
        int n = count();
        if (n < _count)
            return _count;
        _count = n;
        Monitor.Exit(_o);
        return n;
#else
        Monitor.Enter(_o);
        try
        {
            int n = count();
            return n < _count ? _count : _count = n;
        }
        finally
        {
            Monitor.Exit(_o);
        }
#endif
    }
}
