//// ZoneTick BUG1=EXL0003 BUG2=EXL0001
public sealed class Zone
{
    private readonly object _entitiesLock = new();
    private readonly Dictionary<int, Entity> _entities = new();
    private readonly List<Action> _deferred = new();

    public sealed class Entity
    {
        public readonly Lock Sync = new();
        public int X, Y, Hp = 100;
        public Zone? Zone;
    }

    public void Tick(TimeSpan delta)
    {
        Action[] deferred;
        lock (_entitiesLock)
        {
            deferred = _deferred.ToArray();
            _deferred.Clear();
        }

        foreach (Action action in deferred)
            action();

        bool lockTaken = Monitor.TryEnter(_entitiesLock, delta);
        if (!lockTaken)
        {
            Console.WriteLine("tick skipped");
            return;
        }

        try
        {
            foreach (var entity in _entities.Values)
            {
                if (entity.Hp <= 0)
                {
                    _deferred.Add(() => Remove(entity.X));
#if BUG1
                    Monitor.Exit(_entitiesLock);
#endif
                    continue;
                }

                entity.X++;
            }
        }
        finally
        {
            Monitor.Exit(_entitiesLock);
        }
    }

    private void Remove(int id)
    {
#if BUG2
        Monitor.Enter(_entitiesLock);
        if (!_entities.Remove(id, out var gone))
            return;
        gone.Zone = null;
        Monitor.Exit(_entitiesLock);
#else
        lock (_entitiesLock)
        {
            if (_entities.Remove(id, out var gone))
                gone.Zone = null;
        }
#endif
    }
}

//// TradeBetweenPlayers BUG1=EXL0003
public sealed class Player(int id)
{
    internal readonly SemaphoreSlim Inventory = new(1, 1);
    public int Id { get; } = id;
    public long Gold { get; set; }
}

public static class Trading
{
    public static async Task<bool> TradeAsync(Player a, Player b, long gold, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(a.Id, b.Id);
        Player first = a.Id < b.Id ? a : b;
        Player second = ReferenceEquals(first, a) ? b : a;

        await first.Inventory.WaitAsync(ct);
        try
        {
            await second.Inventory.WaitAsync(ct);
            try
            {
                if (a.Gold < gold)
                    return false;
                a.Gold -= gold;
                b.Gold += gold;
                return true;
            }
            finally
            {
#if BUG1
                first.Inventory.Release();
#else
                second.Inventory.Release();
#endif
            }
        }
        finally
        {
            first.Inventory.Release();
        }
    }
}

//// ReplicatedWorld BUG1=EXL0001,EXL0002 BUG2=EXL0005
/// <summary>A double buffered world: the simulation writes one, the network reads the other, the swap is exclusive.</summary>
public sealed class ReplicatedWorld
{
    private readonly ReaderWriterLockSlim _swap = new();
    private Dictionary<int, byte[]> _front = new(), _back = new();

    public readonly ref struct ReadScope
    {
        private readonly ReplicatedWorld _world;
        public ReadScope(ReplicatedWorld world)
        {
            _world = world;
            world._swap.EnterReadLock();
        }

        public IReadOnlyDictionary<int, byte[]> State => _world._front;
        public void Dispose() => _world._swap.ExitReadLock();
    }

    public ReadScope Read() => new(this);

    public int SizeOf(int entity)
    {
        using ReadScope scope = Read();
        return scope.State.TryGetValue(entity, out byte[]? state) ? state.Length : 0;
    }

    public void Write(int entity, byte[] state) => _back[entity] = state;

    public void Swap()
    {
        _swap.EnterWriteLock();
        try
        {
            (_front, _back) = (_back, _front);
        }
        finally
        {
            _swap.ExitWriteLock();
        }

        foreach (var (id, state) in _front)
            _back[id] = state;
    }

#if BUG1
    public int Broadcast(Action<byte[]> send)
    {
        var scope = new ReadScope(this);
        if (scope.State.Count == 0)
            return 0;
        foreach (byte[] state in scope.State.Values)
            send(state);
        scope.Dispose();
        return 1;
    }
#elif BUG2
    public void Reset()
    {
        _swap.EnterReadLock();
        if (_front.Count > 0)
        {
            _swap.EnterWriteLock();
            _front.Clear();
            _swap.ExitWriteLock();
        }

        _swap.ExitReadLock();
    }
#endif
}

