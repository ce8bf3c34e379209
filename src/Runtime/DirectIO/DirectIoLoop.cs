using System;
using ExtentLock.Contracts;
using ExtentLock.Mapping;

namespace ExtentLock.DirectIO;

/// <summary>
/// Carries a request out piece by piece: asks where the rest of it lies, sends that to the device, asks again. Knows
/// nothing of locks but that a transferred part is given back as far as the mapper left it locked.
/// </summary>
/// <remarks>
/// Modelled on the kernel's generic direct I/O (fs/direct-io.c, Linux 3.5). A read stops at the end of the file. A
/// mapper that says <see cref="Errno.NotBlockDevice"/> ends the request short. An asynchronous read that has sent
/// something is queued <em>even if it is short</em>: its caller does not learn how far it went. An asynchronous write
/// is queued only if it is complete and does not grow the file. All offsets and buffers are whole sectors.
/// </remarks>
public static class DirectIoLoop
{
    /// <summary>True if a request can go to a device: whole sectors only.</summary>
    public static bool IsAligned(long offset, long length) =>
        offset >= 0 && offset % Inode.SectorSize == 0 && length % Inode.SectorSize == 0;

    /// <summary>Reads; each part is locked by the mapper as it is mapped.</summary>
    /// <param name="inode">The file.</param>
    /// <param name="offset">First byte.</param>
    /// <param name="buffer">Filled from its start; a queued request owns it to its end.</param>
    /// <param name="getBlocks">Locks and maps.</param>
    /// <param name="completion">Null to wait for the data; else told if the request was queued.</param>
    /// <returns>Bytes read, fewer only at the end of the file or before a range that needs buffered I/O;
    /// <see cref="Errno.Queued"/>; or another error.</returns>
    public static long Read(
        Inode inode, long offset, Memory<byte> buffer, GetBlocks getBlocks, IoCompletion? completion = null) =>
        Run(new DirectIoRequest(inode, offset, buffer, isWrite: false, completion), getBlocks, completion is not null);

    /// <summary>
    /// Reads a range that the caller has locked as a whole. What was read is given back, and no more.
    /// </summary>
    /// <param name="inode">The file.</param>
    /// <param name="offset">First byte; the lock reaches to the end of the buffer.</param>
    /// <param name="buffer">Filled from its start; a queued request owns it to its end.</param>
    /// <param name="mapBlocks">Maps.</param>
    /// <param name="completion">Null to wait for the data; else told if the request was queued.</param>
    /// <returns>As <see cref="Read"/>; if queued, each part is given back when its data has come, and what was not sent
    /// to the device is never given back.</returns>
    [Releases("inode.IoTree", When = Outcome.NonNegative, Start = "offset", End = "offset + return")]
    public static long ReadUnderLock(
        Inode inode, long offset, Memory<byte> buffer, MapBlocks mapBlocks, IoCompletion? completion = null) =>
        Run(
            new DirectIoRequest(inode, offset, buffer, isWrite: false, completion),
            mapBlocks.Invoke,
            completion is not null);

    /// <summary>Writes; each part is locked, given its place and unlocked by the mapper.</summary>
    /// <param name="inode">The file.</param>
    /// <param name="offset">First byte.</param>
    /// <param name="buffer">Written from its start; a queued request owns it to its end.</param>
    /// <param name="getBlocks">Locks and maps.</param>
    /// <param name="completion">Null to wait for the device; else told if the request was queued.</param>
    /// <returns>Bytes written; <see cref="Errno.Queued"/>; or another error.</returns>
    public static long Write(
        Inode inode, long offset, Memory<byte> buffer, GetBlocks getBlocks, IoCompletion? completion = null)
    {
        bool grows = offset + buffer.Length > inode.Size;
        DirectIoRequest request = new(inode, offset, buffer, isWrite: true, completion);
        return Run(request, getBlocks, mayQueue: completion is not null && !grows);
    }

    private static long Run(DirectIoRequest request, GetBlocks getBlocks, bool mayQueue)
    {
        long position = SubmitAll(request, getBlocks, out int error);
        if (error != 0)
            request.Fail(error);

        bool isWhole = position == request.End;
        if (mayQueue && error == 0 && request.HasSubmitted && (isWhole || !request.IsWrite))
        {
            request.Queue();
            return Errno.Queued;
        }

        request.WaitForPieces();
        return request.Result;
    }

    /// <summary>Returns the first byte that was neither sent to the device nor filled with zeros.</summary>
    private static long SubmitAll(DirectIoRequest request, GetBlocks getBlocks, out int error)
    {
        BlockMapping mapping = new();
        error = 0;
        long position = request.Offset;
        while (position < request.End)
        {
            mapping.Reset(position);
            error = getBlocks(request.Inode, position, request.End - position, mapping, request.IsWrite);
            if (error == Errno.NotBlockDevice)
            {
                error = 0;
                break;
            }

            if (error != 0 || (!mapping.IsMapped && IsEnd(request, position)))
                break;

            // One sector of zeros at a time; a place on the device is used as far as it reaches.
            long length = mapping.IsMapped ? mapping.Length : Inode.SectorSize;
            long end = position + length;
            if (mapping.IsMapped)
                request.Submit(position, end, mapping.DiskStart, mapping.LockedEnd);
            else
                request.ZeroFill(position, end, mapping.LockedEnd);

            position = end;
        }

        return position;
    }

    /// <summary>A write needs a place for every byte; a read may run into the end of the file.</summary>
    private static bool IsEnd(DirectIoRequest request, long position) =>
        request.IsWrite || position >= request.Inode.Size;
}
