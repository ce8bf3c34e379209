//// AccountsByNumber BUG1=EXL0001,EXL0003
public class Account
{
    public int Id { get; init; }
    public decimal Balance { get; set; }
    internal readonly object SyncRoot = new();
}

public static class Bank
{
    public static void Transfer(Account from, Account to, decimal amount)
    {
        var first = from.Id < to.Id ? from : to;
        var second = ReferenceEquals(first, from) ? to : from;

        Monitor.Enter(first.SyncRoot);
        try
        {
            Monitor.Enter(second.SyncRoot);
            try
            {
                if (from.Balance < amount)
                    throw new InvalidOperationException("Insufficient funds");
                from.Balance -= amount;
                to.Balance += amount;
            }
            finally
            {
#if BUG1
                Monitor.Exit(first.SyncRoot);
#else
                Monitor.Exit(second.SyncRoot);
#endif
            }
        }
        finally
        {
            Monitor.Exit(first.SyncRoot);
        }
    }
}

//// Stripes BUG1=EXL0001
public sealed class StripedMap<TValue>
{
    private readonly object[] _locks;
    private readonly Dictionary<string, TValue>[] _buckets;

    public StripedMap(int stripes)
    {
        _locks = new object[stripes];
        _buckets = new Dictionary<string, TValue>[stripes];
        for (int i = 0; i < stripes; i++)
        {
            _locks[i] = new object();
            _buckets[i] = new();
        }
    }

    public void Set(string key, TValue value)
    {
        int stripe = (key.GetHashCode() & int.MaxValue) % _locks.Length;
        lock (_locks[stripe])
            _buckets[stripe][key] = value;
    }

    public int Count
    {
        get
        {
            int acquired = 0;
            try
            {
                AcquireAll(ref acquired);
                int count = 0;
                foreach (var bucket in _buckets) count += bucket.Count;
                return count;
            }
            finally
            {
                ReleaseLocks(0, acquired);
            }
        }
    }

    private void AcquireAll(ref int acquired)
    {
        for (int i = 0; i < _locks.Length; i++)
        {
            bool taken = false;
            try
            {
                Monitor.Enter(_locks[i], ref taken);
            }
            finally
            {
                if (taken) acquired++;
            }
        }
    }

    private void ReleaseLocks(int from, int to)
    {
        for (int i = from; i < to; i++)
            Monitor.Exit(_locks[i]);
    }

#if BUG1
    public bool Remove(string key)
    {
        int stripe = (key.GetHashCode() & int.MaxValue) % _locks.Length;
        Monitor.Enter(_locks[stripe]);
        if (!_buckets[stripe].ContainsKey(key))
            return false;
        _buckets[stripe].Remove(key);
        Monitor.Exit(_locks[stripe]);
        return true;
    }
#endif
}

//// SortedSet
public static class MultiLock
{
    public static void Run(IEnumerable<object> locks, Action action)
    {
        var ordered = locks.OrderBy(System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode).ToArray();
        int taken = 0;
        try
        {
            foreach (var l in ordered)
            {
                Monitor.Enter(l);
                taken++;
            }

            action();
        }
        finally
        {
            for (int i = taken - 1; i >= 0; i--)
            {
                Monitor.Exit(ordered[i]);
            }
        }
    }

    public static async Task RunAsync(SemaphoreSlim[] gates, Func<Task> action)
    {
        var held = new Stack<SemaphoreSlim>();
        try
        {
            foreach (var gate in gates)
            {
                await gate.WaitAsync();
                held.Push(gate);
            }

            await action();
        }
        finally
        {
            while (held.Count > 0)
                held.Pop().Release();
        }
    }

}

//// HandOverHand BUG1=EXL0001
public class FineGrainedList
{
    private sealed class Node
    {
        public readonly object Lock = new();
        public int Key;
        public Node? Next;
    }

    private readonly Node _head = new() { Key = int.MinValue, Next = new Node { Key = int.MaxValue } };

    public bool Add(int key)
    {
        Monitor.Enter(_head.Lock);
        Node pred = _head;
        try
        {
            Node curr = pred.Next!;
            Monitor.Enter(curr.Lock);
            try
            {
                while (curr.Key < key)
                {
                    Monitor.Exit(pred.Lock);
                    pred = curr;
                    curr = curr.Next!;
                    Monitor.Enter(curr.Lock);
                }

                if (curr.Key == key)
                    return false;
                pred.Next = new Node { Key = key, Next = curr };
                return true;
            }
            finally
            {
                Monitor.Exit(curr.Lock);
            }
        }
        finally
        {
            Monitor.Exit(pred.Lock);
        }
    }
#if BUG1
    public bool Contains(int key)
    {
        Monitor.Enter(_head.Lock);
        if (_head.Next is null)
            return false;
        bool found = _head.Next.Key == key;
        Monitor.Exit(_head.Lock);
        return found;
    }
#endif
}

