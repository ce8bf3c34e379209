//// ChannelModel BUG1=EXL0001 BUG2=EXL0001,EXL0002
/// <summary>A model of an AMQP-like client: one continuation at a time, confirmed by another thread.</summary>
public sealed class AmqpChannel
{
    private readonly SemaphoreSlim _rpcSemaphore = new(1, 1);
    private readonly SemaphoreSlim _confirmSemaphore = new(1, 1);
    private readonly bool _trackConfirms;
    private ulong _nextSeqNo = 1;

    public AmqpChannel(bool trackConfirms) => _trackConfirms = trackConfirms;

    public async ValueTask BasicPublishAsync(string exchange, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (_trackConfirms)
        {
            await _confirmSemaphore.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        try
        {
            await TransmitAsync(exchange, body, cancellationToken).ConfigureAwait(false);
            if (_trackConfirms)
                _nextSeqNo++;
        }
        finally
        {
#if BUG1
            if (!_trackConfirms)
#else
            if (_trackConfirms)
#endif
            {
                _confirmSemaphore.Release();
            }
        }
    }

    public async Task<uint> PurgeAsync(string queue, CancellationToken cancellationToken)
    {
        bool enqueued = false;
        await _rpcSemaphore.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            enqueued = queue.Length > 0;
            await TransmitAsync(queue, default, cancellationToken).ConfigureAwait(false);
            return enqueued ? 1u : 0u;
        }
        finally
        {
#if BUG2
            if (enqueued)
#else
            MaybeDispose(enqueued);
#endif
            _rpcSemaphore.Release();
        }
    }

    private void MaybeDispose(bool enqueued)
    {
        if (!enqueued)
            _nextSeqNo = 0;
    }

    private static Task TransmitAsync(string where, ReadOnlyMemory<byte> body, CancellationToken token) => Task.Delay(body.Length + where.Length, token);
}

//// CreditWindow BUG1=EXL0001
/// <summary>A consumer may have so many unacknowledged messages; the permit travels with the message until it is settled.</summary>
public sealed class Delivery
{
    private readonly CreditWindow _window;
    private int _settled;

    internal Delivery(CreditWindow window, byte[] body) => (_window, Body) = (window, body);

    public byte[] Body { get; }

    public void Ack()
    {
        if (Interlocked.CompareExchange(ref _settled, 1, 0) == 0)
            _window.Settled();
    }
}

public sealed class CreditWindow(int prefetch)
{
    private readonly SemaphoreSlim _credit = new(prefetch, prefetch);
    private readonly Queue<byte[]> _backlog = new();

    internal void Settled() => _credit.Release();

    public void Publish(byte[] body)
    {
        lock (_backlog)
            _backlog.Enqueue(body);
    }

    public async Task<Delivery?> NextAsync(TimeSpan patience, CancellationToken ct)
    {
        if (!await _credit.WaitAsync(patience, ct))
            return null;

        byte[]? body;
        lock (_backlog)
            _backlog.TryDequeue(out body);

        if (body is null)
        {
#if BUG1
            throw new InvalidOperationException("empty");
#else
            _credit.Release();
            return null;
#endif
        }

        return new Delivery(this, body);
    }

    public async Task PumpAsync(Func<Delivery, Task> handler, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            await _credit.WaitAsync(ct);
            byte[]? body;
            lock (_backlog)
                _backlog.TryDequeue(out body);
            if (body == null)
            {
                _credit.Release();
                await Task.Delay(50, ct);
                continue;
            }

            _ = handler(new Delivery(this, body));
        }
    }
}

//// ConsumerGroupRebalance BUG1=EXL0002
public sealed class GroupCoordinator
{
    private readonly ReaderWriterLockSlim _membership = new(LockRecursionPolicy.NoRecursion);
    private readonly List<string> _members = [];
    private int _generation;
    private bool _rebalancing;

    public event Action<int>? Rebalanced;

    public (int Generation, IReadOnlyList<string> Members) Snapshot()
    {
        _membership.EnterReadLock();
        var result = (_generation, (IReadOnlyList<string>)_members.ToArray());
        _membership.ExitReadLock();
        return result;
    }

    public bool Heartbeat(string member, int generation)
    {
        _membership.EnterReadLock();
        try
        {
            return !_rebalancing && generation == _generation && _members.Contains(member);
        }
        finally
        {
            _membership.ExitReadLock();
        }
    }

