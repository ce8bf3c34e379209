using System;
using System.Threading;

namespace ExtentLock.Storage;

/// <summary>
/// Threads for a request that somebody waits for, io_uring for many at once: those of a poller, pieces that are read
/// together, and reads beyond what the threads have in hand. Thread-safe; disposing waits for what was queued.
/// </summary>
/// <remarks>A thread that moves a request goes on with what waited for it, and nothing else wakes. A ring needs no
/// thread for each request, but a second one that takes their ends, unless a poller does. Pieces of a write go by
/// threads: a small write to a file system ends on a thread of the kernel, which has to wake too.</remarks>
internal sealed class SplitCarrier(IoRing ring, BlockThreads threads) : IBlockCarrier
{
    private readonly Lock _latch = new();
    private bool _isDisposed;

    public string Description => $"{threads.Description} for one request at a time, {ring.Description} for many";

    public void Start(ReadOnlySpan<BlockRequest> batch)
    {
        if (batch.Length == 0)
            return;

        int run = Run(batch, out bool byThreads);
        if (run == batch.Length)
        {
            CarrierOf(byThreads).Start(batch);
            return;
        }

        // All or none begin: neither carrier is closed before the other has its part.
        lock (_latch)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            while (batch.Length > 0)
            {
                run = Run(batch, out byThreads);
                CarrierOf(byThreads).Start(batch[..run]);
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

    public bool TryMove(Poller poller, bool mayWait) =>
        threads.TryMove(poller, mayWait) || ring.TryMove(poller, mayWait);

    private IBlockCarrier CarrierOf(bool byThreads) => byThreads ? threads : ring;

    /// <summary>How many from the first on go the same way.</summary>
    private int Run(ReadOnlySpan<BlockRequest> batch, out bool byThreads)
    {
        int run = 1;
        byThreads = GoesByThreads(batch[0]);
        while (run < batch.Length && GoesByThreads(batch[run]) == byThreads)
            run++;

        return run;
    }

    private bool GoesByThreads(BlockRequest request) => request.Kind switch
    {
        BlockRequestKind.Read => request.IsAlone && threads.HasRoom,
        BlockRequestKind.Write => request.IsAlone || request.Poller is null,
        _ => false,
    };
}
