//// LeaseInACallback BUG1=EXL0001,EXL0002
/// <summary>The permit comes back when the token of the lease is cancelled, or the lease is ended.</summary>
public sealed class LeaseTable
{
    private readonly SemaphoreSlim _seats = new(4, 4);

    public async Task<Lease> TakeAsync(CancellationToken lifetime)
    {
        await _seats.WaitAsync(lifetime);
        var lease = new Lease(this);
        lifetime.Register(static s => ((Lease)s!).End(), lease);
        return lease;
    }

    public Task RunFor(TimeSpan time, Action body)
    {
        _seats.Wait();
        try
        {
            body();
        }
        catch
        {
            _seats.Release();
            throw;
        }

        return Task.Delay(time).ContinueWith(_ => _seats.Release(), TaskScheduler.Default);
    }

    public async Task<int> CountAsync(Func<Task<int>> count)
    {
#if BUG1
        await _seats.WaitAsync();
        int seen = await count();
        if (seen < 0)
            throw new InvalidDataException();
        _seats.Release();
        return seen;
#else
        await _seats.WaitAsync();
        try { return await count(); }
        finally { _seats.Release(); }
#endif
    }

    public sealed class Lease(LeaseTable owner)
    {
        private int _ended;
        public void End()
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0)
                owner._seats.Release();
        }
    }
}

//// PipelineStages BUG1=EXL0003 BUG2=EXL0001
public sealed class DataflowBlock<TIn, TOut>
{
    private readonly object _valueLock = new();
    private readonly Queue<TIn> _input = new();
    private readonly Func<TIn, TOut> _transform;
    private readonly Action<TOut> _output;
    private bool _declining;
    private int _outstanding;

    public DataflowBlock(Func<TIn, TOut> transform, Action<TOut> output) => (_transform, _output) = (transform, output);

    public bool Offer(TIn item)
    {
        lock (_valueLock)
        {
            if (_declining) return false;
            _input.Enqueue(item);
            if (_outstanding > 0) return true;
            _outstanding++;
        }

        _ = Task.Factory.StartNew(ProcessLoop, CancellationToken.None, TaskCreationOptions.PreferFairness, TaskScheduler.Default);
        return true;
    }

    private void ProcessLoop()
    {
        bool holding = false;
        try
        {
            while (true)
            {
                Monitor.Enter(_valueLock, ref holding);
                if (_input.Count == 0)
                {
                    _outstanding--;
                    break;
                }

                TIn item = _input.Dequeue();
                Monitor.Exit(_valueLock);
                holding = false;
                _output(_transform(item));
            }
        }
        catch (OperationCanceledException)
        {
            lock (_valueLock)
                _declining = true;
        }
        finally
        {
#if BUG1
            Monitor.Exit(_valueLock);
#else
            if (holding)
                Monitor.Exit(_valueLock);
#endif
        }
    }

    public void Complete()
    {
        bool holding = false;
        Monitor.Enter(_valueLock, ref holding);
        _declining = true;
#if BUG2
        if (_outstanding == 0)
            holding = false;
#endif
        if (holding)
            Monitor.Exit(_valueLock);
    }
}
