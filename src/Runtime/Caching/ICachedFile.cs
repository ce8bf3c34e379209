using System;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Contracts;
using ExtentLock.Extents;
using ExtentLock.Storage;

namespace ExtentLock.Caching;

/// <summary>
/// What a cache needs of the file behind it: whole pages, each transfer under the file's own range lock, and space for
/// those to be written. Thread-safe. Called with pages locked, if not said otherwise: the file must never wait for the
/// cache.
/// </summary>
internal interface ICachedFile
{
    /// <summary>Bytes of the file without what is only in the cache. Who makes it longer calls <see
    /// cref="FileCache.Grow"/> first.</summary>
    long Size { get; }

    /// <summary>Fills whole pages; what the file does not have is zeros, behind its end too.</summary>
    /// <param name="start">First byte, of a page.</param>
    /// <param name="pages">Memory for direct I/O.</param>
    /// <param name="cancellation">Ends the wait for the lock.</param>
    ValueTask ReadAsync(long start, Memory<byte> pages, CancellationToken cancellation);

    /// <summary>Writes whole pages, all or the first of them; an error if not even one.</summary>
    /// <param name="start">First byte, of a page.</param>
    /// <param name="pages">Memory for direct I/O, which does not change before the end.</param>
    /// <param name="sizeEnd">The file has at least this many bytes if all pages are written; what the pages have behind
    /// it is zeros.</param>
    /// <param name="ticket">What the pages were promised. What those need that were not written is there at the
    /// end.</param>
    /// <returns>Pages that are in the file.</returns>
    ValueTask<int> WriteAsync(long start, Memory<byte> pages, long sizeEnd, SpaceTicket ticket);

    /// <summary>Promises space for pages to be written wherever they lie. Called with nothing locked: it may write back
    /// everything.</summary>
    /// <returns>Null if there is none.</returns>
    [Acquires("return", When = Outcome.NotNull)]
    ValueTask<SpaceTicket?> TryMakeSpaceAsync(int pages, CancellationToken cancellation);

    /// <summary>Promises space for so many pages, and metadata for so many more; null if there is none. Waits for
    /// nobody.</summary>
    [Acquires("return", When = Outcome.NotNull)]
    SpaceTicket? TryReserve(int pages, int pagesInPlace);

    /// <summary>Keeps the places of pages as they are, as long as the lease is held, or a page is dirty that was
    /// promised metadata only.</summary>
    [Acquires("return")]
    ValueTask<RangeLease> LockPlacesAsync(ByteRange pages, CancellationToken cancellation);

    /// <summary>Whether a page needs no space to be written: it goes over what is there. Asked with its place
    /// locked.</summary>
    bool IsWrittenInPlace(long start);

    /// <summary>What is told to who wants to write so many pages that have no space.</summary>
    Exception NoSpace(int pages);
}
