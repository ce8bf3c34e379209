//// BegunRead
public class PacketServer
{
    private readonly Semaphore _clients = new Semaphore(100, 100);
    private readonly Stream _listener;

    public PacketServer(Stream listener) { _listener = listener; }

    public void BeginAccept(byte[] buffer)
    {
        _clients.WaitOne();
        try
        {
            _listener.BeginRead(buffer, 0, buffer.Length, OnRead, buffer);
        }
        catch (IOException)
        {
            _clients.Release();
            throw;
        }
    }

    private void OnRead(IAsyncResult ar)
    {
        try
        {
            int n = _listener.EndRead(ar);
            Handle((byte[])ar.AsyncState!, n);
        }
        finally
        {
            _clients.Release();
        }
    }

    private void Handle(byte[] buffer, int n) { }
}

//// RegistrationInFinally BUG1=EXL0001,EXL0002
public sealed class AsyncGate
{
    private readonly SemaphoreSlim _semaphore = new(1);

    public async Task<T> RunWithDeadlineAsync<T>(Func<CancellationToken, Task<T>> operation, CancellationToken ct)
    {
        await _semaphore.WaitAsync(ct);
        CancellationTokenRegistration registration = default;
        try
        {
            registration = ct.Register(() => Console.WriteLine("cancelled while holding the gate"));
            return await operation(ct);
        }
        finally
        {
            await registration.DisposeAsync();
#if BUG1
            if (!ct.IsCancellationRequested)
#endif
            _semaphore.Release();
        }
    }
}

//// StreamWriter BUG1=EXL0003
public interface IStreamWriter<T> { Task WriteAsync(T message, CancellationToken ct); }

public class SafeStreamWriter<T>(IStreamWriter<T> inner) : IStreamWriter<T>, IDisposable
{
    private readonly SemaphoreSlim _semaphore = new(1);

    async Task IStreamWriter<T>.WriteAsync(T message, CancellationToken ct)
    {
        await _semaphore.WaitAsync(ct);
        try
        {
            await inner.WriteAsync(message, ct);
        }
        catch (InvalidOperationException e) when (e.Message.Contains("complete"))
        {
            // the client is gone
#if BUG1
            _semaphore.Release();
#endif
        }
        finally
        {
            _semaphore.Release();
        }
    }

    public void Dispose() => _semaphore.Dispose();
}

//// SaveButton BUG1=EXL0001,EXL0002
public class DocumentView
{
    private readonly SemaphoreSlim _busy = new(1, 1);
    public bool IsBusy { get; private set; }

    public async void OnSaveClicked(object sender, EventArgs e)
    {
        if (!_busy.Wait(0))
            return;

        IsBusy = true;
        try
        {
            await SaveAsync();
        }
        catch (IOException ex)
        {
            ShowError(ex.Message);
        }
        finally
        {
            IsBusy = false;
            _busy.Release();
        }
    }

    public async Task ReloadAsync()
    {
        await _busy.WaitAsync();
#if BUG1
        if (!IsBusy)
        {
            await SaveAsync();
            _busy.Release();
        }
#else
        try { await SaveAsync(); }
        finally { _busy.Release(); }
#endif
    }

    private Task SaveAsync() => Task.Delay(10);
    private void ShowError(string text) => Console.WriteLine(text);
}

//// TopLevel
var gate = new SemaphoreSlim(4);
var tasks = new List<Task>();
foreach (var arg in args)
{
    await gate.WaitAsync();
    tasks.Add(ProcessAsync(arg));
}
await Task.WhenAll(tasks);

async Task ProcessAsync(string file)
{
    try
    {
        await Task.Delay(10);
        Console.WriteLine(file);
    }
    finally
    {
        gate.Release();
    }
}

//// CopyThenAwait BUG1=EXL0007
public class Broadcast
{
    private readonly object _lock = new();
    private readonly List<Func<string, Task>> _subscribers = new();

    public async Task PublishAsync(string text)
    {
#if BUG1
        Monitor.Enter(_lock);
        try
        {
            foreach (var s in _subscribers)
                await s(text);
        }
        finally
        {
            Monitor.Exit(_lock);
        }
#else
        Func<string, Task>[] copy;
        lock (_lock)
            copy = _subscribers.ToArray();
        foreach (var s in copy)
            await s(text);
#endif
    }
}

