using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace ExtentLock.Volumes;

/// <content>Reads and writes of several pieces of memory in one request. The device takes them as they are if each is
/// whole sectors that start where it wants, and 16 KiB on average; not if the file has checksums and is written, since
/// then nothing may change meanwhile. Otherwise they go through one buffer of the volume.</content>
public sealed partial class VolumeFile
{
    /// <summary>Reads into several pieces of memory, in their order.</summary>
    /// <param name="offset">First byte in the file.</param>
    /// <param name="buffers">They may have any length and place, but no two may overlap; must stay as it is until the
    /// end.</param>
    /// <param name="flags">How.</param>
    /// <param name="cancellation">Heeded until the device has a part of the request.</param>
    /// <returns>Bytes read; fewer than asked only at the end of the file.</returns>
    /// <exception cref="ArgumentException">Two of them overlap.</exception>
    /// <exception cref="VolumeException">As for one piece: what counts is the length of all together.</exception>
    public ValueTask<int> ReadAsync(
        long offset,
        IReadOnlyList<Memory<byte>> buffers,
        IoFlags flags = IoFlags.None,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(buffers);
        CheckApart(buffers);
        int length = LengthOf(buffers);
        return IsDirect(offset, length, flags)
            ? DirectRequest.Of(Enter(), isWrite: false, offset, default, flags).Over(buffers, length)
                .StartAsync(cancellation)
            : ReadThroughAsync(offset, buffers, length, flags, cancellation);
    }

    /// <summary>Writes several pieces of memory, in their order.</summary>
    /// <param name="offset">First byte in the file.</param>
    /// <param name="buffers">They may have any length and place, and are only read; must not change until the
    /// end.</param>
    /// <param name="flags">How.</param>
    /// <param name="cancellation">Heeded until the device has a part of the request.</param>
    /// <returns>Bytes written, as for one piece.</returns>
    /// <exception cref="VolumeException">As for one piece: what counts is the length of all together.</exception>
    public ValueTask<int> WriteAsync(
        long offset,
        IReadOnlyList<Memory<byte>> buffers,
        IoFlags flags = IoFlags.None,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(buffers);
        int length = LengthOf(buffers);
        return IsDirect(offset, length, flags)
            ? DirectRequest.Of(Enter(), isWrite: true, offset, default, flags).Over(buffers, length)
                .StartAsync(cancellation)
            : WriteThroughAsync(offset, buffers, length, flags, cancellation);
    }

    private static int LengthOf(IReadOnlyList<Memory<byte>> buffers)
    {
        long length = 0;
        foreach (Memory<byte> buffer in buffers)
            length += buffer.Length;

        return length <= int.MaxValue - VolumeFormat.Sector ? (int)length : throw VolumeException.OutOfRange(0, length);
    }

    private static void CheckApart(IReadOnlyList<Memory<byte>> buffers)
    {
        for (int i = 0; i < buffers.Count; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (buffers[i].Span.Overlaps(buffers[j].Span))
                    throw new ArgumentException("Two of the buffers to read into overlap.", nameof(buffers));
            }
        }
    }

    private async ValueTask<int> ReadThroughAsync(
        long offset, IReadOnlyList<Memory<byte>> buffers, int length, IoFlags flags, CancellationToken cancellation)
    {
        if (length == 0)
            return 0;

        using SectorBuffer whole = new(_volume, length);
        int read = await BufferedReadAsync(offset, whole.Memory, flags, cancellation).ConfigureAwait(false);
        int done = 0;
        for (int i = 0; done < read; i++)
        {
            int part = Math.Min(buffers[i].Length, read - done);
            whole.Memory.Slice(done, part).CopyTo(buffers[i]);
            done += part;
        }

        return read;
    }

    private async ValueTask<int> WriteThroughAsync(
        long offset, IReadOnlyList<Memory<byte>> buffers, int length, IoFlags flags, CancellationToken cancellation)
    {
        if (length == 0)
            return 0;

        using SectorBuffer whole = new(_volume, length);
        int done = 0;
        foreach (Memory<byte> buffer in buffers)
        {
            buffer.CopyTo(whole.Memory[done..]);
            done += buffer.Length;
        }

        return await BufferedWriteAsync(offset, whole.Memory, flags, cancellation).ConfigureAwait(false);
    }
}
