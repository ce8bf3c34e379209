using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Cases;

/// <summary>Modes, counts and recursion; contracts on methods; what only signals.</summary>
public sealed class ModeAndCountTests
{
    [Fact]
    public Task ModeRaisedAndLowered_IsSilent() => Team.Sees("""
        sealed class Table
        {
            private readonly ReaderWriterLockSlim _rw = new();
            private readonly Dictionary<int, string> _rows = new();

            public string GetOrAdd(int key)
            {
                _rw.EnterUpgradeableReadLock();
                try
                {
                    if (_rows.TryGetValue(key, out string row))
                        return row;
                    _rw.EnterWriteLock();
                    try
                    {
                        return _rows[key] = key.ToString();
                    }
                    finally
                    {
                        _rw.ExitWriteLock();
                    }
                }
                finally
                {
                    _rw.ExitUpgradeableReadLock();
                }
            }
        }
        """);

    [Fact]
    public Task ModeRaisedAndNotLowered_Reports() => Team.Sees("""
        sealed class Table
        {
            private readonly ReaderWriterLockSlim _rw = new();
            private readonly Dictionary<int, string> _rows = new();

            public string GetOrAdd(int key)
            {
                _rw.EnterUpgradeableReadLock();
                try
                {
                    if (_rows.TryGetValue(key, out string row))
                        return row;
                    _rw.EnterWriteLock();
                    if (key < 0)
                        {|EXL0001:return null;|}
                    _rows[key] = row = key.ToString();
                    _rw.ExitWriteLock();
                    return row;
                }
                finally
                {
                    _rw.ExitUpgradeableReadLock();
                }
            }
        }
        """);

    [Fact]
    public Task ReaderThatWritesWithoutLeaving_Reports() => Team.Sees("""
        sealed class Table
        {
            private readonly ReaderWriterLockSlim _rw = new();
            private int _rows;

            public void Trim()
            {
                _rw.EnterReadLock();
                if (_rows > 10)
                {
                    {|EXL0005:_rw.EnterWriteLock()|};
                    _rows = 10;
                    _rw.ExitWriteLock();
                }

                _rw.ExitReadLock();
            }
        }
        """);

    [Fact]
    public Task ReaderThatLeavesAndThenWrites_IsSilent() => Team.Sees("""
        sealed class Table
        {
            private readonly ReaderWriterLockSlim _rw = new();
            private int _rows;

            public void Trim()
            {
                _rw.EnterReadLock();
                bool full = _rows > 10;
                _rw.ExitReadLock();
                if (!full)
                    return;
                _rw.EnterWriteLock();
                _rows = 10;
                _rw.ExitWriteLock();
            }
        }
        """);

    [Fact]
    public Task MonitorEnteredTwiceLeftOnce_Reports() => Team.Sees("""
        sealed class Tree
        {
            private readonly object _gate = new();
            private int _nodes;

            public void Add(bool balance)
            {
                Monitor.Enter(_gate);
                Monitor.Enter(_gate);
                _nodes++;
                Monitor.Exit(_gate);
                if (balance)
                    Monitor.Exit(_gate);
            {|EXL0001:}|}
        }
        """);

    [Fact]
    public Task MonitorEnteredTwiceLeftTwice_IsSilent() => Team.Sees("""
        sealed class Tree
        {
            private readonly object _gate = new();
            private int _nodes;

            public void Add(bool balance)
            {
                Monitor.Enter(_gate);
                if (balance)
                    Monitor.Enter(_gate);
                _nodes++;
                if (balance)
                    Monitor.Exit(_gate);
                Monitor.Exit(_gate);
            }
        }
        """);

    [Fact]
    public Task SemaphoreOfOneTakenTwice_Reports() => Team.Sees("""
        sealed class Spool
        {
            private readonly SemaphoreSlim _one = new(1, 1);
            private int _jobs;

            public void Print(bool cover)
            {
                _one.Wait();
                if (cover)
                {
                    {|EXL0005:_one.Wait()|};
                    _jobs++;
                    _one.Release();
                }

                _jobs++;
                _one.Release();
            }
        }
        """);

    [Fact]
    public Task SemaphoreOfManyTakenTwice_IsSilent() => Team.Sees("""
        sealed class Spool
        {
            private readonly SemaphoreSlim _many = new(5);
            private int _jobs;

            public void Print()
            {
                _many.Wait();
                _many.Wait();
                _jobs++;
                _many.Release();
                _many.Release();
            }
        }
        """);

