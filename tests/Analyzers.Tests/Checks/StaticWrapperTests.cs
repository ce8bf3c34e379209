using System.Threading.Tasks;
using ExtentLock.Analyzers.Tests.Cases;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Checks;

/// <summary>Static methods of other types that take or give back what they are given count for what they do, not for their names.</summary>
public sealed class StaticWrapperTests
{
    private const string Latches = """
        static class Latches
        {
            public static void Drop(object latch) => Monitor.Exit(latch);

            public static bool Grab(object latch) => Monitor.TryEnter(latch, 10);

            public static void Enter(object latch) => Console.WriteLine(latch);

            public static int Peek(object latch, Func<int> look)
            {
                Monitor.Enter(latch);
                try
                {
                    return look();
                }
                finally
                {
                    Monitor.Exit(latch);
                }
            }
        }


        """;

    private static Task Sees(string member) => Team.Sees(Latches + $$"""
        sealed class Ledger
        {
            private readonly object _latch = new();
            private int _total;

        {{member}}
        }
        """);

    [Fact]
    public Task ReleaseByAnotherName_IsSilent() => Sees("""
        public void Add(int amount)
        {
            Monitor.Enter(_latch);
            _total += amount;
            Latches.Drop(_latch);
        }
        """);

    [Fact]
    public Task ReleaseByAnotherNameThatAPathMisses_Reports() => Sees("""
        public void Add(int amount)
        {
            Monitor.Enter(_latch);
            if (amount == 0)
                {|EXL0001:return;|}
            _total += amount;
            Latches.Drop(_latch);
        }
        """);

    [Fact]
    public Task ReleaseByAnotherNameTwice_Reports() => Sees("""
        public void Add(int amount)
        {
            Monitor.Enter(_latch);
            _total += amount;
            Monitor.Exit(_latch);
            {|EXL0003:Latches.Drop(_latch)|};
        }
        """);

    [Fact]
    public Task AttemptByAnotherName_IsSilent() => Sees("""
        public void Add(int amount)
        {
            if (!Latches.Grab(_latch))
                return;
            _total += amount;
            Monitor.Exit(_latch);
        }
        """);

    [Fact]
    public Task AttemptByAnotherNameThatAPathKeeps_Reports() => Sees("""
        public void Add(int amount)
        {
            if (!Latches.Grab(_latch))
                return;
            if (amount == 0)
                {|EXL0001:return;|}
            _total += amount;
            Monitor.Exit(_latch);
        }
        """);

    [Fact]
    public Task NameOfAnAcquireThatTakesNothing_IsSilent() => Sees("""
        public void Add(int amount)
        {
            Latches.Enter(_latch);
            _total += amount;
        }
        """);

    [Fact]
    public Task LockGivenToAWrapperThatLeavesItAsItWas_Reports() => Sees("""
        public int Add(int amount)
        {
            int seen = Latches.Peek(_latch, () => 1);
            Monitor.Enter(_latch);
            if (seen == amount)
                {|EXL0001:return 0;|}
            _total += amount;
            Monitor.Exit(_latch);
            return seen;
        }
        """);
}
