//// CommandThatRunsOnce BUG1=EXL0002 BUG2=EXL0003
public sealed class AsyncCommand(Func<object?, Task> execute)
{
    private readonly SemaphoreSlim _gate = new(1, 1);

    public event EventHandler? CanExecuteChanged;

    public bool CanExecute(object? parameter) => _gate.CurrentCount > 0;

    public async void Execute(object? parameter)
    {
        if (!_gate.Wait(0))
            return;
#if BUG1
        CanExecuteChanged?.Invoke(this, EventArgs.Empty);
        try
        {
            await execute(parameter);
        }
        finally
        {
            _gate.Release();
        }
#else
        try
        {
            CanExecuteChanged?.Invoke(this, EventArgs.Empty);
            await execute(parameter);
        }
        catch (Exception e) when (Log(e))
        {
        }
        finally
        {
            _gate.Release();
        }
#endif
        CanExecuteChanged?.Invoke(this, EventArgs.Empty);
    }

    private static bool Log(Exception e)
    {
        Console.Error.WriteLine(e);
        return true;
    }

#if BUG2
    public async Task ExecuteAsync(object? parameter)
    {
        bool mine = _gate.Wait(0);
        try
        {
            await execute(parameter);
        }
        finally
        {
            _gate.Release();
        }
    }
#endif
}

//// DialogQueue BUG1=EXL0003 BUG2=EXL0001
public sealed class DialogService
{
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>The dialog's own event gives the lock back: the user may leave it open for long.</summary>
    public async Task<Dialog> ShowAsync(string text)
    {
        await _one.WaitAsync();
        var dialog = new Dialog(text);
        dialog.Closed += OnClosed;
        try
        {
            dialog.Show();
        }
        catch
        {
            dialog.Closed -= OnClosed;
            _one.Release();
            throw;
        }

        return dialog;
    }

    private void OnClosed(object? sender, EventArgs e)
    {
        ((Dialog)sender!).Closed -= OnClosed;
        _one.Release();
    }

    public async Task<bool> AskAsync(string text)
    {
        await _one.WaitAsync();
        try
        {
            var tcs = new TaskCompletionSource<bool>();
            var dialog = new Dialog(text);
            dialog.Closed += (_, _) => tcs.TrySetResult(dialog.Confirmed);
            dialog.Show();
#if BUG1
            bool confirmed = await tcs.Task;
            _one.Release();
            return confirmed;
#else
            return await tcs.Task;
#endif
        }
        finally
        {
            _one.Release();
        }
    }

#if BUG2
    public async Task<bool> ToastAsync(string text)
    {
        if (!await _one.WaitAsync(0))
            return false;
        var dialog = new Dialog(text);
        if (dialog.Confirmed)
            return true;
        dialog.Show();
        _one.Release();
        return true;
    }
#endif
}

public sealed class Dialog(string text)
{
    public event EventHandler? Closed;
    public bool Confirmed { get; private set; }
    public void Show() => Console.WriteLine(text);
    public void Close(bool confirmed)
    {
        Confirmed = confirmed;
        Closed?.Invoke(this, EventArgs.Empty);
    }
}

//// ProgressWithThrottle BUG1=EXL0001 BUG2=EXL0002
public sealed class ThrottledProgress<T> : IProgress<T>
{
    private readonly object _gate = new();
    private readonly Action<T> _handler;
    private readonly SynchronizationContext? _context = SynchronizationContext.Current;
    private T? _pending;
    private bool _scheduled;

    public ThrottledProgress(Action<T> handler) => _handler = handler;

    public void Report(T value)
    {
        lock (_gate)
        {
            _pending = value;
            if (_scheduled)
                return;
            _scheduled = true;
        }

        if (_context is { } context)
            context.Post(static s => ((ThrottledProgress<T>)s!).Publish(), this);
        else
            Publish();
    }

    private void Publish()
    {
        T? value;
        Monitor.Enter(_gate);
#if BUG1
        value = _pending;
        if (value is null)
        {
            _scheduled = false;
            return;
        }

        _pending = default;
        _scheduled = false;
        Monitor.Exit(_gate);
#elif BUG2
        value = _pending;
        _handler(value!);
        _scheduled = false;
        Monitor.Exit(_gate);
        value = default;
#else
        value = _pending;
        _pending = default;
        _scheduled = false;
        Monitor.Exit(_gate);
#endif
        if (value is not null)
            _handler(value);
    }
}

//// LocationTracker BUG1=EXL0001
public partial class LocationTracker
{
    private readonly ReaderWriterLockSlim _lock = new();
    private readonly Dictionary<string, (double, double)> _places = new();

    partial void OnMoved(string who, (double, double) where);

    public bool Move(string who, double x, double y)
    {
        bool moved;
        using (_lock.Write())
        {
            moved = !_places.TryGetValue(who, out var old) || old != (x, y);
            if (moved)
                _places[who] = (x, y);
        }

        if (moved)
            OnMoved(who, (x, y));
        return moved;
    }

    public (double X, double Y)? Find(string who)
    {
        using var _ = _lock.Read();
        return _places.TryGetValue(who, out var place) ? place : null;
    }
}

public partial class LocationTracker
{
    private int _moves;

    partial void OnMoved(string who, (double, double) where) => Interlocked.Increment(ref _moves);

    public int Forget(Predicate<string> gone)
    {
#if BUG1
        _lock.EnterWriteLock();
        int removed = _places.Keys.Where(key => gone(key)).ToList().Count(_places.Remove);
        if (removed == 0)
            throw new KeyNotFoundException();
        _lock.ExitWriteLock();
        return removed;
#else
        using (_lock.Write())
            return _places.Keys.Where(key => gone(key)).ToList().Count(_places.Remove);
#endif
    }
}

internal static class ReaderWriterLockScopes
{
    public static ReadScope Read(this ReaderWriterLockSlim rw) => new(rw);
    public static WriteScope Write(this ReaderWriterLockSlim rw) => new(rw);

    internal readonly struct ReadScope : IDisposable
    {
        private readonly ReaderWriterLockSlim _rw;
        public ReadScope(ReaderWriterLockSlim rw) { rw.EnterReadLock(); _rw = rw; }
        public void Dispose() => _rw.ExitReadLock();
    }

    internal readonly struct WriteScope : IDisposable
    {
        private readonly ReaderWriterLockSlim _rw;
        public WriteScope(ReaderWriterLockSlim rw) { rw.EnterWriteLock(); _rw = rw; }
        public void Dispose() => _rw.ExitWriteLock();
    }
}
