using System;
using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;
using ExtentLock.Extents;
using ExtentLock.Storage;

namespace ExtentLock.Volumes;

/// <summary>
/// One direct read or write, and the owner of everything it takes: promised space, buffers, the range's lock, its
/// pieces. All of it is given back at its one end, whatever happened. Used again after its result was taken.
/// </summary>
/// <remarks>The steps: promise space for the whole request, have its buffers, lock the range, then map and submit piece
/// by piece without ever waiting, then end when the last piece has. Fourteen years of fixes to btrfs's direct I/O say
/// why in this order: who waits while it owns a piece that is not submitted may wait for itself.</remarks>
internal sealed partial class DirectRequest : IValueTaskSource<int>, IThreadPoolWorkItem
{
    private const int MostKept = 256;
    private const int MostKeptPieces = 64;
    private const int MostKeptSums = 4096;
    private static readonly ConcurrentQueue<DirectRequest> s_kept = new();

    private readonly List<RequestPiece> _pieces = [];
    private readonly SpaceTicket _ticket = new();
    private SpaceTicket? _lender;
    private readonly Action<RequestPiece> _pieceEnded;
    private readonly Action _rangeLocked;
    private ManualResetValueTaskSourceCore<int> _core = new() { RunContinuationsAsynchronously = true };
    private ManualResetEventSlim? _gate;
    private Volume _volume = null!;
    private FileNode _file = null!;
    private VolumeFile? _entered;
    private Action<DirectRequest>? _ended;
    private bool _isWrite;
    private int _blockedThread;
    private bool _isHeld;
    private long _offset;
    private int _length;
    private long _sizeEnd;
    private IoFlags _flags;
    private CancellationToken _cancellation;
    private Memory<byte> _memory;
    private IReadOnlyList<Memory<byte>>? _vector;
    private Memory<byte> _buffer;
    private readonly AlignedVector _parts = new();
    private MemoryHandle _pin;
    private Bounce? _bounce;
    private RangeLease _lease;
    private ValueTask<RangeLease> _locking;
    private uint[] _sums = [];
    private int _count;
    private int _open;
    private int _tries;
    private int _result;
    private Exception? _failure;

    private DirectRequest()
    {
        _pieceEnded = PieceEnded;
        _rangeLocked = RangeLocked;
    }

    /// <summary>What came of it, for who is told by a call: bytes, or why not.</summary>
    internal (int Bytes, Exception? Failure) Outcome => (_result, _failure);

    /// <summary>What a queue was asked for and this does; null if nobody polls for it.</summary>
    internal VolumeRequest? Polled { get; set; }

    private bool MayWait => (_flags & IoFlags.NoWait) == 0;

    private bool IsAppend => (_flags & IoFlags.Append) != 0;

    /// <summary>A request over one piece of memory, not started.</summary>
    /// <param name="entered">The file; the request leaves it.</param>
    /// <param name="isWrite">Whether it writes.</param>
    /// <param name="offset">First byte, at a sector.</param>
    /// <param name="memory">Filled or written.</param>
    /// <param name="flags">How.</param>
    internal static DirectRequest Of(
        VolumeFile entered, bool isWrite, long offset, Memory<byte> memory, IoFlags flags = IoFlags.None)
    {
        DirectRequest request = Of(entered.Volume, entered.Node, isWrite, offset, memory, flags);
        request._entered = entered;
        return request;
    }

    /// <summary>A write of whole sectors under a lock that the caller holds, and with space that it was
    /// promised.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="file">A file in use.</param>
    /// <param name="offset">First byte, at a sector.</param>
    /// <param name="memory">Written; does not change meanwhile.</param>
    /// <param name="ticket">Space. What is left of it, or was not needed after all, is there again at the end.</param>
    /// <param name="sizeEnd">The file ends no later after it than here, if it ended before.</param>
    internal static DirectRequest Under(
        Volume volume, FileNode file, long offset, Memory<byte> memory, SpaceTicket ticket, long sizeEnd)
    {
        DirectRequest request = Of(volume, file, isWrite: true, offset, memory, IoFlags.None);
        request._isHeld = true;
        request._sizeEnd = sizeEnd;
        request._lender = ticket;
        ticket.MoveTo(request._ticket);
        return request;
    }

