using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace ExtentLock.Storage;

/// <summary>
/// Keeps the order that a crash relies on: data reach the device, then the metadata that name them are committed, then
/// the space they have left is free. Changes gather in one batch; callers that ask together share a commit.
/// Thread-safe.
/// </summary>
/// <remarks>A commit that fails is the last: what the device has kept of unflushed data can't be known any more. Sticky
/// as the abort of a btrfs transaction.</remarks>
public sealed class VolumeCommitter : IDisposable
{
    private readonly Lock _latch = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly IBlockDevice _device;
    private readonly IMetadataCommit _metadata;
    private readonly ITimer? _timer;
    private MetadataBatch _batch = new();
    private long _begun;
    private long _done;
    private Exception? _failure;

    /// <summary>Commits to a device and its metadata; owns neither.</summary>
    /// <param name="device">Where data are.</param>
    /// <param name="metadata">What names them.</param>
    /// <param name="space">What is free.</param>
    /// <param name="time">Clock of the commits that nobody asks for; without it there are none.</param>
    /// <param name="interval">Time between two of them.</param>
    public VolumeCommitter(
        IBlockDevice device,
        IMetadataCommit metadata,
        SpaceAllocator space,
        TimeProvider? time = null,
        TimeSpan interval = default)
    {
        _device = device;
        _metadata = metadata;
        Space = space;
        if (time is not null)
            _timer = time.CreateTimer(_ => CommitByTimer(), null, interval, interval);
    }

    /// <summary>What is free.</summary>
    public SpaceAllocator Space { get; }

    /// <summary>Why nothing is committed any more; null as long as all is well.</summary>
    public Exception? Failure => Volatile.Read(ref _failure);

    /// <summary>Changes that wait for a commit.</summary>
    public int Waiting
    {
        get
        {
            lock (_latch)
                return _batch.Count;
        }
    }

    /// <summary>Adds changes that belong together: all of them are in the same commit.</summary>
    /// <param name="change">Given the open batch; the writes of the data that it names have ended. Must not
    /// wait.</param>
    /// <exception cref="MetadataException">A commit failed before (<see cref="MetadataFault.Aborted"/>).</exception>
    public void Change(Action<MetadataBatch> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        lock (_latch)
        {
            ThrowIfAborted();
            change(_batch);
        }
    }

    /// <summary>Makes every change made, and every write ended, before this call survive a loss of power.</summary>
    /// <param name="cancellation">Ends the wait for one's turn; a commit that has begun is not stopped.</param>
    /// <exception cref="BlockDeviceException">The device was not flushed.</exception>
    /// <exception cref="MetadataException">The batch was not committed, now or before.</exception>
    public async Task CommitAsync(CancellationToken cancellation = default)
    {
        long needed = Volatile.Read(ref _begun) + 1;
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            ThrowIfAborted();
            if (_done < needed)
                await CommitNowAsync().ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Stops the timer. Changes that wait are lost unless they were committed before.</summary>
    public void Dispose()
    {
        _timer?.Dispose();
        _turn.Dispose();
    }

    private async Task CommitNowAsync()
    {
        try
        {
            MetadataBatch batch;
            IReadOnlyList<SpaceRun> freed;
            lock (_latch)
            {
                // Before the flush: data of later changes may be written after it.
                _begun++;
                batch = _batch;
                _batch = new MetadataBatch();
                batch.Seal();
                freed = Space.Seal();
            }

            await _device.FlushAsync().ConfigureAwait(false);
            if (batch.Count > 0)
                _metadata.Commit(batch);

            Space.Committed(freed);
            _done = _begun;
        }
        catch (Exception failure)
        {
            Volatile.Write(ref _failure, failure);
            throw;
        }
    }

    private void CommitByTimer()
    {
        if (Failure is null && Waiting > 0)
            _ = CommitUnaskedAsync();
    }

    // A failure is kept, and told to the next who changes or commits anything.
    private async Task CommitUnaskedAsync()
    {
        try
        {
            await CommitAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
        }
    }

    private void ThrowIfAborted()
    {
        if (Failure is { } failure)
            throw new MetadataException(
                MetadataFault.Aborted, $"The volume is read-only since a commit failed: {failure.Message}", failure);
    }
}
