using System.Threading.Tasks;
using Xunit;

namespace ExtentLock.Analyzers.Tests.Cases;

/// <summary>Locks that are elements: all of a collection, one of an array, one under a key of a dictionary.</summary>
public sealed class CollectionTests
{
    private const string Shards = """
        sealed class Shard
        {
            public readonly Lock Gate = new();
            public int Count;
        }

        """;

    [Fact]
    public Task AllTakenAndAllReleased_IsSilent() => Team.Sees(Shards + """
        sealed class Sharded
        {
            private readonly List<Shard> _shards = new();

            public int Count()
            {
                foreach (Shard shard in _shards)
                    shard.Gate.Enter();
                try
                {
                    return _shards.Sum(shard => shard.Count);
                }
                finally
                {
                    foreach (Shard shard in _shards)
                        shard.Gate.Exit();
                }
            }
        }
        """);

    [Fact]
    public Task EachReleasedInAFinallyOfItsRound_IsSilent() => Team.Sees(Shards + """
        sealed class Sharded
        {
            private readonly List<Shard> _shards = new();

            public int First()
            {
                foreach (Shard shard in _shards)
                {
                    shard.Gate.Enter();
                    try
                    {
                        if (shard.Count > 0)
                            return shard.Count;
                    }
                    finally
                    {
                        shard.Gate.Exit();
                    }
                }
                return 0;
            }
        }
        """);

    [Fact]
    public Task AllTakenAndNoneReleased_Reports() => Team.Sees(Shards + """
        sealed class Sharded
        {
            private readonly List<Shard> _shards = new();

            public int Count()
            {
                foreach (Shard shard in _shards)
                    shard.Gate.Enter();
                int count = 0;
                foreach (Shard shard in _shards)
                    count += shard.Count;
                {|EXL0001:return count;|}
            }
        }
        """);

    [Fact]
    public Task AllTakenAndLeftEarly_Reports() => Team.Sees(Shards + """
        sealed class Sharded
        {
            private readonly List<Shard> _shards = new();
            private bool _closed;

            public int Count()
            {
                foreach (Shard shard in _shards)
                    shard.Gate.Enter();
                if (_closed)
                    {|EXL0001:return -1;|}
                int count = 0;
                foreach (Shard shard in _shards)
                {
                    count += shard.Count;
                    shard.Gate.Exit();
                }

                return count;
            }
        }
        """);

    [Fact]
    public Task LeftWhileTheyAreBeingTaken_Reports() => Team.Sees(Shards + """
        sealed class Sharded
        {
            private readonly List<Shard> _shards = new();

            public bool Freeze()
            {
                foreach (Shard shard in _shards)
                {
                    if (shard.Count < 0)
                        {|EXL0001:return false;|}
                    shard.Gate.Enter();
                }

                foreach (Shard shard in _shards)
                    shard.Gate.Exit();
                return true;
            }
        }
        """);

    [Fact]
    public Task AllOfAnotherCollectionReleased_Reports() => Team.Sees(Shards + """
        sealed class Sharded
        {
            private readonly List<Shard> _old = new();
            private readonly List<Shard> _new = new();

            public void Move(bool swapped)
            {
                foreach (Shard shard in _old)
                    shard.Gate.Enter();
                if (swapped)
                {
                    foreach (Shard shard in _new)
                        shard.Gate.Exit();
                    {|EXL0001:return;|}
                }

                foreach (Shard shard in _old)
                    shard.Gate.Exit();
            }
        }
        """);

    [Fact]
    public Task AllOfAnArrayTakenAndReleasedByIndex_IsSilent() => Team.Sees("""
        sealed class Striped
        {
            private readonly object[] _stripes = new object[16];
            private int _size;

            public int Size()
            {
                for (int i = 0; i < _stripes.Length; i++)
                    Monitor.Enter(_stripes[i]);
                try
                {
                    return _size;
                }
                finally
                {
                    for (int i = 0; i < _stripes.Length; i++)
                        Monitor.Exit(_stripes[i]);
                }
            }
        }
        """);

    [Fact]
    public Task AllOfAnArrayTakenByIndexAndLeftEarly_Reports() => Team.Sees("""
        sealed class Striped
        {
            private readonly object[] _stripes = new object[16];
            private int _size;

            public int Size(bool stop)
            {
                for (int i = 0; i < _stripes.Length; i++)
                    Monitor.Enter(_stripes[i]);
                if (stop)
                    {|EXL0001:return 0;|}
                int size = _size;
                for (int i = 0; i < _stripes.Length; i++)
                    Monitor.Exit(_stripes[i]);
                return size;
            }
        }
        """);

