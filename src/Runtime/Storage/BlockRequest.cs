using System;
using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;

namespace ExtentLock.Storage;

/// <summary>What a block device is asked for.</summary>
public enum BlockRequestKind
{
    /// <summary>From the device to memory.</summary>
    Read,

    /// <summary>From memory to the device.</summary>
    Write,

    /// <summary>What was written and had ended before is to survive a loss of power.</summary>
    Flush,
}

/// <summary>
/// One request to a block device, and its completion. Used again after <see cref="Prepare"/>: by one owner, for one
/// request at a time. The buffer belongs to the device from the submission to the end.
/// </summary>
public sealed class BlockRequest : IValueTaskSource
{
    private const int MostKept = 256;
    private static readonly ConcurrentQueue<BlockRequest> s_kept = new();

    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };
    private MemoryHandle _pin;
    private int _isPending;
    private bool _isKept;

    /// <summary>A flush, until it is prepared for something else.</summary>
    public BlockRequest() => Kind = BlockRequestKind.Flush;

    /// <summary>What is asked.</summary>
    public BlockRequestKind Kind { get; private set; }

    /// <summary>First byte on the device.</summary>
    public long Offset { get; private set; }

    /// <summary>Memory read into or written from; empty for a flush.</summary>
    public Memory<byte> Buffer { get; private set; }

    /// <summary>Called once at the end, on the thread that ended it, instead of <see cref="Completion"/>; it must not
    /// throw or wait, and may use the request again.</summary>
    public Action<BlockRequest>? Ended { get; set; }

    /// <summary>Zero, or a value of <see cref="Errno"/>; known at the end.</summary>
    public int Error { get; private set; }

    /// <summary>Bytes that were moved; known at the end.</summary>
    public int Transferred { get; private set; }

    /// <summary>True from the submission to the end.</summary>
    public bool IsPending => Volatile.Read(ref _isPending) != 0;

    /// <summary>Ends when the request does, with a <see cref="BlockDeviceException"/> if it failed; never if there is
    /// <see cref="Ended"/>. Awaited once at most for each submission.</summary>
    public ValueTask Completion => new(this, _core.Version);

    /// <summary>True if its owner waits for nothing else: who ends it is then best placed to go on.</summary>
    internal bool IsAlone { get; set; }

    /// <summary>Who comes and asks for it; null for nobody.</summary>
    internal Poller? Poller { get; set; }

    internal unsafe nint Address => (nint)_pin.Pointer;

    /// <summary>A read that was not submitted yet.</summary>
    public static BlockRequest Read(long offset, Memory<byte> buffer) =>
        new BlockRequest().Prepare(BlockRequestKind.Read, offset, buffer);

    /// <summary>A write that was not submitted yet. The buffer is only read.</summary>
    public static BlockRequest Write(long offset, ReadOnlyMemory<byte> buffer) => new BlockRequest().Prepare(
        BlockRequestKind.Write, offset, MemoryMarshal.AsMemory(buffer));

    /// <summary>Makes this a new request.</summary>
    /// <exception cref="InvalidOperationException">It is pending.</exception>
    public BlockRequest Prepare(BlockRequestKind kind, long offset, Memory<byte> buffer)
    {
        if (IsPending)
            throw new InvalidOperationException("The request is pending.");

        Kind = kind;
        Offset = kind == BlockRequestKind.Flush ? 0 : offset;
        Buffer = kind == BlockRequestKind.Flush ? default : buffer;
        Error = 0;
        Transferred = 0;
        IsAlone = false;
        Poller = null;
        _core.Reset();
        return this;
    }

    /// <summary>Ends the request; for devices, once for each submission.</summary>
    /// <param name="error">Zero, or a negative error number.</param>
    /// <param name="transferred">Bytes moved.</param>
    /// <exception cref="InvalidOperationException">It is not pending.</exception>
    public void End(int error, int transferred)
    {
        if (!IsPending)
            throw new InvalidOperationException("The request is not pending.");

        _pin.Dispose();
        _pin = default;
        Error = error;
        Transferred = transferred;
        Volatile.Write(ref _isPending, 0);

        // Whoever is told may use the request again at once, so only one of the two is told.
        Action<BlockRequest>? ended = Ended;
        if (ended is null)
            _core.SetResult(true);
        else
            ended(this);
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token)
    {
        ValueTaskSourceStatus status = _core.GetStatus(token);
        return status == ValueTaskSourceStatus.Succeeded && Error != 0 ? ValueTaskSourceStatus.Faulted : status;
    }

    void IValueTaskSource.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    void IValueTaskSource.GetResult(short token)
    {
        _core.GetResult(token);
        BlockDeviceException? failure = Error == 0 ? null : BlockDeviceException.Failed(this);
        if (_isKept)
            Keep();

        if (failure is not null)
            throw failure;
    }

    /// <summary>A request whose owner is the one who awaits it: it goes back by itself.</summary>
    internal static BlockRequest Rent()
    {
        if (!s_kept.TryDequeue(out BlockRequest? request))
            request = new BlockRequest { _isKept = true };

        return request;
    }

    internal void Begin(int bufferAlignment)
    {
        if (Interlocked.Exchange(ref _isPending, 1) != 0)
            throw new InvalidOperationException("The request is pending.");

        try
        {
            _pin = Buffer.Pin();
        }
        catch
        {
            Volatile.Write(ref _isPending, 0);
            throw;
        }

        if (Address % bufferAlignment == 0)
            return;

        Withdraw();
        throw BlockDeviceException.Refused(BlockFault.MisalignedBuffer, Offset, Buffer.Length, bufferAlignment);
    }

    /// <summary>Not submitted after all: another request of its batch was refused.</summary>
    internal void Withdraw()
    {
        _pin.Dispose();
        _pin = default;
        Volatile.Write(ref _isPending, 0);
    }

    internal void Keep()
    {
        Prepare(BlockRequestKind.Flush, 0, default);
        if (s_kept.Count < MostKept)
            s_kept.Enqueue(this);
    }
}
