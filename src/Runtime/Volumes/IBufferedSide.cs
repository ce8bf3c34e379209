using System;
using System.Threading;
using System.Threading.Tasks;

namespace ExtentLock.Volumes;

/// <summary>
/// The way of reads and writes that direct I/O can't do: parts of sectors, data inside the metadata, compressed data.
/// And what direct I/O asks of it before it goes past it. Takes range locks of its own; thread-safe.
/// </summary>
internal interface IBufferedSide
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
}
