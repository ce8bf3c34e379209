//// OrderBook BUG1=EXL0003 BUG2=EXL0001
public enum Side { Buy, Sell }

public readonly record struct Order(long Id, Side Side, decimal Price, int Quantity);

public sealed class OrderBook
{
    private readonly SortedDictionary<decimal, Queue<Order>> _bids = new(), _asks = new();
    private readonly Lock _sync = new();
    private long _sequence;

    public IReadOnlyList<Order> Match(Order order)
    {
        var fills = new List<Order>();
        _sync.Enter();
        try
        {
            var (own, other) = order.Side switch
            {
                Side.Buy => (_bids, _asks),
                Side.Sell => (_asks, _bids),
                _ => throw new ArgumentOutOfRangeException(nameof(order)),
            };

            int rest = order.Quantity;
            foreach (var (price, queue) in other)
            {
                if (rest == 0 || (order.Side == Side.Buy ? price > order.Price : price < order.Price))
                    break;
                while (rest > 0 && queue.TryPeek(out Order resting))
                {
                    int traded = Math.Min(rest, resting.Quantity);
                    rest -= traded;
                    fills.Add(resting with { Quantity = traded });
                    if (traded == resting.Quantity)
                        queue.Dequeue();
                }
            }

            if (rest == 0)
            {
#if BUG1
                _sync.Exit();
#endif
                return fills;
            }

            (own.TryGetValue(order.Price, out var level) ? level : own[order.Price] = new()).Enqueue(order with { Quantity = rest });
            return fills;
        }
        finally
        {
            Interlocked.Increment(ref _sequence);
            _sync.Exit();
        }
    }

    public bool Cancel(long id)
    {
#if BUG2
        if (!_sync.TryEnter(TimeSpan.FromMilliseconds(1)))
            return false;
        foreach (var queue in _bids.Values.Concat(_asks.Values))
        {
            if (queue.Any(o => o.Id == id))
                return true;
        }

        _sync.Exit();
        return false;
#else
        using (_sync.EnterScope())
            return _bids.Values.Concat(_asks.Values).Any(queue => queue.Any(o => o.Id == id));
#endif
    }
}

//// PositionKeeper BUG1=EXL0004 BUG2=EXL0002
public sealed class PositionKeeper
{
    private sealed class Account
    {
        public readonly ReaderWriterLockSlim Lock = new();
        public readonly Dictionary<string, decimal> Positions = new();
        public decimal Cash;
    }

    private readonly Dictionary<int, Account> _accounts = new();
    private readonly ReaderWriterLockSlim _accountsLock = new();

    private Account Get(int id)
    {
        _accountsLock.EnterReadLock();
        try
        {
            if (_accounts.TryGetValue(id, out var account))
                return account;
        }
        finally
        {
            _accountsLock.ExitReadLock();
        }

        _accountsLock.EnterWriteLock();
        try
        {
            if (!_accounts.TryGetValue(id, out var account))
                _accounts.Add(id, account = new Account());
            return account;
        }
        finally
        {
            _accountsLock.ExitWriteLock();
        }
    }

    public void Transfer(int from, int to, decimal cash)
    {
        if (from == to)
            return;
        Account source = Get(from), target = Get(to);
        (Account first, Account second) = from < to ? (source, target) : (target, source);
        first.Lock.EnterWriteLock();
        try
        {
            second.Lock.EnterWriteLock();
            try
            {
                if (source.Cash < cash)
                    throw new InvalidOperationException("insufficient funds");
                source.Cash -= cash;
                target.Cash += cash;
            }
            finally
            {
#if BUG1
                second.Lock.ExitReadLock();
#else
                second.Lock.ExitWriteLock();
#endif
            }
        }
        finally
        {
            first.Lock.ExitWriteLock();
        }
    }

    public decimal Value(int id, Func<string, decimal> price)
    {
        Account account = Get(id);
        account.Lock.EnterReadLock();
#if BUG2
        decimal value = account.Cash;
        foreach (var (symbol, quantity) in account.Positions)
            value += price(symbol) * quantity;
        account.Lock.ExitReadLock();
        return value;
#else
        try
        {
            return account.Cash + account.Positions.Sum(p => price(p.Key) * p.Value);
        }
        finally
        {
            account.Lock.ExitReadLock();
        }
#endif
    }
}

//// MarketDataSeqlock BUG1=EXL0001 BUG2=EXL0001
public sealed class Quote
{
    private SpinLock _writer = new(false);
    private int _version;
    private double _bid, _ask;