//// RunUnder BUG1=EXL0002
public static class LockExtensions
{
    public static async Task WithLockAsync(this SemaphoreSlim semaphore, Func<Task> action, CancellationToken ct = default)
    {
        await semaphore.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            await action().ConfigureAwait(false);
        }
        finally
        {
            semaphore.Release();
        }
    }

    public static bool TryLock(this object gate, TimeSpan timeout, Action action)
    {
        if (!Monitor.TryEnter(gate, timeout))
            return false;
#if BUG1
        action();
        Monitor.Exit(gate);
        return true;
#else
        try
        {
            action();
            return true;
        }
        finally
        {
            Monitor.Exit(gate);
        }
#endif
    }

    public static void UnderReadLock(this ReaderWriterLockSlim rw, Action body)
    {
        rw.EnterReadLock();
        try { body(); }
        finally { rw.ExitReadLock(); }
    }
}

//// LockedDelegates BUG1=EXL0002,EXL0005
public class Catalog
{
    private readonly SemaphoreSlim _lock = new(1, 1);
    private readonly Dictionary<string, decimal> _prices = new();

    private async Task<T> Locked<T>(Func<T> func)
    {
        await _lock.WaitAsync();
        try { return func(); }
        finally { _lock.Release(); }
    }

    public Task<int> CountAsync() => Locked(() => _prices.Count);

    public async Task<decimal?> PriceAsync(string id) => await Locked<decimal?>(() =>
    {
        if (!_prices.TryGetValue(id, out var price)) return null;
        return price;
    });

    public async Task SetAsync(string id, decimal price)
    {
        await _lock.WaitAsync();
#if BUG1
        await Locked(() => _prices[id] = price);
        _lock.Release();
#else
        _prices[id] = price;
        _lock.Release();
#endif
    }
}

//// FormatInATask BUG1=EXL0003
public class Doc
{
    private readonly ReaderWriterLockSlim _docLock = new();
    private string _text = "";

    public Task<string> FormatAsync(Func<string, string> format) => Task.Run(() =>
    {
        string text;
        _docLock.EnterReadLock();
        try { text = _text; }
        finally { _docLock.ExitReadLock(); }

        string formatted = format(text);

        _docLock.EnterWriteLock();
        try
        {
#if BUG1
            if (formatted == _text) { _docLock.ExitWriteLock(); return _text; }
#endif
            _text = formatted;
        }
        finally { _docLock.ExitWriteLock(); }
        return formatted;
    });
}

//// LambdaForEach BUG1=EXL0001
public class Counters
{
    private readonly object _lock = new();
    private readonly Dictionary<string, int> _counts = new();

    public void AddAll(IEnumerable<string> words) =>
        words.AsParallel().ForAll(word =>
        {
            Monitor.Enter(_lock);
            try
            {
                _counts[word] = _counts.GetValueOrDefault(word) + 1;
            }
            finally
            {
                Monitor.Exit(_lock);
            }
        });

    public void AddChecked(List<string> words) => words.ForEach(word =>
    {
        Monitor.Enter(_lock);
#if BUG1
        if (word.Length == 0) return;
#endif
        _counts[word] = 1;
        Monitor.Exit(_lock);
    });
}

//// ThreadThatReleases BUG1=EXL0002
public class BackgroundSaver
{
    private readonly SemaphoreSlim _saving = new(1, 1);

    public bool StartSave(Action save)
    {
        if (!_saving.Wait(0))
            return false;

        var thread = new Thread(() =>
        {
            try { save(); }
            finally { _saving.Release(); }
        });
        thread.IsBackground = true;
        thread.Start();
        return true;
    }

    public void SaveNow(Action save)
    {
        _saving.Wait();
#if BUG1
        save();
        _saving.Release();
#else
        try { save(); }
        finally { _saving.Release(); }
#endif
    }
}

//// WorkItemThatReleases BUG1=EXL0003
public class Pipeline
{
    private readonly Semaphore _limit = new(8, 8);

    public void Submit(Action work)
    {
        _limit.WaitOne();
        bool queued = false;
        try
        {
            queued = ThreadPool.QueueUserWorkItem(_ =>
            {
                try { work(); }
                finally { _limit.Release(); }
            });
        }
        finally
        {
            if (!queued)
                _limit.Release();
        }
    }
#if BUG1
    public void Direct(Action work)
    {
        _limit.WaitOne();
        try { work(); }
        catch { _limit.Release(); throw; }
        finally { _limit.Release(); }
    }
#endif
}
