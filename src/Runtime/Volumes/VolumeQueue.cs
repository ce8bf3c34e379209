using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Storage;

namespace ExtentLock.Volumes;

/// <summary>
/// Many reads and writes in flight for one thread: submitted together, polled as they end, in the order of their ending
/// (the model of Linux's io_submit and io_getevents). Thread-safe.
/// </summary>
/// <remarks>A thread that polls without a time limit does the work of its own requests while it waits, or waits for the
/// device itself: no other thread wakes for them. It may so come back a request later than it could have. Requests end
/// without being polled too, where others wait for their range within two milliseconds.</remarks>
public sealed class VolumeQueue
{
    private readonly object _latch = new();
    private readonly Queue<VolumeRequest> _done = new();
    private readonly Action<DirectRequest> _ended;
    private readonly Poller _poller = new();
    private IInlineDevice? _device;
    private int _inFlight;
    private int _waiting;

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
        bool isOnly = batch.Length == 1 && Count == 0;
        _poller.WillAsk();
        foreach (VolumeRequest request in batch)
        {
            if (request.Queue is not null)
                throw new InvalidOperationException("The request was not polled since it was submitted.");

            request.Queue = this;
            request.IsOnly = isOnly;
            IBlockDevice device = request.File.Volume.Device;
            _device ??= device as IInlineDevice;
            request.Poller = device == _device ? _poller : null;
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
            if (TryTake(out VolumeRequest? request))
            {
                ended[taken++] = request;
                continue;
            }

            bool mayWait = taken < least && Count > 0;
            if (!mayWait && taken > 0)
                break;

            // Nobody but this thread has to wake for what it does itself.
            if (_device?.TryMove(_poller, mayWait && timeout is null) != true && !(mayWait && Wait(start, timeout)))
                break;
        }

        return taken;
    }

    private bool TryTake([NotNullWhen(true)] out VolumeRequest? request)
    {
        request = null;
        if (!_poller.HasNews)
            return false;

        lock (_latch)
        {
            if (!_done.TryDequeue(out request))
                return false;

            _poller.HasNews = _done.Count > 0;
            request.Queue = null;
            if (Interlocked.Decrement(ref _inFlight) == 0)
                Monitor.PulseAll(_latch);
        }

        return true;
    }

    /// <summary>Waits until something has ended, or nothing is in flight any more.</summary>
    /// <returns>False if time was up.</returns>
    private bool Wait(long start, TimeSpan? timeout)
    {
        lock (_latch)
        {
            bool isInTime = true;
            _waiting++;
            while (isInTime && _done.Count == 0 && Count > 0)
                isInTime = Monitor.Wait(_latch, Left(start, timeout));

            _waiting--;
            return isInTime || _done.Count > 0;
        }
    }

    /// <summary>Whether so many threads wait for others to end requests, for tests.</summary>
    internal bool HasWaiting(int threads) => Volatile.Read(ref _waiting) == threads;

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
        VolumeRequest request = ended.Polled!;
        (int bytes, Exception? failure) = ended.Outcome;
        ended.Keep();
        Ended(request, bytes, failure);
    }

    private void Ended(VolumeRequest request, int bytes, Exception? failure)
    {
        request.Bytes = failure is null ? bytes : 0;
        request.Failure = failure;
        lock (_latch)
        {
            _done.Enqueue(request);
            _poller.HasNews = true;
            if (_waiting > 0)
                Monitor.Pulse(_latch);
        }
    }
}
