using System;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Caching;
using ExtentLock.Contracts;

namespace ExtentLock.Volumes;

/// <summary>
/// An open file of a <see cref="Volume"/>, read and written at offsets as with <see cref="System.IO.RandomAccess"/>.
/// Thread-safe: requests that touch are served in the order of their coming, reads together.
/// </summary>
/// <remarks>Whole sectors of 4096 bytes go straight between the device and memory that starts at a multiple of 4096
/// (that of an <see cref="Storage.IoArena"/> does); other memory costs a copy. What is not whole sectors costs more, or
/// is refused: <see cref="AlignmentMode"/>. Code that awaits a request may go on on the thread of the device that did
/// it, and may keep that thread: no other request depends on it.</remarks>
public sealed partial class VolumeFile : IDisposable
{
    private readonly Volume _volume;
    private readonly FileNode _node;
    private readonly CacheOpener? _opener;
    private int _isDisposed;

    // The handle itself, and every operation under way: the last one closes the file.
    private int _users = 1;

    internal VolumeFile(Volume volume, FileNode node)
    {
        _volume = volume;
        _node = node;
        _opener = volume.Buffered.Open(node);
    }

    /// <summary>The volume it is in.</summary>
    public Volume Volume => _volume;

    /// <summary>Its number, which stays through renames.</summary>
    public long Number => _node.Number;

    /// <summary>What it keeps to.</summary>
    public FileTraits Traits => _node.Traits;

    /// <summary>Bytes of the file. Grows when data have been written, be it into the page cache, not before.</summary>
    public long Length => _volume.Buffered.LengthOf(_node);

    internal FileNode Node => _node;

    /// <summary>Reads at an offset; blocks the thread.</summary>
    /// <param name="offset">First byte.</param>
    /// <param name="buffer">Filled up to the end of the file; what is behind that in the last sector may be changed
    /// too.</param>
    /// <returns>Bytes read; fewer than asked only at the end of the file.</returns>
    /// <exception cref="VolumeException">Misaligned on a strict volume, out of range, or a checksum is
    /// wrong.</exception>
    /// <exception cref="Storage.BlockDeviceException">The device failed.</exception>
    public unsafe int Read(long offset, Span<byte> buffer)
    {
        fixed (byte* memory = buffer)
        {
            using SpanMemory pinned = SpanMemory.Over(memory, buffer.Length);
            return IsDirect(offset, buffer.Length, IoFlags.None)
                ? DirectRequest.Of(Enter(), isWrite: false, offset, pinned.Memory).Run()
                : BufferedReadAsync(offset, pinned.Memory, IoFlags.None, default).AsTask().GetAwaiter().GetResult();
        }
    }

    /// <summary>Writes at an offset; blocks the thread.</summary>
    /// <param name="offset">First byte.</param>
    /// <param name="buffer">The bytes.</param>
    /// <param name="flags">How.</param>
    /// <returns>Bytes written; fewer than asked only if an error came then, which going on from there tells.</returns>
    /// <exception cref="VolumeException">Misaligned on a strict volume, out of range, no space, or
    /// read-only.</exception>
    /// <exception cref="Storage.BlockDeviceException">The device failed.</exception>
    public unsafe int Write(long offset, ReadOnlySpan<byte> buffer, IoFlags flags = IoFlags.None)
    {
        fixed (byte* memory = buffer)
        {
            using SpanMemory pinned = SpanMemory.Over(memory, buffer.Length);
            return IsDirect(offset, buffer.Length, flags)
                ? DirectRequest.Of(Enter(), isWrite: true, offset, pinned.Memory, flags).Run()
                : BufferedWriteAsync(offset, pinned.Memory, flags, default).AsTask().GetAwaiter().GetResult();
        }
    }

    /// <summary>Reads at an offset.</summary>
    /// <param name="offset">First byte.</param>
    /// <param name="buffer">As for <see cref="Read"/>; belongs to the device until the end.</param>
    /// <param name="flags">How.</param>
    /// <param name="cancellation">Heeded until the device has a part of the request.</param>
    /// <returns>As <see cref="Read"/>; to be awaited once.</returns>
    public ValueTask<int> ReadAsync(
        long offset, Memory<byte> buffer, IoFlags flags = IoFlags.None, CancellationToken cancellation = default) =>
        IsDirect(offset, buffer.Length, flags)
            ? DirectRequest.Of(Enter(), isWrite: false, offset, buffer, flags).StartAsync(cancellation)
            : BufferedReadAsync(offset, buffer, flags, cancellation);

