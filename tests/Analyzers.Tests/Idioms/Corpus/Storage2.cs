//// CompactionExclusion BUG1=EXL0001 BUG2=EXL0001
public sealed class Compactor
{
    private readonly ReaderWriterLockSlim _files = new();
    private readonly object _compacting = new();
    private List<string> _segments = new();

    public bool TryCompact(Func<IReadOnlyList<string>, string> merge)
    {
        if (!Monitor.TryEnter(_compacting))
            return false;
        try
        {
            string[] input;
            _files.EnterReadLock();
            try
            {
                if (_segments.Count < 2)
                    return false;
                input = _segments.ToArray();
            }
            finally
            {
                _files.ExitReadLock();
            }

            string merged = merge(input);
            if (!_files.TryEnterWriteLock(TimeSpan.FromSeconds(10)))
            {
                File.Delete(merged);
                return false;
            }

#if BUG1
            foreach (string segment in input)
            {
                if (!_segments.Remove(segment))
                    throw new InvalidOperationException(segment);
            }

            _segments.Insert(0, merged);
            _files.ExitWriteLock();
#else
            try
            {
                _segments.RemoveAll(input.Contains);
                _segments.Insert(0, merged);
            }
            finally
            {
                _files.ExitWriteLock();
            }
#endif
            return true;
        }
        finally
        {
#if BUG2
            Monitor.Exit(_files);
#else
            Monitor.Exit(_compacting);
#endif
        }
    }
}

//// SnapshotReaders BUG1=EXL0001 BUG2=EXL0003
/// <summary>Readers are counted in the state that they read; the writer waits for those of the state before.</summary>
public sealed class EpochStore
{
    private readonly object _epochLock = new();
    private readonly Dictionary<long, int> _readers = new();
    private long _epoch;

    public long Enter()
    {
        lock (_epochLock)
        {
            _readers[_epoch] = _readers.GetValueOrDefault(_epoch) + 1;
            return _epoch;
        }
    }

    public void Leave(long epoch)
    {
        bool entered = false;
        try
        {
            Monitor.Enter(_epochLock, ref entered);
            if (--_readers[epoch] == 0)
            {
                _readers.Remove(epoch);
                Monitor.PulseAll(_epochLock);
            }
        }
        finally
        {
            if (entered)
            {
                Monitor.Exit(_epochLock);
            }
        }
    }

    public bool Advance(int timeout)
    {
        Monitor.Enter(_epochLock);
        long old = _epoch++;
        bool drained = true;
        while (_readers.ContainsKey(old) && drained)
        {
            drained = Monitor.Wait(_epochLock, timeout);
        }

#if BUG1
        if (!drained)
            return false;
#endif
        Monitor.Exit(_epochLock);
#if BUG2
        if (!drained)
            Monitor.Exit(_epochLock);
#endif
        return drained;
    }
}

//// SkipListOfNodes
/// <summary>Lazy skip list: the predecessors of a node are locked on all levels, each once, and unlocked together.</summary>
public sealed class LazySkipList
{
    private sealed class Node(int key, int levels)
    {
        public readonly int Key = key;
        public readonly Node?[] Next = new Node?[levels];
        public volatile bool Marked;
    }

    private readonly Node _head = new(int.MinValue, 8);

    public bool Add(int key)
    {
        var preds = new Node[8];
        var succs = new Node?[8];
        while (true)
        {
            Find(key, preds, succs);
            int highest = -1;
            try
            {
                bool valid = true;
                Node? previous = null;
                for (int level = 0; valid && level < 8; level++)
                {
                    Node pred = preds[level];
                    if (pred != previous)
                    {
                        Monitor.Enter(pred);
                        highest = level;
                        previous = pred;
                    }

                    valid = !pred.Marked && pred.Next[level] == succs[level];
                }

                if (!valid)
                    continue;
                var node = new Node(key, 8);
                for (int level = 0; level < 8; level++)
                {
                    node.Next[level] = succs[level];
                    preds[level].Next[level] = node;
                }

                return true;
            }
            finally
            {
                Node? previous = null;
                for (int level = 0; level <= highest; level++)
                {
                    if (preds[level] != previous)
                        Monitor.Exit(preds[level]);
                    previous = preds[level];
                }
            }
        }
    }

