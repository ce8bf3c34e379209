using System;
using System.Threading;
using System.Threading.Tasks;

namespace ExtentLock.Caching;

/// <summary>
/// What a cache needs of the file behind it: whole pages, each transfer under the file's own range lock. Thread-safe.
/// Called with pages locked: the file must never wait for the cache.
/// </summary>
internal interface ICachedFile
{
    /// <summary>Bytes of the file without what is only in the cache.</summary>
    long Size { get; }

    /// <summary>Fills whole pages; what the file does not have is zeros, behind its end too.</summary>
    /// <param name="start">First byte, of a page.</param>
    /// <param name="pages">Memory for direct I/O.</param>
    /// <param name="cancellation">Ends the wait for the lock.</param>
    ValueTask ReadAsync(long start, Memory<byte> pages, CancellationToken cancellation);

    /// <summary>Writes whole pages. They are in the file when the task has ended, all of them or it has
    /// failed.</summary>
    /// <param name="start">First byte, of a page.</param>
    /// <param name="pages">Memory for direct I/O, which does not change before the end.</param>
    /// <param name="sizeEnd">The file has at least this many bytes afterwards; what the pages have behind it is
    /// zeros.</param>
    ValueTask WriteAsync(long start, Memory<byte> pages, long sizeEnd);
}
