//// AttemptsWithBackoff BUG1=EXL0002
public sealed class Attempts
{
    private readonly Mutex _mutex = new(false);
    private const int Max = 5;

    public bool Run(Action body)
    {
        bool owned = false;
        for (int attempt = 0; !owned && attempt < Max; attempt++)
        {
            try
            {
                owned = _mutex.WaitOne(50 << attempt);
            }
            catch (AbandonedMutexException)
            {
                owned = true;
            }
        }

        if (!owned)
            return false;
        try
        {
            body();
            return true;
        }
        finally
        {
            _mutex.ReleaseMutex();
        }
    }

    public bool RunLoop(Func<bool> body)
    {
        int attempt = 0;
        while (!_mutex.WaitOne(100))
        {
            if (++attempt == Max)
                return false;
        }

#if BUG1
        bool done = body();
        if (!done)
            return RunLoop(body);
        _mutex.ReleaseMutex();
        return done;
#else
        bool done;
        try { done = body(); }
        finally { _mutex.ReleaseMutex(); }
        return done || RunLoop(body);
#endif
    }
}

//// StateStruct BUG1=EXL0001,EXL0003
public sealed class StateStructs
{
    private struct LockState { public bool Index, Data; }
    private readonly object _index = new(), _data = new();

    public void Both(Action body)
    {
        LockState state = default;
        try
        {
            Monitor.Enter(_index, ref state.Index);
            Monitor.Enter(_data, ref state.Data);
            body();
        }
        finally
        {
            if (state.Data) Monitor.Exit(_data);
            if (state.Index) Monitor.Exit(_index);
        }
    }

    public bool TryIndex(Action body)
    {
        LockState state = new();
        Monitor.TryEnter(_index, 10, ref state.Index);
        try
        {
            if (!state.Index)
                return false;
            body();
            return true;
        }
        finally
        {
#if BUG1
            if (!state.Index) Monitor.Exit(_index);
#else
            if (state.Index) Monitor.Exit(_index);
#endif
        }
    }
}

//// ResultsOfHelpers BUG1=EXL0003 BUG2=EXL0001,EXL0002
public sealed class HelperOutcomes
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private enum Entry { Taken, Busy, Closed }
    private bool _closed;

    private async Task<Entry> EnterAsync(int timeout)
    {
        if (_closed) return Entry.Closed;
        return await _gate.WaitAsync(timeout) ? Entry.Taken : Entry.Busy;
    }

    private void Leave() => _gate.Release();

    public async Task<string> RunAsync(Func<Task<string>> body)
    {
        switch (await EnterAsync(100))
        {
            case Entry.Closed: return "closed";
            case Entry.Busy: return "busy";
        }

        try { return await body(); }
        finally { Leave(); }
    }

    public async Task<string> Run2Async(Func<Task<string>> body)
    {
        Entry entry = await EnterAsync(100);
        if (entry != Entry.Taken)
        {
#if BUG1
            Leave();
#endif
            return entry.ToString();
        }

#if BUG2
        string text = await body();
        if (text.Length == 0)
            return text;
        Leave();
        return text;
#else
        try { return await body(); }
        finally { Leave(); }
#endif
    }
}

//// NullableTaken BUG1=EXL0001,EXL0003
public sealed class NullableTaken
{
    private readonly object _o = new();
    private int _n;

    public int? Run(int timeout)
    {
        bool? taken = null;
        try
        {
            if (timeout > 0)
                taken = Monitor.TryEnter(_o, timeout);
            if (taken == false)
                return null;
            return Interlocked.Increment(ref _n);
        }
        finally
        {
            if (taken is true)
                Monitor.Exit(_o);
        }
    }

    public int Step(string mode)
    {
        bool locked = mode is "safe" or "strict";
        if (locked)
            Monitor.Enter(_o);
        try
        {
            return ++_n;
        }
        finally
        {
#if BUG1
            if (mode is "safe")
#else
            if (mode is "safe" or "strict")
#endif
                Monitor.Exit(_o);
        }
    }
}

//// UnlockAroundCall BUG1=EXL0003
public sealed class UnlockAround
{
    private readonly object _o = new();
    private readonly Queue<Func<bool>> _work = new();

    /// <summary>The caller holds the lock and gets it back held.</summary>
    private bool RunUnlocked(Func<bool> work)
    {
        Monitor.Exit(_o);
        try
        {
            return work();
        }
        finally
        {
            Monitor.Enter(_o);
        }
    }

    public int Drain()
    {
        int done = 0;
        lock (_o)
        {
            while (_work.TryDequeue(out var work))
            {
                if (RunUnlocked(work))
                    done++;
            }
        }

        return done;
    }

    public int DrainSome(int max)
    {
        int done = 0;
        Monitor.Enter(_o);
        try
        {
            while (done < max && _work.TryDequeue(out var work))
            {
                bool ok;
                Monitor.Exit(_o);
                try
                {
                    ok = work();
                }
                finally
                {
#if !BUG1
                    Monitor.Enter(_o);
#endif
                }

                if (ok)
                    done++;
            }
        }
        finally
        {
            Monitor.Exit(_o);
        }

        return done;
    }
}

//// InterleavedAsyncFlags BUG1=EXL0003
public sealed class InterleavedFlags
{
    private readonly SemaphoreSlim _read = new(1, 1), _write = new(1, 1);
    private readonly Stream _stream = Stream.Null;

    public async Task<int> ExchangeAsync(byte[] request, byte[] reply, CancellationToken ct)
    {
        bool readTaken = false, writeTaken = false;
        try
        {
            await _write.WaitAsync(ct).ConfigureAwait(false);
            writeTaken = true;
            await _read.WaitAsync(ct).ConfigureAwait(false);
            readTaken = true;
            await _stream.WriteAsync(request, ct).ConfigureAwait(false);
            _write.Release();
            writeTaken = false;
            return await _stream.ReadAsync(reply, ct).ConfigureAwait(false);
        }
        finally
        {
#if BUG1
            if (readTaken || writeTaken) _write.Release();
#else
            if (writeTaken) _write.Release();
#endif
            if (readTaken) _read.Release();
        }
    }

    public async Task SwapAsync(bool reversed, CancellationToken ct)
    {
        var (first, second) = reversed ? (_write, _read) : (_read, _write);
        await first.WaitAsync(ct);
        try
        {
            await second.WaitAsync(ct);
            try { await _stream.FlushAsync(ct); }
            finally { second.Release(); }
        }
        finally
        {
            first.Release();
        }
    }
}

//// VersionsOfOneGate BUG1=EXL0001
public sealed class GateOfAGeneration
{
    private volatile SemaphoreSlim _gate = new(1, 1);
    private int _generation;

    /// <summary>The gate may be replaced while one waits: it is taken again until it is the one of now.</summary>
    public async Task<int> RunAsync(Func<int, Task> body)
    {
        SemaphoreSlim gate;
        while (true)
        {
            gate = _gate;
            await gate.WaitAsync();
            if (ReferenceEquals(gate, _gate))
                break;
            gate.Release();
        }

        try
        {
            await body(_generation);
            return _generation;
        }
        finally
        {
            gate.Release();
        }
    }

    public async Task ReplaceAsync()
    {
        var old = _gate;
        await old.WaitAsync();
#if BUG1
        if (_generation > 100)
            return;
#endif
        _gate = new SemaphoreSlim(1, 1);
        _generation++;
        old.Release();
    }
}
