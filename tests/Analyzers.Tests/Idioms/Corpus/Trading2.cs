//// CircuitBreaker BUG1=EXL0001 BUG2=EXL0003
public enum CircuitState { Closed, Open, HalfOpen, Isolated }

public sealed class CircuitController<T>
{
    private readonly object _lock = new();
    private CircuitState _state;
    private DateTimeOffset _blockedUntil;
    private Exception? _breaking;

    public CircuitState State
    {
        get
        {
            lock (_lock)
                return _state;
        }
    }

    public async ValueTask<T?> ExecuteAsync(Func<CancellationToken, ValueTask<T>> callback, CancellationToken ct)
    {
        Exception? rejected = null;
        bool probing = false;
        lock (_lock)
        {
            if (_state == CircuitState.Open && DateTimeOffset.UtcNow >= _blockedUntil)
            {
                _state = CircuitState.HalfOpen;
                probing = true;
            }

            rejected = _state switch
            {
                CircuitState.Open => new InvalidOperationException("open", _breaking),
                CircuitState.HalfOpen when !probing => new InvalidOperationException("half open", _breaking),
                CircuitState.Isolated => new InvalidOperationException("isolated"),
                _ => null,
            };
        }

        if (rejected is not null)
            throw rejected;

        try
        {
            T result = await callback(ct).ConfigureAwait(false);
            Close();
            return result;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Open(e);
            throw;
        }
    }

    private void Close()
    {
#if BUG1
        Monitor.Enter(_lock);
        switch (_state)
        {
            case CircuitState.HalfOpen:
                _state = CircuitState.Closed;
                break;
            case CircuitState.Closed:
                return;
        }

        Monitor.Exit(_lock);
#else
        lock (_lock)
        {
            if (_state == CircuitState.HalfOpen)
                _state = CircuitState.Closed;
        }
#endif
    }

    private void Open(Exception e)
    {
        Monitor.Enter(_lock);
        try
        {
            _breaking = e;
            _blockedUntil = DateTimeOffset.UtcNow.AddSeconds(30);
            _state = CircuitState.Open;
        }
#if BUG2
        catch (ArgumentOutOfRangeException)
        {
            Monitor.Exit(_lock);
        }
#endif
        finally
        {
            Monitor.Exit(_lock);
        }
    }
}

//// PriceFeedWithConflation BUG1=EXL0003 BUG2=EXL0003
public sealed class ConflatingQueue
{
    private readonly object _lock = new();
    private readonly Dictionary<string, double> _latest = new();
    private readonly Queue<string> _order = new();

    public void Offer(string symbol, double price)
    {
        lock (_lock)
        {
            if (!_latest.ContainsKey(symbol))
                _order.Enqueue(symbol);
            _latest[symbol] = price;
            if (_order.Count == 1)
                Monitor.Pulse(_lock);
        }
    }

    public bool TryTake(int timeoutMs, out string symbol, out double price)
    {
        symbol = "";
        price = double.NaN;
        if (!Monitor.TryEnter(_lock, timeoutMs))
            return false;
        try
        {
            while (_order.Count == 0)
            {
                if (!Monitor.Wait(_lock, timeoutMs))
                    return false;
            }

            symbol = _order.Dequeue();
#if BUG1
            if (!_latest.Remove(symbol, out price))
            {
                Monitor.Exit(_lock);
                throw new KeyNotFoundException(symbol);
            }

            return true;
#else
            return _latest.Remove(symbol, out price);
#endif
        }
        finally
        {
            Monitor.Exit(_lock);
        }
    }

    public void Clear()
    {
#if BUG2
        if (Monitor.TryEnter(_lock))
            _latest.Clear();
        _order.Clear();
        Monitor.Exit(_lock);
#else
        if (Monitor.TryEnter(_lock))
        {
            _latest.Clear();
            _order.Clear();
            Monitor.Exit(_lock);
        }
#endif
    }
}
