//// GrainScheduler BUG1=EXL0001 BUG2=EXL0003
public sealed class WorkItemGroup
{
    private enum WorkGroupStatus { Waiting, Runnable, Running, Shutdown }

    private readonly object lockable = new();
    private readonly Queue<Action> workItems = new();
    private WorkGroupStatus state = WorkGroupStatus.Waiting;

    public void EnqueueWorkItem(Action item)
    {
        lock (lockable)
        {
            if (state == WorkGroupStatus.Shutdown)
                return;
            workItems.Enqueue(item);
            if (state != WorkGroupStatus.Waiting)
                return;
            state = WorkGroupStatus.Runnable;
        }

        ThreadPool.UnsafeQueueUserWorkItem(static s => ((WorkItemGroup)s!).Execute(), this);
    }

    private void Execute()
    {
        try
        {
            int count = 0;
            do
            {
                Action item;
                lock (lockable)
                {
                    state = WorkGroupStatus.Running;
                    if (workItems.Count == 0)
                        break;
                    item = workItems.Dequeue();
                }

                try { item(); }
                catch (Exception e) { Console.Error.WriteLine(e); }
            }
            while (++count < 100);
        }
        finally
        {
#if BUG1
            Monitor.Enter(lockable);
            if (workItems.Count > 0)
            {
                state = WorkGroupStatus.Runnable;
                ThreadPool.UnsafeQueueUserWorkItem(static s => ((WorkItemGroup)s!).Execute(), this);
            }
            else
            {
                state = WorkGroupStatus.Waiting;
                Monitor.Exit(lockable);
            }
#else
            lock (lockable)
            {
                if (workItems.Count > 0)
                {
                    state = WorkGroupStatus.Runnable;
                    ThreadPool.UnsafeQueueUserWorkItem(static s => ((WorkItemGroup)s!).Execute(), this);
                }
                else
                {
                    state = WorkGroupStatus.Waiting;
                }
            }
#endif
        }
    }

    public void Stop()
    {
        bool entered = Monitor.TryEnter(lockable, 1000);
        try
        {
            state = WorkGroupStatus.Shutdown;
            workItems.Clear();
        }
        finally
        {
#if BUG2
            Monitor.Exit(lockable);
#else
            if (entered) Monitor.Exit(lockable);
#endif
        }
    }
}

//// ReplaySubject BUG1=EXL0001
public sealed class ReplaySubject<T> : IObservable<T>, IObserver<T>
{
    private readonly object _gate = new();
    private readonly List<T> _values = new();
    private IObserver<T>[] _observers = [];
    private bool _stopped;
    private Exception? _error;

    public void OnNext(T value)
    {
        IObserver<T>[] observers;
        lock (_gate)
        {
            if (_stopped)
                return;
            _values.Add(value);
            observers = _observers;
        }

        foreach (var observer in observers)
            observer.OnNext(value);
    }

    public void OnError(Exception error)
    {
        IObserver<T>[]? observers = null;
        Monitor.Enter(_gate);
        if (!_stopped)
        {
            _stopped = true;
            _error = error;
            observers = _observers;
            _observers = [];
        }
#if BUG1
        else
        {
            return;
        }
#endif
        Monitor.Exit(_gate);
        foreach (var observer in observers ?? [])
            observer.OnError(error);
    }

    public void OnCompleted()
    {
        IObserver<T>[] observers;
        lock (_gate)
        {
            if (_stopped) return;
            _stopped = true;
            observers = _observers;
        }

        foreach (var observer in observers)
            observer.OnCompleted();
    }

    public IDisposable Subscribe(IObserver<T> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        Monitor.Enter(_gate);
        try
        {
            foreach (T value in _values)
                observer.OnNext(value);
            if (_stopped)
            {
                if (_error is { } error) observer.OnError(error); else observer.OnCompleted();
                return Empty.Instance;
            }

            _observers = [.. _observers, observer];
            return new Subscription(this, observer);
        }
        finally
        {
            Monitor.Exit(_gate);
        }
    }

    private sealed class Subscription(ReplaySubject<T> subject, IObserver<T> observer) : IDisposable
    {
        public void Dispose()
        {
            lock (subject._gate)
                subject._observers = Array.FindAll(subject._observers, o => o != observer);
        }
    }

    private sealed class Empty : IDisposable
    {
        public static readonly Empty Instance = new();
        public void Dispose() { }
    }
}

