//// SingleInstanceByField BUG1=EXL0001,EXL0002 BUG2=EXL0003
public static class Program
{
    private static Mutex? s_mutex;

    public static int Main2(string[] args)
    {
        if (!TryBecomeFirst())
        {
            Forward(args);
            return 0;
        }

        try
        {
            return Run(args);
        }
        finally
        {
            s_mutex!.ReleaseMutex();
            s_mutex.Dispose();
        }
    }

    private static bool TryBecomeFirst()
    {
        s_mutex = new Mutex(initiallyOwned: false, "Local\\my.app");
        try
        {
            return s_mutex.WaitOne(0, false);
        }
        catch (AbandonedMutexException)
        {
            return true;
        }
    }

    private static void Forward(string[] args)
    {
#if BUG1
        using var pipe = new Mutex(false, "Local\\my.app.pipe");
        pipe.WaitOne();
        if (args.Length == 0)
            throw new ArgumentException("nothing to forward");
        File.WriteAllLines(Path.GetTempFileName(), args);
        pipe.ReleaseMutex();
#elif BUG2
        using var pipe = new Mutex(false, "Local\\my.app.pipe");
        try
        {
            if (!pipe.WaitOne(5000))
                throw new TimeoutException();
            File.WriteAllLines(Path.GetTempFileName(), args);
        }
        finally
        {
            pipe.ReleaseMutex();
        }
#else
        using var pipe = new Mutex(false, "Local\\my.app.pipe");
        if (!pipe.WaitOne(5000))
            throw new TimeoutException();
        try
        {
            File.WriteAllLines(Path.GetTempFileName(), args);
        }
        finally
        {
            pipe.ReleaseMutex();
        }
#endif
    }

    private static int Run(string[] args) => args.Length;
}

//// SharedMemoryRing BUG1=EXL0001 BUG2=EXL0006
public sealed class SharedRing : IDisposable
{
    private readonly Semaphore _items, _slots;
    private readonly Mutex _head;
    private readonly System.IO.MemoryMappedFiles.MemoryMappedViewAccessor _view;

    public SharedRing(string name, int slots, System.IO.MemoryMappedFiles.MemoryMappedViewAccessor view)
    {
        _items = new Semaphore(0, slots, name + ".items");
        _slots = new Semaphore(slots, slots, name + ".slots");
        _head = new Mutex(false, name + ".head");
        _view = view;
    }

    public bool Write(long value, TimeSpan timeout)
    {
        if (!_slots.WaitOne(timeout))
            return false;
        bool owned = false;
        try
        {
            try
            {
                owned = _head.WaitOne(timeout);
            }
            catch (AbandonedMutexException)
            {
                owned = true; // The other process died; the ring is only counters.
            }

            if (!owned)
                return false;
            long head = _view.ReadInt64(0);
            _view.Write(8 + head * 8, value);
            _view.Write(0, head + 1);
            _items.Release();
            return true;
        }
        finally
        {
            if (owned)
                _head.ReleaseMutex();
            else
                _slots.Release();
        }
    }

    public long Read()
    {
        _items.WaitOne();
#if BUG1
        _head.WaitOne();
        long tail = _view.ReadInt64(0);
        if (tail < 0)
            return 0;
        long value = _view.ReadInt64(8 + tail * 8);
        _head.ReleaseMutex();
        _slots.Release();
        return value;
#elif BUG2
        try
        {
            _head.WaitOne(100);
            long tail = _view.ReadInt64(0);
            return _view.ReadInt64(8 + tail * 8);
        }
        finally
        {
            _head.ReleaseMutex();
            _slots.Release();
        }
#else
        _head.WaitOne();
        try
        {
            long tail = _view.ReadInt64(0);
            return _view.ReadInt64(8 + tail * 8);
        }
        finally
        {
            _head.ReleaseMutex();
            _slots.Release();
        }
#endif
    }

    public void Dispose()
    {
        _items.Dispose();
        _slots.Dispose();
        _head.Dispose();
    }
}

