using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Cases;

/// <summary>Pairs of a project's own, said by attributes or by what members do; callees that take a lock once more.</summary>
public sealed class ContractCaseTests
{
    private const string Budget = """
        sealed class Budget
        {
            private long _free;

            [Acquires("this", When = Outcome.Zero)]
            public int Reserve(long bytes)
            {
                if (_free < bytes)
                    return -28;
                _free -= bytes;
                return 0;
            }

            [Releases("this")]
            public void Free(long bytes) => _free += bytes;
        }

        """;

    [Fact]
    public Task ReservationGivenBack_IsSilent() => Team.Sees(Budget + """
        sealed class Allocator
        {
            private int _extents;

            public int Allocate(Budget budget, long bytes)
            {
                int error = budget.Reserve(bytes);
                if (error != 0)
                    return error;
                _extents++;
                budget.Free(bytes);
                return 0;
            }
        }
        """);

    [Fact]
    public Task ReservationKeptOnAnErrorPath_Reports() => Team.Sees(Budget + """
        sealed class Allocator
        {
            private int _extents;

            public int Allocate(Budget budget, long bytes)
            {
                int error = budget.Reserve(bytes);
                if (error != 0)
                    return error;
                if (_extents > 100)
                    {|EXL0001:return -5;|}
                _extents++;
                budget.Free(bytes);
                return 0;
            }
        }
        """);

    private const string Stamped = """
        readonly struct Stamp { }

        sealed class StampedLock
        {
            [Acquires("this", Mode = LockMode.Shared)] public extern Stamp ReadLock();
            [Releases("this", Mode = LockMode.Shared)] public extern void UnlockRead(Stamp stamp);

            [Releases("this", Mode = LockMode.Shared)]
            [Acquires("this", Mode = LockMode.Exclusive)]
            public extern Stamp ConvertToWrite(Stamp stamp);

            [Releases("this", Mode = LockMode.Exclusive)] public extern void UnlockWrite(Stamp stamp);
        }

        """;

    [Fact]
    public Task ModeConvertedAndReleasedAsSuch_IsSilent() => Team.Sees(Stamped + """
        sealed class Point
        {
            private int _x;

            public void Move(StampedLock gate, int x)
            {
                Stamp stamp = gate.ReadLock();
                if (_x == x)
                {
                    gate.UnlockRead(stamp);
                    return;
                }

                stamp = gate.ConvertToWrite(stamp);
                _x = x;
                gate.UnlockWrite(stamp);
            }
        }
        """);

    [Fact]
    public Task ModeConvertedAndKept_Reports() => Team.Sees(Stamped + """
        sealed class Point
        {
            private int _x;

            public void Move(StampedLock gate, int x)
            {
                Stamp stamp = gate.ReadLock();
                if (_x == x)
                {
                    gate.UnlockRead(stamp);
                    return;
                }

                stamp = gate.ConvertToWrite(stamp);
                if (x < 0)
                    {|EXL0001:return;|}
                _x = x;
                gate.UnlockWrite(stamp);
            }
        }
        """);

    [Fact]
    public Task LambdaThatRunsUnderTheLock_IsSilent() => Team.Sees("""
        sealed class Totals
        {
            private readonly object _gate = new();
            private int _total;

            public void Add(List<int> amounts)
            {
                Monitor.Enter(_gate);
                try
                {
                    amounts.ForEach(amount => _total += amount);
                }
                finally
                {
                    Monitor.Exit(_gate);
                }
            }
        }
        """);

    [Fact]
    public Task LambdaThatKeepsTheLock_Reports() => Team.Sees("""
        sealed class Totals
        {
            private readonly object _gate = new();
            private int _total;

            public void Add(List<int> amounts)
            {
                amounts.ForEach(amount =>
                {
                    Monitor.Enter(_gate);
                    if (amount < 0)
                        {|EXL0001:return;|}
                    _total += amount;
                    Monitor.Exit(_gate);
                });
            }
        }
        """);

    [Fact]
    public Task CallThatMayReleaseAnotherLock_StillReports() => Team.Sees("""
        sealed class Router
        {
            private readonly Lock _routes = new();
            private readonly Lock _stats = new();
            private int _hits;

            private void Count()
            {
                _stats.Enter();
                _hits++;
                _stats.Exit();
            }

            public bool Route(int port)
            {
                _routes.Enter();
                Count();
                if (port == 0)
                    {|EXL0001:return false;|}
                _routes.Exit();
                return true;
            }
        }
        """);

    [Fact]
    public Task CallThatReleasesThisLock_IsSilent() => Team.Sees("""
        sealed class Router
        {
            private readonly Lock _routes = new();
            private int _hits;

            private void Finish()
            {
                _hits++;
                _routes.Exit();
            }

            public bool Route(int port)
            {
                _routes.Enter();
                if (port == 0)
                {
                    Finish();
                    return false;
                }

                _routes.Exit();
                return true;
            }
        }
        """);

    [Fact]
    public Task CalleeThatReadsUnderTheReadersLock_Reports() => Team.Sees("""
        sealed class Index
        {
            private readonly ReaderWriterLockSlim _rw = new();
            private int _terms;

            private int Terms()
            {
                _rw.EnterReadLock();
                try
                {
                    return _terms;
                }
                finally
                {
                    _rw.ExitReadLock();
                }
            }

            public int Twice()
            {
                _rw.EnterReadLock();
                try
                {
                    return 2 * {|EXL0005:Terms()|};
                }
                finally
                {
                    _rw.ExitReadLock();
                }
            }
        }
        """);

    [Fact]
    public Task CalleeThatReadsAfterTheReadersLock_IsSilent() => Team.Sees("""
        sealed class Index
        {
            private readonly ReaderWriterLockSlim _rw = new();
            private int _terms;

            private int Terms()
            {
                _rw.EnterReadLock();
                try
                {
                    return _terms;
                }
                finally
                {
                    _rw.ExitReadLock();
                }
            }

            public int Twice()
            {
                _rw.EnterWriteLock();
                _terms++;
                _rw.ExitWriteLock();
                return 2 * Terms();
            }
        }
        """);

    [Fact]
    public Task ReleaseOfWhatTheCallerHolds_IsSilent() => Team.Sees("""
        sealed class Slots
        {
            private readonly object _gate = new();
            private int _used;

            private void LeaveSlot()
            {
                _used--;
                Monitor.Exit(_gate);
            }

            public void Use(Action action)
            {
                Monitor.Enter(_gate);
                try
                {
                    action();
                }
                finally
                {
                    LeaveSlot();
                }
            }
        }
        """);

    [Fact]
    public Task ReleaseOfWhatTheCallerHoldsTwice_Reports() => Team.Sees("""
        sealed class Slots
        {
            private readonly object _gate = new();
            private int _used;

            public void Use(bool twice)
            {
                Monitor.Enter(_gate);
                _used--;
                Monitor.Exit(_gate);
                if (twice)
                    {|EXL0003:Monitor.Exit(_gate)|};
            }
        }
        """);
}
