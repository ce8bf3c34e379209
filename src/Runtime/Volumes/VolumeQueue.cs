using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace ExtentLock.Volumes;

/// <summary>
/// Many reads and writes in flight for one thread: submitted together, polled as they end, in the order of their ending
/// (the model of Linux's io_submit and io_getevents). Thread-safe.
/// </summary>
public sealed class VolumeQueue
{
    private readonly Lock _latch = new();
    private readonly Queue<VolumeRequest> _done = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly Action<DirectRequest> _ended;
    private int _inFlight;

    /// <summary>A queue with nothing in it.</summary>
    public VolumeQueue() => _ended = Ended;

    /// <summary>Requests submitted and not polled.</summary>
    public int Count => Volatile.Read(ref _inFlight);

    /// <summary>Begins requests. Each ends by itself; what is refused ends with its error.</summary>
    /// <param name="batch">None of them is in a queue.</param>
    /// <param name="cancellation">Heeded for each until the device has a part of it.</param>
    /// <exception cref="InvalidOperationException">One is in a queue; those before it were begun.</exception>
    public void Submit(ReadOnlySpan<VolumeRequest> batch, CancellationToken cancellation = default)
    {
        foreach (VolumeRequest request in batch)
        {
            if (request.Queue is not null)
                throw new InvalidOperationException("The request was not polled since it was submitted.");

            request.Queue = this;
            request.Bytes = 0;
            request.Failure = null;
            Interlocked.Increment(ref _inFlight);
            try
            {
                if (!request.File.TryStart(request, _ended, cancellation))
                    _ = RunAsync(request, cancellation);
            }
            catch (Exception refused) when (refused is VolumeException or ObjectDisposedException)
            {
                Ended(request, 0, refused);
            }
        }
    }

    /// <summary>Takes requests that have ended, and waits for some if there are too few.</summary>
    /// <param name="ended">Filled from its start.</param>
    /// <param name="least">How many to wait for; what is not in flight is not waited for.</param>
    /// <param name="timeout">How long at most; null for ever.</param>
    /// <returns>How many were taken: at least <paramref name="least"/> unless time was up.</returns>
    public int Poll(Span<VolumeRequest> ended, int least = 0, TimeSpan? timeout = null)
    {
        long start = Stopwatch.GetTimestamp();
        least = Math.Min(least, ended.Length);
        int taken = 0;
        while (taken < ended.Length)
        {
            bool mayWait = taken < least && Count > 0;
            if (!_arrived.Wait(mayWait ? Left(start, timeout) : TimeSpan.Zero))
                break;

            lock (_latch)
                ended[taken] = _done.Dequeue();

            ended[taken++].Queue = null;
            Interlocked.Decrement(ref _inFlight);
        }

        return taken;
    }

    private static TimeSpan Left(long start, TimeSpan? timeout)
    {
        if (timeout is not { } all || all == Timeout.InfiniteTimeSpan)
            return Timeout.InfiniteTimeSpan;

        TimeSpan left = all - Stopwatch.GetElapsedTime(start);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private async Task RunAsync(VolumeRequest request, CancellationToken cancellation)
    {
        try
        {
            int bytes = request.IsWrite
                ? await request.File.WriteAsync(request.Offset, request.Buffer, request.Flags, cancellation)
                    .ConfigureAwait(false)
                : await request.File.ReadAsync(request.Offset, request.Buffer, request.Flags, cancellation)
                    .ConfigureAwait(false);

            Ended(request, bytes, null);
        }
        catch (Exception failure)
        {
            Ended(request, 0, failure);
        }
    }

    private void Ended(DirectRequest ended)
    {
        VolumeRequest request = (VolumeRequest)ended.Tag!;
        (int bytes, Exception? failure) = ended.Outcome;
        ended.Keep();
        Ended(request, bytes, failure);
    }

    private void Ended(VolumeRequest request, int bytes, Exception? failure)
    {
        request.Bytes = failure is null ? bytes : 0;
        request.Failure = failure;
        lock (_latch)
            _done.Enqueue(request);

        _arrived.Release();
    }
}
