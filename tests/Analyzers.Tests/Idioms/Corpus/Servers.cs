//// StreamWriterWithTimeout BUG1=EXL0001 BUG2=EXL0007
/// <summary>Writes of one call, one after the other; a write that takes too long aborts the call.</summary>
public sealed class HttpContentClientStreamWriter<TRequest>
{
    private readonly object _writeLock = new();
    private Task? _writeTask;
    private bool _completed;

    public Task WriteAsync(TRequest message, Func<TRequest, Task> send)
    {
        lock (_writeLock)
        {
            if (_completed)
                return Task.FromException(new InvalidOperationException("Can't write the message because the call is complete."));
            if (_writeTask is { IsCompleted: false })
                return Task.FromException(new InvalidOperationException("Can't write the message because the previous write is in progress."));
            _writeTask = send(message);
        }

        return _writeTask;
    }

    public Task CompleteAsync()
    {
#if BUG1
        Monitor.Enter(_writeLock);
        if (_writeTask is { IsCompleted: false })
            return Task.FromException(new InvalidOperationException("previous write is in progress"));
        _completed = true;
        Monitor.Exit(_writeLock);
        return Task.CompletedTask;
#elif BUG2
        return Core();
        async Task Core()
        {
            Monitor.Enter(_writeLock);
            try
            {
                await (_writeTask ?? Task.CompletedTask);
                _completed = true;
            }
            finally
            {
                Monitor.Exit(_writeLock);
            }
        }
#else
        lock (_writeLock)
        {
            if (_writeTask is { IsCompleted: false })
                return Task.FromException(new InvalidOperationException("previous write is in progress"));
            _completed = true;
        }

        return Task.CompletedTask;
#endif
    }
}

//// HubWriteLock BUG1=EXL0001 BUG2=EXL0003
/// <summary>In the manner of a hub connection: who finds the lock free writes at once, who does not waits in another method.</summary>
public abstract class HubConnectionContext
{
    private readonly SemaphoreSlim _writeLock = new SemaphoreSlim(1);
    private volatile bool _aborted;

    protected abstract ValueTask<bool> FlushAsync(ReadOnlyMemory<byte> message);

    public ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken token = default)
    {
        if (!_writeLock.Wait(0, CancellationToken.None))
            return new ValueTask(WriteSlowAsync(message, token));

        if (_aborted)
        {
#if !BUG1
            _writeLock.Release();
#endif
            return default;
        }

        ValueTask<bool> task = WriteCore(message);
        if (task.IsCompletedSuccessfully)
        {
            _ = task.Result;
            _writeLock.Release();
        }
        else
        {
            return new ValueTask(CompleteWriteAsync(task));
        }

        return default;
    }

    private ValueTask<bool> WriteCore(ReadOnlyMemory<byte> message)
    {
        try
        {
            return FlushAsync(message);
        }
        catch (Exception)
        {
            _aborted = true;
            return new ValueTask<bool>(false);
        }
    }

    private async Task CompleteWriteAsync(ValueTask<bool> task)
    {
        try
        {
            await task;
        }
        catch (Exception)
        {
            _aborted = true;
        }
        finally
        {
            _writeLock.Release();
        }
    }

    private async Task WriteSlowAsync(ReadOnlyMemory<byte> message, CancellationToken token)
    {
        // Failed to get the lock immediately when entering WriteAsync so await until it is available.
#if BUG2
        try
        {
            await _writeLock.WaitAsync(token);
            if (_aborted)
                return;
            await WriteCore(message);
        }
        catch (OperationCanceledException)
        {
            _aborted = true;
        }
        finally
        {
            _writeLock.Release();
        }
#else
        await _writeLock.WaitAsync(token);
        try
        {
            if (_aborted)
                return;
            await WriteCore(message);
        }
        finally
        {
            _writeLock.Release();
        }
#endif
    }
}

//// AbortOnce BUG1=EXL0001 BUG2=EXL0002
public sealed class CallContext : IDisposable
{
    private SpinLock _spin = new(enableThreadOwnerTracking: false);
    private CancellationTokenSource? _cts = new();
    private Action? _onAbort;

