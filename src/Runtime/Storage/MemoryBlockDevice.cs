using System;
using System.Threading;

namespace ExtentLock.Storage;

/// <summary>A block device in memory: requests end before they return. Thread-safe; nothing survives it.</summary>
public sealed class MemoryBlockDevice : BlockDevice
{
    private readonly Lock _latch = new();
    private readonly byte[] _contents;
    private bool _isDisposed;

    /// <summary>A device of zeros.</summary>
    /// <param name="length">Bytes, a multiple of the alignment.</param>
    /// <param name="alignment">Of offsets and lengths; buffers may start anywhere.</param>
    public MemoryBlockDevice(int length, int alignment = 4096)
        : this(new byte[length], alignment)
    {
    }

    /// <summary>A device with contents.</summary>
    /// <param name="contents">Belongs to the device from now on.</param>
    /// <param name="alignment">Of offsets and lengths; buffers may start anywhere.</param>
    public MemoryBlockDevice(byte[] contents, int alignment = 4096)
        : base(contents.Length, alignment, 1)
    {
        if (contents.Length % alignment != 0)
            throw new ArgumentException($"The length is no multiple of {alignment}.", nameof(contents));

        _contents = contents;
    }

    /// <inheritdoc/>
    public override string Description => $"memory, {Length} bytes";

    /// <summary>A copy of everything on the device.</summary>
    public byte[] ToArray()
    {
        lock (_latch)
            return (byte[])_contents.Clone();
    }

    /// <inheritdoc/>
    protected override void Start(ReadOnlySpan<BlockRequest> batch)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        foreach (BlockRequest request in batch)
        {
            Move(request);
            request.End(0, request.Buffer.Length);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _isDisposed = true;

    private void Move(BlockRequest request)
    {
        if (request.Kind == BlockRequestKind.Flush)
            return;

        Span<byte> place = _contents.AsSpan((int)request.Offset, request.Buffer.Length);
        lock (_latch)
        {
            if (request.Kind == BlockRequestKind.Write)
                request.Buffer.Span.CopyTo(place);
            else
                place.CopyTo(request.Buffer.Span);
        }
    }
}
