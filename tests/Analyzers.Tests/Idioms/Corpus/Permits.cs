//// Backpressure
using System.Threading.Channels;

public class Backpressure
{
    private readonly Channel<int> _channel = Channel.CreateUnbounded<int>();
    private readonly SemaphoreSlim _inFlight = new(32, 32);

    public async Task ProduceAsync(IAsyncEnumerable<int> source, CancellationToken ct)
    {
        await foreach (int item in source.WithCancellation(ct))
        {
            await _inFlight.WaitAsync(ct);
            await _channel.Writer.WriteAsync(item, ct);
        }
        _channel.Writer.Complete();
    }

    public async Task ConsumeAsync(Func<int, Task> handle, CancellationToken ct)
    {
        await foreach (int item in _channel.Reader.ReadAllAsync(ct))
        {
            try
            {
                await handle(item);
            }
            finally
            {
                _inFlight.Release();
            }
        }
    }
}

//// LocalFunctionForEach BUG1=EXL0001,EXL0002
public static class Fetcher
{
    public static async Task<List<string>> FetchAsync(IReadOnlyList<string> urls, Func<string, Task<string>> get)
    {
        var gate = new SemaphoreSlim(3, 3);
        var results = new List<string>();
        async Task OneAsync(string url)
        {
            await gate.WaitAsync();
            try
            {
                var text = await get(url);
                lock (results) results.Add(text);
            }
            finally
            {
#if BUG1
                if (results.Count < 10)
#endif
                gate.Release();
            }
        }

        await Task.WhenAll(urls.Select(OneAsync));
        gate.Dispose();
        return results;
    }
}

//// AllPermits BUG1=EXL0001,EXL0002
public class Quiesce
{
    private readonly SemaphoreSlim _permits = new(16, 16);

    public async Task ExclusiveAsync(Func<Task> action, CancellationToken ct)
    {
        int acquired = 0;
        try
        {
            while (acquired < 16)
            {
                await _permits.WaitAsync(ct);
                acquired++;
            }

            await action();
        }
        finally
        {
            if (acquired > 0) _permits.Release(acquired);
        }
    }

    public async Task SharedAsync(Func<Task> action, CancellationToken ct)
    {
        await _permits.WaitAsync(ct);
#if BUG1
        try { await action(); }
        catch (OperationCanceledException) { return; }
        _permits.Release();
#else
        try { await action(); }
        catch (OperationCanceledException) { }
        finally { _permits.Release(); }
#endif
    }
}

//// AutoResetEvent BUG1=EXL0001
public class AsyncAutoResetEvent
{
    private readonly SemaphoreSlim _signal;
    private readonly object _lock = new();

    public AsyncAutoResetEvent(bool initial = false) => _signal = new SemaphoreSlim(initial ? 1 : 0, 1);

    public Task WaitAsync(CancellationToken ct) => _signal.WaitAsync(ct);

    public void Set()
    {
        lock (_lock)
        {
            if (_signal.CurrentCount == 0)
                _signal.Release();
        }
    }

    public void Reset()
    {
        lock (_lock)
        {
            while (_signal.Wait(0)) { }
        }
    }
#if BUG1
    public bool TrySet()
    {
        if (!Monitor.TryEnter(_lock)) return false;
        if (_signal.CurrentCount != 0) return false;
        _signal.Release();
        Monitor.Exit(_lock);
        return true;
    }
#endif
}

//// ConnectionPool BUG1=EXL0001
public sealed class ConnectionPool<TConnection> where TConnection : class, IDisposable
{
    private readonly SemaphoreSlim _permits;
    private readonly System.Collections.Concurrent.ConcurrentBag<TConnection> _idle = new();
    private readonly Func<CancellationToken, Task<TConnection>> _factory;

    public ConnectionPool(int size, Func<CancellationToken, Task<TConnection>> factory)
    {
        _permits = new SemaphoreSlim(size, size);
        _factory = factory;
    }

    public async Task<TConnection> RentAsync(CancellationToken ct)
    {
        await _permits.WaitAsync(ct).ConfigureAwait(false);
#if BUG1
        if (_idle.TryTake(out var connection))
            return connection;
        connection = await _factory(ct).ConfigureAwait(false);
        if (connection == null)
        {
            throw new InvalidOperationException("No connection");
        }
        return connection;
#else
        try
        {
            if (_idle.TryTake(out var connection))
                return connection;
            return await _factory(ct).ConfigureAwait(false);
        }
        catch
        {
            _permits.Release();
            throw;
        }
#endif
    }

