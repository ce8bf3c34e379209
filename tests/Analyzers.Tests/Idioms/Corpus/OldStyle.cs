//// ReturnCodes BUG1=EXL0001 BUG2=EXL0003
public class SerialPortDriver
{
    private const int Ok = 0, Busy = -1, Failed = -2;
    private readonly object portLock = new object();
    private Stream port;

    public SerialPortDriver(Stream stream) { port = stream; }

    private int LockPort(int timeout)
    {
        return Monitor.TryEnter(portLock, timeout) ? Ok : Busy;
    }

    private void UnlockPort()
    {
        Monitor.Exit(portLock);
    }

    public int Write(byte[] data)
    {
        int rc = LockPort(500);
        if (rc != Ok)
            return rc;

        if (port == null)
        {
            rc = Failed;
            goto exit;
        }

        try
        {
            port.Write(data, 0, data.Length);
            port.Flush();
        }
        catch (Exception)
        {
            rc = Failed;
#if BUG1
            return rc;
#else
            goto exit;
#endif
        }

    exit:
        UnlockPort();
        return rc;
    }

    public int Reset()
    {
        int rc = LockPort(500);
#if BUG2
        if (rc == Ok)
            port = null;
        UnlockPort();
#else
        if (rc == Ok)
        {
            port = null;
            UnlockPort();
        }
#endif
        return rc;
    }
}

//// FlagsOfWhatIsHeld BUG1=EXL0003 BUG2=EXL0001
public class TwoPhaseUpdate
{
    private readonly object indexLock = new object();
    private readonly object dataLock = new object();
    private readonly Dictionary<int, int> index = new Dictionary<int, int>();
    private readonly List<string> data = new List<string>();

    public bool Update(int key, string value, int timeout)
    {
        bool indexLocked = false, dataLocked = false, result = false;
        try
        {
            if (!(indexLocked = Monitor.TryEnter(indexLock, timeout))) return false;
            if (!(dataLocked = Monitor.TryEnter(dataLock, timeout))) return false;
            int at;
            if (index.TryGetValue(key, out at))
            {
                data[at] = value;
            }
            else
            {
                index[key] = data.Count;
                data.Add(value);
            }

            result = true;
        }
        finally
        {
#if BUG1
            Monitor.Exit(dataLock);
            Monitor.Exit(indexLock);
#elif BUG2
            if (result)
            {
                Monitor.Exit(dataLock);
                Monitor.Exit(indexLock);
            }
#else
            if (dataLocked) Monitor.Exit(dataLock);
            if (indexLocked) Monitor.Exit(indexLock);
#endif
        }

        return result;
    }
}

//// ReaderWriterUpgradeCookie BUG1=EXL0004 BUG2=EXL0003
public class ConfigurationStore
{
    private readonly ReaderWriterLock rwl = new ReaderWriterLock();
    private Dictionary<string, string> values;

    public string Get(string key)
    {
        rwl.AcquireReaderLock(Timeout.Infinite);
        try
        {
            if (values == null)
            {
                LockCookie cookie = rwl.UpgradeToWriterLock(Timeout.Infinite);
                try
                {
                    if (values == null)
                        values = LoadAll();
                }
                finally
                {
                    rwl.DowngradeFromWriterLock(ref cookie);
                }
            }

            string value;
            return values.TryGetValue(key, out value) ? value : null;
        }
        finally
        {
            rwl.ReleaseReaderLock();
        }
    }

    private Dictionary<string, string> LoadAll() { return new Dictionary<string, string>(); }

    public void Set(string key, string value)
    {
        try
        {
            rwl.AcquireWriterLock(5000);
            try
            {
                if (values == null)
                    values = LoadAll();
                values[key] = value;
            }
            finally
            {
#if BUG1
                rwl.ReleaseReaderLock();
#else
                rwl.ReleaseWriterLock();
#endif
            }
        }
        catch (ApplicationException)
        {
            Console.Error.WriteLine("timed out");
#if BUG2
            rwl.ReleaseWriterLock();
#endif
        }
    }
}