//// MatchmakingTimeout BUG1=EXL0003 BUG2=EXL0001,EXL0002
public sealed class Lobby
{
    private readonly SemaphoreSlim _mutation = new(1, 1);
    private readonly List<string> _waiting = [];

    public async Task<IReadOnlyList<string>?> JoinAsync(string player, CancellationToken ct)
    {
        var entered = false;
        try
        {
            entered = await _mutation.WaitAsync(1000, ct);
            if (!entered) goto Busy;
            _waiting.Add(player);
            if (_waiting.Count < 4) goto NotYet;
            var team = _waiting.ToArray();
            _waiting.Clear();
            return team;

        NotYet:
            return [];

        Busy:
            return null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        finally
        {
#if BUG1
            if (!entered) _mutation.Release();
#else
            if (entered) _mutation.Release();
#endif
        }
    }

    public async Task LeaveAsync(string player)
    {
#if BUG2
        await _mutation.WaitAsync();
        if (!_waiting.Remove(player))
            goto Done;
        await Console.Out.WriteLineAsync(player);
        _mutation.Release();
    Done:
        Console.WriteLine(player);
#else
        await _mutation.WaitAsync();
        if (!_waiting.Remove(player))
            goto Done;
        Console.WriteLine("left");
    Done:
        _mutation.Release();
#endif
    }
}

//// AssetStreaming BUG1=EXL0001,EXL0002 BUG2=EXL0003
public class AssetManager
{
    private readonly object loadLock = new object();
    private readonly Dictionary<string, WeakReference<byte[]>> loaded = new Dictionary<string, WeakReference<byte[]>>();
    private readonly HashSet<string> loading = new HashSet<string>();

    public byte[] Load(string name)
    {
        lock (loadLock)
        {
            while (true)
            {
                if (loaded.TryGetValue(name, out var reference) && reference.TryGetTarget(out byte[]? data))
                    return data;
                if (loading.Add(name))
                    break;
                Monitor.Wait(loadLock);
            }
        }

        byte[]? result = null;
        try
        {
            result = Read(name);
            return result;
        }
        finally
        {
            Monitor.Enter(loadLock);
            loading.Remove(name);
            if (result != null)
                loaded[name] = new WeakReference<byte[]>(result);
            Monitor.PulseAll(loadLock);
#if !BUG1
            Monitor.Exit(loadLock);
#endif
        }
    }

    protected virtual byte[] Read(string name) => File.ReadAllBytes(name);

    public void Unload(string name)
    {
        bool taken = false;
        try
        {
            Monitor.Enter(loadLock, ref taken);
            while (loading.Contains(name))
                Monitor.Wait(loadLock);
            loaded.Remove(name);
        }
        finally
        {
            if (taken)
            {
                Monitor.PulseAll(loadLock);
                Monitor.Exit(loadLock);
#if BUG2
                Monitor.Exit(loadLock);
#endif
            }
        }
    }
}

//// ChunkNeighbours BUG1=EXL0001 BUG2=EXL0003
public sealed class Chunk
{
    public required int Index { get; init; }
    internal object Gate { get; } = new();
    public byte[] Blocks { get; } = new byte[4096];
    public bool Dirty;
}

public static class Lighting
{
    /// <summary>A chunk and its neighbours, by their indices, all or none.</summary>
    public static bool Relight(Chunk center, Chunk[] neighbours)
    {
        var all = neighbours.Append(center).OrderBy(c => c.Index).ToArray();
        int held = 0;
        try
        {
            for (; held < all.Length; held++)
            {
                if (!Monitor.TryEnter(all[held].Gate, 5))
                    return false;
            }

            foreach (var chunk in all)
                chunk.Dirty = true;
            return true;
        }
        finally
        {
            while (held > 0)
                Monitor.Exit(all[--held].Gate);
        }
    }

    public static void MarkClean(Chunk chunk)
    {
        object gate = chunk.Gate;
#if BUG1
        Monitor.Enter(gate);
        if (!chunk.Dirty)
            return;
        chunk.Dirty = false;
        Monitor.Exit(gate);
#elif BUG2
        Monitor.Enter(gate);
        try
        {
            chunk.Dirty = false;
            Monitor.Exit(gate);
        }
        finally
        {
            Monitor.Exit(gate);
        }
#else
        Monitor.Enter(gate);
        chunk.Dirty = false;
        Monitor.Exit(gate);
#endif
    }
}
