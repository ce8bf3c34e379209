//// LatchCoupledBTree BUG1=EXL0001 BUG2=EXL0004
public sealed class BTree
{
    private sealed class Page
    {
        public readonly ReaderWriterLockSlim Latch = new();
        public readonly List<long> Keys = new();
        public readonly List<Page> Children = new();
        public readonly List<string> Values = new();
        public bool IsLeaf => Children.Count == 0;
    }

    private readonly Page _root = new();

    /// <summary>Crabbing: the latch of the child is taken before that of the parent is given back.</summary>
    public string? Find(long key)
    {
        Page page = _root;
        page.Latch.EnterReadLock();
        while (!page.IsLeaf)
        {
            Page child = page.Children[Slot(page, key)];
            child.Latch.EnterReadLock();
            page.Latch.ExitReadLock();
            page = child;
        }

        int at = page.Keys.BinarySearch(key);
        string? value = at >= 0 ? page.Values[at] : null;
        page.Latch.ExitReadLock();
        return value;
    }

    public bool Insert(long key, string value)
    {
        Page page = _root;
        page.Latch.EnterWriteLock();
        try
        {
            while (!page.IsLeaf)
            {
                Page child = page.Children[Slot(page, key)];
                child.Latch.EnterWriteLock();
                page.Latch.ExitWriteLock();
                page = child;
            }

            int at = page.Keys.BinarySearch(key);
            if (at >= 0)
                return false;
            page.Keys.Insert(~at, key);
            page.Values.Insert(~at, value);
            return true;
        }
        finally
        {
            page.Latch.ExitWriteLock();
        }
    }

    public long? First()
    {
        _root.Latch.EnterReadLock();
#if BUG1
        if (_root.Keys.Count == 0)
            return null;
        long first = _root.Keys[0];
        _root.Latch.ExitReadLock();
        return first;
#elif BUG2
        try
        {
            return _root.Keys.Count == 0 ? null : _root.Keys[0];
        }
        finally
        {
            _root.Latch.ExitWriteLock();
        }
#else
        try
        {
            return _root.Keys.Count == 0 ? null : _root.Keys[0];
        }
        finally
        {
            _root.Latch.ExitReadLock();
        }
#endif
    }

    private static int Slot(Page page, long key)
    {
        int at = page.Keys.BinarySearch(key);
        return at >= 0 ? at : ~at;
    }
}

//// MemTableSwitch BUG1=EXL0001 BUG2=EXL0007
public sealed class LsmTree : IDisposable
{
    private readonly ReaderWriterLockSlim _switch = new(LockRecursionPolicy.NoRecursion);
    private readonly SemaphoreSlim _flush = new(1, 1);
    private SortedDictionary<string, byte[]> _active = new(StringComparer.Ordinal);
    private SortedDictionary<string, byte[]>? _immutable;

    public void Put(string key, byte[] value)
    {
        bool full;
        _switch.EnterReadLock();
        try
        {
            lock (_active)
            {
                _active[key] = value;
                full = _active.Count > 10_000;
            }
        }
        finally
        {
            _switch.ExitReadLock();
        }

        if (full && _flush.Wait(0))
        {
            _ = Task.Run(async () =>
            {
                try
                {
                    await FlushAsync().ConfigureAwait(false);
                }
                finally
                {
                    _flush.Release();
                }
            });
        }
    }

    private async Task FlushAsync()
    {
        SortedDictionary<string, byte[]> table;
        _switch.EnterWriteLock();
#if BUG1
        if (_immutable is not null)
            return;
        table = _immutable = _active;
        _active = new(StringComparer.Ordinal);
        _switch.ExitWriteLock();
        await using FileStream file = File.Create(Path.GetRandomFileName());
        foreach (byte[] value in table.Values)
            await file.WriteAsync(value).ConfigureAwait(false);
#elif BUG2
        try
        {
            table = _immutable = _active;
            _active = new(StringComparer.Ordinal);
            await using FileStream file = File.Create(Path.GetRandomFileName());
            foreach (byte[] value in table.Values)
                await file.WriteAsync(value).ConfigureAwait(false);
        }
        finally
        {
            _switch.ExitWriteLock();
        }
#else
        try
        {
            table = _immutable = _active;
            _active = new(StringComparer.Ordinal);
        }
        finally
        {
            _switch.ExitWriteLock();
        }

        await using FileStream file = File.Create(Path.GetRandomFileName());
        foreach (byte[] value in table.Values)
            await file.WriteAsync(value).ConfigureAwait(false);
        _switch.EnterWriteLock();
        _immutable = null;
        _switch.ExitWriteLock();
#endif
    }

