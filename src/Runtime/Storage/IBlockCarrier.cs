using System;

namespace ExtentLock.Storage;

/// <summary>Carries checked requests on one file to the kernel and ends them. Thread-safe.</summary>
internal interface IBlockCarrier : IDisposable
{
    string Description { get; }

    /// <summary>Queues the requests; throws nothing but <see cref="ObjectDisposedException"/>, before the
    /// first.</summary>
    void Start(ReadOnlySpan<BlockRequest> batch);

    /// <inheritdoc cref="IInlineDevice.TryMove"/>
    bool TryMove(Poller poller, bool mayWait);
}
