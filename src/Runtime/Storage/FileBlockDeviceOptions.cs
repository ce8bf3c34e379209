using System;
using System.Threading;

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
/// <remarks>A thread that moves a request goes on with the code that awaited it; io_uring costs less for many at once.
/// Where all calls block, no carrier is asked.</remarks>
public enum BlockEngine
{
    /// <summary>Threads for single requests and for what writes in pieces, io_uring for many at once and flushes, if
    /// the kernel allows it; otherwise threads for all. The device says which.</summary>
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

    /// <summary>Requests in flight at once, where threads carry them: as many threads, which are made when they are
    /// needed, and up to as many more for code that awaited a request and keeps its thread.</summary>
    public int Threads { get; init; } = 16;

    /// <summary>Requests in flight at once, where io_uring carries them; a power of two. More wait in memory.</summary>
    public int QueueDepth { get; init; } = 64;

    /// <summary>Opens the file without the right to write.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>As if the kernel refused O_DIRECT with this error.</summary>
    internal int DirectRefusal { get; init; }

    /// <summary>As if the kernel refused io_uring with this error.</summary>
    internal int RingRefusal { get; init; }

    /// <summary>Told of each thread of a carrier before it is started; what it throws is as if the system had no more
    /// threads.</summary>
    internal Action<Thread>? Starting { get; init; }
}
