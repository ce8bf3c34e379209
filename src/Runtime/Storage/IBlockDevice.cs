using System;
using System.Threading;
using System.Threading.Tasks;

namespace ExtentLock.Storage;

/// <summary>
/// Bytes at a fixed place that survive: read and written in aligned pieces, flushed as a whole. Thread-safe. Requests
/// in
/// flight together are in no order: who needs one waits for the end of the first.
/// </summary>
/// <remarks>What was submitted can't be cancelled: the device may be using the buffer.</remarks>
public interface IBlockDevice : IDisposable
{
    /// <summary>Bytes of the device.</summary>
    long Length { get; }

    /// <summary>Every offset and length is a multiple of this many bytes.</summary>
    int Alignment { get; }

    /// <summary>Every buffer starts at a multiple of this many bytes; 1 if any will do.</summary>
    int BufferAlignment { get; }

    /// <summary>How the device works, for people: its kind and the modes that the kernel allows.</summary>
    string Description { get; }

    /// <summary>Fills the buffer from the device.</summary>
    /// <param name="offset">First byte on the device.</param>
    /// <param name="buffer">Filled whole, or the task fails.</param>
    /// <param name="cancellation">Looked at before the request is submitted, not after.</param>
    /// <exception cref="BlockDeviceException">At once: offset, length or buffer is refused. By the task: it
    /// failed.</exception>
    ValueTask ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation = default);

    /// <summary>Writes the buffer to the device. It survives a loss of power only after a flush.</summary>
    /// <param name="offset">First byte on the device.</param>
    /// <param name="buffer">Written whole, or the task fails; it must not change before the end.</param>
    /// <param name="cancellation">Looked at before the request is submitted, not after.</param>
    /// <exception cref="BlockDeviceException">At once: offset, length or buffer is refused. By the task: it
    /// failed.</exception>
    ValueTask WriteAsync(long offset, ReadOnlyMemory<byte> buffer, CancellationToken cancellation = default);

    /// <summary>Makes every write that has ended before this call survive a loss of power.</summary>
    /// <param name="cancellation">Looked at before the request is submitted, not after.</param>
    /// <exception cref="BlockDeviceException">By the task: the flush failed, and what was to be flushed may be
    /// lost.</exception>
    ValueTask FlushAsync(CancellationToken cancellation = default);

    /// <summary>Submits requests in one go; each ends by itself.</summary>
    /// <param name="batch">Prepared and not pending; each is there once.</param>
    /// <exception cref="BlockDeviceException">One of them is refused, and none was submitted.</exception>
    void Submit(ReadOnlySpan<BlockRequest> batch);
}
