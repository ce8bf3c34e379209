using System;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;

namespace ExtentLock.Storage;

/// <summary>
/// What every block device has in common: requests are checked as a whole batch before the first begins, and the
/// asynchronous members are requests like any other. Thread-safe if <see cref="Start"/> is.
/// </summary>
public abstract class BlockDevice : IBlockDevice
{
    /// <summary>What holds for every request.</summary>
    /// <param name="length">Bytes of the device.</param>
    /// <param name="alignment">Of offsets and lengths; a power of two.</param>
    /// <param name="bufferAlignment">Of buffers; a power of two.</param>
    protected BlockDevice(long length, int alignment, int bufferAlignment)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfLessThan(alignment, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(bufferAlignment, 1);
        Length = length;
        Alignment = alignment;
        BufferAlignment = bufferAlignment;
    }

    /// <inheritdoc/>
    public long Length { get; }

    /// <inheritdoc/>
    public int Alignment { get; }

    /// <inheritdoc/>
    public int BufferAlignment { get; }

    /// <inheritdoc/>
    public abstract string Description { get; }

    /// <inheritdoc/>
    public ValueTask ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation = default) =>
        Run(BlockRequestKind.Read, offset, buffer, cancellation);

    /// <inheritdoc/>
    public ValueTask WriteAsync(long offset, ReadOnlyMemory<byte> buffer, CancellationToken cancellation = default) =>
        Run(BlockRequestKind.Write, offset, MemoryMarshal.AsMemory(buffer), cancellation);

    /// <inheritdoc/>
    public ValueTask FlushAsync(CancellationToken cancellation = default) =>
        Run(BlockRequestKind.Flush, 0, default, cancellation);

    /// <inheritdoc/>
    public void Submit(ReadOnlySpan<BlockRequest> batch)
    {
        foreach (BlockRequest request in batch)
            Check(request);

        int begun = 0;
        try
        {
            for (; begun < batch.Length; begun++)
                batch[begun].Begin(BufferAlignment);

            Start(batch);
        }
        catch
        {
            foreach (BlockRequest request in batch[..begun])
                request.Withdraw();

            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Starts requests that were checked; each is ended once, here or later, whatever happens.</summary>
    /// <param name="batch">Valid during the call only.</param>
    /// <exception cref="ObjectDisposedException">The device is disposed; none has started. Nothing else is
    /// thrown.</exception>
    protected abstract void Start(ReadOnlySpan<BlockRequest> batch);

    /// <summary>Waits for the requests in flight and gives the device back.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }

    /// <summary>Checks a request that the caller will end itself, and begins it.</summary>
    /// <exception cref="BlockDeviceException">It is refused.</exception>
    private protected void Begin(BlockRequest request)
    {
        Check(request);
        request.Begin(BufferAlignment);
    }

    private ValueTask Run(BlockRequestKind kind, long offset, Memory<byte> buffer, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellation);

        BlockRequest request = BlockRequest.Rent().Prepare(kind, offset, buffer);
        ValueTask completion = request.Completion;
        try
        {
            Submit(new ReadOnlySpan<BlockRequest>(in request));
            return completion;
        }
        catch
        {
            request.Keep();
            throw;
        }
    }

    private void Check(BlockRequest request)
    {
        if (request.Kind == BlockRequestKind.Flush)
            return;

        long offset = request.Offset;
        int length = request.Buffer.Length;
        if (offset % Alignment != 0)
            throw BlockDeviceException.Refused(BlockFault.MisalignedOffset, offset, length, Alignment);

        if (length == 0 || length % Alignment != 0)
            throw BlockDeviceException.Refused(BlockFault.MisalignedLength, offset, length, Alignment);

        if (offset < 0 || offset > Length - length)
            throw BlockDeviceException.Refused(BlockFault.OutOfRange, offset, length, Length);
    }
}
