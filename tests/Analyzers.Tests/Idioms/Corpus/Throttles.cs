//// DownloadsByLinq BUG1=EXL0003
public class BatchDownloader
{
    private readonly HttpClient _http;

    public BatchDownloader(HttpClient http) => _http = http;

    public async Task<IReadOnlyList<string>> DownloadAllAsync(IEnumerable<Uri> uris, int maxParallel, CancellationToken ct)
    {
        using var throttle = new SemaphoreSlim(maxParallel);
        var tasks = uris.Select(async uri =>
        {
            await throttle.WaitAsync(ct);
            try
            {
#if BUG1
                using var response = await _http.GetAsync(uri, ct);
                if (!response.IsSuccessStatusCode)
                {
                    throttle.Release();
                    return "";
                }
                return await response.Content.ReadAsStringAsync(ct);
#else
                return await _http.GetStringAsync(uri, ct);
#endif
            }
            finally
            {
                throttle.Release();
            }
        });

        return await Task.WhenAll(tasks);
    }
}

//// SpawnedInALoop BUG1=EXL0001
public class MailSender
{
    private readonly Func<string, Task> _send;
    public MailSender(Func<string, Task> send) => _send = send;

    public async Task SendAllAsync(IReadOnlyCollection<string> recipients, CancellationToken token)
    {
        var semaphore = new SemaphoreSlim(10);
        var running = new List<Task>();
        foreach (var recipient in recipients)
        {
            await semaphore.WaitAsync(token);
#if BUG1
            if (string.IsNullOrWhiteSpace(recipient))
                continue;
#endif
            running.Add(Task.Run(async () =>
            {
                try
                {
                    await _send(recipient);
                }
                catch (Exception ex)
                {
                    Console.Error.WriteLine($"Sending to {recipient} failed: {ex.Message}");
                }
                finally
                {
                    semaphore.Release();
                }
            }, token));
        }

        await Task.WhenAll(running);
    }
}

//// PoolThatDrains BUG1=EXL0002
public sealed class WorkerPool : IAsyncDisposable
{
    private const int Size = 8;
    private readonly SemaphoreSlim _slots = new(Size, Size);
    private volatile bool _closed;

    public async Task EnqueueAsync(Func<Task> work)
    {
        if (_closed) throw new ObjectDisposedException(nameof(WorkerPool));
        await _slots.WaitAsync();
        _ = RunAsync(work);
    }

    private async Task RunAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        finally
        {
            _slots.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _closed = true;
        for (int i = 0; i < Size; i++)
        {
            await _slots.WaitAsync();
        }

        _slots.Dispose();
    }

    public async Task<bool> TryRunAsync(Func<Task> work)
    {
        if (!await _slots.WaitAsync(0))
            return false;
#if BUG1
        await work();
        _slots.Release();
        return true;
#else
        try
        {
            await work();
            return true;
        }
        finally
        {
            _slots.Release();
        }
#endif
    }
}

//// ParallelForEach BUG1=EXL0002
public class Importer
{
    private readonly SemaphoreSlim _dbGate = new(2);

    public Task ImportAsync(IEnumerable<string> files, CancellationToken ct) =>
        Parallel.ForEachAsync(files, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = ct }, async (file, token) =>
        {
            var text = await File.ReadAllTextAsync(file, token);
            await _dbGate.WaitAsync(token);
#if BUG1
            await SaveAsync(file, text, token);
            _dbGate.Release();
#else
            try
            {
                await SaveAsync(file, text, token);
            }
            finally
            {
                _dbGate.Release();
            }
#endif
        });

    private static Task SaveAsync(string file, string text, CancellationToken token) => Task.Delay(text.Length, token);
}

//// QueueOfTwoSemaphores BUG1=EXL0001
public sealed class AsyncQueue<T> : IDisposable
{
    private readonly Queue<T> _queue = new();
    private readonly SemaphoreSlim _available = new(0);
    private readonly SemaphoreSlim _mutex = new(1);

    public async Task EnqueueAsync(T item)
    {
        await _mutex.WaitAsync();
#if BUG1
        if (_queue.Count > 1000)
            return;
        _queue.Enqueue(item);
        _mutex.Release();
#else
        try
        {
            _queue.Enqueue(item);
        }
        finally
        {
            _mutex.Release();
        }
#endif
        _available.Release();
    }

    public async Task<T> DequeueAsync(CancellationToken ct)
    {
        await _available.WaitAsync(ct);
        await _mutex.WaitAsync(CancellationToken.None);
        try
        {
            return _queue.Dequeue();
        }
        finally
        {
            _mutex.Release();
        }
    }

