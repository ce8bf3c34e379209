using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Cases;

/// <summary>Outcomes that go on to somebody else: an assertion, a tuple, the result of a helper, a lambda.</summary>
public sealed class ToldOutcomeTests
{
    [Fact]
    public Task OutcomeGivenToAnAssertionOfOnesOwn_IsSilent() => Team.Sees("""
        sealed class Keeper
        {
            private readonly SemaphoreSlim _gate = new(1);
            private int _users;

            public void Run()
            {
                Demand(_gate.Wait(100));
                _users++;
                _gate.Release();
            }

            private static void Demand(bool condition)
            {
                if (!condition)
                    throw new InvalidOperationException();
            }
        }
        """);

    [Fact]
    public Task OutcomeGivenToAText_Reports() => Team.Sees("""
        sealed class Keeper
        {
            private readonly SemaphoreSlim _gate = new(1);
            private int _users;

            public void Run()
            {
                Console.WriteLine("{0}", _gate.Wait(100));
                _users++;
                {|EXL0003:_gate.Release()|};
            }

            private static void Demand(bool condition)
            {
                if (!condition)
                    throw new InvalidOperationException();
            }
        }
        """);

    [Fact]
    public Task OutcomeInATuple_IsSilent() => Team.Sees("""
        sealed class Keeper
        {
            private readonly SemaphoreSlim _gate = new(1);
            private int _users;

            public async Task<int> CountAsync()
            {
                (bool taken, int count) = (await _gate.WaitAsync(100), 0);
                try
                {
                    return taken ? ++_users : count;
                }
                finally
                {
                    if (taken)
                        _gate.Release();
                }
            }
        }
        """);

    [Fact]
    public Task OutcomeInATuple_Reports() => Team.Sees("""
        sealed class Keeper
        {
            private readonly SemaphoreSlim _gate = new(1);
            private int _users;

            public async Task<int> CountAsync()
            {
                (bool taken, int count) = (await _gate.WaitAsync(100), 0);
                try
                {
                    return taken ? ++_users : count;
                }
                finally
                {
                    if (!taken)
                        {|EXL0003:_gate.Release()|};
                }
            }
        }
        """);

    [Fact]
    public Task AllOtherResultsOfAHelperAreSortedOut_IsSilent() => Team.Sees("""
        sealed class Keeper
        {
            private readonly SemaphoreSlim _gate = new(1);
            private int _users;

            private enum Entry { Taken, Busy, Closed }

            private Entry Enter(bool closed) => closed ? Entry.Closed : _gate.Wait(100) ? Entry.Taken : Entry.Busy;

            private void Leave() => _gate.Release();

            public int Count(bool closed)
            {
                switch (Enter(closed))
                {
                    case Entry.Closed:
                        return -1;
                    case Entry.Busy:
                        return -2;
                }

                try
                {
                    return ++_users;
                }
                finally
                {
                    Leave();
                }
            }
        }
        """);

    [Fact]
    public Task OneResultOfAHelperIsForgotten_Reports() => Team.Sees("""
        sealed class Keeper
        {
            private readonly SemaphoreSlim _gate = new(1);
            private int _users;

            private enum Entry { Taken, Busy, Closed }

            private Entry Enter(bool closed) => closed ? Entry.Closed : _gate.Wait(100) ? Entry.Taken : Entry.Busy;

            private void Leave() => _gate.Release();

            public int Count(bool closed)
            {
                switch (Enter(closed))
                {
                    case Entry.Closed:
                        return -1;
                    default:
                        break;
                }

                try
                {
                    return ++_users;
                }
                finally
                {
                    {|EXL0003:Leave()|};
                }
            }
        }
        """);

    [Fact]
    public Task LambdaThatTakesForTheMemberAround_IsSilent() => Team.Sees("""
        sealed class Keeper
        {
            private readonly object _gate = new();

            public void Run(Action body)
            {
                bool taken = false;
                Action enter = () =>
                {
                    Monitor.Enter(_gate);
                    taken = true;
                };
                try
                {
                    enter();
                    body();
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
    public Task LambdaOfWhichTheLockIsNotGivenBack_Reports() => Team.Sees("""
        sealed class Keeper
        {
            private readonly object _gate = new();

            public void Run(Action body)
            {
                bool taken = false;
                Action enter = () =>
                {
                    Monitor.Enter(_gate);
                    taken = true;
                {|EXL0001:}|};
                try
                {
                    enter();
                    body();
                }
                finally
                {
                    if (taken)
                        Console.WriteLine(_gate);
                }
            }
        }
        """);

    [Fact]
    public Task NativeFunction_IsSilent() => Team.Sees("""
        sealed class Keeper
        {
            private readonly object _gate = new();

            public unsafe int Ask(delegate* unmanaged<int> ask)
            {
                Monitor.Enter(_gate);
                int answer = ask();
                Monitor.Exit(_gate);
                return answer;
            }
        }
        """);

    [Fact]
    public Task ManagedFunctionPointer_Reports() => Team.Sees("""
        sealed class Keeper
        {
            private readonly object _gate = new();

            public unsafe int Ask(delegate*<int> ask)
            {
                {|EXL0002:Monitor.Enter(_gate)|};
                int answer = ask();
                Monitor.Exit(_gate);
                return answer;
            }
        }
        """);

    [Fact]
    public Task HelperThatAlwaysSaysThatItTook_IsSilent() => Team.Sees("""
        sealed class Keeper(bool isShared)
        {
            private readonly object _gate = new();
            private int _users;

            public int Count()
            {
                bool taken = isShared && Take();
                try
                {
                    return ++_users;
                }
                finally
                {
                    if (taken)
                        Monitor.Exit(_gate);
                }
            }

            private bool Take()
            {
                Monitor.Enter(_gate);
                return true;
            }
        }
        """);

    [Fact]
    public Task HelperThatAlwaysSaysThatItTook_Reports() => Team.Sees("""
        sealed class Keeper(bool isShared)
        {
            private readonly object _gate = new();
            private int _users;

            public int Count()
            {
                bool taken = isShared && Take();
                if (_users < 0)
                    {|EXL0001:return 0;|}
                _users++;
                if (taken)
                    Monitor.Exit(_gate);
                return _users;
            }

            private bool Take()
            {
                Monitor.Enter(_gate);
                return true;
            }
        }
        """);

    [Fact]
    public Task HelperThatNeverFails_IsSilent() => Team.Sees("""
        sealed class Keeper(bool isShared)
        {
            private readonly object _gate = new();
            private int _users;

            public int Count()
            {
                int error = Take();
                if (error != 0)
                    return error;
                _users++;
                Monitor.Exit(_gate);
                return 0;
            }

            private int Take()
            {
                Monitor.Enter(_gate);
                return 0;
            }
        }
        """);

    [Fact]
    public Task HelperThatNeverFails_Reports() => Team.Sees("""
        sealed class Keeper(bool isShared)
        {
            private readonly object _gate = new();
            private int _users;

            public int Count()
            {
                int error = Take();
                if (error == 0 && _users < 0)
                    {|EXL0001:return error;|}
                _users++;
                Monitor.Exit(_gate);
                return 0;
            }

            private int Take()
            {
                Monitor.Enter(_gate);
                return 0;
            }
        }
        """);
}
