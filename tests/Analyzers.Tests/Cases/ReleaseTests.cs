using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Cases;

/// <summary>Releases that find nothing to release, and those that only look so.</summary>
public sealed class ReleaseTests
{
    [Fact]
    public Task LockOfADictionary_ReleasedOnTheWayAndByFinally_Reports() => Team.Sees("""
        sealed class Thumbnails
        {
            private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new();

            public async Task<int> GetAsync(string path, Func<Task<int>> render)
            {
                SemaphoreSlim gate = _gates.GetOrAdd(path, _ => new SemaphoreSlim(1, 1));
                await gate.WaitAsync();
                try
                {
                    if (path.Length == 0)
                    {
                        gate.Release();
                        return 0;
                    }

                    return await render();
                }
                finally
                {
                    {|EXL0003:gate.Release()|};
                }
            }
        }
        """);

    [Fact]
    public Task LockOfADictionary_OfEachKeyInALoop_IsSilent() => Team.Sees("""
        sealed class Thumbnails
        {
            private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new();

            public async Task RefreshAsync(string[] paths, Func<string, Task> render)
            {
                foreach (string path in paths)
                {
                    SemaphoreSlim gate = _gates.GetOrAdd(path, _ => new SemaphoreSlim(1, 1));
                    await gate.WaitAsync();
                    try
                    {
                        await render(path);
                    }
                    finally
                    {
                        gate.Release();
                    }
                }
            }
        }
        """);

    [Fact]
    public Task ElementsReleasedAsFarAsTheyWereTaken_IsSilent() => Team.Sees("""
        sealed class Rows(object[] rows)
        {
            private readonly object[] _rows = rows;

            public void WithAll(Action action)
            {
                int taken = 0;
                try
                {
                    for (; taken < _rows.Length; taken++)
                        Monitor.Enter(_rows[taken]);
                    action();
                }
                finally
                {
                    while (taken-- > 0)
                        Monitor.Exit(_rows[taken]);
                }
            }
        }
        """);

    [Fact]
    public Task TwoNamesOfWhichNoneIsAlwaysTheSame_AreReleasedOnce_IsSilent() => Team.Sees("""
        sealed class Account
        {
            public int Id;
            public decimal Balance;
            public readonly object Gate = new();
        }

        static class Bank
        {
            public static void Transfer(Account from, Account to, decimal amount)
            {
                Account first = from.Id < to.Id ? from : to;
                Account second = ReferenceEquals(first, from) ? to : from;
                Monitor.Enter(first.Gate);
                try
                {
                    Monitor.Enter(second.Gate);
                    try
                    {
                        from.Balance -= amount;
                        to.Balance += amount;
                    }
                    finally
                    {
                        Monitor.Exit(second.Gate);
                    }
                }
                finally
                {
                    Monitor.Exit(first.Gate);
                }
            }
        }
        """);

    [Fact]
    public Task FirstOfTwoNamesReleasedTwice_Reports() => Team.Sees("""
        sealed class Account
        {
            public int Id;
            public decimal Balance;
            public readonly object Gate = new();
        }

        static class Bank
        {
            public static void Transfer(Account from, Account to, decimal amount)
            {
                Account first = from.Id < to.Id ? from : to;
                Account second = ReferenceEquals(first, from) ? to : from;
                Monitor.Enter(first.Gate);
                Monitor.Enter(second.Gate);
                from.Balance -= amount;
                to.Balance += amount;
                Monitor.Exit(first.Gate);
                {|EXL0003:Monitor.Exit(first.Gate)|};
            }
        }
        """);

    [Fact]
    public Task LockOfAStatementGivenBackByHand_Reports() => Team.Sees("""
        sealed class Dispatcher
        {
            private readonly object _lock = new();
            private readonly Queue<Action> _queue = new();

            public void Run()
            {
                lock (_lock)
                {
                    Action next = _queue.Dequeue();
                    {|EXL0003:Monitor.Exit(_lock)|};
                    next();
                }
            }
        }
        """);

    [Fact]
    public Task LockOfAStatementGivenBackForACallback_IsSilent() => Team.Sees("""
        sealed class Dispatcher
        {
            private readonly object _lock = new();
            private readonly Queue<Action> _queue = new();

            public void Run()
            {
                lock (_lock)
                {
                    while (_queue.Count > 0)
                    {
                        Action next = _queue.Dequeue();
                        Monitor.Exit(_lock);
                        try
                        {
                            next();
                        }
                        finally
                        {
                            Monitor.Enter(_lock);
                        }
                    }
                }
            }
        }
        """);

    [Fact]
    public Task OnlyPermitGivenBackAfterAFailedWait_Reports() => Team.Sees("""
        sealed class Flight
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            public bool Try(Action action)
            {
                if (!_gate.Wait(0))
                {
                    {|EXL0003:_gate.Release()|};
                    return false;
                }

                try
                {
                    action();
                    return true;
                }
                finally
                {
                    _gate.Release();
                }
            }
        }
        """);

    [Fact]
    public Task OneOfManyPermitsAddedAfterAFailedWait_IsSilent() => Team.Sees("""
        sealed class Growing
        {
            private readonly SemaphoreSlim _gate = new(4);

            public bool Try(Action action)
            {
                if (!_gate.Wait(0))
                {
                    _gate.Release();
                    return false;
                }

                try
                {
                    action();
                    return true;
                }
                finally
                {
                    _gate.Release();
                }
            }
        }
        """);

    [Fact]
    public Task ReleaseWhereTheWaitWasCancelled_Reports() => Team.Sees("""
        sealed class Entry
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            private int _users;

            public async Task EnterAsync(CancellationToken token)
            {
                try
                {
                    await _gate.WaitAsync(token);
                }
                catch
                {
                    {|EXL0003:_gate.Release()|};
                    _users--;
                    throw;
                }
            }

            public void Leave() => _gate.Release();
        }
        """);

    [Fact]
    public Task ReleaseWhereWhatFollowsTheWaitFailed_IsSilent() => Team.Sees("""
        sealed class Entry
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            public async Task EnterAsync(Func<Task> connect, CancellationToken token)
            {
                await _gate.WaitAsync(token);
                try
                {
                    await connect();
                }
                catch
                {
                    _gate.Release();
                    throw;
                }
            }

            public void Leave() => _gate.Release();
        }
        """);

    [Fact]
    public Task ReleaseOfAThirdMode_IsMeantForTheLastAcquire_ReportsOnce() => Team.Sees("""
        sealed class Cache
        {
            private readonly ReaderWriterLockSlim _lock = new();
            private int _writes;

            public void Write()
            {
                _lock.EnterUpgradeableReadLock();
                _lock.EnterWriteLock();
                _writes++;
                {|EXL0004:_lock.ExitReadLock()|};
                _lock.ExitUpgradeableReadLock();
            }
        }
        """);

    [Fact]
    public Task ReleaseOfEachMode_IsSilent() => Team.Sees("""
        sealed class Cache
        {
            private readonly ReaderWriterLockSlim _lock = new();
            private int _writes;

            public void Write()
            {
                _lock.EnterUpgradeableReadLock();
                _lock.EnterWriteLock();
                _writes++;
                _lock.ExitWriteLock();
                _lock.ExitUpgradeableReadLock();
            }
        }
        """);
}
