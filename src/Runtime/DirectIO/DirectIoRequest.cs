using System;
using System.Threading;
using ExtentLock.Mapping;

namespace ExtentLock.DirectIO;

/// <summary>
/// One direct read or write: counts the pieces at the device and knows the result when the last has ended. One thread
/// submits, any thread ends pieces.
/// </summary>
internal sealed class DirectIoRequest(
    Inode inode, long offset, UserBuffer buffer, bool isWrite, SubmitPiece submit, IoCompletion? completion)
{
    // The submitter counts as one piece, so that the request can't end before it has been submitted whole.
    private int _pieces = 1;
    private long _covered;
    private int _error;
    private bool _isQueued;
    private bool _isDone;

    // The piece that is mapped and not sent: it may still grow.
    private long _heldStart;
    private long _heldEnd;
    private long _heldDiskStart;
    private long _heldLockedEnd;

    public Inode Inode { get; } = inode;

    public long Offset { get; } = offset;

    public long End { get; } = offset + buffer.Length;

    public bool IsWrite { get; } = isWrite;

    public bool HasSubmitted { get; private set; }

    /// <summary>Valid when <see cref="WaitForPieces"/> has returned, or in the completion.</summary>
    public long Result
    {
        get
        {
            if (_error != 0)
                return _error;

            return IsWrite ? _covered : Math.Min(_covered, Math.Max(0, Inode.Size - Offset));
        }
    }

    public void Fail(int error) => Interlocked.CompareExchange(ref _error, error, 0);

    /// <summary>Makes the caller's memory for the sector present.</summary>
    public int MakePresent(long position) => buffer.MakePresent(position - Offset);

    /// <summary>Reads zeros where there is nothing on the device.</summary>
    public void ZeroFill(long start, long end, long lockedEnd)
    {
        Slice(start, end).Span.Clear();
        _covered += end - start;
        Inode.IoTree.Unlock(start, Math.Max(start, lockedEnd));
    }

    /// <summary>Begins a piece, still empty, and sends the one before it.</summary>
    public void Hold(long start, long diskStart, long lockedEnd)
    {
        SendHeld();
        (_heldStart, _heldEnd, _heldDiskStart, _heldLockedEnd) = (start, start, diskStart, lockedEnd);
    }

    /// <summary>The piece that is held reaches up to here now.</summary>
    public void Grow(long end)
    {
        _covered += end - _heldEnd;
        _heldEnd = end;
    }

    /// <summary>Sends the piece that is held, if there is one.</summary>
    public void SendHeld()
    {
        if (_heldEnd == _heldStart)
            return;

        HasSubmitted = true;
        Interlocked.Increment(ref _pieces);
        DirectIoPiece piece = new(Inode, IsWrite, Ended)
        {
            Start = _heldStart,
            End = _heldEnd,
            LockedEnd = _heldLockedEnd,
            DiskStart = _heldDiskStart,
            Buffer = Slice(_heldStart, _heldEnd),
        };
        _heldStart = _heldEnd;
        submit(piece);
    }

    /// <summary>Nothing more will be submitted, and the completion gets the result.</summary>
    public void Queue()
    {
        _isQueued = true;
        PieceEnded();
    }

    /// <summary>Nothing more will be submitted; returns when every piece has ended.</summary>
    public void WaitForPieces()
    {
        PieceEnded();
        Inode.Device.WorkUntil(() => Volatile.Read(ref _isDone));
    }

    private void Ended(int error)
    {
        if (error != 0)
            Fail(error);

        PieceEnded();
    }

    private void PieceEnded()
    {
        if (Interlocked.Decrement(ref _pieces) > 0)
            return;

        Volatile.Write(ref _isDone, true);
        if (_isQueued)
            completion!.Complete(Result);
    }

    private Memory<byte> Slice(long start, long end) =>
        buffer.Memory.Slice((int)(start - Offset), (int)(end - start));
}