    public void Dispose()
    {
        _available.Dispose();
        _mutex.Dispose();
    }
}

//// BoundedBuffer BUG1=EXL0001
public class BoundedBuffer<T>
{
    private readonly T[] _buffer;
    private readonly SemaphoreSlim _empty;
    private readonly SemaphoreSlim _full = new(0);
    private readonly object _lock = new();
    private int _head, _tail;

    public BoundedBuffer(int size)
    {
        _buffer = new T[size];
        _empty = new SemaphoreSlim(size, size);
    }

    public void Put(T item)
    {
        _empty.Wait();
        lock (_lock)
        {
            _buffer[_tail] = item;
            _tail = (_tail + 1) % _buffer.Length;
        }
        _full.Release();
    }

    public T Take(CancellationToken ct)
    {
        _full.Wait(ct);
        T item;
#if BUG1
        Monitor.Enter(_lock);
        item = _buffer[_head];
        if (item is null)
            throw new InvalidOperationException();
        _head = (_head + 1) % _buffer.Length;
        Monitor.Exit(_lock);
#else
        lock (_lock)
        {
            item = _buffer[_head];
            _head = (_head + 1) % _buffer.Length;
        }
#endif
        _empty.Release();
        return item;
    }
}

//// LimiterRefilledByATimer
public sealed class RateLimiter : IDisposable
{
    private readonly SemaphoreSlim _tokens;
    private readonly Timer _refill;
    private readonly int _limit;

    public RateLimiter(int limit, TimeSpan period)
    {
        _limit = limit;
        _tokens = new SemaphoreSlim(limit, limit);
        _refill = new Timer(_ => Refill(), null, period, period);
    }

    public Task AcquireAsync(CancellationToken ct) => _tokens.WaitAsync(ct);

    public bool TryAcquire() => _tokens.Wait(0);

    public async Task<T> RunAsync<T>(Func<Task<T>> call, CancellationToken ct)
    {
        await _tokens.WaitAsync(ct);
        return await call();
    }

    private void Refill()
    {
        int missing = _limit - _tokens.CurrentCount;
        if (missing > 0)
            _tokens.Release(missing);
    }

    public void Dispose()
    {
        _refill.Dispose();
        _tokens.Dispose();
    }
}

//// PermitGivenBackLater BUG1=EXL0001,EXL0002
public class ApiThrottle
{
    private readonly SemaphoreSlim _window = new(5);
    private readonly TimeSpan _period = TimeSpan.FromSeconds(1);

    public async Task<T> ExecuteAsync<T>(Func<Task<T>> request)
    {
        await _window.WaitAsync();
        try
        {
            return await request();
        }
        finally
        {
            ReleaseLater();
        }
    }

    private async void ReleaseLater()
    {
        await Task.Delay(_period);
        _window.Release();
    }

    public async Task PingAsync(Func<Task> ping)
    {
        await _window.WaitAsync();
        try
        {
            await ping();
        }
        finally
        {
            _ = Task.Delay(_period).ContinueWith(_ => _window.Release());
        }
    }
#if BUG1
    public async Task<int> CountAsync(Func<Task<int>> request)
    {
        await _window.WaitAsync();
        int result = await request();
        if (result < 0) return 0;
        _window.Release();
        return result;
    }
#endif
}

//// Middleware BUG1=EXL0002
public interface IContext { int Status { get; set; } CancellationToken Aborted { get; } }
public delegate Task Next(IContext context);

public class ConcurrencyLimiter
{
    private readonly Next _next;
    private readonly SemaphoreSlim _permits;
    private int _queued;
    private readonly int _maxQueue;

    public ConcurrencyLimiter(Next next, int permits, int queue)
    {
        _next = next;
        _permits = new SemaphoreSlim(permits);
        _maxQueue = queue;
    }

    public async Task Invoke(IContext context)
    {
        if (Interlocked.Increment(ref _queued) > _maxQueue)
        {
            Interlocked.Decrement(ref _queued);
            context.Status = 503;
            return;
        }

        try
        {
            await _permits.WaitAsync(context.Aborted);
        }
        finally
        {
            Interlocked.Decrement(ref _queued);
        }

#if BUG1
        await _next(context);
        _permits.Release();
#else
        try
        {
            await _next(context);
        }
        finally
        {
            _permits.Release();
        }
#endif
    }
}
