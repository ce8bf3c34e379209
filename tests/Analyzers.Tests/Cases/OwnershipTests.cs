using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Cases;

/// <summary>Who gives a lock back that this member took: a guard, another thread, or whoever it was handed to.</summary>
public sealed class OwnershipTests
{
    private const string Guard = """
        sealed class ReadGuard : IDisposable
        {
            private readonly ReaderWriterLockSlim _rw;

            public ReadGuard(ReaderWriterLockSlim rw)
            {
                _rw = rw;
                _rw.EnterReadLock();
            }

            public void Dispose() => _rw.ExitReadLock();
        }

        """;

    [Fact]
    public Task GuardThatEntersAndLeaves_IsSilent() => Team.Sees(Guard + """
        sealed class Catalog
        {
            private readonly ReaderWriterLockSlim _rw = new();
            private int _items;

            public int Items()
            {
                using var guard = new ReadGuard(_rw);
                return _items;
            }
        }
        """);

    [Fact]
    public Task GuardThatIsNeverDisposed_Reports() => Team.Sees(Guard + """
        sealed class Catalog
        {
            private readonly ReaderWriterLockSlim _rw = new();
            private int _items;

            public int Items()
            {
                var guard = new ReadGuard(_rw);
                if (_items == 0)
                    {|EXL0001:return 0;|}
                guard.Dispose();
                return _items;
            }
        }
        """);

    [Fact]
    public Task GuardDisposedByHand_IsSilent() => Team.Sees(Guard + """
        sealed class Catalog
        {
            private readonly ReaderWriterLockSlim _rw = new();
            private int _items;

            public int Items()
            {
                var guard = new ReadGuard(_rw);
                try
                {
                    return _items;
                }
                finally
                {
                    guard.Dispose();
                }
            }
        }
        """);

    [Fact]
    public Task GuardKeptInAFieldAndDisposed_IsSilent() => Team.Sees(Guard + """
        sealed class Cursor : IDisposable
        {
            private readonly ReadGuard _guard;
            private int _at;

            public Cursor(ReaderWriterLockSlim rw) => _guard = new ReadGuard(rw);

            public void Next() => _at++;

            public void Dispose() => _guard.Dispose();
        }
        """);

    [Fact]
    public Task GuardKeptInAFieldAndNeverDisposed_Reports() => Team.Sees(Guard + """
        sealed class Cursor : IDisposable
        {
            private readonly ReadGuard _guard;
            private int _at;

            public Cursor(ReaderWriterLockSlim rw)
            {
                _guard = new ReadGuard(rw);
            {|EXL0001:}|}

            public void Dispose() => _at = 0;
        }
        """);

    [Fact]
    public Task GuardThatLeavesAndEntersAgain_IsSilent() => Team.Sees("""
        readonly struct Unlocked : IDisposable
        {
            private readonly object _gate;

            public Unlocked(object gate)
            {
                _gate = gate;
                Monitor.Exit(gate);
            }

            public void Dispose() => Monitor.Enter(_gate);
        }

        sealed class Events
        {
            private readonly object _gate = new();
            private int _raised;

            public void Raise(Action handler)
            {
                lock (_gate)
                {
                    _raised++;
                    using (new Unlocked(_gate))
                        handler();
                }
            }
        }
        """);

    [Fact]
    public Task LeftAndEnteredAgainForgotten_Reports() => Team.Sees("""
        sealed class Events
        {
            private readonly object _gate = new();
            private int _raised;

            public void Raise(Action handler, bool quiet)
            {
                Monitor.Enter(_gate);
                _raised++;
                Monitor.Exit(_gate);
                if (!quiet)
                {
                    handler();
                    Monitor.Enter(_gate);
                }

                {|EXL0003:Monitor.Exit(_gate)|};
            }
        }
        """);

    [Fact]
    public Task ReleasedForTheCaller_IsSilent() => Team.Sees("""
        sealed class Gate
        {
            private readonly SemaphoreSlim _sem = new(1, 1);

            public void Open() => _sem.Wait();

            public void Close() => _sem.Release();
        }
        """);

    [Fact]
    public Task ReleasedForTheCallerAndOnceMore_Reports() => Team.Sees("""
        sealed class Gate
        {
            private readonly SemaphoreSlim _sem = new(1, 1);
            private int _uses;

            public void Use()
            {
                _sem.Wait();
                _uses++;
                _sem.Release();
                if (_uses > 10)
                    {|EXL0003:_sem.Release()|};
            }
        }
        """);
}
