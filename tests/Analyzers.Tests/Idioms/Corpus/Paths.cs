//// EnterInsideTry BUG1=EXL0003
public class Registry32
{
    private static object syncObj = new object();
    private static System.Collections.Hashtable table = new System.Collections.Hashtable();

    public static object? Lookup(string name)
    {
        try
        {
            Monitor.Enter(syncObj);
            if (table.Contains(name))
                return table[name];
            return null;
        }
        catch (Exception ex)
        {
            Console.WriteLine(ex.ToString());
#if BUG1
            Monitor.Exit(syncObj);
#endif
            throw;
        }
        finally
        {
            Monitor.Exit(syncObj);
        }
    }
}

//// Latch BUG1=EXL0001
public class CountdownLatch
{
    private readonly object _sync = new();
    private int _remaining;
    public CountdownLatch(int n) => _remaining = n;

    public bool Wait(TimeSpan timeout)
    {
        long end = Environment.TickCount64 + (long)timeout.TotalMilliseconds;
        Monitor.Enter(_sync);
        try
        {
            while (_remaining > 0)
            {
                int left = (int)(end - Environment.TickCount64);
                if (left <= 0)
                    return false;
                Monitor.Wait(_sync, left);
            }
            return true;
        }
        finally
        {
            Monitor.Exit(_sync);
        }
    }

    public void Signal()
    {
        Monitor.Enter(_sync);
        if (--_remaining == 0)
            Monitor.PulseAll(_sync);
#if BUG1
        if (_remaining < 0)
            throw new InvalidOperationException();
#endif
        Monitor.Exit(_sync);
    }
}

//// EventAccessors BUG1=EXL0002
public class Bus
{
    private readonly object _lock = new();
    private EventHandler<string>? _received;

    public event EventHandler<string> Received
    {
        add { lock (_lock) { _received += value; } }
        remove
        {
            Monitor.Enter(_lock);
            try { _received -= value; }
            finally { Monitor.Exit(_lock); }
        }
    }

    public void Raise(string text)
    {
        EventHandler<string>? handlers;
        Monitor.Enter(_lock);
        handlers = _received;
#if BUG1
        handlers?.Invoke(this, text);
        Monitor.Exit(_lock);
#else
        Monitor.Exit(_lock);
        handlers?.Invoke(this, text);
#endif
    }
}

//// TableThenEntry BUG1=EXL0003
public class RequestTable
{
    private readonly object _tableLock = new();
    private readonly Dictionary<int, Request> _requests = new();

    public class Request { public readonly object Lock = new(); public int State; }

    public bool Complete(int id, int state)
    {
        Request? request;
        Monitor.Enter(_tableLock);
        if (!_requests.TryGetValue(id, out request))
        {
            Monitor.Exit(_tableLock);
            return false;
        }

        Monitor.Enter(request.Lock);
        Monitor.Exit(_tableLock);
        try
        {
            if (request.State != 0)
                return false;
            request.State = state;
            return true;
        }
        finally
        {
#if BUG1
            Monitor.Exit(_tableLock);
#else
            Monitor.Exit(request.Lock);
#endif
        }
    }
}

//// DisposePattern BUG1=EXL0001
public class NativeResource : IDisposable
{
    private readonly object _handleLock = new();
    private IntPtr _handle = new(1);

    protected virtual void Dispose(bool disposing)
    {
        bool locked = false;
        if (disposing)
        {
            Monitor.Enter(_handleLock);
            locked = true;
        }

        try
        {
            if (_handle != IntPtr.Zero)
            {
                Free(_handle);
                _handle = IntPtr.Zero;
            }
        }
        finally
        {
#if BUG1
            if (!disposing)
#else
            if (locked)
#endif
                Monitor.Exit(_handleLock);
        }
    }

    public void Dispose() { Dispose(true); GC.SuppressFinalize(this); }
    ~NativeResource() => Dispose(false);
    private static void Free(IntPtr p) { }
}