//// MergeOperator BUG1=EXL0001
public sealed class MergeSink<T>(IObserver<T> downstream)
{
    private readonly Lock _gate = new();
    private int _active = 1;
    private bool _done;

    public IDisposable Add(IObservable<T> source)
    {
        lock (_gate)
            _active++;
        return source.Subscribe(new Inner(this));
    }

    private sealed class Inner(MergeSink<T> parent) : IObserver<T>
    {
        public void OnNext(T value)
        {
            using (parent._gate.EnterScope())
            {
                if (!parent._done)
                    parent.Forward(value);
            }
        }

        public void OnError(Exception error)
        {
            parent._gate.Enter();
#if BUG1
            if (parent._done)
                return;
            parent._done = true;
            parent._gate.Exit();
            parent.Fail(error);
#else
            bool was = parent._done;
            parent._done = true;
            parent._gate.Exit();
            if (!was)
                parent.Fail(error);
#endif
        }

        public void OnCompleted() => parent.Complete();
    }

    private void Forward(T value) => downstream.OnNext(value);
    private void Fail(Exception error) => downstream.OnError(error);

    public void Complete()
    {
        using (_gate.EnterScope())
        {
            if (--_active == 0 && !_done)
            {
                _done = true;
                downstream.OnCompleted();
            }
        }
    }
}

//// MailboxWithTryLock BUG1=EXL0001 BUG2=EXL0001
/// <summary>Who gets the lock drains the queue, who does not has left its message there and goes.</summary>
public sealed class Mailbox<T>(Action<T> handle)
{
    private readonly System.Collections.Concurrent.ConcurrentQueue<T> _queue = new();
    private readonly object _drain = new();

    public void Post(T message)
    {
        _queue.Enqueue(message);
        while (!_queue.IsEmpty)
        {
            if (!Monitor.TryEnter(_drain))
                return;
            try
            {
                while (_queue.TryDequeue(out T? next))
                    handle(next);
            }
            finally
            {
                Monitor.Exit(_drain);
            }
        }
    }

    public int Clear()
    {
        int dropped = 0;
#if BUG1
        while (Monitor.TryEnter(_drain))
        {
            if (!_queue.TryDequeue(out _))
                break;
            dropped++;
            Monitor.Exit(_drain);
        }
#elif BUG2
        do
        {
            Monitor.Enter(_drain);
            if (_queue.TryDequeue(out _))
                dropped++;
        }
        while (!_queue.IsEmpty);
        Monitor.Exit(_drain);
#else
        while (Monitor.TryEnter(_drain))
        {
            bool any = _queue.TryDequeue(out _);
            Monitor.Exit(_drain);
            if (!any)
                break;
            dropped++;
        }
#endif
        return dropped;
    }
}

//// TimerWheel
public sealed class TimerWheel
{
    private sealed class Bucket
    {
        public readonly object Sync = new();
        public List<(long Due, Action Fire)> Entries = new();
    }

    private readonly Bucket[] _wheel;
    private long _now;

    public TimerWheel(int size)
    {
        _wheel = new Bucket[size];
        for (int i = 0; i < size; i++)
            _wheel[i] = new Bucket();
    }

    public void Schedule(long delay, Action fire)
    {
        long due = Volatile.Read(ref _now) + delay;
        var bucket = _wheel[due % _wheel.Length];
        lock (bucket.Sync)
            bucket.Entries.Add((due, fire));
    }

    public void Tick()
    {
        long now = Interlocked.Increment(ref _now);
        var bucket = _wheel[now % _wheel.Length];
        List<(long, Action)>? due = null;
        Monitor.Enter(bucket.Sync);
        try
        {
            for (int i = bucket.Entries.Count - 1; i >= 0; i--)
            {
                if (bucket.Entries[i].Due > now)
                    continue;
                (due ??= new()).Add(bucket.Entries[i]);
                bucket.Entries.RemoveAt(i);
            }
        }
        finally
        {
            Monitor.Exit(bucket.Sync);
        }

        foreach (var (_, fire) in due ?? [])
            fire();
    }

    public int Cancel(Func<Action, bool> which)
    {
        int cancelled = 0;
        for (int i = 0; i < _wheel.Length; i++)
        {
            var bucket = _wheel[i];
            Monitor.Enter(bucket.Sync);
            try { cancelled += bucket.Entries.RemoveAll(e => which(e.Fire)); }
            finally { Monitor.Exit(bucket.Sync); }
        }

        return cancelled;
    }
}
