using System;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Caching;
using ExtentLock.Contracts;

namespace ExtentLock.Volumes;

/// <summary>
/// The way of reads and writes that direct I/O can't do: parts of sectors, data inside the metadata, compressed data.
/// And what direct I/O asks of it before it goes past it. Takes range locks of its own; thread-safe.
/// </summary>
internal interface IBufferedSide : IDisposable
{
    /// <summary>Reads what is there, up to the end of the file.</summary>
    ValueTask<int> ReadAsync(FileNode file, long offset, Memory<byte> buffer, CancellationToken cancellation);

    /// <summary>Writes all, or a first part if an error came then; an error if nothing was written.</summary>
    ValueTask<int> WriteAsync(
        FileNode file, long offset, ReadOnlyMemory<byte> buffer, IoFlags flags, CancellationToken cancellation);

    /// <summary>Whether it holds anything of a range that direct I/O must not go past. Asked with the range locked;
    /// must not wait.</summary>
    /// <param name="file">The file.</param>
    /// <param name="start">First byte.</param>
    /// <param name="end">One past the last byte.</param>
    /// <param name="forWrite">Whether what is clean counts too.</param>
    bool Holds(FileNode file, long start, long end, bool forWrite);

    /// <summary>Writes back what is dirty in a range and, before a write, forgets what is clean. Called with nothing
    /// held.</summary>
    /// <returns>False if something can't be given up: direct I/O then takes the buffered way.</returns>
    /// <exception cref="System.IO.IOException">What was dirty could not be written. It is told to whoever asks
    /// first.</exception>
    ValueTask<bool> GiveWayAsync(FileNode file, long start, long end, bool forWrite, CancellationToken cancellation);

    /// <summary>Brings what is dirty in a range into the file, for who looks at its extents. Called with nothing
    /// held.</summary>
    /// <exception cref="System.IO.IOException">It could not be written: the extents are not what the file
    /// holds.</exception>
    ValueTask BringAsync(FileNode file, long start, long end);

    /// <summary>Whether something of a range waits to be written in place, and was promised no space: nobody else may
    /// name that place until it is. Asked with the range locked; must not wait.</summary>
    bool IsBoundToPlace(FileNode file, long start, long end);

    /// <summary>Bytes of pages that it may keep.</summary>
    long Capacity { get; }

    /// <summary>Bytes that are not in a file yet, in whole pages.</summary>
    long Dirty { get; }

    /// <summary>Bytes and extents that are promised to what is not in a file yet. Not to be asked while anything is
    /// under way.</summary>
    (long Data, int Extents) Promised { get; }

    /// <summary>Bytes of the file, those included that are only here.</summary>
    long LengthOf(FileNode file);

    /// <summary>Runs a change of the file's shape, which takes the range lock by itself: it sees all that was written
    /// before, and nobody sees anything of before afterwards.</summary>
    ValueTask ChangeAsync(
        FileNode file, long start, long end, Func<ValueTask> change, CancellationToken cancellation);

    /// <summary>Keeps a page of the file in memory.</summary>
    /// <exception cref="VolumeException">There are no pages.</exception>
    [Acquires("return")]
    ValueTask<PinnedPage> PinAsync(FileNode file, long offset, CancellationToken cancellation);

    /// <summary>Blocks the thread until nothing is read that nobody asked for.</summary>
    void WaitForReadAhead();

    /// <summary>Somebody opens the file, and is to be told what goes wrong; null if nothing can.</summary>
    CacheOpener? Open(FileNode file);

    /// <summary>He closes it.</summary>
    void Close(FileNode file, CacheOpener? opener);

    /// <summary>Brings a file's data into it, and commits. Fails once for each failure since the opener came.</summary>
    ValueTask SyncAsync(FileNode file, CacheOpener? opener, CancellationToken cancellation);

    /// <summary>Brings all data into their files, and returns the first error.</summary>
    ValueTask<ExceptionDispatchInfo?> WriteBackAllAsync();
}
