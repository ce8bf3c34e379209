using System.Threading;

namespace ExtentLock.Volumes;

/// <summary>What a volume is doing and has done, in numbers. Thread-safe.</summary>
internal sealed class VolumeCounters
{
    private long _reads;
    private long _writes;
    private long _buffered;
    private long _fallbacks;
    private int _requests;
    private int _operations;
    private int _readPieces;
    private int _writePieces;

    internal long Reads => Volatile.Read(ref _reads);

    internal long Writes => Volatile.Read(ref _writes);

    internal long Buffered => Volatile.Read(ref _buffered);

    internal long Fallbacks => Volatile.Read(ref _fallbacks);

    internal int Requests => Volatile.Read(ref _requests);

    internal int ReadPieces => Volatile.Read(ref _readPieces);

    internal int WritePieces => Volatile.Read(ref _writePieces);

    internal int Operations => Volatile.Read(ref _operations);

    internal void Entered() => Interlocked.Increment(ref _operations);

    internal void Left() => Interlocked.Decrement(ref _operations);

    internal void Began(bool isWrite, bool isInternal)
    {
        Interlocked.Increment(ref _requests);
        if (isInternal)
            return;

        Interlocked.Increment(ref isWrite ? ref _writes : ref _reads);
    }

    internal void Ended() => Interlocked.Decrement(ref _requests);

    internal void WentBuffered() => Interlocked.Increment(ref _buffered);

    internal void FellBack() => Interlocked.Increment(ref _fallbacks);

    internal void PieceBegan(bool isWrite) => Interlocked.Increment(ref isWrite ? ref _writePieces : ref _readPieces);

    internal void PieceEnded(bool isWrite) => Interlocked.Decrement(ref isWrite ? ref _writePieces : ref _readPieces);
}
