using System;
using ExtentLock.Contracts;
using ExtentLock.Mapping;

namespace ExtentLock.DirectIO;

/// <summary>
/// Carries a request out piece by piece: asks where the rest of it lies, then where the rest of that lies, and sends
/// the first to the device. Knows nothing of locks: who maps and who submits agree on them.
/// </summary>
/// <remarks>
/// Modelled on the kernel's generic direct I/O (fs/direct-io.c, Linux 3.5). As there, a piece is sent only when the
/// next one is mapped, since it might have grown, and the caller's memory is made present sector by sector, the first
/// of them before the mapper is asked. A read stops at the end of the file. A mapper that says
/// <see cref="Errno.NotBlockDevice"/> ends the request short. An asynchronous read that has sent something is queued
/// <em>even if it is short</em>: its caller does not learn how far it went. An asynchronous write is queued only if it
/// is complete and does not grow the file. All offsets and buffers are whole sectors.
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
        Read(inode, offset, new UserBuffer(buffer), getBlocks, PieceSubmission.Submit, completion);

    /// <summary>Reads as the other overload does, through a submission of the caller's.</summary>
    /// <param name="inode">The file.</param>
    /// <param name="offset">First byte.</param>
    /// <param name="buffer">Filled from its start; a queued request owns it to its end.</param>
    /// <param name="getBlocks">Locks and maps.</param>
    /// <param name="submit">Sends pieces to the device; sees to their locks.</param>
    /// <param name="completion">Null to wait for the data; else told if the request was queued.</param>
    /// <returns>As the other overload; the error of the caller's memory, whatever was read before it.</returns>
    public static long Read(
        Inode inode,
        long offset,
        UserBuffer buffer,
        GetBlocks getBlocks,
        SubmitPiece submit,
        IoCompletion? completion = null) => Run(
            new DirectIoRequest(inode, offset, buffer, isWrite: false, submit, completion),
            getBlocks,
            mayQueue: completion is not null);

    /// <summary>
    /// Reads a range that the caller has locked as a whole. What was read is given back, and no more.
    /// </summary>
    /// <param name="inode">The file.</param>
    /// <param name="offset">First byte; the lock reaches to the end of the buffer.</param>
    /// <param name="buffer">Filled from its start; a queued request owns it to its end.</param>
    /// <param name="mapBlocks">Maps.</param>
    /// <param name="completion">Null to wait for the data; else told if the request was queued.</param>
    /// <returns>As the reads above; if queued, each part is given back when its data has come, and what was not sent
    /// to the device is never given back.</returns>
    [Releases("inode.IoTree", When = Outcome.NonNegative, Start = "offset", End = "offset + return")]
    public static long ReadUnderLock(
        Inode inode, long offset, Memory<byte> buffer, MapBlocks mapBlocks, IoCompletion? completion = null) =>
        Read(inode, offset, new UserBuffer(buffer), mapBlocks.Invoke, PieceSubmission.Submit, completion);

    /// <summary>Writes; each part is locked, given its place and unlocked by the mapper.</summary>
    /// <param name="inode">The file.</param>
    /// <param name="offset">First byte.</param>
    /// <param name="buffer">Written from its start; a queued request owns it to its end.</param>
    /// <param name="getBlocks">Locks and maps.</param>
    /// <param name="completion">Null to wait for the device; else told if the request was queued.</param>
    /// <returns>Bytes written; <see cref="Errno.Queued"/>; or another error.</returns>
    public static long Write(
        Inode inode, long offset, Memory<byte> buffer, GetBlocks getBlocks, IoCompletion? completion = null) =>
        Write(inode, offset, new UserBuffer(buffer), getBlocks, PieceSubmission.Submit, completion);

    /// <summary>Writes as the other overload does, through a submission of the caller's.</summary>
    /// <param name="inode">The file.</param>
    /// <param name="offset">First byte.</param>
    /// <param name="buffer">Written from its start; a queued request owns it to its end.</param>
    /// <param name="getBlocks">Locks and maps.</param>
    /// <param name="submit">Sends pieces to the device; sees to the end of their writes.</param>
    /// <param name="completion">Null to wait for the device; else told if the request was queued.</param>
    /// <returns>As the other overload; the error of the caller's memory, whatever was written before it.</returns>
    public static long Write(
        Inode inode,
        long offset,
        UserBuffer buffer,
        GetBlocks getBlocks,
        SubmitPiece submit,
        IoCompletion? completion = null)
    {
        bool grows = offset + buffer.Length > inode.Size;
        DirectIoRequest request = new(inode, offset, buffer, isWrite: true, submit, completion);
        return Run(request, getBlocks, mayQueue: completion is not null && !grows);
    }

    private static long Run(DirectIoRequest request, GetBlocks getBlocks, bool mayQueue)
    {
        long position = MapAll(request, getBlocks, out int error);
        request.SendHeld();
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

    /// <summary>Returns the first byte that was neither mapped nor filled with zeros.</summary>
    private static long MapAll(DirectIoRequest request, GetBlocks getBlocks, out int error)
    {
        BlockMapping mapping = new();
        error = 0;
        long mappedEnd = request.Offset;
        for (long position = request.Offset; position < request.End; position += Inode.SectorSize)
        {
            error = request.MakePresent(position);
            if (error != 0)
                return position;

            if (position == mappedEnd && !MapNext(request, getBlocks, mapping, position, ref mappedEnd, out error))
                return position;

            if (mapping.IsMapped)
                request.Grow(position + Inode.SectorSize);
            else
                request.ZeroFill(position, mappedEnd, mapping.LockedEnd);
        }

        return request.End;
    }

    /// <summary>False at an error, and where direct I/O ends.</summary>
    private static bool MapNext(
        DirectIoRequest request,
        GetBlocks getBlocks,
        BlockMapping mapping,
        long position,
        ref long mappedEnd,
        out int error)
    {
        mapping.Reset(position);
        error = getBlocks(request.Inode, position, request.End - position, mapping, request.IsWrite);
        if (error == Errno.NotBlockDevice)
        {
            error = 0;
            return false;
        }

        if (error != 0 || (!mapping.IsMapped && IsEnd(request, position)))
            return false;

        // One sector of zeros at a time; a place on the device is used as far as it reaches.
        mappedEnd = position + (mapping.IsMapped ? mapping.Length : Inode.SectorSize);
        if (mapping.IsMapped)
            request.Hold(position, mapping.DiskStart, mapping.LockedEnd);

        return true;
    }

    /// <summary>A write needs a place for every byte; a read may run into the end of the file.</summary>
    private static bool IsEnd(DirectIoRequest request, long position) =>
        request.IsWrite || position >= request.Inode.Size;
}
