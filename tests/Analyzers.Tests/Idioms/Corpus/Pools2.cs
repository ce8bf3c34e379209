//// ThreadPoolQueueStealing BUG1=EXL0001 BUG2=EXL0001
public sealed class WorkStealingQueue<T> where T : class
{
    private readonly T?[] _array = new T?[32];
    private SpinLock _foreignLock = new(false);
    private volatile int _head, _tail;

    public bool LocalPop(out T? item)
    {
        item = null;
        if (_head >= _tail)
            return false;
        int tail = _tail - 1;
        Interlocked.Exchange(ref _tail, tail);
        if (_head <= tail)
        {
            item = _array[tail & 31];
            return true;
        }

        bool lockTaken = false;
        try
        {
            _foreignLock.Enter(ref lockTaken);
            if (_head <= tail)
            {
                item = _array[tail & 31];
                return true;
            }

            _tail = tail + 1;
            return false;
        }
        finally
        {
            if (lockTaken)
                _foreignLock.Exit(useMemoryBarrier: false);
        }
    }

    public bool TrySteal(out T? item, ref bool missedSteal)
    {
        while (true)
        {
            item = null;
            if (_head >= _tail)
                return false;
            bool taken = false;
            try
            {
                _foreignLock.TryEnter(ref taken);
                if (taken)
                {
                    int head = _head;
                    Interlocked.Exchange(ref _head, head + 1);
                    if (head < _tail)
                    {
                        item = Interlocked.Exchange(ref _array[head & 31], null);
                        if (item is null)
                            continue;
                        return true;
                    }

                    _head = head;
                    item = null;
                    missedSteal = true;
                }
                else
                {
                    missedSteal = true;
                }
            }
            finally
            {
#if BUG1
                if (item is not null)
                    _foreignLock.Exit(useMemoryBarrier: false);
#elif BUG2
                if (!missedSteal)
                    _foreignLock.Exit(useMemoryBarrier: false);
#else
                if (taken)
                    _foreignLock.Exit(useMemoryBarrier: false);
#endif
            }

            return false;
        }
    }
}

//// LeakyBucketOfCallbacks
public sealed class CallbackThrottle : IDisposable
{
    private readonly SemaphoreSlim _slots = new(3, 3);
    private readonly Timer _timer;
    private int _borrowed;

    public CallbackThrottle() => _timer = new Timer(Refill, null, 1000, 1000);

    private void Refill(object? _)
    {
        int back = Interlocked.Exchange(ref _borrowed, 0);
        if (back > 0)
            _slots.Release(back);
    }

    public async Task ThrottleAsync(Func<Task> body, CancellationToken ct)
    {
        await _slots.WaitAsync(ct);
        Interlocked.Increment(ref _borrowed);
        await body();
    }

    public void Dispose()
    {
        _timer.Dispose();
        _slots.Dispose();
    }
}

//// ConnectionMultiplexing BUG1=EXL0001,EXL0002
public sealed class Multiplexer : IAsyncDisposable
{
    private readonly SemaphoreSlim[] _lanes;
    private int _next;

    public Multiplexer(int lanes)
    {
        _lanes = new SemaphoreSlim[lanes];
        for (int i = 0; i < lanes; i++)
            _lanes[i] = new SemaphoreSlim(1, 1);
    }

    public async Task<T> OnAnyLaneAsync<T>(Func<int, Task<T>> body, CancellationToken ct)
    {
        int lane = -1;
        for (int i = 0; i < _lanes.Length && lane < 0; i++)
        {
            if (_lanes[i].Wait(0, ct))
                lane = i;
        }

        if (lane < 0)
        {
            lane = (int)((uint)Interlocked.Increment(ref _next) % (uint)_lanes.Length);
            await _lanes[lane].WaitAsync(ct);
        }

        try
        {
            return await body(lane);
        }
        finally
        {
            _lanes[lane].Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var lane in _lanes)
            await lane.WaitAsync();
        foreach (var lane in _lanes)
            lane.Dispose();
    }

    public async Task<bool> PingAsync(int lane, Func<Task<bool>> ping)
    {
#if BUG1
        await _lanes[lane].WaitAsync();
        if (!await ping())
            return false;
        _lanes[lane].Release();
        return true;
#else
        await _lanes[lane].WaitAsync();
        try
        {
            return await ping();
        }
        finally
        {
            _lanes[lane].Release();
        }
#endif
    }
}

//// ThrottledDownloader BUG1=EXL0002 BUG2=EXL0003
public sealed class Downloader(HttpClient client, int degree)
{
    private readonly SemaphoreSlim _degree = new(degree);

    public async IAsyncEnumerable<(Uri, byte[])> DownloadAsync(
        IEnumerable<Uri> uris, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct = default)
    {
        var running = new List<Task<(Uri, byte[])>>();
        foreach (Uri uri in uris)
        {
            await _degree.WaitAsync(ct);
            running.Add(OneAsync(uri, ct));
        }

        while (running.Count > 0)
        {
            var done = await Task.WhenAny(running);
            running.Remove(done);
            yield return await done;
        }
    }

    private async Task<(Uri, byte[])> OneAsync(Uri uri, CancellationToken ct)
    {
        try
        {
            return (uri, await client.GetByteArrayAsync(uri, ct));
        }
        finally
        {
            _degree.Release();
        }
    }

    public async Task<bool> ExistsAsync(Uri uri, CancellationToken ct)
    {
#if BUG1
        await _degree.WaitAsync(ct);
        using var response = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, uri), ct);
        _degree.Release();
        return response.IsSuccessStatusCode;
#elif BUG2
        try
        {
            await _degree.WaitAsync(ct);
            using var response = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, uri), ct);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        finally
        {
            _degree.Release();
        }
#else
        await _degree.WaitAsync(ct);
        try
        {
            using var response = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, uri), ct);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        finally
        {
            _degree.Release();
        }
#endif
    }
}
