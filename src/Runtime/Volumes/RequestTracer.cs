using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;

namespace ExtentLock.Volumes;

/// <summary>A step of a direct read or write, in the order of their coming.</summary>
public enum RequestStep
{
    /// <summary>It asks for the lock on its range.</summary>
    Ask,

    /// <summary>It has the lock.</summary>
    Lock,

    /// <summary>It begins to look where the rest of its range lies; the step's range is that rest.</summary>
    Look,

    /// <summary>The place of a piece is known: the first part of what was looked for. A piece that is not submitted
    /// then is a hole.</summary>
    Map,

    /// <summary>The piece goes to the device.</summary>
    Submit,

    /// <summary>The device is done with the piece, well or not.</summary>
    Complete,

    /// <summary>It gives the lock back.</summary>
    Unlock,
}

/// <summary>One step of one request.</summary>
/// <param name="Request">Tells the requests of a tracer apart.</param>
/// <param name="IsWrite">Whether it writes.</param>
/// <param name="Step">Which step.</param>
/// <param name="Start">First byte in the file that it is about.</param>
/// <param name="End">One past the last byte.</param>
/// <param name="Timestamp">When, by <see cref="Stopwatch.GetTimestamp"/>.</param>
public readonly record struct TracedStep(
    long Request, bool IsWrite, RequestStep Step, long Start, long End, long Timestamp);

/// <summary>
/// Keeps the steps of direct reads and writes of a volume that was opened with it, as many as it has places for.
/// Thread-safe; keeping one allocates nothing.
/// </summary>
/// <param name="capacity">Steps that are kept at most; what comes later is counted only.</param>
public sealed class RequestTracer(int capacity = 65536)
{
    private readonly Lock _latch = new();
    private readonly TracedStep[] _steps = new TracedStep[capacity];
    private int _count;
    private long _lost;
    private long _requests;

    /// <summary>Steps that came when all places were taken.</summary>
    public long Lost
    {
        get
        {
            lock (_latch)
                return _lost;
        }
    }

    /// <summary>The steps that were kept, in the order of their coming, and forgets them.</summary>
    public IReadOnlyList<TracedStep> Take()
    {
        lock (_latch)
        {
            TracedStep[] taken = _steps.AsSpan(0, _count).ToArray();
            _count = 0;
            _lost = 0;
            return taken;
        }
    }

    internal long NextRequest() => Interlocked.Increment(ref _requests);

    internal void Record(long request, bool isWrite, RequestStep step, long start, long end)
    {
        lock (_latch)
        {
            if (_count < _steps.Length)
                _steps[_count++] = new TracedStep(request, isWrite, step, start, end, Stopwatch.GetTimestamp());
            else
                _lost++;
        }
    }
}
