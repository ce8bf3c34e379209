using System;
using System.Threading;
using ExtentLock.Mapping;
using ExtentLock.Storage;

namespace ExtentLock.DirectIO;

/// <summary>
/// One direct read or write: counts the pieces at the device and knows the result when the last has ended. One thread
/// submits, any thread ends pieces.
/// </summary>
internal sealed class DirectIoRequest(
    Inode inode, long offset, Memory<byte> buffer, bool isWrite, IoCompletion? completion)
{
    // The submitter counts as one piece, so that the request can't end before it has been submitted whole.
    private int _pieces = 1;
    private long _covered;
    private int _error;
    private bool _isQueued;
    private bool _isDone;

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

    /// <summary>Reads zeros where there is nothing on the device.</summary>
    public void ZeroFill(long start, long end, long lockedEnd)
    {
        Slice(start, end).Span.Clear();
        _covered += end - start;
        Inode.IoTree.Unlock(start, Math.Max(start, lockedEnd));
    }

    /// <summary>Sends a piece to the device, which gives back the lock of it in the end.</summary>
    public void Submit(long start, long end, long diskStart, long lockedEnd)
    {
        HasSubmitted = true;
        _covered += end - start;
        Interlocked.Increment(ref _pieces);
        Inode.Device.Submit(new DeviceRequest(diskStart, Slice(start, end), IsWrite, error =>
        {
            if (error != 0)
                Fail(error);

            if (IsWrite)
                Inode.EndWrite(start, end, error);

            Inode.IoTree.Unlock(start, Math.Max(start, lockedEnd));
            PieceEnded();
        }));
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

    private void PieceEnded()
    {
        if (Interlocked.Decrement(ref _pieces) > 0)
            return;

        Volatile.Write(ref _isDone, true);
        if (_isQueued)
            completion!.Complete(Result);
    }

    private Memory<byte> Slice(long start, long end) => buffer.Slice((int)(start - Offset), (int)(end - start));
}