    private void Find(int key, Node[] preds, Node?[] succs)
    {
        Node pred = _head;
        for (int level = 7; level >= 0; level--)
        {
            Node? current = pred.Next[level];
            while (current is not null && current.Key < key)
            {
                pred = current;
                current = pred.Next[level];
            }

            preds[level] = pred;
            succs[level] = current;
        }
    }
}

//// TransientBuffers
public sealed class BufferManager
{
    private readonly Stack<byte[]> _free = new();
    private readonly SemaphoreSlim _available;
    private SpinLock _spin;

    public BufferManager(int count, int size)
    {
        _available = new SemaphoreSlim(count);
        for (int i = 0; i < count; i++)
            _free.Push(GC.AllocateUninitializedArray<byte>(size, pinned: true));
    }

    public bool TryTake(int timeout, out ArraySegment<byte> buffer)
    {
        buffer = default;
        if (!_available.Wait(timeout))
            return false;
        bool taken = false;
        try
        {
            _spin.Enter(ref taken);
            buffer = _free.Pop();
            return true;
        }
        finally
        {
            if (taken)
                _spin.Exit();
        }
    }

    public void Return(ArraySegment<byte> buffer)
    {
        if (buffer.Array is null)
            return;
        bool taken = false;
        try
        {
            _spin.Enter(ref taken);
            _free.Push(buffer.Array);
        }
        finally
        {
            if (taken)
                _spin.Exit();
        }

        _available.Release();
    }

    public int Copy(Stream from, Stream to)
    {
        if (!TryTake(1000, out var buffer))
            return 0;
        try
        {
            int read = from.Read(buffer);
            to.Write(buffer.AsSpan(0, read));
            return read;
        }
        finally
        {
            Return(buffer);
        }
    }
}

//// IntentLocks BUG1=EXL0001 BUG2=EXL0001
public enum LockMode { None, Shared, Update, Exclusive }

/// <summary>A lock that knows four modes, over one monitor; who waits is woken by whoever leaves.</summary>
public sealed class ModalLock
{
    private readonly object _m = new();
    private int _readers;
    private bool _updater, _writer;

    public bool Acquire(LockMode mode, int timeoutMs)
    {
        long deadline = Environment.TickCount64 + timeoutMs;
        lock (_m)
        {
            while (!IsFree(mode))
            {
                int rest = (int)(deadline - Environment.TickCount64);
                if (rest <= 0 || !Monitor.Wait(_m, rest))
                    return false;
            }

            _ = mode switch
            {
                LockMode.Shared => _readers++,
                LockMode.Update => (_updater = true) ? 1 : 0,
                LockMode.Exclusive => (_writer = true) ? 1 : 0,
                _ => throw new ArgumentOutOfRangeException(nameof(mode)),
            };
            return true;
        }
    }

    public void Release(LockMode mode)
    {
#if BUG1
        Monitor.Enter(_m);
        switch (mode)
        {
            case LockMode.Shared: _readers--; break;
            case LockMode.Update: _updater = false; break;
            case LockMode.Exclusive: _writer = false; break;
            default: throw new ArgumentOutOfRangeException(nameof(mode));
        }

        Monitor.PulseAll(_m);
        Monitor.Exit(_m);
#elif BUG2
        Monitor.Enter(_m);
        switch (mode)
        {
            case LockMode.Shared: _readers--; break;
            case LockMode.Update: _updater = false; break;
            case LockMode.Exclusive:
                _writer = false;
                Monitor.PulseAll(_m);
                return;
        }

        Monitor.PulseAll(_m);
        Monitor.Exit(_m);
#else
        lock (_m)
        {
            switch (mode)
            {
                case LockMode.Shared: _readers--; break;
                case LockMode.Update: _updater = false; break;
                case LockMode.Exclusive: _writer = false; break;
                default: throw new ArgumentOutOfRangeException(nameof(mode));
            }

            Monitor.PulseAll(_m);
        }
#endif
    }

    private bool IsFree(LockMode mode) => mode switch
    {
        LockMode.Shared => !_writer,
        LockMode.Update => !_writer && !_updater,
        _ => !_writer && !_updater && _readers == 0,
    };
}
