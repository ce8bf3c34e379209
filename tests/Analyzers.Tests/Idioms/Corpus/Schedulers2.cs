//// DebouncedBuild BUG1=EXL0002,EXL0007
public sealed class DebouncedBuild
{
    private readonly object _gate = new();
    private CancellationTokenSource? _pending;
    private Task<int>? _current;

    public Task<int> RequestAsync(Func<CancellationToken, Task<int>> build)
    {
        CancellationTokenSource cts;
        CancellationTokenSource? previous;
        Task<int>? before;

        Monitor.Enter(_gate);
        previous = _pending;
        before = _current;
        cts = _pending = new CancellationTokenSource();
        _current = null;
        Monitor.Exit(_gate);

        previous?.Cancel();
        var task = RunAsync(before, build, cts);

        Monitor.Enter(_gate);
        try
        {
            if (_pending == cts)
                _current = task;
        }
        finally
        {
            Monitor.Exit(_gate);
        }
        return task;
    }

    private async Task<int> RunAsync(Task<int>? before, Func<CancellationToken, Task<int>> build, CancellationTokenSource cts)
    {
        if (before != null)
        {
            try { await before.ConfigureAwait(false); }
            catch (OperationCanceledException) { }
        }

#if BUG1
        Monitor.Enter(_gate);
        int result = await build(cts.Token).ConfigureAwait(false);
        Monitor.Exit(_gate);
        return result;
#else
        await Task.Delay(250, cts.Token).ConfigureAwait(false);
        return await build(cts.Token).ConfigureAwait(false);
#endif
    }
}

//// RateLimitedQueue BUG1=EXL0003 BUG2=EXL0001
public sealed class TokenBucket
{
    private readonly SemaphoreSlim _lock = new(1, 1);
    private double _tokens;
    private long _last = Environment.TickCount64;
    private readonly double _perMs;

    public TokenBucket(double perSecond) => _perMs = perSecond / 1000;

    public async ValueTask AcquireAsync(CancellationToken cancellationToken = default)
    {
        await _lock.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (true)
            {
                long now = Environment.TickCount64;
                _tokens = Math.Min(1, _tokens + (now - _last) * _perMs);
                _last = now;
                if (_tokens >= 1)
                {
                    _tokens--;
#if BUG1
                    break;
#else
                    return;
#endif
                }

                await Task.Delay((int)Math.Ceiling((1 - _tokens) / _perMs), cancellationToken).ConfigureAwait(false);
            }
#if BUG1
            _lock.Release();
#endif
        }
        finally
        {
            _lock.Release();
        }
    }

    public bool TryAcquire()
    {
        if (!_lock.Wait(0)) return false;
#if BUG2
        if (_tokens < 1) return false;
        _tokens--;
        _lock.Release();
        return true;
#else
        try
        {
            if (_tokens < 1) return false;
            _tokens--;
            return true;
        }
        finally { _lock.Release(); }
#endif
    }
}
