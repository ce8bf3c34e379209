using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Cases;

/// <summary>Locks taken round by round: one a round, one for the next, and all of a collection.</summary>
public sealed class LoopTests
{
    [Fact]
    public Task TakenAndReleasedInEachRound_IsSilent() => Team.Sees("""
        sealed class Pump
        {
            private readonly SemaphoreSlim _slot = new(1, 1);
            private int _left;

            public void Run()
            {
                for (; ; )
                {
                    _slot.Wait();
                    try
                    {
                        if (_left-- == 0)
                            break;
                    }
                    finally
                    {
                        _slot.Release();
                    }
                }
            }
        }
        """);

    [Fact]
    public Task LeftInTheMiddleOfARound_Reports() => Team.Sees("""
        sealed class Pump
        {
            private readonly Lock _slot = new();
            private int _left;

            public bool Run()
            {
                for (; ; )
                {
                    _slot.Enter();
                    if (_left-- == 0)
                        {|EXL0001:return true;|}
                    _slot.Exit();
                }
            }
        }
        """);

    private const string Basket = """
        sealed class Basket
        {
            private readonly Lock _lock = new();
            private readonly Queue<int> _items = new();

            [Acquires("this", When = Outcome.True)]
            public extern bool TryTake(out int item);

            [Releases("this")]
            public extern void Done();
        }

        """;

    [Fact]
    public Task HeldForTheWholeBodyOfALoop_Reports() => Team.Sees(Basket + """
        sealed class Eater
        {
            private int _sum;

            public void Eat(Basket basket)
            {
                while (basket.TryTake(out int item))
                {
                    _sum += item;
                    if (_sum > 100)
                        break;
                    basket.Done();
                }
            {|EXL0001:}|}
        }
        """);

    [Fact]
    public Task ReleasedBeforeTheNextRound_IsSilent() => Team.Sees(Basket + """
        sealed class Eater
        {
            private int _sum;

            public void Eat(Basket basket)
            {
                while (basket.TryTake(out int item))
                {
                    _sum += item;
                    basket.Done();
                    if (_sum > 100)
                        break;
                }
            }
        }
        """);

    private const string Nodes = """
        sealed class Node
        {
            public readonly object Gate = new();
            public Node Next;
            public int Key;
        }

        """;

    [Fact]
    public Task HandOverHand_IsSilent() => Team.Sees(Nodes + """
        sealed class SortedChain
        {
            private readonly Node _head = new();

            public bool Contains(int key)
            {
                Node current = _head;
                Monitor.Enter(current.Gate);
                while (current.Next != null && current.Key < key)
                {
                    Node next = current.Next;
                    Monitor.Enter(next.Gate);
                    Monitor.Exit(current.Gate);
                    current = next;
                }

                bool found = current.Key == key;
                Monitor.Exit(current.Gate);
                return found;
            }
        }
        """);

    [Fact]
    public Task HandOverHandThatReturnsWithTheLastOne_Reports() => Team.Sees(Nodes + """
        sealed class SortedChain
        {
            private readonly Node _head = new();

            public void Mark(int key)
            {
                Node current = _head;
                Monitor.Enter(current.Gate);
                while (current.Next != null)
                {
                    Node next = current.Next;
                    Monitor.Enter(next.Gate);
                    Monitor.Exit(current.Gate);
                    current = next;
                    if (current.Key == key)
                        {|EXL0001:return;|}
                }

                Monitor.Exit(current.Gate);
            }
        }
        """);

    [Fact]
    public Task HandOverHandThatBreaksWithBoth_Reports() => Team.Sees(Nodes + """
        sealed class SortedChain
        {
            private readonly Node _head = new();

            public int Last(int key)
            {
                Node current = _head;
                Monitor.Enter(current.Gate);
                while (current.Next != null)
                {
                    Node next = current.Next;
                    Monitor.Enter(next.Gate);
                    if (next.Key > key)
                        break;
                    Monitor.Exit(current.Gate);
                    current = next;
                }

                int last = current.Key;
                Monitor.Exit(current.Gate);
                {|EXL0001:return last;|}
            }
        }
        """);

    [Fact]
    public Task HandOverHandThatBreaksAndReleasesBoth_IsSilent() => Team.Sees(Nodes + """
        sealed class SortedChain
        {
            private readonly Node _head = new();

            public int Last(int key)
            {
                Node current = _head;
                Monitor.Enter(current.Gate);
                while (current.Next != null)
                {
                    Node next = current.Next;
                    Monitor.Enter(next.Gate);
                    if (next.Key > key)
                    {
                        Monitor.Exit(next.Gate);
                        break;
                    }

                    Monitor.Exit(current.Gate);
                    current = next;
                }

                int last = current.Key;
                Monitor.Exit(current.Gate);
                return last;
            }
        }
        """);

    [Fact]
    public Task NestedLoopsWithCleanUpInside_AreSilent() => Team.Sees("""
        sealed class Board
        {
            private readonly object _gate = new();
            private readonly int[,] _cells = new int[8, 8];

            public int Sum(Func<int, int> weigh)
            {
                int sum = 0;
                for (int row = 0; row < 8; row++)
                {
                    for (int column = 0; column < 8; column++)
                    {
                        Monitor.Enter(_gate);
                        try
                        {
                            if (_cells[row, column] < 0)
                                continue;
                            sum += weigh(_cells[row, column]);
                            if (sum > 1000)
                                return sum;
                        }
                        finally
                        {
                            Monitor.Exit(_gate);
                        }
                    }
                }

                return sum;
            }
        }
        """);

    [Fact]
    public Task NestedLoopsWithAWayPastTheRelease_Reports() => Team.Sees("""
        sealed class Board
        {
            private readonly object _gate = new();
            private readonly int[,] _cells = new int[8, 8];

            public int Sum(int limit)
            {
                int sum = 0;
                for (int row = 0; row < 8; row++)
                {
                    for (int column = 0; column < 8; column++)
                    {
                        Monitor.Enter(_gate);
                        try
                        {
                            sum += _cells[row, column];
                        }
                        finally
                        {
                            if (row < limit)
                                Monitor.Exit(_gate);
                        }
                    }
                }

                {|EXL0001:return sum;|}
            }
        }
        """);
}
