using System;
using System.Threading;

namespace ExtentLock.Storage;

/// <summary>
/// Reads and flushes by io_uring, writes by threads. Thread-safe; disposing waits for what was queued.
/// </summary>
/// <remarks>A read is begun by whoever submits it. A small write to a file system seldom is: the kernel hands it to a
/// thread of its own, which has to wake, and the thread that takes its end has to wake too.</remarks>
internal sealed class SplitCarrier(IoRing ring, BlockThreads threads) : IBlockCarrier
{
    private readonly Lock _latch = new();
    private bool _isDisposed;

    public string Description => $"{ring.Description} for reads, {threads.Description} for writes";

    public void Start(ReadOnlySpan<BlockRequest> batch)
    {
        int first = Run(batch);
        if (first == batch.Length)
        {
            StartRun(batch);
            return;
        }

        // All or none begin: neither carrier is closed before the other has its part.
        lock (_latch)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            for (int run = first; batch.Length > 0; run = Run(batch))
            {
                StartRun(batch[..run]);
                batch = batch[run..];
            }
        }
    }

    public void Dispose()
    {
        lock (_latch)
            _isDisposed = true;

        ring.Dispose();
        threads.Dispose();
    }

    /// <summary>How many from the first on go the same way.</summary>
    private static int Run(ReadOnlySpan<BlockRequest> batch)
    {
        int run = 0;
        while (run < batch.Length && IsWrite(batch[run]) == IsWrite(batch[0]))
            run++;

        return run;
    }

    private static bool IsWrite(BlockRequest request) => request.Kind == BlockRequestKind.Write;

    private void StartRun(ReadOnlySpan<BlockRequest> run)
    {
        IBlockCarrier carrier = run.Length > 0 && IsWrite(run[0]) ? threads : ring;
        carrier.Start(run);
    }
}