    public bool Register(Action callback)
    {
        bool taken = false;
        try
        {
            _spin.Enter(ref taken);
            if (_cts is null)
                return false;
            _onAbort += callback;
            return true;
        }
        finally
        {
            if (taken)
                _spin.Exit();
        }
    }

    public void Abort()
    {
        Action? callbacks;
        bool taken = false;
#if BUG1
        _spin.Enter(ref taken);
        callbacks = _onAbort;
        _onAbort = null;
        if (callbacks is null)
            return;
        _spin.Exit();
#elif BUG2
        _spin.Enter(ref taken);
        _onAbort?.Invoke();
        callbacks = null;
        if (taken)
            _spin.Exit();
#else
        try
        {
            _spin.Enter(ref taken);
            callbacks = _onAbort;
            _onAbort = null;
        }
        finally
        {
            if (taken)
                _spin.Exit(useMemoryBarrier: false);
        }
#endif

        callbacks?.Invoke();
    }

    public void Dispose() => Interlocked.Exchange(ref _cts, null)?.Dispose();
}

//// ConcurrencyFilter BUG1=EXL0002
public delegate Task RequestDelegate(RequestContext context);

public sealed class RequestContext
{
    public int StatusCode { get; set; }
    public CancellationToken Aborted { get; init; }
}

public sealed class QueuePolicyMiddleware
{
    private readonly RequestDelegate _next;
    private readonly SemaphoreSlim _server;
    private readonly int _queueLimit;
    private int _total;

    public QueuePolicyMiddleware(RequestDelegate next, int limit, int queue)
    {
        _next = next;
        _server = new SemaphoreSlim(limit);
        _queueLimit = limit + queue;
    }

    public async Task Invoke(RequestContext context)
    {
        bool entered = await TryEnterAsync(context.Aborted);
        if (entered)
        {
#if BUG1
            await _next(context);
            OnExit();
#else
            try
            {
                await _next(context);
            }
            finally
            {
                OnExit();
            }
#endif
        }
        else
        {
            context.StatusCode = 503;
        }
    }

    private async ValueTask<bool> TryEnterAsync(CancellationToken aborted)
    {
        if (Interlocked.Increment(ref _total) > _queueLimit)
        {
            Interlocked.Decrement(ref _total);
            return false;
        }

        try
        {
            await _server.WaitAsync(aborted);
        }
        catch
        {
            Interlocked.Decrement(ref _total);
            throw;
        }

        return true;
    }

    private void OnExit()
    {
        _server.Release();
        Interlocked.Decrement(ref _total);
    }
}

//// PendingReplies BUG1=EXL0003 BUG2=EXL0001
public sealed class RpcClient(Stream stream)
{
    private readonly Dictionary<int, TaskCompletionSource<byte[]>> _pending = [];
    private readonly SemaphoreSlim _sendGate = new(1, 1);
    private int _lastId;

    public async Task<byte[]> CallAsync(byte[] request, CancellationToken ct)
    {
        var reply = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        int id = Interlocked.Increment(ref _lastId);
        lock (_pending)
            _pending.Add(id, reply);

        using var registration = ct.Register(static state => ((TaskCompletionSource<byte[]>)state!).TrySetCanceled(), reply);
        bool sending = false;
        try
        {
            await _sendGate.WaitAsync(ct);
            sending = true;
            await stream.WriteAsync(BitConverter.GetBytes(id), ct);
            await stream.WriteAsync(request, ct);
            _sendGate.Release();
            sending = false;
            return await reply.Task;
        }
        catch
        {
            lock (_pending)
                _pending.Remove(id);
            throw;
        }
        finally
        {
#if BUG1
            _sendGate.Release();
#else
            if (sending)
                _sendGate.Release();
#endif
        }
    }

#if BUG2
    public async Task PingAsync(CancellationToken ct)
    {
        await _sendGate.WaitAsync(ct);
        if (!stream.CanWrite)
            throw new IOException("closed");
        try
        {
            await stream.WriteAsync(new byte[4], ct);
        }
        finally
        {
            _sendGate.Release();
        }
    }
#endif
}
