namespace ExtentLock.Storage;

/// <summary>Whether a file is read and written past the page cache of the kernel.</summary>
public enum DirectMode
{
    /// <summary>O_DIRECT if the file system takes it, otherwise by the page cache; the device says which.</summary>
    Preferred,

    /// <summary>O_DIRECT, or the device does not open.</summary>
    Required,

    /// <summary>By the page cache.</summary>
    Off,
}

/// <summary>What carries requests to the kernel.</summary>
/// <remarks>io_uring costs less for reads, threads cost less for small writes; where all calls block, no carrier is
/// asked.</remarks>
public enum BlockEngine
{
    /// <summary>io_uring for reads and flushes and threads for writes if the kernel allows it, otherwise threads for
    /// all; the device says which.</summary>
    Automatic,

    /// <summary>io_uring by raw system calls for all, or the device does not open.</summary>
    IoUring,

    /// <summary><see cref="System.IO.RandomAccess"/> on a bounded set of threads.</summary>
    Threads,
}

/// <summary>How a file is to be opened as a block device.</summary>
public sealed record FileBlockDeviceOptions
{
    /// <summary>Whether past the page cache.</summary>
    public DirectMode Direct { get; init; } = DirectMode.Preferred;

    /// <summary>What carries requests to the kernel.</summary>
    public BlockEngine Engine { get; init; } = BlockEngine.Automatic;

    /// <summary>Threads, where threads carry the requests: so many are in flight at once.</summary>
    public int Threads { get; init; } = 4;

    /// <summary>Requests in flight at once, where io_uring carries them; a power of two. More wait in memory.</summary>
    public int QueueDepth { get; init; } = 64;

    /// <summary>Opens the file without the right to write.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>As if the kernel refused O_DIRECT with this error.</summary>
    internal int DirectRefusal { get; init; }

    /// <summary>As if the kernel refused io_uring with this error.</summary>
    internal int RingRefusal { get; init; }
}