    private static DirectRequest Of(
        Volume volume, FileNode file, bool isWrite, long offset, Memory<byte> memory, IoFlags flags)
    {
        if (!s_kept.TryDequeue(out DirectRequest? request))
            request = new DirectRequest();

        request._volume = volume;
        request._file = file;
        request._isWrite = isWrite;
        request._offset = offset;
        request._memory = memory;
        request._length = memory.Length;
        request._sizeEnd = offset + memory.Length;
        request._flags = flags;
        return request;
    }

    /// <summary>A request over several pieces of memory, in their order.</summary>
    internal DirectRequest Over(IReadOnlyList<Memory<byte>> vector, int length)
    {
        _vector = vector;
        _length = length;
        _sizeEnd = _offset + length;
        return this;
    }

    internal ValueTask<int> StartAsync(CancellationToken cancellation)
    {
        _cancellation = cancellation;
        ValueTask<int> task = new(this, _core.Version);
        Begin();
        return task;
    }

    /// <summary>Calls back at the end, on the thread that ended it; whoever is called gives the request back with
    /// <see cref="Keep"/>.</summary>
    internal void Start(Action<DirectRequest> ended, CancellationToken cancellation)
    {
        _ended = ended;
        _cancellation = cancellation;
        Begin();
    }

    /// <summary>Blocks the thread until the end.</summary>
    internal int Run()
    {
        _blockedThread = Environment.CurrentManagedThreadId;
        _gate ??= new ManualResetEventSlim();
        _gate.Reset();
        Begin();
        _gate.Wait();
        (int result, Exception? failure) = Outcome;
        Keep();
        return failure is null ? result : throw Rethrown(failure);
    }

    /// <summary>Done with: it may be used for another request from now on.</summary>
    internal void Keep()
    {
        _core.Reset();
        _core.RunContinuationsAsynchronously = true;
        if (_pieces.Count > MostKeptPieces)
            _pieces.RemoveRange(MostKeptPieces, _pieces.Count - MostKeptPieces);

        if (_sums.Length > MostKeptSums)
            _sums = [];

        _ended = null;
        _blockedThread = 0;
        _isHeld = false;
        _lender = null;
        _cancellation = default;
        _memory = default;
        _vector = null;
        _buffer = default;
        _tries = 0;
        _result = 0;
        _failure = null;
        _traced = 0;
        Polled = null;
        _volume = null!;
        _file = null!;
        _entered = null;
        if (s_kept.Count < MostKept)
            s_kept.Enqueue(this);
    }

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token)
    {
        ValueTaskSourceStatus status = _core.GetStatus(token);
        if (status != ValueTaskSourceStatus.Succeeded || _failure is null)
            return status;

        return _failure is OperationCanceledException ? ValueTaskSourceStatus.Canceled : ValueTaskSourceStatus.Faulted;
    }

    void IValueTaskSource<int>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    int IValueTaskSource<int>.GetResult(short token)
    {
        int result = _core.GetResult(token);
        Exception? failure = _failure;
        Keep();
        return failure is null ? result : throw Rethrown(failure);
    }

    /// <summary>Runs the code that awaits this: on a thread that nothing depends on, with nothing owned.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        _core.RunContinuationsAsynchronously = false;
        _core.SetResult(_result);
    }

    private static Exception Rethrown(Exception failure)
    {
        System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        return failure;
    }

    /// <summary>Gives everything back and tells the one who waits. Nothing of this is touched afterwards.</summary>
    private void Complete()
    {
        ReleaseAll();
        _volume.Counters.Ended();
        _entered?.Leave();
        if (_ended is { } ended)
            ended(this);
        else if (_blockedThread != 0)
            _gate!.Set();
        else if (!BlockThread.TryLeave(this))
            _core.SetResult(_result);
    }

    private void Fail(Exception failure)
    {
        _failure = failure;
        Complete();
    }
}