//// HandOffToNativeCallback BUG1=EXL0001 BUG2=EXL0003
public unsafe class NativeBridge
{
    private static readonly SemaphoreSlim s_native = new SemaphoreSlim(1);
    private static Action<int> s_callback;

    [System.Runtime.InteropServices.UnmanagedCallersOnly]
    public static void OnNative(int code)
    {
        Action<int> callback = s_callback;
        s_callback = null;
        s_native.Release();
        if (callback != null)
            callback(code);
    }

    public static bool Start(Action<int> callback, delegate* unmanaged<void*, int> start, void* argument)
    {
        if (!s_native.Wait(1000))
            return false;
        s_callback = callback;
        int rc = start(argument);
        if (rc != 0)
        {
            s_callback = null;
            s_native.Release();
            return false;
        }

        return true;
    }

    public static int Query(delegate* unmanaged<int> query)
    {
        s_native.Wait();
#if BUG1
        int value = query();
        if (value < 0)
            throw new InvalidOperationException("native: " + value);
        s_native.Release();
        return value;
#elif BUG2
        try
        {
            int value = query();
            if (value < 0)
            {
                s_native.Release();
                throw new InvalidOperationException("native: " + value);
            }

            return value;
        }
        finally
        {
            s_native.Release();
        }
#else
        int value = query();
        s_native.Release();
        if (value < 0)
            throw new InvalidOperationException("native: " + value);
        return value;
#endif
    }
}

//// StateFlagEnum BUG1=EXL0001 BUG2=EXL0002,EXL0003
[Flags]
public enum Held { None = 0, Catalog = 1, Table = 2 }

public class SchemaChange
{
    private readonly Mutex catalog = new Mutex();
    private readonly Mutex table = new Mutex();

    public void Apply(Action change, bool onlyTable)
    {
        Held held = Held.None;
        try
        {
            if (!onlyTable)
            {
                catalog.WaitOne();
                held |= Held.Catalog;
            }

            table.WaitOne();
            held |= Held.Table;
            change();
        }
        finally
        {
            if ((held & Held.Table) != 0)
                table.ReleaseMutex();
            if ((held & Held.Catalog) != 0)
                catalog.ReleaseMutex();
        }
    }

    public bool TryApply(Action change)
    {
        if (!catalog.WaitOne(100))
            return false;
#if BUG1
        if (!table.WaitOne(100))
            return false;
#else
        if (!table.WaitOne(100))
        {
            catalog.ReleaseMutex();
            return false;
        }
#endif
        try
        {
            change();
        }
        finally
        {
#if BUG2
            table.ReleaseMutex();
            table.ReleaseMutex();
#else
            table.ReleaseMutex();
            catalog.ReleaseMutex();
#endif
        }

        return true;
    }
}

//// WaitOrTimerCallback BUG1=EXL0001,EXL0002 BUG2=EXL0002
public class AsyncGate
{
    private readonly Semaphore gate = new Semaphore(1, 1);

    public void Run(Action body, Action<Exception> failed)
    {
        ThreadPool.RegisterWaitForSingleObject(gate, delegate(object state, bool timedOut)
        {
            if (timedOut)
            {
                failed(new TimeoutException());
                return;
            }

            try
            {
                body();
            }
            catch (Exception e)
            {
                failed(e);
            }
            finally
            {
                gate.Release();
            }
        }, null, 5000, true);
    }

    public bool RunNow(Func<bool> body)
    {
        bool acquired = gate.WaitOne(0);
        if (!acquired)
            return false;
#if BUG1
        bool ok = body();
        if (ok)
            gate.Release();
        return ok;
#elif BUG2
        bool ok = body();
        gate.Release();
        return ok;
#else
        bool ok = false;
        try
        {
            ok = body();
        }
        finally
        {
            gate.Release();
        }

        return ok;
#endif
    }
}
