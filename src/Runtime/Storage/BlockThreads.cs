using System;
using System.Collections.Generic;
using System.Threading;
using Microsoft.Win32.SafeHandles;

namespace ExtentLock.Storage;

/// <summary>
/// A fixed number of threads, each of which moves one request at a time. Does not own the file. Thread-safe; disposing
/// waits for what was queued.
/// </summary>
internal sealed class BlockThreads : IBlockCarrier
{
    private readonly object _latch = new();
    private readonly Queue<BlockRequest> _queue = new();
    private readonly SafeFileHandle _file;
    private readonly Thread[] _threads;
    private bool _isDisposed;

    internal BlockThreads(SafeFileHandle file, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        _file = file;
        _threads = new Thread[threads];
        for (int i = 0; i < threads; i++)
        {
            _threads[i] = new Thread(Work) { IsBackground = true, Name = "block device" };
            _threads[i].Start();
        }
    }

    public string Description => _threads.Length == 1 ? "1 thread" : $"{_threads.Length} threads";

    public void Start(ReadOnlySpan<BlockRequest> batch)
    {
        lock (_latch)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            foreach (BlockRequest request in batch)
                _queue.Enqueue(request);

            if (batch.Length == 1)
                Monitor.Pulse(_latch);
            else
                Monitor.PulseAll(_latch);
        }
    }

    public void Dispose()
    {
        lock (_latch)
        {
            _isDisposed = true;
            Monitor.PulseAll(_latch);
        }

        foreach (Thread thread in _threads)
            thread.Join();
    }

    private void Work()
    {
        while (true)
        {
            BlockRequest? request;
            lock (_latch)
            {
                while (!_queue.TryDequeue(out request) && !_isDisposed)
                    Monitor.Wait(_latch);
            }

            if (request is null)
                return;

            int error = BlockTransfer.Perform(_file, request, out int transferred);
            request.End(error, transferred);
        }
    }
}
