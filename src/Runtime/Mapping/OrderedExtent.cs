using System.Threading;

namespace ExtentLock.Mapping;

/// <summary>How a write in flight came by its place on the device.</summary>
public enum OrderedKind
{
    /// <summary>Newly allocated; replaces what the range was before.</summary>
    CopyOnWrite,

    /// <summary>Over the data that is there.</summary>
    InPlace,

    /// <summary>Into space that was allocated before and becomes data now.</summary>
    Prealloc,
}

/// <summary>
/// A range being written: the data first, then the file extent that names it. Who needs the range waits for it.
/// Thread-safe.
/// </summary>
/// <remarks>Modelled on btrfs's ordered extent (fs/btrfs/ordered-data.c).</remarks>
public sealed class OrderedExtent
{
    private long _left;
    private int _error;
    private bool _isComplete;

    internal OrderedExtent(ExtentMap map, OrderedKind kind)
    {
        Map = map;
        Kind = kind;
        _left = map.Length;
    }

    /// <summary>First byte in the file.</summary>
    public long Start => Map.Start;

    /// <summary>One past the last byte in the file.</summary>
    public long End => Map.End;

    /// <summary>How it came by its place on the device.</summary>
    public OrderedKind Kind { get; }

    /// <summary>First error among its pieces; zero if there is none so far.</summary>
    public int Error => Volatile.Read(ref _error);

    /// <summary>True once the file extent stands, or the write has failed for good.</summary>
    public bool IsComplete => Volatile.Read(ref _isComplete);

    /// <summary>The extent that the file has after the write; the ordered extent owns a reference.</summary>
    internal ExtentMap Map { get; }

    /// <summary>A part of the data is on the device, or has failed. True if it was the last part.</summary>
    internal bool PieceEnded(long length, int error)
    {
        Interlocked.CompareExchange(ref _error, error, 0);
        return Interlocked.Add(ref _left, -length) == 0;
    }

    internal void Complete() => Volatile.Write(ref _isComplete, true);
}