    public void Join(string member)
    {
        int generation;
        _membership.EnterWriteLock();
        try
        {
            _rebalancing = true;
            _members.Add(member);
            generation = ++_generation;
        }
        finally
        {
            _rebalancing = false;
            _membership.ExitWriteLock();
        }

#if BUG1
        _membership.EnterWriteLock();
        if (generation != _generation)
            return;
        Rebalanced?.Invoke(generation);
        _membership.ExitWriteLock();
#else
        Rebalanced?.Invoke(generation);
#endif
    }

    private void Notify()
    {
        var (generation, members) = Snapshot();
        if (members.Count > 0)
            Rebalanced?.Invoke(generation);
    }
}

//// BatchingSender BUG1=EXL0002 BUG2=EXL0003
public sealed class BatchSender<T> : IDisposable
{
    private readonly SemaphoreSlim _flushLock = new(1, 1);
    private readonly object _bufferLock = new();
    private readonly Timer _timer;
    private List<T> _buffer = new();

    public BatchSender(TimeSpan linger) => _timer = new Timer(OnTimer, null, linger, linger);

    public Func<IReadOnlyList<T>, Task>? Send { get; set; }

    public void Add(T item)
    {
        bool full;
        lock (_bufferLock)
        {
            _buffer.Add(item);
            full = _buffer.Count >= 500;
        }

        if (full)
            _ = FlushAsync();
    }

    private async void OnTimer(object? state)
    {
        if (!_flushLock.Wait(0))
            return; // A flush runs already.

        try
        {
            await FlushCoreAsync();
        }
        catch (Exception e)
        {
            Console.Error.WriteLine(e);
        }
        finally
        {
            _flushLock.Release();
        }
    }

    public async Task FlushAsync()
    {
        await _flushLock.WaitAsync().ConfigureAwait(false);
#if BUG1
        await FlushCoreAsync().ConfigureAwait(false);
        _flushLock.Release();
#elif BUG2
        try
        {
            await FlushCoreAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            _flushLock.Release();
        }
        finally
        {
            _flushLock.Release();
        }
#else
        try
        {
            await FlushCoreAsync().ConfigureAwait(false);
        }
        finally
        {
            _flushLock.Release();
        }
#endif
    }

    private async Task FlushCoreAsync()
    {
        List<T> batch;
        lock (_bufferLock)
        {
            if (_buffer.Count == 0)
                return;
            batch = _buffer;
            _buffer = new List<T>();
        }

        if (Send is { } send)
            await send(batch).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _timer.Dispose();
        _flushLock.Dispose();
    }
}

//// SequentialPerKey BUG1=EXL0003 BUG2=EXL0002
/// <summary>Messages of one key one after the other, keys side by side; the lock of a key goes when nobody wants it.</summary>
public sealed class PartitionedDispatcher<TKey> where TKey : notnull
{
    private sealed class Slot
    {
        public readonly SemaphoreSlim Gate = new(1, 1);
        public int Users;
    }

    private readonly Dictionary<TKey, Slot> _slots = new();

    public async Task DispatchAsync(TKey key, Func<Task> work, CancellationToken ct)
    {
        Slot? slot;
        lock (_slots)
        {
            if (!_slots.TryGetValue(key, out slot))
                _slots[key] = slot = new Slot();
            slot.Users++;
        }

        bool held = false;
        try
        {
            await slot.Gate.WaitAsync(ct);
            held = true;
            await work();
        }
        finally
        {
#if BUG1
            slot.Gate.Release();
            lock (_slots)
            {
#else
            lock (_slots)
            {
                if (held)
                    slot.Gate.Release();
#endif
                if (--slot.Users == 0)
                    _slots.Remove(key);
            }
        }
    }

    public async Task<bool> TryDispatchAsync(TKey key, Func<Task> work)
    {
        Slot slot;
        lock (_slots)
        {
            if (_slots.ContainsKey(key))
                return false;
            _slots[key] = slot = new Slot { Users = 1 };
        }

        slot.Gate.Wait();
#if BUG2
        await work();
        slot.Gate.Release();
        lock (_slots)
            _slots.Remove(key);
        return true;
#else
        try
        {
            await work();
            return true;
        }
        finally
        {
            slot.Gate.Release();
            lock (_slots)
                _slots.Remove(key);
        }
#endif
    }
}