    public void Return(TConnection connection)
    {
        _idle.Add(connection);
        _permits.Release();
    }
}

//// PoolWithLeases
public sealed class ChannelPool
{
    private readonly SemaphoreSlim _available = new(4, 4);
    private readonly Stack<Channel> _channels = new();

    public sealed class Channel { public bool IsOpen { get; set; } = true; }

    public sealed class Lease : IDisposable
    {
        private readonly ChannelPool _pool;
        public Channel Channel { get; }
        internal Lease(ChannelPool pool, Channel channel) { _pool = pool; Channel = channel; }
        public void Dispose() => _pool.Return(Channel);
    }

    public Lease Get(TimeSpan timeout)
    {
        if (!_available.Wait(timeout))
            throw new TimeoutException("All channels are in use.");

        bool success = false;
        try
        {
            Channel channel;
            lock (_channels)
                channel = _channels.Count > 0 ? _channels.Pop() : Open();
            var lease = new Lease(this, channel);
            success = true;
            return lease;
        }
        finally
        {
            if (!success)
                _available.Release();
        }
    }

    private void Return(Channel channel)
    {
        lock (_channels) _channels.Push(channel);
        _available.Release();
    }

    private static Channel Open() => new Channel();
}

//// LeasedStream BUG1=EXL0001,EXL0002
public sealed class StreamLease
{
    private readonly SemaphoreSlim _streams = new(100);

    public async Task<Stream> OpenAsync(string path, CancellationToken ct)
    {
        await _streams.WaitAsync(ct);
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 4096, useAsync: true);
            var header = new byte[4];
            if (await file.ReadAsync(header, ct) != 4)
                throw new InvalidDataException("Header is missing.");
            var result = new LeasedStream(file, _streams);
            file = null;
            return result;
        }
        finally
        {
            if (file != null)
            {
                file.Dispose();
                _streams.Release();
            }
        }
    }

    private sealed class LeasedStream(Stream inner, SemaphoreSlim streams) : MemoryStream
    {
        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
                streams.Release();
            }
            base.Dispose(disposing);
        }
    }

#if BUG1
    public async Task<bool> ProbeAsync(string path)
    {
        await _streams.WaitAsync();
        if (!File.Exists(path)) return false;
        using var f = File.OpenRead(path);
        _streams.Release();
        return f.Length > 0;
    }
#endif
}

//// SessionHandle BUG1=EXL0001
public class DbSession
{
    private readonly SemaphoreSlim _conn = new(1, 1);
    private bool _open;

    public async Task<IDisposable> OpenAsync(CancellationToken ct)
    {
        await _conn.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            await ConnectAsync(ct).ConfigureAwait(false);
            _open = true;
        }
        catch (Exception ex)
        {
#if !BUG1
            _conn.Release();
#endif
            throw new InvalidOperationException("Connection failed.", ex);
        }

        return new Closer(this);
    }

    private Task ConnectAsync(CancellationToken ct) => Task.Delay(1, ct);

    private void Close()
    {
        _open = false;
        _conn.Release();
    }

    private sealed class Closer(DbSession session) : IDisposable
    {
        public void Dispose() => session.Close();
    }
}

//// DisposableOfAnAction BUG1=EXL0001
public sealed class Disposable : IDisposable
{
    private Action? _dispose;
    private Disposable(Action dispose) => _dispose = dispose;
    public static IDisposable Create(Action dispose) => new Disposable(dispose);
    public void Dispose() => Interlocked.Exchange(ref _dispose, null)?.Invoke();
}

public class Workspace
{
    private readonly object _gate = new();
    private int _depth;

    public IDisposable Batch()
    {
        Monitor.Enter(_gate);
        _depth++;
        return Disposable.Create(() =>
        {
            _depth--;
            Monitor.Exit(_gate);
        });
    }

    public IDisposable? TryBatch()
    {
        if (!Monitor.TryEnter(_gate))
            return null;
#if BUG1
        if (_depth > 0)
            return null;
#else
        if (_depth > 0)
        {
            Monitor.Exit(_gate);
            return null;
        }
#endif
        return Disposable.Create(() => Monitor.Exit(_gate));
    }
}
