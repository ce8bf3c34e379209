using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Cases;

/// <summary>Locks that are held or not as a flag, a result or a question to the lock says.</summary>
public sealed class ConditionalHoldingTests
{
    [Fact]
    public Task TakenFlagTestedInTheFinally_IsSilent() => Team.Sees("""
        sealed class Ledger
        {
            private readonly object _gate = new();
            private decimal _total;

            public void Add(decimal amount)
            {
                bool taken = false;
                try
                {
                    Monitor.Enter(_gate, ref taken);
                    _total += amount;
                }
                finally
                {
                    if (taken)
                        Monitor.Exit(_gate);
                }
            }
        }
        """);

    [Fact]
    public Task TakenFlagTestedBesideAnotherCondition_Reports() => Team.Sees("""
        sealed class Ledger
        {
            private readonly object _gate = new();
            private decimal _total;

            public void Add(decimal amount)
            {
                bool taken = false;
                try
                {
                    Monitor.Enter(_gate, ref taken);
                    _total += amount;
                }
                finally
                {
                    if (taken && amount > 0)
                        Monitor.Exit(_gate);
                }
            {|EXL0001:}|}
        }
        """);

    [Fact]
    public Task AttemptThatFailedLeaves_IsSilent() => Team.Sees("""
        sealed class Cache
        {
            private readonly ReaderWriterLockSlim _rw = new();
            private readonly Dictionary<string, string> _map = new();

            public string Find(string key)
            {
                if (!_rw.TryEnterReadLock(50))
                    return null;
                try
                {
                    return _map.TryGetValue(key, out string value) ? value : null;
                }
                finally
                {
                    _rw.ExitReadLock();
                }
            }
        }
        """);

    [Fact]
    public Task AttemptThatSucceededLeaves_Reports() => Team.Sees("""
        sealed class Cache
        {
            private readonly ReaderWriterLockSlim _rw = new();
            private readonly Dictionary<string, string> _map = new();

            public string Find(string key)
            {
                if (!_rw.TryEnterReadLock(50))
                    return null;
                if (!_map.TryGetValue(key, out string value))
                    {|EXL0001:return "";|}
                _rw.ExitReadLock();
                return value;
            }
        }
        """);

    [Fact]
    public Task LockAskedWhetherItIsHeld_IsSilent() => Team.Sees("""
        sealed class Index
        {
            private readonly ReaderWriterLockSlim _rw = new();
            private int _count;

            public int Count()
            {
                _rw.EnterReadLock();
                try
                {
                    return _count;
                }
                finally
                {
                    if (_rw.IsReadLockHeld)
                        _rw.ExitReadLock();
                }
            }
        }
        """);

    [Fact]
    public Task LockAskedForTheOtherMode_Reports() => Team.Sees("""
        sealed class Index
        {
            private readonly ReaderWriterLockSlim _rw = new();
            private int _count;

            public int Count()
            {
                _rw.EnterReadLock();
                int count = _count;
                if (_rw.IsWriteLockHeld)
                    _rw.ExitReadLock();
                {|EXL0001:return count;|}
            }
        }
        """);

    [Fact]
    public Task MonitorAskedWhetherItIsEntered_IsSilent() => Team.Sees("""
        sealed class Counter
        {
            private readonly object _gate = new();
            private int _count;

            public void Next()
            {
                Monitor.Enter(_gate);
                _count++;
                if (Monitor.IsEntered(_gate))
                    Monitor.Exit(_gate);
            }
        }
        """);

    [Fact]
    public Task MonitorAskedTheWrongWay_Reports() => Team.Sees("""
        sealed class Counter
        {
            private readonly object _gate = new();
            private int _count;

            public void Next()
            {
                Monitor.Enter(_gate);
                _count++;
                if (!Monitor.IsEntered(_gate))
                    Monitor.Exit(_gate);
            {|EXL0001:}|}
        }
        """);