//// GlobalLockDisposable
public sealed class GlobalLock : IDisposable
{
    private readonly Mutex _mutex;
    private bool _hasHandle;

    public GlobalLock(string name, int timeoutMs)
    {
        _mutex = new Mutex(false, name);
        try
        {
            _hasHandle = timeoutMs < 0 ? _mutex.WaitOne(Timeout.Infinite, false) : _mutex.WaitOne(timeoutMs, false);
            if (!_hasHandle)
                throw new TimeoutException("Timeout waiting for exclusive access");
        }
        catch (AbandonedMutexException)
        {
            _hasHandle = true;
        }
    }

    public void Dispose()
    {
        if (_hasHandle)
        {
            _hasHandle = false;
            _mutex.ReleaseMutex();
        }

        _mutex.Dispose();
    }
}

public static class SharedSettings
{
    public static void Update(string path, Func<string, string> change)
    {
        using (new GlobalLock(@"Global\settings", 1000))
        {
            string before = File.Exists(path) ? File.ReadAllText(path) : "";
            File.WriteAllText(path, change(before));
        }
    }

    public static bool TryRead(string path, out string text)
    {
        text = "";
        using var guard = new GlobalLock(@"Global\settings", 1000);
        if (!File.Exists(path))
            return false;
        text = File.ReadAllText(path);
        return true;
    }
}

//// WorkerWithStopEvent BUG1=EXL0001,EXL0002 BUG2=EXL0002,EXL0003
public sealed class ServiceWorker
{
    private readonly ManualResetEvent _stop = new(false);
    private readonly Mutex _device = new();

    public void Loop(Action<byte[]> handle)
    {
        WaitHandle[] handles = { _stop, _device };
        while (true)
        {
            int index = WaitHandle.WaitAny(handles);
            if (index == 0)
                return;
            try
            {
                handle(new byte[1]);
            }
            finally
            {
                _device.ReleaseMutex();
            }
        }
    }

    public bool Poll(Func<bool> ready)
    {
        if (!_device.WaitOne(0))
            return false;
#if BUG1
        if (!ready())
            return false;
        _device.ReleaseMutex();
        return true;
#elif BUG2
        bool isReady = ready();
        if (isReady)
            _device.ReleaseMutex();
        _device.ReleaseMutex();
        return isReady;
#else
        try { return ready(); }
        finally { _device.ReleaseMutex(); }
#endif
    }
}

//// LogAppendAcrossProcesses BUG1=EXL0001,EXL0002 BUG2=EXL0006
public sealed class SharedLog : IDisposable
{
    private readonly Mutex _mutex;
    private readonly string _path;
    private bool _disposed;

    public SharedLog(string path)
    {
        _path = path;
        _mutex = new Mutex(false, "log-" + path.Replace('\\', '/'));
    }

    public void Append(string line)
    {
        if (_disposed) return;
        if (!Acquire()) return;
        try
        {
            using var stream = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            stream.Write(System.Text.Encoding.UTF8.GetBytes(line));
        }
        finally
        {
            _mutex.ReleaseMutex();
        }
    }

    private bool Acquire()
    {
        try
        {
            if (!_mutex.WaitOne(10_000))
            {
                Console.Error.WriteLine("shared log is busy");
                return false;
            }
        }
        catch (AbandonedMutexException)
        {
            Console.Error.WriteLine("a writer died");
        }

        return true;
    }

    public void Rotate()
    {
#if BUG1
        if (!Acquire())
            return;
        if (!File.Exists(_path))
            return;
        File.Move(_path, _path + ".1");
        _mutex.ReleaseMutex();
#elif BUG2
        Acquire();
        try
        {
            File.Move(_path, _path + ".1");
        }
        finally
        {
            _mutex.ReleaseMutex();
        }
#else
        if (!Acquire())
            return;
        try
        {
            if (File.Exists(_path))
                File.Move(_path, _path + ".1");
        }
        finally
        {
            _mutex.ReleaseMutex();
        }
#endif
    }

    public void Dispose()
    {
        _disposed = true;
        _mutex.Dispose();
    }
}
