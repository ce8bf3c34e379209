//// NullableLockOfAnOption BUG1=EXL0001
public sealed class OptionalLocking
{
    private readonly ReaderWriterLockSlim? _rw;
    private readonly Dictionary<string, string> _values = new();

    public OptionalLocking(bool threadSafe) => _rw = threadSafe ? new ReaderWriterLockSlim() : null;

    public string? Get(string key)
    {
        _rw?.EnterReadLock();
        try
        {
            return _values.GetValueOrDefault(key);
        }
        finally
        {
            _rw?.ExitReadLock();
        }
    }

    public void Set(string key, string value)
    {
        _rw?.EnterWriteLock();
#if BUG1
        if (_values.ContainsKey(key))
            return;
        _values[key] = value;
        _rw?.ExitWriteLock();
#else
        try
        {
            _values[key] = value;
        }
        finally
        {
            _rw?.ExitWriteLock();
        }
#endif
    }
}

//// LoopWithLabelledExits BUG1=EXL0001 BUG2=EXL0003
public sealed class Grid
{
    private readonly SpinLock[] _rows = new SpinLock[8];
    private readonly int[,] _cells = new int[8, 8];

    public bool Replace(int value, int by)
    {
        for (int row = 0; row < 8; row++)
        {
            bool taken = false;
            try
            {
                _rows[row].Enter(ref taken);
                for (int column = 0; column < 8; column++)
                {
                    if (_cells[row, column] != value)
                        continue;
                    _cells[row, column] = by;
                    goto found;
                }
            }
            finally
            {
                if (taken)
                    _rows[row].Exit();
            }
        }

        return false;
    found:
        return true;
    }

    public int Sum(int row)
    {
        int sum = 0;
        bool taken = false;
        _rows[row].Enter(ref taken);
        for (int column = 0; column < 8; column++)
        {
#if BUG1
            if (_cells[row, column] < 0)
                return -1;
#endif
            sum += _cells[row, column];
        }

#if BUG2
        if (sum > 0)
            _rows[row].Exit();
#endif
        _rows[row].Exit();
        return sum;
    }
}

//// CheckedOverflow BUG1=EXL0001 BUG2=EXL0001
public sealed class IdSource
{
    private readonly Lock _lock = new();
    private uint _next;

    public uint Take(int count)
    {
        using (_lock.EnterScope())
        {
            uint first = _next;
            _next = checked(_next + (uint)count);
            return first;
        }
    }

    public bool TryTake(out uint id)
    {
        id = 0;
        if (!_lock.TryEnter()) return false;
#if BUG1
        if (_next == uint.MaxValue) return false;
        id = _next++;
        _lock.Exit();
        return true;
#elif BUG2
        try
        {
            id = _next == uint.MaxValue ? throw new OverflowException() : _next++;
            _lock.Exit();
            return true;
        }
        catch (OverflowException)
        {
            return false;
        }
#else
        try
        {
            id = _next == uint.MaxValue ? throw new OverflowException() : _next++;
            return true;
        }
        catch (OverflowException)
        {
            return false;
        }
        finally
        {
            _lock.Exit();
        }
#endif
    }
}

//// StaticAbstractGate BUG1=EXL0002 BUG2=EXL0003
public interface IExclusive<TSelf> where TSelf : IExclusive<TSelf>
{
    static abstract SemaphoreSlim Gate { get; }
}

public sealed class PrinterJob : IExclusive<PrinterJob>
{
    public static SemaphoreSlim Gate { get; } = new(1, 1);
}

public static class Exclusive
{
    public static async Task RunAsync<T>(Func<Task> body, CancellationToken ct) where T : IExclusive<T>
    {
#if BUG1
        await T.Gate.WaitAsync(ct);
        await body();
        T.Gate.Release();
#elif BUG2
        try
        {
            await PrinterJob.Gate.WaitAsync(ct);
            await body();
        }
        finally
        {
            PrinterJob.Gate.Release();
        }
#else
        await T.Gate.WaitAsync(ct);
        try
        {
            await body();
        }
        finally
        {
            T.Gate.Release();
        }
#endif
    }
}

//// ParallelWithOneResult BUG1=EXL0003 BUG2=EXL0001,EXL0002
public sealed class FirstWins
{
    private readonly object _gate = new();
    private string? _winner;
    private int _losers;

    public string? Race(IEnumerable<Func<string?>> entrants)
    {
        Parallel.ForEach(entrants, (entrant, loop) =>
        {
            string? result = entrant();
            if (result is null)
                return;
            Monitor.Enter(_gate);
            try
            {
                if (_winner is not null)
                {
                    _losers++;
#if BUG1
                    Monitor.Exit(_gate);
#endif
                    return;
                }

                _winner = result;
                loop.Stop();
            }
            finally
            {
                Monitor.Exit(_gate);
            }
        });
        return _winner;
    }

    public void Reset(Action<string> last)
    {
        Action reset = () =>
        {
            Monitor.Enter(_gate);
#if BUG2
            if (_winner is null)
                return;
            last(_winner);
            _winner = null;
            Monitor.Exit(_gate);
#else
            string? old = _winner;
            _winner = null;
            Monitor.Exit(_gate);
            if (old is not null)
                last(old);
#endif
        };
        reset();
    }
}

//// OperatorsAndConversions BUG1=EXL0001
public sealed class SharedCounter
{
    private readonly object _o = new();
    private long _value;

    public static SharedCounter operator ++(SharedCounter counter)
    {
        lock (counter._o)
            counter._value++;
        return counter;
    }

    public static implicit operator long(SharedCounter counter)
    {
        Monitor.Enter(counter._o);
        try { return counter._value; }
        finally { Monitor.Exit(counter._o); }
    }

    public static bool operator ==(SharedCounter a, SharedCounter b)
    {
        if (ReferenceEquals(a, b)) return true;
        if (a is null || b is null) return false;
#if BUG1
        Monitor.Enter(a._o);
        long left = a._value;
        if (left < 0) return false;
        Monitor.Exit(a._o);
        return left == (long)b;
#else
        Monitor.Enter(a._o);
        long left = a._value;
        Monitor.Exit(a._o);
        return left == (long)b;
#endif
    }

    public static bool operator !=(SharedCounter a, SharedCounter b) => !(a == b);
    public override bool Equals(object? obj) => obj is SharedCounter other && this == other;
    public override int GetHashCode() => _o.GetHashCode();
}

//// TopLevelPump BUG1=EXL0001,EXL0002 BUG2=EXL0003
using System.Threading.Channels;

var gate = new SemaphoreSlim(2);
var channel = Channel.CreateBounded<int>(8);
var workers = Enumerable.Range(0, 4).Select(Work).ToArray();
for (int i = 0; i < 10; i++)
    await channel.Writer.WriteAsync(i);
channel.Writer.Complete();
await Task.WhenAll(workers);
return;

async Task Work(int id)
{
    await foreach (int item in channel.Reader.ReadAllAsync())
    {
        await gate.WaitAsync();
#if BUG1
        if (item % 2 == 0)
            continue;
        await Task.Delay(id);
        gate.Release();
#elif BUG2
        try
        {
            if (item % 2 == 0)
            {
                gate.Release();
                continue;
            }

            await Task.Delay(id);
        }
        finally
        {
            gate.Release();
        }
#else
        try
        {
            if (item % 2 == 0)
                continue;
            await Task.Delay(id);
        }
        finally
        {
            gate.Release();
        }
#endif
    }
}
