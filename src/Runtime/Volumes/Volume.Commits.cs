using System;
using System.IO;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Storage;

namespace ExtentLock.Volumes;

/// <content>Commits, and what the volume is doing.</content>
public sealed partial class Volume
{
    private long _gathered;

    /// <summary>What the volume is doing and has done.</summary>
    public VolumeStatistics Statistics => new()
    {
        Capacity = _superblock.Capacity,
        Free = Space.Allocator.Available,
        Pinned = Space.Allocator.Pinned,
        ReservedData = Space.Ledger.Data,
        ReservedMetadata = Space.Ledger.Metadata,
        OutstandingExtents = Space.Ledger.Extents,
        OrderedExtents = Counters.WritePieces,
        PiecesInFlight = Counters.WritePieces + Counters.ReadPieces,
        RequestsInFlight = Counters.Requests,
        LockedRanges = _files.LockedRanges(),
        CacheCapacity = Buffered.Capacity,
        CacheDirty = Buffered.Dirty,
        RentedBuffers = Bounces.Rented,
        DirectReads = Counters.Reads,
        DirectWrites = Counters.Writes,
        Unaligned = Counters.Buffered,
        Fallbacks = Counters.Fallbacks,
        OpenFiles = _files.OpenCount,
        Files = _files.Count,
        SharedExtents = Space.Shared.Count,
        Generation = _metadata.Generation,
    };

    /// <summary>Makes every write and change that has ended before this call survive a loss of power, and the space
    /// that they have left usable. Calls at the same time share a commit.</summary>
    /// <param name="cancellation">Ends the wait for one's turn; a commit that has begun is not stopped.</param>
    /// <exception cref="BlockDeviceException">The device was not flushed. The volume is read-only from now
    /// on.</exception>
    /// <exception cref="MetadataException">The metadata were not written. The volume is read-only from now
    /// on.</exception>
    /// <exception cref="VolumeException">The volume is read-only, or there is no space for what was written into the
    /// cache. Then, as after an error of the device there, all else is committed, and the next call tries
    /// again.</exception>
    public async ValueTask CommitAsync(CancellationToken cancellation = default)
    {
        using VolumeUse use = Use();
        await CommitAllAsync(cancellation).ConfigureAwait(false);
    }

    private async ValueTask CommitAllAsync(CancellationToken cancellation)
    {
        ThrowIfReadOnly();
        ExceptionDispatchInfo? failure = await Buffered.WriteBackAllAsync().ConfigureAwait(false);
        await CommitMetadataAsync(cancellation).ConfigureAwait(false);
        failure?.Throw();
    }

    /// <summary>Commits what is in files already: all but what the buffered side still has.</summary>
    internal async ValueTask CommitMetadataAsync(CancellationToken cancellation = default)
    {
        ThrowIfReadOnly();
        long gathered = 0;
        Change(batch => gathered = Gather(batch));
        await _committer.CommitAsync(cancellation).ConfigureAwait(false);
        _files.Forget(gathered);
    }

    /// <summary>Asserts that nothing is going on: no request, no piece, no lock, no buffer, and no promise of space but
    /// to pages that are to be written. What is read ahead is waited for. For the end of tests.</summary>
    /// <exception cref="VolumeException">Something is; says what (<see cref="VolumeFault.Busy"/>).</exception>
    public void ThrowIfBusy()
    {
        Buffered.WaitForReadAhead();
        VolumeStatistics now = Statistics;
        (long data, int extents) = Buffered.Promised;
        bool isQuiet = now is { RequestsInFlight: 0, PiecesInFlight: 0, LockedRanges: 0, RentedBuffers: 0 };
        bool isAccounted = (now.ReservedData, now.ReservedMetadata, now.OutstandingExtents)
            == (data, extents * SpaceLedger.MetadataPerExtent, extents);
        if (!isQuiet || !isAccounted)
            throw new VolumeException(VolumeFault.Busy, $"The volume is not at rest: {now}");
    }

    /// <summary>Adds changes to the next commit; all of them or, if one failed before, none.</summary>
    internal void Change(Action<MetadataBatch> change)
    {
        try
        {
            _committer.Change(change);
        }
        catch (MetadataException failure) when (failure.Fault == MetadataFault.Aborted)
        {
            throw VolumeException.Aborted(failure.InnerException ?? failure);
        }
    }

    private long Gather(MetadataBatch batch)
    {
        lock (Space.Latch)
        {
            _gathered++;
            Space.GatherInto(batch);
            foreach (FileNode file in Space.Dirty)
            {
                lock (file.Latch)
                    file.GatherInto(batch, _gathered);
            }

            Space.Dirty.Clear();
            return _gathered;
        }
    }

    // A failure is kept, and told to the next who changes or commits anything.
    private void CommitUnasked()
    {
        bool isChanged = Buffered.Dirty > 0;
        lock (Space.Latch)
            isChanged |= Space.Dirty.Count > 0;

        if (Failure is null && (isChanged || _committer.Waiting > 0))
            _ = CommitQuietlyAsync();
    }

    private async Task CommitQuietlyAsync()
    {
        try
        {
            await CommitAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
        }
    }
}