    [Fact]
    public Task SpinLockTakenTwice_Reports() => Team.Sees("""
        sealed class Ring
        {
            private SpinLock _spin = new();
            private int _head;

            public void Push()
            {
                bool outer = false;
                bool inner = false;
                _spin.Enter(ref outer);
                {|EXL0005:_spin.Enter(ref inner)|};
                _head++;
                if (inner)
                    _spin.Exit();
                if (outer)
                    _spin.Exit();
            }
        }
        """);

    [Fact]
    public Task SpinLockTakenAfterItsRelease_IsSilent() => Team.Sees("""
        sealed class Ring
        {
            private SpinLock _spin = new();
            private int _head;

            public void Push()
            {
                bool taken = false;
                _spin.Enter(ref taken);
                _head++;
                if (taken)
                    _spin.Exit();
                taken = false;
                _spin.Enter(ref taken);
                _head++;
                if (taken)
                    _spin.Exit();
            }
        }
        """);

    [Fact]
    public Task SeveralPermitsReleasedAtOnce_IsSilent() => Team.Sees("""
        sealed class Batch
        {
            private readonly SemaphoreSlim _permits = new(8);
            private int _runs;

            public void Run()
            {
                _permits.Wait();
                _permits.Wait();
                _permits.Wait();
                _runs++;
                _permits.Release(3);
            }
        }
        """);

    [Fact]
    public Task FewerPermitsReleasedThanTaken_Reports() => Team.Sees("""
        sealed class Batch
        {
            private readonly SemaphoreSlim _permits = new(8);
            private int _runs;

            public void Run(bool last)
            {
                _permits.Wait();
                _permits.Wait();
                _runs++;
                if (last)
                    _permits.Release(2);
                else
                    _permits.Release(1);
            {|EXL0001:}|}
        }
        """);

    [Fact]
    public Task MorePermitsReleasedThanTaken_Reports() => Team.Sees("""
        sealed class Batch
        {
            private readonly SemaphoreSlim _permits = new(8);
            private int _runs;

            public void Run()
            {
                _permits.Wait();
                _runs++;
                {|EXL0003:_permits.Release(2)|};
            }
        }
        """);

    [Fact]
    public Task PermitsCountedByAVariable_IsSilent() => Team.Sees("""
        sealed class Batch
        {
            private readonly SemaphoreSlim _permits = new(8);
            private int _runs;

            public void Run(int wanted)
            {
                for (int i = 0; i < wanted; i++)
                    _permits.Wait();
                _runs++;
                _permits.Release(wanted);
            }
        }
        """);

    [Fact]
    public Task SignalOfAnEvent_IsSilent() => Team.Sees("""
        sealed class Starter
        {
            private readonly AutoResetEvent _go = new(false);
            private readonly ManualResetEventSlim _done = new();
            private int _runs;

            public void Work()
            {
                _go.WaitOne();
                if (_runs++ > 10)
                    return;
                _done.Set();
            }

            public void Start()
            {
                _go.Set();
                _done.Wait();
            }
        }
        """);

    [Fact]
    public Task MutexWaitedForLikeAnEvent_Reports() => Team.Sees("""
        sealed class Starter
        {
            private readonly Mutex _go = new();
            private int _runs;

            public void Work()
            {
                _go.WaitOne();
                if (_runs++ > 10)
                    {|EXL0001:return;|}
                _go.ReleaseMutex();
            }
        }
        """);

    [Fact]
    public Task IteratorUnderAReadLock_Reports() => Team.Sees("""
        sealed class Shelf
        {
            private readonly ReaderWriterLockSlim _rw = new();
            private readonly List<string> _books = new();

            public IEnumerable<string> All()
            {
                _rw.EnterReadLock();
                try
                {
                    foreach (string book in _books)
                        {|EXL0007:yield return book;|}
                }
                finally
                {
                    _rw.ExitReadLock();
                }
            }
        }
        """);

    [Fact]
    public Task CopyUnderAReadLock_IsSilent() => Team.Sees("""
        sealed class Shelf
        {
            private readonly ReaderWriterLockSlim _rw = new();
            private readonly List<string> _books = new();

            public IEnumerable<string> All()
            {
                List<string> copy;
                _rw.EnterReadLock();
                try
                {
                    copy = new List<string>(_books);
                }
                finally
                {
                    _rw.ExitReadLock();
                }

                foreach (string book in copy)
                    yield return book;
            }
        }
        """);
}