//// GotoCleanup BUG1=EXL0001
public unsafe class NativeBridge
{
    private readonly object _nativeLock = new object();
    private IntPtr _handle;

    public int Query(int* buffer, int length)
    {
        int hr;
        Monitor.Enter(_nativeLock);
        if (_handle == IntPtr.Zero)
        {
            hr = -1;
            goto done;
        }

        hr = Read(buffer, length);
        if (hr < 0)
#if BUG1
            return hr;
#else
            goto done;
#endif

        hr = Read(buffer + hr, length - hr);
    done:
        Monitor.Exit(_nativeLock);
        return hr;
    }

    private static int Read(int* buffer, int length) => length > 0 ? buffer[0] : 0;
}

//// StateMachine BUG1=EXL0001
public enum Phase { Idle, Starting, Running, Stopped }

public class Engine
{
    private readonly object _stateLock = new();
    private Phase _phase;

    public bool Advance()
    {
        Monitor.Enter(_stateLock);
        try
        {
            switch (_phase)
            {
                case Phase.Idle:
                    _phase = Phase.Starting;
                    return true;
                case Phase.Starting when DateTime.UtcNow.Second % 2 == 0:
                    _phase = Phase.Running;
                    return true;
                case Phase.Running:
                    goto case Phase.Stopped;
                case Phase.Stopped:
                    return false;
                default:
                    throw new InvalidOperationException($"Unexpected {_phase}");
            }
        }
        finally
        {
            Monitor.Exit(_stateLock);
        }
    }

    public string Describe()
    {
        Monitor.Enter(_stateLock);
        string text;
        switch (_phase)
        {
            case Phase.Idle: text = "idle"; break;
#if BUG1
            case Phase.Stopped: return "stopped";
#endif
            default: text = "busy"; break;
        }
        Monitor.Exit(_stateLock);
        return text;
    }
}

//// ReleasedByCatchAndEnd BUG1=EXL0001
public class OrderBook
{
    private readonly object _lock = new();
    private readonly SortedDictionary<decimal, int> _bids = new();

    public bool Place(decimal price, int quantity, ILogger log)
    {
        Monitor.Enter(_lock);
        try
        {
            _bids.TryGetValue(price, out int old);
            _bids[price] = old + quantity;
        }
        catch (Exception e)
        {
#if !BUG1
            Monitor.Exit(_lock);
#endif
            log.Error(e, "Placing failed");
            return false;
        }

        Monitor.Exit(_lock);
        return true;
    }
}

public interface ILogger { void Error(Exception e, string message); }

//// Phases BUG1=EXL0001,EXL0003
public class PhasedWork
{
    private readonly Barrier _barrier;
    private readonly object _result = new();
    private long _total;

    public PhasedWork(int participants) => _barrier = new Barrier(participants);

    public void Work(int[] part)
    {
        long local = 0;
        foreach (int x in part) local += x;
        bool taken = false;
        try
        {
            Monitor.TryEnter(_result, TimeSpan.FromSeconds(1), ref taken);
            if (taken)
                _total += local;
        }
        finally
        {
#if BUG1
            if (!taken)
#else
            if (taken)
#endif
                Monitor.Exit(_result);
        }

        _barrier.SignalAndWait();
    }
}

//// MainThreadQueue BUG1=EXL0001
public class MainThreadDispatcher
{
    private static readonly object LockObj = new object();
    private static readonly Queue<Action> Pending = new Queue<Action>();
    private static Thread? mainThread;

    public void Awake() => mainThread = Thread.CurrentThread;

    public void Update()
    {
        while (true)
        {
            Action action;
            Monitor.Enter(LockObj);
            if (Pending.Count == 0)
            {
#if !BUG1
                Monitor.Exit(LockObj);
#endif
                return;
            }
            action = Pending.Dequeue();
            Monitor.Exit(LockObj);
            action();
        }
    }

    public static void Run(Action action)
    {
        if (Thread.CurrentThread == mainThread)
        {
            action();
            return;
        }
        lock (LockObj) Pending.Enqueue(action);
    }
}