    /// <summary>Writes at an offset.</summary>
    /// <param name="offset">First byte.</param>
    /// <param name="buffer">The bytes; must not change until the end.</param>
    /// <param name="flags">How.</param>
    /// <param name="cancellation">Heeded until the device has a part of the request.</param>
    /// <returns>As <see cref="Write"/>; to be awaited once.</returns>
    public ValueTask<int> WriteAsync(
        long offset,
        ReadOnlyMemory<byte> buffer,
        IoFlags flags = IoFlags.None,
        CancellationToken cancellation = default)
    {
        Memory<byte> memory = MemoryMarshal.AsMemory(buffer);
        return IsDirect(offset, buffer.Length, flags)
            ? DirectRequest.Of(Enter(), isWrite: true, offset, memory, flags).StartAsync(cancellation)
            : BufferedWriteAsync(offset, buffer, flags, cancellation);
    }

    /// <summary>Makes all that was written to the file before survive a loss of power; of other files, what is not
    /// only in the page cache.</summary>
    /// <param name="cancellation">Ends the wait for one's turn.</param>
    /// <inheritdoc cref="Volume.CommitAsync"/>
    public async ValueTask FlushAsync(CancellationToken cancellation = default)
    {
        using FileUse use = Use();
        await _volume.Buffered.SyncAsync(_node, _opener, cancellation).ConfigureAwait(false);
    }

    /// <summary>Closes the file. What is under way goes on, and holds it until it has ended.</summary>
    [Releases("this")]
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            Leave(isOperation: false);
    }

    /// <summary>An operation begins: the file stays open until it has left.</summary>
    /// <returns>This, for the request that will leave.</returns>
    /// <exception cref="ObjectDisposedException">File or volume is closed.</exception>
    internal VolumeFile Enter()
    {
        _volume.Enter();
        int users = Volatile.Read(ref _users);
        while (users != 0 && Volatile.Read(ref _isDisposed) == 0)
        {
            int before = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (before == users)
                return this;

            users = before;
        }

        _volume.Counters.Left();
        throw new ObjectDisposedException(nameof(VolumeFile));
    }

    internal void Leave(bool isOperation = true)
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            _volume.Close(_node);
            _volume.Buffered.Close(_node, _opener);
        }

        if (isOperation)
            _volume.Counters.Left();
    }

    /// <summary>An operation for the length of a block.</summary>
    [Acquires("return")]
    internal FileUse Use() => new(Enter());

    /// <summary>Begins a request of a queue, if it can go past every cache.</summary>
    internal bool TryStart(VolumeRequest request, Action<DirectRequest> ended, CancellationToken cancellation)
    {
        if (!IsDirect(request.Offset, request.Buffer.Length, request.Flags))
            return false;

        DirectRequest direct = DirectRequest.Of(
            Enter(), request.IsWrite, request.Offset, request.Buffer, request.Flags);
        direct.Polled = request;
        direct.Start(ended, cancellation);
        return true;
    }

    /// <summary>Whether it can go past every cache; refuses what can't go at all.</summary>
    private bool IsDirect(long offset, long length, IoFlags flags)
    {
        bool isAppend = (flags & IoFlags.Append) != 0;
        if (!isAppend && (offset < 0 || offset > VolumeFormat.LongestFile - length))
            throw VolumeException.OutOfRange(offset, length);

        if (length > 0 && VolumeFormat.IsWhole(length) && (isAppend || VolumeFormat.IsWhole(offset)))
            return true;

        if (length > 0 && _volume.IsStrict)
            throw VolumeException.Misaligned(offset, length);

        return false;
    }

    private async ValueTask<int> BufferedReadAsync(
        long offset, Memory<byte> buffer, IoFlags flags, CancellationToken cancellation)
    {
        using FileUse use = Use();
        if (buffer.Length == 0)
            return 0;

        if ((flags & IoFlags.NoWait) != 0)
            throw VolumeException.WouldBlock("only direct I/O does not");

        _volume.Counters.WentBuffered();
        return await _volume.Buffered.ReadAsync(_node, offset, buffer, cancellation).ConfigureAwait(false);
    }

    private async ValueTask<int> BufferedWriteAsync(
        long offset, ReadOnlyMemory<byte> buffer, IoFlags flags, CancellationToken cancellation)
    {
        using FileUse use = Use();
        if (buffer.Length == 0)
            return 0;

        if ((flags & IoFlags.NoWait) != 0)
            throw VolumeException.WouldBlock("only direct I/O does not");

        _volume.Counters.WentBuffered();
        return await _volume.Buffered.WriteAsync(_node, offset, buffer, flags, cancellation).ConfigureAwait(false);
    }
}
