using System;
using System.Collections.Generic;
using System.Threading;
using ExtentLock.Storage;

namespace ExtentLock.Tests.Seed;

/// <summary>
/// A device in memory that a test steps: requests can be held until they are let go, one at a time, and the next
/// one can fail or be refused. What <see cref="DeviceQueue"/> is to the seed.
/// </summary>
internal sealed class SteppedDevice(IBlockDevice inner) : BlockDevice(inner.Length, inner.Alignment, 1)
{
    private readonly Lock _latch = new();
    private readonly Queue<BlockRequest> _held = new();
    private bool _isHolding;
    private int _error;
    private Exception? _refusal;

    /// <inheritdoc/>
    public override string Description => $"stepped: {inner.Description}";

    /// <summary>Requests that are held.</summary>
    internal int Pending
    {
        get
        {
            lock (_latch)
                return _held.Count;
        }
    }

    /// <summary>Requests that came to the device so far.</summary>
    internal long Submitted { get; private set; }

    internal void Hold() => _isHolding = true;

    /// <summary>The next request that is carried out fails, with nothing moved.</summary>
    internal void FailNext(int error = Errno.InputOutput) => _error = error;

    /// <summary>The next submission is refused: none of it comes to the device.</summary>
    internal void RefuseNext(Exception refusal) => _refusal = refusal;

    /// <summary>Carries out the oldest request that is held.</summary>
    internal void CompleteNext()
    {
        BlockRequest request;
        lock (_latch)
            request = _held.Dequeue();

        CarryOut(request);
    }

    /// <summary>Carries out everything, and holds nothing any more.</summary>
    internal void LetGo()
    {
        _isHolding = false;
        while (Pending > 0)
            CompleteNext();
    }

    /// <inheritdoc/>
    protected override void Start(ReadOnlySpan<BlockRequest> batch)
    {
        if (Interlocked.Exchange(ref _refusal, null) is { } refusal)
            throw refusal;

        Submitted += batch.Length;
        foreach (BlockRequest request in batch)
        {
            if (!_isHolding)
            {
                CarryOut(request);
                continue;
            }

            lock (_latch)
                _held.Enqueue(request);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        LetGo();
        inner.Dispose();
    }

    private void CarryOut(BlockRequest request)
    {
        int error = Interlocked.Exchange(ref _error, 0);
        if (error != 0)
            request.End(error, 0);
        else
            inner.Forward(request, request.End);
    }
}
