//// TemplateMethodWithHooks BUG1=EXL0001,EXL0002 BUG2=EXL0001,EXL0002
public abstract class Importer<TRecord> where TRecord : notnull
{
    private readonly object _import = new();
    protected abstract IEnumerable<TRecord> Parse(TextReader reader);
    protected virtual bool OnRecord(TRecord record) => true;
    protected virtual void OnFinished(int count) { }

    public int Import(TextReader reader)
    {
        int count = 0;
        if (!Monitor.TryEnter(_import, TimeSpan.FromSeconds(1)))
            throw new InvalidOperationException("an import is running");
        try
        {
            foreach (TRecord record in Parse(reader))
            {
                if (!OnRecord(record))
                    break;
                count++;
            }

            OnFinished(count);
        }
        finally
        {
#if BUG1
            if (count > 0)
#endif
            Monitor.Exit(_import);
        }

        return count;
    }

#if BUG2
    public int Count(TextReader reader)
    {
        Monitor.Enter(_import);
        int count = 0;
        foreach (TRecord record in Parse(reader))
        {
            if (!OnRecord(record))
                return count;
            count++;
        }

        Monitor.Exit(_import);
        return count;
    }
#endif
}

//// SwitchExpressionOfModes BUG1=EXL0001 BUG2=EXL0001
public enum Access { None, Read, Write, Upgrade }

public sealed class ModalStore
{
    private readonly ReaderWriterLockSlim _rw = new();
    private int _value;

    public T With<T>(Access access, Func<int, T> body)
    {
        bool entered = access switch
        {
            Access.Read => _rw.TryEnterReadLock(1000),
            Access.Write => _rw.TryEnterWriteLock(1000),
            Access.Upgrade => _rw.TryEnterUpgradeableReadLock(1000),
            Access.None => true,
            _ => throw new ArgumentOutOfRangeException(nameof(access)),
        };
        if (!entered)
            throw new TimeoutException();
        try
        {
            return body(_value);
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
#if !BUG2
                case Access.Upgrade: _rw.ExitUpgradeableReadLock(); break;
#endif
            }
        }
    }
}

//// EitherOfTwoTimeouts BUG1=EXL0001,EXL0002 BUG2=EXL0001
public sealed class PatientLock
{
    private readonly object _o = new();
    private int _users;

    public bool Use(int? timeout, Action body)
    {
        bool taken = timeout is { } ms ? Monitor.TryEnter(_o, ms) : Monitor.TryEnter(_o);
        if (!taken)
            return false;
        try
        {
            _users++;
            body();
        }
        finally
        {
#if BUG1
            if (timeout is not null)
                Monitor.Exit(_o);
#else
            Monitor.Exit(_o);
#endif
        }

        return true;
    }

#if BUG2
    public bool Reset(int? timeout)
    {
        bool taken = timeout.HasValue ? Monitor.TryEnter(_o, timeout.Value) : Monitor.TryEnter(_o);
        if (_users == 0)
            return taken;
        if (taken)
        {
            _users = 0;
            Monitor.Exit(_o);
        }

        return taken;
    }
#endif
}

//// LocalFunctionOfCleanUp
public sealed class TempWorkspace
{
    private readonly SemaphoreSlim _one = new(1);

    public async Task<string> BuildAsync(Func<string, Task> fill, CancellationToken ct)
    {
        string? directory = null;
        bool entered = false;
        try
        {
            await EnterAsync();
            directory = Directory.CreateTempSubdirectory().FullName;
            await fill(directory);
            return directory;
        }
        catch when (CleanUp())
        {
            throw;
        }
        finally
        {
            if (entered)
                _one.Release();
        }

        async Task EnterAsync()
        {
            await _one.WaitAsync(ct);
            entered = true;
        }

        bool CleanUp()
        {
            if (directory is not null)
                Directory.Delete(directory, recursive: true);
            return false;
        }
    }

    public async Task<int> CountAsync(string directory)
    {
        await Enter();
        try
        {
            return Directory.GetFiles(directory).Length;
        }
        finally
        {
            Leave();
        }

        Task Enter() => _one.WaitAsync();
        void Leave() => _one.Release();
    }
}

//// RecordStructGuard
public readonly record struct MonitorGuard : IDisposable
{
    private readonly object _target;
    public bool Taken { get; }

    public MonitorGuard(object target, TimeSpan timeout)
    {
        _target = target;
        bool taken = false;
        Monitor.TryEnter(target, timeout, ref taken);
        Taken = taken;
    }

    public void Dispose()
    {
        if (Taken)
            Monitor.Exit(_target);
    }
}

public sealed class Thermostat
{
    private readonly object _o = new();
    private double _target;

    public bool Raise(double by)
    {
        using var guard = new MonitorGuard(_o, TimeSpan.FromMilliseconds(50));
        if (!guard.Taken)
            return false;
        _target += by;
        return true;
    }

    public async Task<bool> LowerAsync(double by, Func<Task> tell)
    {
        using (var guard = new MonitorGuard(_o, TimeSpan.FromMilliseconds(50)))
        {
            if (!guard.Taken)
                return false;
            _target -= by;
        }

        await tell();
        return true;
    }
}

//// CheckedConstructor BUG1=EXL0002
public sealed class ExclusiveFile : IDisposable
{
    private static readonly Dictionary<string, SemaphoreSlim> Gates = new(StringComparer.OrdinalIgnoreCase);
    private readonly SemaphoreSlim _gate;
    private readonly FileStream _stream;

    public ExclusiveFile(string path)
    {
        lock (Gates)
        {
            if (!Gates.TryGetValue(path, out _gate!))
                Gates[path] = _gate = new SemaphoreSlim(1, 1);
        }

        _gate.Wait();
        try
        {
            _stream = new FileStream(path, FileMode.OpenOrCreate);
        }
        catch
        {
            _gate.Release();
            throw;
        }
    }

    public Stream Stream => _stream;

    public void Dispose()
    {
        _stream.Dispose();
        _gate.Release();
    }

#if BUG1
    public void Truncate()
    {
        _gate.Wait();
        _stream.SetLength(0);
        _stream.Flush();
        _gate.Release();
    }
#endif
}

//// EnumeratorUnderALock BUG1=EXL0001,EXL0002 BUG2=EXL0003
public sealed class SafeEnumerable<T>(List<T> items)
{
    private readonly object _sync = new();

    public Enumerator GetEnumerator()
    {
        Monitor.Enter(_sync);
        return new Enumerator(items, _sync);
    }

    public void Add(T item)
    {
        lock (_sync)
            items.Add(item);
    }

    public int Total(Func<T, int> of)
    {
        int total = 0;
        foreach (T item in this)
            total += of(item);
        return total;
    }

#if BUG1
    public bool Any(Func<T, bool> which)
    {
        Monitor.Enter(_sync);
        foreach (T item in items)
        {
            if (which(item))
                return true;
        }

        Monitor.Exit(_sync);
        return false;
    }
#elif BUG2
    public T First(Func<T, bool> which)
    {
        Monitor.Enter(_sync);
        try
        {
            foreach (T item in items)
            {
                if (which(item))
                    return item;
            }

            Monitor.Exit(_sync);
            throw new InvalidOperationException();
        }
        finally
        {
            Monitor.Exit(_sync);
        }
    }
#endif

    public struct Enumerator(List<T> items, object sync) : IDisposable
    {
        private List<T>.Enumerator _inner = items.GetEnumerator();
        public readonly T Current => _inner.Current;
        public bool MoveNext() => _inner.MoveNext();
        public readonly void Dispose() => Monitor.Exit(sync);
    }
}
