using System;
using System.Threading;
using ExtentLock.Contracts;

namespace ExtentLock.Mapping;

/// <summary>
/// One contiguous piece of a file and where it lies on the device. Immutable but for its reference count; thread-safe.
/// </summary>
/// <remarks>
/// Modelled on btrfs's extent_map. Whoever is handed one holds a reference and puts it back exactly once; the tree of
/// maps holds one of its own.
/// </remarks>
public sealed class ExtentMap
{
    private int _references = 1;

    internal ExtentMap(ExtentKind kind, long start, long length, long diskStart)
    {
        Kind = kind;
        Start = start;
        Length = length;
        DiskStart = diskStart;
    }

    /// <summary>What stands behind the range.</summary>
    public ExtentKind Kind { get; }

    /// <summary>First byte in the file.</summary>
    public long Start { get; }

    /// <summary>Bytes in the file.</summary>
    public long Length { get; }

    /// <summary>One past the last byte in the file.</summary>
    public long End => Start + Length;

    /// <summary>First byte on the device; only regular and preallocated extents have one.</summary>
    public long DiskStart { get; }

    /// <summary>
    /// True if it was allocated for a write and is no part of the file before the data is on the device.
    /// </summary>
    public bool IsNew { get; internal init; }

    /// <summary>References that are out, the tree's included.</summary>
    public int References => Volatile.Read(ref _references);

    /// <summary>
    /// True if no device block is the file's byte for byte, so that only buffered I/O can serve the range.
    /// </summary>
    public bool NeedsBuffering => Kind is ExtentKind.Inline or ExtentKind.Compressed;

    /// <summary>True if a read gives zeros without asking the device.</summary>
    public bool ReadsAsZeros => Kind is ExtentKind.Hole or ExtentKind.Prealloc;

    /// <summary>Takes one more reference.</summary>
    [Acquires("this")]
    public void Hold() => Interlocked.Increment(ref _references);

    /// <summary>Gives one reference back.</summary>
    /// <exception cref="InvalidOperationException">All references had been given back already.</exception>
    [Releases("this")]
    public void Put()
    {
        if (Interlocked.Decrement(ref _references) < 0)
            throw new InvalidOperationException("An extent map was put more often than it was taken.");
    }

    /// <summary>The part of the map, which is no hole, inside <c>[start, end)</c>, with a reference of its
    /// own.</summary>
    internal ExtentMap Cut(ExtentKind kind, long start, long end) =>
        new(kind, start, end - start, DiskStart + (start - Start));
}
