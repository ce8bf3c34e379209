using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Cases;

/// <summary>Locks of objects made here, and locks behind getters.</summary>
public sealed class LocalObjectTests
{
    private const string Account = """
        sealed class Account
        {
            public readonly object Gate = new();
            public decimal Balance;
        }

        """;

    [Fact]
    public Task LockOfAnObjectMadeHere_IsSilent() => Team.Sees(Account + """
        sealed class Opening
        {
            public Account Found(decimal first)
            {
                var account = new Account();
                Monitor.Enter(account.Gate);
                account.Balance = first;
                Monitor.Exit(account.Gate);
                return account;
            }
        }
        """);

    [Fact]
    public Task LockOfAnObjectMadeHereForgotten_Reports() => Team.Sees(Account + """
        sealed class Opening
        {
            public Account Found(decimal first)
            {
                var account = new Account();
                Monitor.Enter(account.Gate);
                if (first < 0)
                    {|EXL0001:return null;|}
                account.Balance = first;
                Monitor.Exit(account.Gate);
                return account;
            }
        }
        """);

    [Fact]
    public Task TwoObjectsMadeHere_ReportTheOneForgotten() => Team.Sees(Account + """
        sealed class Opening
        {
            public void Found(decimal first)
            {
                var one = new Account();
                var two = new Account();
                Monitor.Enter(one.Gate);
                Monitor.Enter(two.Gate);
                one.Balance = two.Balance = first;
                Monitor.Exit(one.Gate);
                if (first > 0)
                    Monitor.Exit(two.Gate);
            {|EXL0001:}|}
        }
        """);

    [Fact]
    public Task TwoObjectsMadeHereBothReleased_IsSilent() => Team.Sees(Account + """
        sealed class Opening
        {
            public void Found(decimal first)
            {
                var one = new Account();
                var two = new Account();
                Monitor.Enter(one.Gate);
                Monitor.Enter(two.Gate);
                one.Balance = two.Balance = first;
                Monitor.Exit(two.Gate);
                Monitor.Exit(one.Gate);
            }
        }
        """);

    [Fact]
    public Task GetterOfAField_IsTheFieldAndSilent() => Team.Sees("""
        sealed class Document
        {
            private readonly object _sync = new();
            private int _edits;

            public object Sync => _sync;

            public void Edit()
            {
                Monitor.Enter(Sync);
                _edits++;
                Monitor.Exit(_sync);
            }
        }
        """);

    [Fact]
    public Task GetterOfAnotherField_Reports() => Team.Sees("""
        sealed class Document
        {
            private readonly object _sync = new();
            private readonly object _other = new();
            private int _edits;

            public object Other => _other;

            public void Edit(bool last)
            {
                Monitor.Enter(_sync);
                _edits++;
                if (last)
                    Monitor.Exit(_sync);
                else
                    Monitor.Exit(Other);
            {|EXL0001:}|}
        }
        """);
}
