using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace ExtentLock.Volumes;

/// <summary>
/// A file of a volume as a stream: at a position of its own, without a buffer of its own. Not thread-safe; others may
/// use the file meanwhile.
/// </summary>
public sealed class VolumeStream : Stream
{
    private readonly VolumeFile _file;
    private readonly bool _leavesOpen;
    private long _position;
    private bool _isDisposed;

    /// <summary>A stream at the start of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="leavesOpen">Whether the file stays open when the stream is closed.</param>
    public VolumeStream(VolumeFile file, bool leavesOpen = false)
    {
        ArgumentNullException.ThrowIfNull(file);
        _file = file;
        _leavesOpen = leavesOpen;
    }

    /// <inheritdoc/>
    public override bool CanRead => !_isDisposed;

    /// <inheritdoc/>
    public override bool CanSeek => !_isDisposed;

    /// <inheritdoc/>
    public override bool CanWrite => !_isDisposed && !_file.Volume.IsReadOnly;

    /// <inheritdoc/>
    public override long Length => _file.Length;

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = value;
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int read = _file.Read(_position, buffer);
        _position += read;
        return read;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await _file.ReadAsync(_position, buffer, IoFlags.None, cancellationToken).ConfigureAwait(false);
        _position += read;
        return read;
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            int written = _file.Write(_position, buffer);
            _position += written;
            buffer = buffer[written..];
        }
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (buffer.Length > 0)
        {
            int written = await _file
                .WriteAsync(_position, buffer, IoFlags.None, cancellationToken).ConfigureAwait(false);

            _position += written;
            buffer = buffer[written..];
        }
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => Length + offset,
    };

    /// <inheritdoc/>
    public override void SetLength(long value) => _file.SetLength(value);

    /// <summary>Makes what was written survive a loss of power.</summary>
    public override void Flush() => _file.FlushAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>Makes what was written survive a loss of power.</summary>
    public override Task FlushAsync(CancellationToken cancellationToken) =>
        _file.FlushAsync(cancellationToken).AsTask();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed && !_leavesOpen)
            _file.Dispose();

        _isDisposed = true;
        base.Dispose(disposing);
    }
}
