using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Cases;

/// <summary>Defects that teams had in their code and repaired, in shapes of our own, each beside what is right.</summary>
public sealed partial class RepairedByTeamsTests
{
    private const string Bundles = """
        sealed class Bundles
        {
            private readonly ReaderWriterLockSlim _rw = new();
            private readonly List<string> _names = [];
            private Exception? _failure;

            public Exception? Failure
            {
                get
                {
                    _rw.EnterReadLock();
                    try
                    {
                        return _failure;
                    }
                    finally
                    {
                        _rw.ExitReadLock();
                    }
                }

                set
                {
                    _rw.EnterWriteLock();
                    try
                    {
                        _failure = value;
                    }
                    finally
                    {
                        _rw.ExitWriteLock();
                    }
                }
            }


        """;

    private const string Sagas = """
        interface IPolicy
        {
            Task Existing(object saga);
        }

        sealed class Scope
        {
            public Scope(object saga) => Saga = saga;

            public object Saga { get; }
        }

        sealed class Unlocked : IDisposable
        {
            private readonly object _saga;

            public Unlocked(object saga)
            {
                _saga = saga;
                Monitor.Exit(saga);
            }

            public void Dispose() => Monitor.Enter(_saga);
        }


        """;

    [Fact]
    public Task SetterThatTakesTheWriteLockHeld_Reports() => Team.Sees(Bundles + """
            public void Rebuild()
            {
                _rw.EnterWriteLock();
                try
                {
                    _names.Clear();
                    {|EXL0005:Failure|} = null;
                }
                finally
                {
                    _rw.ExitWriteLock();
                }
            }
        }
        """);

    [Fact]
    public Task SetterUnderALockThatAllowsRecursion_IsSilent() => Team.Sees(
        Bundles.Replace("new();\n    private readonly List", "new(LockRecursionPolicy.SupportsRecursion);\n    private readonly List") + """
            public void Rebuild()
            {
                _rw.EnterWriteLock();
                try
                {
                    _names.Clear();
                    Failure = null;
                }
                finally
                {
                    _rw.ExitWriteLock();
                }
            }
        }
        """);

    [Fact]
    public Task GetterThatTakesTheReadLockHeld_Reports() => Team.Sees(Bundles + """
            public bool HasFailed(string name)
            {
                _rw.EnterReadLock();
                try
                {
                    return _names.Contains(name) && {|EXL0005:Failure|} is not null;
                }
                finally
                {
                    _rw.ExitReadLock();
                }
            }
        }
        """);

    [Fact]
    public Task GetterAfterTheReadLock_IsSilent() => Team.Sees(Bundles + """
            public bool HasFailed(string name)
            {
                bool isKnown;
                _rw.EnterReadLock();
                try
                {
                    isKnown = _names.Contains(name);
                }
                finally
                {
                    _rw.ExitReadLock();
                }

                return isKnown && Failure is not null;
            }
        }
        """);

    [Fact]
    public Task GetterOfAnotherObject_IsSilent() => Team.Sees(Bundles + """
            public bool HasFailedWith(Bundles other)
            {
                _rw.EnterReadLock();
                try
                {
                    return _names.Count > 0 && other.Failure is not null;
                }
                finally
                {
                    _rw.ExitReadLock();
                }
            }
        }
        """);

    [Fact]
    public Task MonitorOverAwaitOfAnObjectThatAnotherKeeps_Reports() => Team.Sees(Sagas + """
        sealed class Repository
        {
            public async Task Send(object saga, IPolicy policy)
            {
                Monitor.Enter(saga);
                try
                {
                    {|EXL0007:await policy.Existing(new Scope(saga))|};
                }
                finally
                {
                    Monitor.Exit(saga);
                }
            }
        }
        """);

    [Fact]
    public Task SemaphoreInsteadOfTheMonitor_IsSilent() => Team.Sees(Sagas + """
        sealed class Repository
        {
            private readonly SemaphoreSlim _inUse = new(1);

            public async Task Send(object saga, IPolicy policy)
            {
                await _inUse.WaitAsync();
                try
                {
                    await policy.Existing(new Scope(saga));
                }
                finally
                {
                    _inUse.Release();
                }
            }
        }
        """);

    [Fact]
    public Task MonitorLeftToTheObjectThatKeepsIt_IsSilent() => Team.Sees(Sagas + """
        sealed class Repository
        {
            public async Task<Scope> Begin(object saga, IPolicy policy)
            {
                Monitor.Enter(saga);
                var scope = new Scope(saga);
                await policy.Existing(scope);
                return scope;
            }
        }
        """);

    [Fact]
    public Task MonitorReleasedOnOneWayAndLeftToTheObjectOnAnother_IsSilent() => Team.Sees(Sagas + """
        sealed class Repository
        {
            private bool _isClosed;

            public async Task<Scope?> Begin(object saga, IPolicy policy)
            {
                Monitor.Enter(saga);
                var scope = new Scope(saga);
                if (_isClosed)
                {
                    Monitor.Exit(saga);
                    return null;
                }

                await policy.Existing(scope);
                return scope;
            }
        }
        """);

    [Fact]
    public Task AwaitWhileAnObjectHasGivenTheMonitorBack_IsSilent() => Team.Sees(Sagas + """
        sealed class Repository
        {
            public async Task Send(object saga, IPolicy policy)
            {
                Monitor.Enter(saga);
                try
                {
                    using (new Unlocked(saga))
                        await policy.Existing(this);
                }
                finally
                {
                    Monitor.Exit(saga);
                }
            }
        }
        """);

    [Fact]
    public Task MonitorOverAwaitWhileOneOfAnotherClassIsReleased_Reports() => Team.Sees(Sagas + """
        sealed class Repository
        {
            private readonly Dictionary<Guid, string> _sagas = new();

            public async Task Send(Guid id, IPolicy policy)
            {
                Monitor.Enter(_sagas);
                string saga = _sagas[id];
                Monitor.Enter(saga);
                Monitor.Exit(_sagas);
                try
                {
                    {|EXL0007:await policy.Existing(id)|};
                }
                finally
                {
                    Monitor.Exit(saga);
                }
            }
        }
        """);

    [Fact]
    public Task AwaitWhileOneIsReleasedThatMayBeTheSame_IsSilent() => Team.Sees(Sagas + """
        sealed class Repository
        {
            private readonly Dictionary<Guid, object> _sagas = new();

            public async Task Send(Guid id, IPolicy policy)
            {
                Monitor.Enter(_sagas);
                object saga = _sagas[id];
                Monitor.Enter(saga);
                Monitor.Exit(_sagas);
                try
                {
                    await policy.Existing(id);
                }
                finally
                {
                    Monitor.Exit(saga);
                }
            }
        }
        """);
}
