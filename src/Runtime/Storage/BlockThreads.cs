using System;
using System.Collections.Generic;
using System.Threading;
using Microsoft.Win32.SafeHandles;

namespace ExtentLock.Storage;

/// <summary>
/// Threads, each of which moves one request at a time and then runs the code that waited for it: one thread from the
/// request to what follows on it. Does not own the file. Thread-safe; disposing waits for what was queued.
/// </summary>
/// <remarks>A bounded number is with the device. As many more may be in code of callers, which may block there: nobody
/// depends on them, and what is more than that is left to the thread pool.</remarks>
internal sealed class BlockThreads : IBlockCarrier
{
    private readonly object _latch = new();
    private readonly Queue<BlockRequest> _queue = new();
    private readonly Stack<BlockThread> _idle = new();
    private readonly ReturnWatch _returns;
    private readonly SafeFileHandle _file;
    private readonly int _most;
    private readonly Action<Thread>? _starting;
    private int _moving;
    private int _woken;
    private int _inCode;
    private bool _isDisposed;

    internal BlockThreads(SafeFileHandle file, int threads, Action<Thread>? starting = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        _file = file;
        _most = threads;
        _starting = starting;
        _returns = new ReturnWatch(_latch, () => _queue.Count > 0, WakeForQueue, starting);
        _woken = 1;
        StartThread();
    }

    public string Description => _most == 1 ? "1 thread" : $"{_most} threads";

    /// <summary>Whether a request would begin at once; it may have changed by now.</summary>
    internal bool HasRoom => Volatile.Read(ref _moving) < _most;

    public void Start(ReadOnlySpan<BlockRequest> batch)
    {
        lock (_latch)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            foreach (BlockRequest request in batch)
            {
                _queue.Enqueue(request);
                if (request.Poller is { AtThreads.IsAway: false } poller)
                    _returns.Expect(poller.AtThreads);
            }

            WakeForQueue();
        }
    }

    public bool TryMove(Poller poller, bool mayWait)
    {
        ThreadReturn self = poller.AtThreads;
        BlockRequest? request;
        lock (_latch)
        {
            _returns.Forget(self);

            // Another thread of the poller that is about to ask sets it, too, and without the latch.
            bool isAway = !mayWait || _moving == _most || !_queue.TryPeek(out request) || request.Poller != poller;
            self.IsAway = isAway;
            if (isAway)
            {
                WakeForQueue();
                return false;
            }

            request = _queue.Dequeue();
            _moving++;
        }

        int error = BlockTransfer.Perform(_file, request, out int transferred);
        request.End(error, transferred);
        lock (_latch)
        {
            HaveMoved();
            WakeForQueue();
        }

        return true;
    }

    public void Dispose()
    {
        lock (_latch)
        {
            _isDisposed = true;
            while (_queue.Count > 0 || _moving > 0)
                Monitor.Wait(_latch);

            // Those in code of callers find out when they come back; this thread may be one of them.
            while (_idle.TryPop(out BlockThread? thread))
                thread.Parking.Wake();

            _returns.Stop();
        }
    }

    /// <summary>One thread for each request that no other is about to take.</summary>
    private void WakeForQueue()
    {
        while (_queue.Count > _woken + _returns.Expected && _moving + _woken < _most)
        {
            _woken++;
            if (_idle.TryPop(out BlockThread? thread))
                thread.Parking.Wake();
            else if (!TryStartThread())
                return;
        }
    }

    private bool TryStartThread()
    {
        try
        {
            StartThread();
            return true;
        }
        catch (Exception failure) when (failure is OutOfMemoryException or ThreadStartException)
        {
            // What is queued waits for a thread that there is.
            _woken--;
            return false;
        }
    }

    private void StartThread()
    {
        Thread thread = new(Work) { IsBackground = true, Name = "block device" };
        _starting?.Invoke(thread);
        thread.UnsafeStart();
    }

    private void Work()
    {
        BlockThread self = new();
        bool wasWoken = true;
        while (true)
        {
            BlockRequest? request;
            lock (_latch)
            {
                _woken -= wasWoken ? 1 : 0;
                if (!TryTake(out request) && _isDisposed)
                    return;

                if (request is null)
                    _idle.Push(self);
            }

            wasWoken = request is null;
            if (request is null)
                self.Parking.Wait();
            else
                Move(self, request);
        }
    }

    private bool TryTake(out BlockRequest? request)
    {
        request = null;
        if (_moving == _most || !_queue.TryDequeue(out request))
            return false;

        _moving++;
        return true;
    }

    private void Move(BlockThread self, BlockRequest request)
    {
        int error = BlockTransfer.Perform(_file, request, out int transferred);
        self.End(request, error, transferred);
        bool mayRun;
        lock (_latch)
        {
            HaveMoved();
            if (!self.HasCode)
                return;

            // From here on somebody else takes what is queued, should this thread not come back.
            mayRun = _inCode < _most;
            _inCode += mayRun ? 1 : 0;
            _returns.Expect(self.Return);
            WakeForQueue();
        }

        if (mayRun)
            self.RunCode();
        else
            self.PassCodeOn();

        lock (_latch)
        {
            _inCode -= mayRun ? 1 : 0;
            _returns.Forget(self.Return);
        }
    }

    private void HaveMoved()
    {
        _moving--;
        if (_isDisposed)
            Monitor.PulseAll(_latch);
    }
}
