//// BlockingQueue BUG1=EXL0003
public sealed class BlockingQueue<T>
{
    private readonly object _sync = new();
    private readonly Queue<T> _items = new();
    private readonly int _capacity;
    private bool _completed;

    public BlockingQueue(int capacity) => _capacity = capacity;

    public bool TryEnqueue(T item, TimeSpan timeout)
    {
        var deadline = DateTime.UtcNow + timeout;
        lock (_sync)
        {
            while (_items.Count >= _capacity && !_completed)
            {
                var left = deadline - DateTime.UtcNow;
                if (left <= TimeSpan.Zero || !Monitor.Wait(_sync, left))
                    return false;
            }

            if (_completed) return false;
            _items.Enqueue(item);
            Monitor.PulseAll(_sync);
            return true;
        }
    }

    public T Dequeue()
    {
        Monitor.Enter(_sync);
        try
        {
            while (_items.Count == 0)
            {
                if (_completed)
                {
#if BUG1
                    Monitor.Exit(_sync);
#endif
                    throw new InvalidOperationException("The queue is completed.");
                }
                Monitor.Wait(_sync);
            }

            var item = _items.Dequeue();
            Monitor.Pulse(_sync);
            return item;
        }
        finally
        {
            Monitor.Exit(_sync);
        }
    }

    public void Complete()
    {
        lock (_sync) { _completed = true; Monitor.PulseAll(_sync); }
    }
}

//// RetryWithBackOff BUG1=EXL0003
public class Ledger
{
    private readonly object _gate = new();
    private decimal _balance;

    public bool TryApply(decimal amount, int maxAttempts, CancellationToken token)
    {
        var delay = TimeSpan.FromMilliseconds(5);
        for (int attempt = 0; attempt < maxAttempts; attempt++)
        {
            token.ThrowIfCancellationRequested();
            if (Monitor.TryEnter(_gate, delay))
            {
                try
                {
                    if (_balance + amount < 0)
                        return false;
                    _balance += amount;
                    return true;
                }
                finally
                {
                    Monitor.Exit(_gate);
                }
            }
#if BUG1
            else
            {
                Monitor.Exit(_gate);
            }
#endif

            delay = TimeSpan.FromMilliseconds(Math.Min(delay.TotalMilliseconds * 2, 500));
        }

        return false;
    }
}

//// RetryUntilTaken BUG1=EXL0003
public class DeviceChannel
{
    private readonly object _ioLock = new object();
    private int _retries = 3;

    public int Send(byte[] frame)
    {
        bool taken = false;
        int tries = 0;
        do
        {
            Monitor.TryEnter(_ioLock, 100, ref taken);
        }
        while (!taken && ++tries < _retries);

#if BUG1
        if (!taken && frame.Length > 100)
            return -1;
#else
        if (!taken)
            return -1;
#endif

        try
        {
            return Transmit(frame);
        }
        finally
        {
            Monitor.Exit(_ioLock);
        }
    }

    private int Transmit(byte[] frame) => frame.Length;
}

//// LockTakenFlag BUG1=EXL0003
public class EventAggregator
{
    private readonly object _handlersLock = new();
    private readonly List<Action<string>> _handlers = new();

    public void Publish(string message)
    {
        Action<string>[] snapshot;
        bool lockTaken = false;
        try
        {
            Monitor.Enter(_handlersLock, ref lockTaken);
            snapshot = _handlers.ToArray();
        }
        finally
        {
#if BUG1
            Monitor.Exit(_handlersLock);
            if (lockTaken)
                Monitor.Exit(_handlersLock);
#else
            if (lockTaken)
                Monitor.Exit(_handlersLock);
#endif
        }

        foreach (var handler in snapshot)
            handler(message);
    }
}

//// TimerThatSkips BUG1=EXL0003
public sealed class Poller : IDisposable
{
    private readonly object _tickLock = new();
    private readonly Timer _timer;
    private readonly Action _poll;

    public Poller(Action poll, TimeSpan period)
    {
        _poll = poll;
        _timer = new Timer(OnTick, null, period, period);
    }

    private void OnTick(object? state)
    {
        if (!Monitor.TryEnter(_tickLock))
            return; // previous tick still running

        try
        {
            _poll();
        }
        catch (Exception ex)
        {
            Console.Error.WriteLine(ex);
#if BUG1
            Monitor.Exit(_tickLock);
#endif
        }
        finally
        {
            Monitor.Exit(_tickLock);
        }
    }

    public void Dispose() => _timer.Dispose();
}

//// SharedByConfiguration BUG1=EXL0003
public class MetricsRegistry
{
    private readonly bool _threadSafe;
    private readonly object _lock = new();
    private readonly Dictionary<string, long> _counters = new();

    public MetricsRegistry(bool threadSafe) => _threadSafe = threadSafe;

    public void Increment(string name)
    {
        if (_threadSafe) Monitor.Enter(_lock);
        try
        {
            _counters.TryGetValue(name, out var current);
            _counters[name] = current + 1;
        }
        finally
        {
#if BUG1
            Monitor.Exit(_lock);
#else
            if (_threadSafe) Monitor.Exit(_lock);
#endif
        }
    }
}

//// DroppedForACallback BUG1=EXL0003
public class Dispatcher
{
    private readonly object _lock = new();
    private readonly Queue<Action> _queue = new();
    private bool _running;

    public void Post(Action action)
    {
        lock (_lock)
        {
            _queue.Enqueue(action);
            if (_running)
                return;
            _running = true;
            try
            {
                while (_queue.Count > 0)
                {
                    var next = _queue.Dequeue();
                    Monitor.Exit(_lock);
                    try
                    {
                        next();
                    }
                    finally
                    {
#if !BUG1
                        Monitor.Enter(_lock);
#endif
                    }
                }
            }
            finally
            {
                _running = false;
            }
        }
    }
}

//// DroppedInALoop BUG1=EXL0003
public class Pump
{
    private readonly object _gate = new();
    private int _pending;

    public void Process(Action<int> callback)
    {
        Monitor.Enter(_gate);
        try
        {
            while (_pending > 0)
            {
                int current = _pending--;
                Monitor.Exit(_gate);
                try
                {
                    callback(current);
                }
                finally
                {
                    Monitor.Enter(_gate);
                }
#if BUG1
                if (current == 7)
                {
                    Monitor.Exit(_gate);
                    return;
                }
#endif
            }
        }
        finally
        {
            Monitor.Exit(_gate);
        }
    }
}

//// DroppedByAMember BUG1=EXL0001
public class JobQueue
{
    private readonly object _lock = new();
    private readonly LinkedList<Func<bool>> _jobs = new();

    public void RunAll()
    {
        lock (_lock)
        {
            while (_jobs.First is { } node)
            {
                _jobs.RemoveFirst();
                if (!RunUnlocked(node.Value))
                    break;
            }
        }
    }

    // Called with _lock held; drops it while the job runs.
    private bool RunUnlocked(Func<bool> job)
    {
        Monitor.Exit(_lock);
        try
        {
            return job();
        }
        finally
        {
            Monitor.Enter(_lock);
        }
    }

    public int Count()
    {
        Monitor.Enter(_lock);
        int c = _jobs.Count;
#if BUG1
        if (c > 100)
            throw new InvalidOperationException("overflow");
#endif
        Monitor.Exit(_lock);
        return c;
    }
}
