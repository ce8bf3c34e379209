using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Cases;

/// <summary>Which lock is meant: two objects of one class, names for one object, and what only looks like a lock.</summary>
public sealed class IdentityTests
{
    private const string Account = """
        sealed class Account
        {
            public readonly object Gate = new();
            public decimal Balance;
        }

        """;

    [Fact]
    public Task LockOfTheOtherAccountReleased_Reports() => Team.Sees(Account + """
        sealed class Bank
        {
            private int _moves;

            public void Move(Account from, Account to, decimal amount)
            {
                Monitor.Enter(from.Gate);
                if (amount < 0)
                {
                    Monitor.Exit(to.Gate);
                    {|EXL0001:return;|}
                }

                _moves++;
                Monitor.Exit(from.Gate);
            }
        }
        """);

    [Fact]
    public Task LocksOfBothAccounts_AreSilent() => Team.Sees(Account + """
        sealed class Bank
        {
            public void Move(Account from, Account to, decimal amount)
            {
                Monitor.Enter(from.Gate);
                try
                {
                    Monitor.Enter(to.Gate);
                    try
                    {
                        from.Balance -= amount;
                        to.Balance += amount;
                    }
                    finally
                    {
                        Monitor.Exit(to.Gate);
                    }
                }
                finally
                {
                    Monitor.Exit(from.Gate);
                }
            }
        }
        """);

    [Fact]
    public Task TypeWithLockAndUnlockMethodsIsNoLock_IsSilent() => Team.Sees("""
        sealed class Pool
        {
            private int _locked;

            public void Lock() => _locked++;

            public void Unlock() => _locked--;
        }

        sealed class Renderer
        {
            private readonly Pool _pool = new();

            public bool Draw(int shapes)
            {
                _pool.Lock();
                if (shapes == 0)
                    return false;
                _pool.Unlock();
                return true;
            }
        }
        """);

    [Fact]
    public Task TypeWhoseMethodsSayThatTheyLock_Reports() => Team.Sees("""
        sealed class Pool
        {
            private int _locked;

            [Acquires("this")]
            public extern void Lock();

            [Releases("this")]
            public extern void Unlock();
        }

        sealed class Renderer
        {
            private readonly Pool _pool = new();

            public bool Draw(int shapes)
            {
                _pool.Lock();
                if (shapes == 0)
                    {|EXL0001:return false;|}
                _pool.Unlock();
                return true;
            }
        }
        """);

    [Fact]
    public Task TypeNamedInAContractFile_Reports() => Team.SeesWithContracts(
        """
        M:Pool.Rent  acquires return
        M:Pool.Return(System.Byte[])  releases buffer
        """,
        """
        abstract class Pool
        {
            public abstract byte[] Rent(int size);
            public abstract void Return(byte[] buffer);
        }

        sealed class Renderer
        {
            public bool Draw(Pool pool, int size)
            {
                byte[] buffer = pool.Rent(size);
                if (buffer[0] == 0)
                    {|EXL0001:return false;|}
                pool.Return(buffer);
                return true;
            }
        }
        """);

    [Fact]
    public Task BufferGivenBack_IsSilent() => Team.SeesWithContracts(
        """
        M:Pool.Rent  acquires return
        M:Pool.Return(System.Byte[])  releases buffer
        """,
        """
        abstract class Pool
        {
            public abstract byte[] Rent(int size);
            public abstract void Return(byte[] buffer);
        }

        sealed class Renderer
        {
            public bool Draw(Pool pool, int size)
            {
                byte[] buffer = pool.Rent(size);
                bool drawn = buffer[0] != 0;
                pool.Return(buffer);
                return drawn;
            }
        }
        """);

    [Fact]
    public Task FieldsWhoseNamesBeginAlike_Report() => Team.Sees("""
        sealed class Pair
        {
            private readonly Lock _gate = new();
            private readonly Lock _gate2 = new();
            private int _value;

            public void Set(int value)
            {
                _gate.Enter();
                if (value == _value)
                {
                    _gate2.Enter();
                    _gate2.Exit();
                    {|EXL0001:return;|}
                }

                _value = value;
                _gate.Exit();
            }
        }
        """);

    [Fact]
    public Task FieldsWhoseNamesBeginAlikeEachReleased_AreSilent() => Team.Sees("""
        sealed class Pair
        {
            private readonly Lock _gate = new();
            private readonly Lock _gate2 = new();
            private int _value;

            public void Set(int value)
            {
                _gate.Enter();
                _gate2.Enter();
                _value = value;
                _gate2.Exit();
                _gate.Exit();
            }
        }
        """);

    [Fact]
    public Task ChosenAtRunTime_IsSilent() => Team.Sees("""
        sealed class Halves
        {
            private readonly Lock _left = new();
            private readonly Lock _right = new();
            private int _sum;

            public void Add(int key, int value)
            {
                Lock half = key < 0 ? _left : _right;
                half.Enter();
                try
                {
                    _sum += value;
                }
                finally
                {
                    half.Exit();
                }
            }
        }
        """);

    [Fact]
    public Task ChosenAtRunTimeAndForgotten_Reports() => Team.Sees("""
        sealed class Halves
        {
            private readonly Lock _left = new();
            private readonly Lock _right = new();
            private int _sum;

            public bool Add(int key, int value)
            {
                Lock half = key < 0 ? _left : _right;
                half.Enter();
                if (value == 0)
                    {|EXL0001:return false;|}
                _sum += value;
                half.Exit();
                return true;
            }
        }
        """);

    [Fact]
    public Task ChosenAtRunTimeReleasedByItsOwnName_IsSilent() => Team.Sees("""
        sealed class Halves
        {
            private readonly Lock _left = new();
            private readonly Lock _right = new();
            private int _sum;

            public void Add(int key, int value)
            {
                Lock half;
                if (key < 0)
                    half = _left;
                else
                    half = _right;
                half.Enter();
                _sum += value;
                if (key < 0)
                    _left.Exit();
                else
                    _right.Exit();
            }
        }
        """);

    [Fact]
    public Task ChosenAtRunTimeReleasedByTheWrongName_Reports() => Team.Sees("""
        sealed class Halves
        {
            private readonly Lock _left = new();
            private readonly Lock _right = new();
            private int _sum;

            public void Add(int key, int value)
            {
                Lock half = _right;
                if (key < 0)
                    half = _left;
                half.Enter();
                _sum += value;
                if (key < 0)
                    _left.Exit();
            {|EXL0001:}|}
        }
        """);
}