    public void Dispose()
    {
        _flush.Wait();
        _switch.Dispose();
        _flush.Dispose();
    }
}

//// GroupCommitLog BUG1=EXL0003 BUG2=EXL0001,EXL0002
/// <summary>The first who comes is the leader and writes for all that came meanwhile.</summary>
public sealed class WriteAheadLog(Stream stream)
{
    private readonly SemaphoreSlim _leader = new(1, 1);
    private readonly object _queueLock = new();
    private List<(byte[] Record, TaskCompletionSource Done)> _queue = new();

    public async Task AppendAsync(byte[] record)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_queueLock)
            _queue.Add((record, done));

        await _leader.WaitAsync().ConfigureAwait(false);
        List<(byte[] Record, TaskCompletionSource Done)> batch;
        try
        {
            if (done.Task.IsCompleted)
                return;
            lock (_queueLock)
            {
                batch = _queue;
                _queue = new();
            }

            await WriteAsync(batch).ConfigureAwait(false);
#if BUG1
            _leader.Release();
            foreach (var (_, waiter) in batch)
                waiter.TrySetResult();
#else
            foreach (var (_, waiter) in batch)
                waiter.TrySetResult();
#endif
        }
        finally
        {
            _leader.Release();
        }

        await done.Task.ConfigureAwait(false);
    }

    private async Task WriteAsync(List<(byte[] Record, TaskCompletionSource Done)> batch)
    {
        try
        {
            foreach (var (record, _) in batch)
                await stream.WriteAsync(record).ConfigureAwait(false);
            await stream.FlushAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            foreach (var (_, waiter) in batch)
                waiter.TrySetException(e);
        }
    }

#if BUG2
    public async Task<long> TruncateAsync()
    {
        await _leader.WaitAsync().ConfigureAwait(false);
        long length = stream.Length;
        if (length == 0)
            return 0;
        stream.SetLength(0);
        await stream.FlushAsync().ConfigureAwait(false);
        _leader.Release();
        return length;
    }
#endif
}

//// PageCachePins BUG1=EXL0003 BUG2=EXL0002
public sealed class BufferPool
{
    private sealed class Frame
    {
        public readonly SemaphoreSlim Latch = new(1, 1);
        public long Page = -1;
        public int Pins;
        public bool Dirty;
        public readonly byte[] Data = new byte[8192];
    }

    private readonly Frame[] _frames = Enumerable.Range(0, 64).Select(_ => new Frame()).ToArray();
    private readonly Dictionary<long, Frame> _table = new();
    private readonly Lock _tableLock = new();

    public async ValueTask<PinnedPage> PinAsync(long page, bool exclusive, CancellationToken ct)
    {
        Frame frame;
        lock (_tableLock)
        {
            if (!_table.TryGetValue(page, out frame!))
            {
                frame = Array.Find(_frames, f => f.Pins == 0) ?? throw new InvalidOperationException("all frames are pinned");
                _table.Remove(frame.Page);
                _table[page] = frame;
                frame.Page = page;
            }

            frame.Pins++;
        }

        if (!exclusive)
            return new PinnedPage(this, frame, false);

        try
        {
            await frame.Latch.WaitAsync(ct).ConfigureAwait(false);
        }
        catch
        {
#if BUG1
            frame.Latch.Release();
#endif
            lock (_tableLock)
                frame.Pins--;
            throw;
        }

        return new PinnedPage(this, frame, true);
    }

    public async Task FlushAllAsync(Func<long, byte[], Task> write)
    {
        foreach (Frame frame in _frames)
        {
            await frame.Latch.WaitAsync().ConfigureAwait(false);
            try
            {
                if (!frame.Dirty)
                    continue;
                await write(frame.Page, frame.Data).ConfigureAwait(false);
                frame.Dirty = false;
            }
            finally
            {
#if BUG2
                if (!frame.Dirty)
#endif
                frame.Latch.Release();
            }
        }
    }

    public readonly struct PinnedPage : IDisposable
    {
        private readonly BufferPool _pool;
        private readonly Frame _frame;
        private readonly bool _exclusive;

        internal PinnedPage(BufferPool pool, object frame, bool exclusive) => (_pool, _frame, _exclusive) = (pool, (Frame)frame, exclusive);

        public Span<byte> Data => _frame.Data;

        public void Dispose()
        {
            if (_exclusive)
                _frame.Latch.Release();
            lock (_pool._tableLock)
                _frame.Pins--;
        }
    }
}