    [Fact]
    public Task SpinLockTriedForEachItem_IsSilent() => Team.Sees("""
        sealed class Mailbox
        {
            private SpinLock _spin = new(false);
            private readonly List<string> _delivered = new();

            public void Deliver(IEnumerable<string> letters)
            {
                foreach (string letter in letters)
                {
                    bool taken = false;
                    try
                    {
                        _spin.TryEnter(ref taken);
                        if (!taken)
                            continue;
                        _delivered.Add(letter);
                    }
                    finally
                    {
                        if (taken)
                            _spin.Exit();
                    }
                }
            }
        }
        """);

    [Fact]
    public Task SpinLockTriedForEachItemAndKept_Reports() => Team.Sees("""
        sealed class Mailbox
        {
            private SpinLock _spin = new(false);
            private readonly List<string> _delivered = new();

            public bool Deliver(IEnumerable<string> letters)
            {
                foreach (string letter in letters)
                {
                    bool taken = false;
                    _spin.TryEnter(ref taken);
                    if (!taken)
                        continue;
                    if (letter.Length == 0)
                        {|EXL0001:return false;|}
                    _delivered.Add(letter);
                    _spin.Exit();
                }

                return true;
            }
        }
        """);

    [Fact]
    public Task TakenUnlessTheCallerHoldsItAlready_IsSilent() => Team.Sees("""
        sealed class Queue
        {
            private readonly ReaderWriterLockSlim _rw = new(LockRecursionPolicy.SupportsRecursion);
            private int _length;

            public int Length()
            {
                bool took = false;
                if (!_rw.IsReadLockHeld)
                {
                    _rw.EnterReadLock();
                    took = true;
                }

                try
                {
                    return _length;
                }
                finally
                {
                    if (took)
                        _rw.ExitReadLock();
                }
            }
        }
        """);

    [Fact]
    public Task TakenUnlessHeldAndTheFlagForgotten_Reports() => Team.Sees("""
        sealed class Queue
        {
            private readonly ReaderWriterLockSlim _rw = new(LockRecursionPolicy.SupportsRecursion);
            private int _length;

            public int Length()
            {
                bool took = false;
                if (!_rw.IsReadLockHeld)
                {
                    _rw.EnterReadLock();
                }

                try
                {
                    {|EXL0001:return _length;|}
                }
                finally
                {
                    if (took)
                        _rw.ExitReadLock();
                }
            }
        }
        """);

    [Fact]
    public Task ResultInAVariableTestedTwice_IsSilent() => Team.Sees("""
        sealed class Printer
        {
            private readonly Lock _lock = new();
            private int _pages;

            public void Print(int pages, bool jammed)
            {
                var got = _lock.TryEnter();
                if (!got || jammed)
                {
                    if (got)
                        _lock.Exit();
                    return;
                }

                _pages += pages;
                _lock.Exit();
            }
        }
        """);

    [Fact]
    public Task ResultInAVariableForgottenWhereJammed_Reports() => Team.Sees("""
        sealed class Printer
        {
            private readonly Lock _lock = new();
            private int _pages;

            public void Print(int pages, bool jammed)
            {
                var got = _lock.TryEnter();
                var missed = !got;
                if (missed || jammed)
                    {|EXL0001:return;|}

                _pages += pages;
                _lock.Exit();
            }
        }
        """);

    [Fact]
    public Task AttemptInsideAnAssertion_Reports() => Team.Sees("""
        sealed class Meter
        {
            private readonly object _gate = new();
            private int _reading;

            public void Set(int reading)
            {
                Debug.Assert({|EXL0006:Monitor.TryEnter(_gate)|});
                _reading = reading;
                Monitor.Exit(_gate);
            }
        }
        """);

    [Fact]
    public Task ResultThatIsAsserted_IsSilent() => Team.Sees("""
        sealed class Meter
        {
            private readonly object _gate = new();
            private int _reading;

            public void Set(int reading)
            {
                bool entered = Monitor.TryEnter(_gate);
                Trace.Assert(entered);
                _reading = reading;
                Monitor.Exit(_gate);
            }
        }
        """);
}