    public void Update(double bid, double ask)
    {
        var taken = false;
        _writer.Enter(ref taken);
        Interlocked.Increment(ref _version);
        _bid = bid;
        _ask = ask;
        Interlocked.Increment(ref _version);
        _writer.Exit();
    }

    public (double Bid, double Ask) Read()
    {
        var spin = new SpinWait();
        while (true)
        {
            int before = Volatile.Read(ref _version);
            if ((before & 1) == 0)
            {
                var copy = (_bid, _ask);
                if (Volatile.Read(ref _version) == before)
                    return copy;
            }

            spin.SpinOnce();
        }
    }

    public bool TryUpdate(double bid, double ask)
    {
        var taken = false;
        _writer.TryEnter(ref taken);
#if BUG1
        if (bid > ask)
            return false;
#endif
        if (!taken)
            return false;
        _bid = bid;
        _ask = ask;
#if BUG2
        if (_version == int.MaxValue)
            throw new OverflowException();
#endif
        _writer.Exit();
        return true;
    }
}

//// RiskLimits BUG1=EXL0002,EXL0007 BUG2=EXL0001
public sealed class RiskEngine
{
    private readonly object _gate = new();
    private decimal _exposure;
    private readonly decimal _limit;

    public RiskEngine(decimal limit) => _limit = limit;

    /// <summary>Reserves exposure; the reservation is undone unless it is confirmed.</summary>
    public Reservation Reserve(decimal amount)
    {
        bool locked = false;
        try
        {
            Monitor.Enter(_gate, ref locked);
            if (_exposure + amount > _limit)
                return default;
            _exposure += amount;
            return new Reservation(this, amount);
        }
        finally
        {
            if (locked)
                Monitor.Exit(_gate);
        }
    }

    private void Undo(decimal amount)
    {
        Monitor.Enter(_gate);
        _exposure -= amount;
        Monitor.Exit(_gate);
    }

    public async Task<bool> SendAsync(decimal amount, Func<Task<bool>> send)
    {
        using Reservation reservation = Reserve(amount);
        if (!reservation.IsGranted)
            return false;
#if BUG1
        Monitor.Enter(_gate);
        bool sent = await send();
        Monitor.Exit(_gate);
        return sent;
#else
        return await send();
#endif
    }

#if BUG2
    public void Rescale(Func<decimal, decimal> scale)
    {
        bool locked = false;
        try
        {
            Monitor.Enter(_gate, ref locked);
            _exposure = scale(_exposure);
        }
        finally
        {
            if (!locked)
                Monitor.Exit(_gate);
        }
    }
#endif

    public readonly struct Reservation(RiskEngine owner, decimal amount) : IDisposable
    {
        private readonly RiskEngine? _owner = owner;
        public bool IsGranted => _owner is not null;
        public void Dispose() => _owner?.Undo(amount);
    }
}

//// FixSession BUG1=EXL0003 BUG2=EXL0001,EXL0002
/// <summary>Sequence numbers of a session: what is sent is numbered and stored under one lock, and resent under it.</summary>
public abstract class FixSession
{
    private readonly object sync_ = new object();
    private int nextSender_ = 1;
    private readonly List<string> store_ = new List<string>();

    protected abstract bool Transmit(string message);
    protected virtual void OnLogout(string reason) { }

    public bool SendRaw(string message, int seqNum)
    {
        lock (sync_)
        {
            if (seqNum == 0)
                seqNum = nextSender_++;
            string text = seqNum + "|" + message;
            Persist(text);
            return Transmit(text);
        }
    }

    private void Persist(string text)
    {
        System.Diagnostics.Debug.Assert(Monitor.IsEntered(sync_));
        store_.Add(text);
    }

    public int Resend(int begin, int end)
    {
        if (end == 0) end = int.MaxValue;
        int sent = 0;
        Monitor.Enter(sync_);
        try
        {
            for (int i = begin - 1; i < Math.Min(end, store_.Count); i++)
            {
                string message = store_[i];
                if (message.Contains("35=A"))
                    continue;
                if (!Transmit(message))
                {
#if BUG1
                    Monitor.Exit(sync_);
#endif
                    OnLogout("resend failed");
                    return sent;
                }

                sent++;
            }

            return sent;
        }
        finally { Monitor.Exit(sync_); }
    }

    public void Reset(string reason)
    {
        Monitor.Enter(sync_);
#if BUG2
        if (store_.Count == 0)
        {
            OnLogout(reason);
            return;
        }
#endif
        nextSender_ = 1;
        store_.Clear();
        Monitor.Exit(sync_);
        OnLogout(reason);
    }
}
