//// ReleasedByAContinuation
public class CommandPipe
{
    private readonly SemaphoreSlim _writeLock = new(1, 1);
    private readonly Stream _stream;
    public CommandPipe(Stream stream) => _stream = stream;

    public Task WriteAsync(byte[] data)
    {
        if (!_writeLock.Wait(0))
            return WriteSlowAsync(data);

        Task write;
        try
        {
            write = _stream.WriteAsync(data, 0, data.Length);
        }
        catch
        {
            _writeLock.Release();
            throw;
        }

        return write.ContinueWith(t => { _writeLock.Release(); return t; }, TaskScheduler.Default).Unwrap();
    }

    private async Task WriteSlowAsync(byte[] data)
    {
        await _writeLock.WaitAsync();
        try { await _stream.WriteAsync(data, 0, data.Length); }
        finally { _writeLock.Release(); }
    }
}

//// ReentrantByFlow BUG1=EXL0003
public class ReentrantAsyncLock
{
    private readonly SemaphoreSlim _semaphore = new(1, 1);
    private readonly AsyncLocal<int> _depth = new();

    public async Task RunAsync(Func<Task> body)
    {
        bool outer = _depth.Value == 0;
        if (outer)
            await _semaphore.WaitAsync();
        _depth.Value++;
        try
        {
            await body();
        }
        finally
        {
            _depth.Value--;
#if BUG1
            _semaphore.Release();
#else
            if (outer)
                _semaphore.Release();
#endif
        }
    }
}

//// RetryByFilter BUG1=EXL0003
public class RetryingWriter
{
    private readonly SemaphoreSlim _lock = new(1, 1);

    public async Task WriteAsync(string path, string text)
    {
        await _lock.WaitAsync();
        try
        {
            for (int attempt = 1; ; attempt++)
            {
                try
                {
                    await File.WriteAllTextAsync(path, text);
                    return;
                }
                catch (IOException ex) when (attempt < 3 && IsTransient(ex))
                {
#if BUG1
                    _lock.Release();
#endif
                    await Task.Delay(100 * attempt);
                }
            }
        }
        finally
        {
            _lock.Release();
        }
    }

    private static bool IsTransient(IOException ex) => ex.HResult != 0;
}

//// LocalFunctions BUG1=EXL0001
public class Planner
{
    private readonly object _lock = new();
    private readonly List<int> _plan = new();

    public int Execute(int count)
    {
        Monitor.Enter(_lock);
        try
        {
            Prepare();
            return Sum(0);
        }
        finally
        {
#if BUG1
            if (count > 0)
#endif
            Cleanup();
        }

        void Prepare()
        {
            for (int i = 0; i < count; i++) _plan.Add(i);
        }

        int Sum(int index) => index >= _plan.Count ? 0 : _plan[index] + Sum(index + 1);

        void Cleanup()
        {
            _plan.Clear();
            Monitor.Exit(_lock);
        }
    }
}

//// PagesUnderALock BUG1=EXL0003
public class PagedReader
{
    private readonly SemaphoreSlim _cursor = new(1, 1);

    public IEnumerable<int> Read(int pages)
    {
        _cursor.Wait();
        try
        {
            for (int i = 0; i < pages; i++)
            {
#if BUG1
                if (i == 13)
                {
                    _cursor.Release();
                    yield break;
                }
#endif
                yield return i;
            }
        }
        finally
        {
            _cursor.Release();
        }
    }
}

//// EventsAsTheyCome BUG1=EXL0007
using System.Runtime.CompilerServices;

public class EventFeed
{
    private readonly SemaphoreSlim _readLock = new(1, 1);
    private readonly Queue<string> _events = new();

    public async IAsyncEnumerable<string> ReadAllAsync([EnumeratorCancellation] CancellationToken ct = default)
    {
        while (!ct.IsCancellationRequested)
        {
            string? next;
            await _readLock.WaitAsync(ct);
            try
            {
                _events.TryDequeue(out next);
            }
            finally
            {
                _readLock.Release();
            }

            if (next is null)
            {
                await Task.Delay(50, ct);
                continue;
            }

            yield return next;
        }
    }

#if BUG1
    private readonly object _gate = new();
    public async IAsyncEnumerable<string> Peek()
    {
        Monitor.Enter(_gate);
        foreach (var e in _events) yield return e;
        Monitor.Exit(_gate);
        await Task.Yield();
    }
#endif
}

//// RethrownLater BUG1=EXL0002
using System.Runtime.ExceptionServices;

public class TransactionRunner
{
    private readonly SemaphoreSlim _tx = new(1, 1);

    public async Task RunAsync(Func<Task> body, Func<Task> rollback)
    {
        ExceptionDispatchInfo? failure = null;
        await _tx.WaitAsync();
        try
        {
            await body();
        }
        catch (Exception e)
        {
            failure = ExceptionDispatchInfo.Capture(e);
        }

        try
        {
            if (failure != null)
            {
                await rollback();
                failure.Throw();
            }
        }
        finally
        {
            _tx.Release();
        }
    }

#if BUG1
    public async Task CommitAsync(Func<Task> body)
    {
        ExceptionDispatchInfo? failure = null;
        await _tx.WaitAsync();
        try { await body(); }
        catch (Exception e) { failure = ExceptionDispatchInfo.Capture(e); }
        failure?.Throw();
        _tx.Release();
    }
#endif
}

//// LinkedTimeout BUG1=EXL0003
public class RemoteLockClient
{
    private readonly SemaphoreSlim _inFlight = new(4);

    public async Task<string> CallAsync(string op, CancellationToken cancellationToken)
    {
        using var cts = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        cts.CancelAfter(TimeSpan.FromSeconds(15));
#if BUG1
        try
        {
            await _inFlight.WaitAsync(cts.Token).ConfigureAwait(false);
#else
        await _inFlight.WaitAsync(cts.Token).ConfigureAwait(false);
        try
        {
#endif
            return await SendAsync(op, cts.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"'{op}' timed out");
        }
        finally
        {
            _inFlight.Release();
        }
    }

    private static async Task<string> SendAsync(string op, CancellationToken ct)
    {
        await Task.Delay(1, ct);
        return op;
    }
}

//// FlagInsideTry BUG1=EXL0003
public class Uploader
{
    private readonly SemaphoreSlim _slots = new(3);

    public async Task<bool> UploadAsync(Stream source, CancellationToken ct)
    {
        bool acquired = false;
        try
        {
            await _slots.WaitAsync(ct);
            acquired = true;
            await source.CopyToAsync(Stream.Null, ct);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        finally
        {
#if BUG1
            _slots.Release();
#else
            if (acquired)
                _slots.Release();
#endif
        }
    }
}

//// LoopUntilStopped BUG1=EXL0001,EXL0002,EXL0005
public class Consumer
{
    private readonly SemaphoreSlim _signal = new(1);

    public async Task LoopAsync(Func<Task> handle, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await _signal.WaitAsync(stop);
            }
            catch (OperationCanceledException)
            {
                break;
            }

            try
            {
                await handle();
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                Console.WriteLine(e);
#if BUG1
                continue;
            }
            _signal.Release();
#else
            }
            finally
            {
                _signal.Release();
            }
#endif
        }
    }
}