//// SlotsByNumber BUG1=EXL0003
public class Inventory2
{
    public class Slot { public int Id; public int Count; public readonly object Gate = new(); }

    public static void Move(Slot a, Slot b, int n)
    {
        var (first, second) = a.Id < b.Id ? (a, b) : (b, a);
        lock (first.Gate)
        lock (second.Gate)
        {
            a.Count -= n;
            b.Count += n;
        }
    }

    public static bool TryMove(Slot a, Slot b, int n)
    {
        if (!Monitor.TryEnter(a.Gate, 50)) return false;
        try
        {
            if (!Monitor.TryEnter(b.Gate, 50)) return false;
            try
            {
                a.Count -= n;
                b.Count += n;
                return true;
            }
            finally
            {
#if BUG1
                Monitor.Exit(a.Gate);
#else
                Monitor.Exit(b.Gate);
#endif
            }
        }
        finally
        {
            Monitor.Exit(a.Gate);
        }
    }
}

//// WalletsSwapped BUG1=EXL0001,EXL0003
public class Wallet { public long Id; public decimal Amount; public SemaphoreSlim Lock { get; } = new(1, 1); }

public class TransferService
{
    public async Task TransferAsync(Wallet from, Wallet to, decimal amount, CancellationToken ct)
    {
        Wallet lo = from, hi = to;
        if (lo.Id > hi.Id)
            (lo, hi) = (hi, lo);

        await lo.Lock.WaitAsync(ct);
        try
        {
            await hi.Lock.WaitAsync(ct);
            try
            {
                if (from.Amount < amount) throw new InvalidOperationException();
                from.Amount -= amount;
                to.Amount += amount;
            }
            finally
            {
#if BUG1
                lo.Lock.Release();
#else
                hi.Lock.Release();
#endif
            }
        }
        finally
        {
            lo.Lock.Release();
        }
    }
}

//// RowsInOrder BUG1=EXL0003
public class Grid
{
    private readonly object[] _rowLocks;
    private readonly int[,] _cells;

    public Grid(int n)
    {
        _rowLocks = new object[n];
        for (int i = 0; i < n; i++) _rowLocks[i] = new object();
        _cells = new int[n, n];
    }

    public void SwapRows(int a, int b)
    {
        if (a == b) return;
        int lo = Math.Min(a, b), hi = Math.Max(a, b);
        Monitor.Enter(_rowLocks[lo]);
        try
        {
            Monitor.Enter(_rowLocks[hi]);
            try
            {
                for (int c = 0; c < _cells.GetLength(1); c++)
                    (_cells[a, c], _cells[b, c]) = (_cells[b, c], _cells[a, c]);
            }
            finally
            {
#if BUG1
                Monitor.Exit(_rowLocks[lo]);
#else
                Monitor.Exit(_rowLocks[hi]);
#endif
            }
        }
        finally
        {
            Monitor.Exit(_rowLocks[lo]);
        }
    }

    public void WithAll(Action action)
    {
        int n = 0;
        try
        {
            for (; n < _rowLocks.Length; n++)
                Monitor.Enter(_rowLocks[n]);
            action();
        }
        finally
        {
            while (n-- > 0)
                Monitor.Exit(_rowLocks[n]);
        }
    }
}

//// BuffersSwapped BUG1=EXL0003
public class DoubleBuffer
{
    private readonly object _frontLock = new(), _backLock = new();
    private byte[] _front = new byte[1024], _back = new byte[1024];

    public void Swap()
    {
        Monitor.Enter(_frontLock);
        try
        {
            Monitor.Enter(_backLock);
            try
            {
                (_front, _back) = (_back, _front);
            }
            finally
            {
                Monitor.Exit(_backLock);
            }
        }
        finally
        {
#if BUG1
            Monitor.Exit(_backLock);
#else
            Monitor.Exit(_frontLock);
#endif
        }
    }

    public void Write(int i, byte b) { lock (_backLock) _back[i] = b; }
    public byte Read(int i) { lock (_frontLock) return _front[i]; }
}
