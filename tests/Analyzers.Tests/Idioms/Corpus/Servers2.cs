//// GracefulShutdown BUG1=EXL0001 BUG2=EXL0006
/// <summary>Requests take it shared, the shutdown waits until all permits are back.</summary>
public sealed class InFlight
{
    private const int Max = 1024;
    private readonly SemaphoreSlim _slots = new(Max, Max);
    private volatile bool _stopping;

    public async Task<TResult> RunAsync<TResult>(Func<CancellationToken, Task<TResult>> handler, CancellationToken ct)
    {
        await _slots.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            return _stopping
                ? throw new InvalidOperationException("stopping")
                : await handler(ct).ConfigureAwait(false);
        }
        finally
        {
            _slots.Release();
        }
    }

    public async Task<bool> DrainAsync(TimeSpan timeout)
    {
        _stopping = true;
        using var cts = new CancellationTokenSource(timeout);
        int taken = 0;
        try
        {
            while (taken < Max)
            {
                await _slots.WaitAsync(cts.Token).ConfigureAwait(false);
                taken++;
            }

            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        finally
        {
            if (taken > 0)
                _slots.Release(taken);
        }
    }

#if BUG1
    public async Task<bool> TryRunAsync(Func<Task> handler)
    {
        if (!await _slots.WaitAsync(0))
            return false;
        if (_stopping)
            return false;
        try
        {
            await handler();
            return true;
        }
        finally
        {
            _slots.Release();
        }
    }
#elif BUG2
    public async Task RunDetachedAsync(Func<Task> handler)
    {
        _slots.WaitAsync();
        try
        {
            await handler();
        }
        finally
        {
            _slots.Release();
        }
    }
#endif
}

//// LanguageServerQueue BUG1=EXL0003 BUG2=EXL0002
/// <summary>Requests that change a document run alone, others together; the order of arrival counts.</summary>
public sealed class RequestQueue
{
    private readonly SemaphoreSlim _dispatch = new(1, 1);
    private readonly List<Task> _readers = new();

    public async Task<T> EnqueueAsync<T>(Func<Task<T>> handler, bool mutates, CancellationToken token)
    {
        Task<T> running;
        await _dispatch.WaitAsync(token).ConfigureAwait(false);
        try
        {
            if (mutates)
            {
                await Task.WhenAll(_readers).ConfigureAwait(false);
                _readers.Clear();
                return await handler().ConfigureAwait(false);
            }

            running = handler();
            _readers.RemoveAll(static reader => reader.IsCompleted);
            _readers.Add(running);
        }
        finally
        {
            _dispatch.Release();
        }

#if BUG1
        try
        {
            return await running.ConfigureAwait(false);
        }
        finally
        {
            _dispatch.Release();
        }
#else
        return await running.ConfigureAwait(false);
#endif
    }

    public async Task ShutdownAsync()
    {
#if BUG2
        await _dispatch.WaitAsync();
        await Task.WhenAll(_readers);
        _readers.Clear();
        _dispatch.Release();
#else
        Task[] readers;
        await _dispatch.WaitAsync();
        readers = _readers.ToArray();
        _readers.Clear();
        _dispatch.Release();
        await Task.WhenAll(readers);
#endif
    }
}