    [Fact]
    public Task TakenAndRememberedInAListThatIsReleased_IsSilent() => Team.Sees(Shards + """
        sealed class Transfer
        {
            public int Sum(IEnumerable<Shard> wanted)
            {
                var held = new List<Lock>();
                int sum = 0;
                try
                {
                    foreach (Shard shard in wanted)
                    {
                        shard.Gate.Enter();
                        held.Add(shard.Gate);
                        sum += shard.Count;
                    }

                    return sum;
                }
                finally
                {
                    foreach (Lock gate in held)
                        gate.Exit();
                }
            }
        }
        """);

    [Fact]
    public Task TakenAndRememberedInAListThatIsOnlyCounted_Reports() => Team.Sees(Shards + """
        sealed class Transfer
        {
            public int Sum(List<Shard> wanted)
            {
                int sum = 0;
                foreach (Shard shard in wanted)
                {
                    shard.Gate.Enter();
                    sum += shard.Count;
                }

                if (sum > 10)
                    {|EXL0001:return 10;|}
                foreach (Shard shard in wanted)
                    shard.Gate.Exit();
                return sum;
            }
        }
        """);

    [Fact]
    public Task ElementOfAnArray_IsSilent() => Team.Sees("""
        sealed class Buckets
        {
            private readonly object[] _gates = new object[8];
            private readonly int[] _counts = new int[8];

            public void Add(int key)
            {
                int bucket = key & 7;
                Monitor.Enter(_gates[bucket]);
                _counts[bucket]++;
                Monitor.Exit(_gates[bucket]);
            }
        }
        """);

    [Fact]
    public Task ElementOfAnArrayForgotten_Reports() => Team.Sees("""
        sealed class Buckets
        {
            private readonly object[] _gates = new object[8];
            private readonly int[] _counts = new int[8];

            public bool Add(int key)
            {
                int bucket = key & 7;
                Monitor.Enter(_gates[bucket]);
                if (_counts[bucket] == 99)
                    {|EXL0001:return false;|}
                _counts[bucket]++;
                Monitor.Exit(_gates[bucket]);
                return true;
            }
        }
        """);

    [Fact]
    public Task EntryOfADictionary_IsSilent() => Team.Sees("""
        sealed class Accounts
        {
            private readonly Dictionary<string, SemaphoreSlim> _locks = new();
            private int _booked;

            public async Task BookAsync(string account, Func<Task> book)
            {
                await _locks[account].WaitAsync();
                try
                {
                    await book();
                    _booked++;
                }
                finally
                {
                    _locks[account].Release();
                }
            }
        }
        """);

    [Fact]
    public Task EntryOfADictionaryForgotten_Reports() => Team.Sees("""
        sealed class Accounts
        {
            private readonly Dictionary<string, SemaphoreSlim> _locks = new();
            private int _booked;

            public async Task<bool> BookAsync(string account)
            {
                await _locks[account].WaitAsync();
                if (_booked > 100)
                    {|EXL0001:return false;|}
                _booked++;
                _locks[account].Release();
                return true;
            }
        }
        """);

    [Fact]
    public Task EntryMadeOnDemand_IsSilent() => Team.Sees("""
        sealed class Downloads
        {
            private readonly ConcurrentDictionary<string, SemaphoreSlim> _locks = new();
            private int _done;

            public async Task GetAsync(string url, CancellationToken token)
            {
                SemaphoreSlim one = _locks.GetOrAdd(url, _ => new SemaphoreSlim(1, 1));
                await one.WaitAsync(token);
                try
                {
                    _done++;
                }
                finally
                {
                    one.Release();
                }
            }
        }
        """);

    [Fact]
    public Task EntryMadeOnDemandForgotten_Reports() => Team.Sees("""
        sealed class Downloads
        {
            private readonly ConcurrentDictionary<string, SemaphoreSlim> _locks = new();
            private int _done;

            public async Task GetAsync(string url, CancellationToken token)
            {
                SemaphoreSlim one = _locks.GetOrAdd(url, _ => new SemaphoreSlim(1, 1));
                await one.WaitAsync(token);
                if (_done > 0)
                    {|EXL0001:return;|}
                _done++;
                one.Release();
            }
        }
        """);
}
