using System;
using ExtentLock.Contracts;
using ExtentLock.DirectIO;
using ExtentLock.Mapping;

namespace ExtentLock.Samples.SafePaths;

/// <summary>
/// Direct reads and writes that lock nothing themselves: each part is locked by the mapper that maps it, so a request
/// that ends early holds nothing behind its end.
/// </summary>
public static class DirectIo
{
    /// <summary>Reads whole sectors.</summary>
    /// <param name="inode">The file.</param>
    /// <param name="offset">First byte.</param>
    /// <param name="buffer">Filled from its start.</param>
    /// <param name="getBlocks">One of the two idioms.</param>
    /// <param name="completion">Null to wait for the data.</param>
    /// <returns>Bytes read; zero if direct I/O can't do it; <see cref="Errno.Queued"/>; or another error.</returns>
    [ReleasesOnAllPaths]
    public static long Read(
        Inode inode, long offset, Memory<byte> buffer, GetBlocks getBlocks, IoCompletion? completion = null) =>
        DirectIoLoop.IsAligned(offset, buffer.Length)
            ? DirectIoLoop.Read(inode, offset, buffer, getBlocks, completion)
            : 0;

    /// <summary>Writes whole sectors; parameters as in <see cref="Read"/>.</summary>
    /// <returns>Bytes written; zero if direct I/O can't do it; <see cref="Errno.Queued"/>; or another error.</returns>
    [ReleasesOnAllPaths]
    public static long Write(
        Inode inode, long offset, Memory<byte> buffer, GetBlocks getBlocks, IoCompletion? completion = null) =>
        DirectIoLoop.IsAligned(offset, buffer.Length)
            ? DirectIoLoop.Write(inode, offset, buffer, getBlocks, completion)
            : 0;
}
