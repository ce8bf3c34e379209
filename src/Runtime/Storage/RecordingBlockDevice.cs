using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace ExtentLock.Storage;

/// <summary>
/// Hands everything on to another device and keeps every write and flush in the order of submission, so that a loss of
/// power can be played at any point. Thread-safe.
/// </summary>
/// <remarks>The idea is that of the kernel's dm-log-writes; a flush covers only what was done when it was
/// submitted.</remarks>
public sealed class RecordingBlockDevice : BlockDevice
{
    private readonly Lock _latch = new();
    private readonly List<RecordedOperation> _record = [];
    private readonly IBlockDevice _inner;
    private readonly byte[] _base;

    /// <summary>Records what happens to a device from now on.</summary>
    /// <param name="inner">The device; disposed with this one.</param>
    /// <param name="contents">What is on the device now; zeros if not given.</param>
    public RecordingBlockDevice(IBlockDevice inner, byte[]? contents = null)
        : base(inner.Length, inner.Alignment, inner.BufferAlignment)
    {
        _inner = inner;
        _base = contents ?? new byte[inner.Length];
    }

    /// <inheritdoc/>
    public override string Description => $"recorded: {_inner.Description}";

    /// <summary>What was submitted so far, in order.</summary>
    public IReadOnlyList<RecordedOperation> Operations
    {
        get
        {
            lock (_latch)
                return [.. _record];
        }
    }

    /// <summary>The device as if exactly the first operations had reached it, whole and in order.</summary>
    /// <param name="count">How many operations.</param>
    public byte[] Replay(int count) => Image(Operations.Take(count));

    /// <summary>
    /// Devices as a loss of power right before an operation may leave them: everything that a flush before it covers,
    /// and
    /// any of the other writes.
    /// </summary>
    /// <param name="count">How many operations were submitted.</param>
    /// <param name="most">Most images; beyond it, whole and empty ones and those that lack or have one write go
    /// first.</param>
    public IEnumerable<byte[]> Crashes(int count, int most = 64)
    {
        RecordedOperation[] before = [.. Operations.Take(count).Where(operation => !operation.IsFlush)];
        RecordedOperation[] open = [.. before.Where(write => write.FlushedBy < 0 || write.FlushedBy >= count)];
        return Subsets(open.Length).Distinct().Take(most).Select(chosen => Image(
            before.Where(write => Array.IndexOf(open, write) is var place && (place < 0 || Has(chosen, place)))));
    }

    /// <inheritdoc/>
    protected override void Start(ReadOnlySpan<BlockRequest> batch)
    {
        foreach (BlockRequest request in batch)
        {
            if (request.Kind == BlockRequestKind.Read)
                Forward(request, null, []);
            else
                Record(request);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _inner.Dispose();

    private static bool Has(UInt128 chosen, int place) => place >= 128 || (chosen >> place & 1) == 1;

    /// <summary>Sets of places as bits: the telling ones first, then every other. Places past 128 are always
    /// in.</summary>
    private static IEnumerable<UInt128> Subsets(int places)
    {
        int bits = Math.Min(places, 128);
        UInt128 all = bits == 128 ? UInt128.MaxValue : (UInt128.One << bits) - 1;
        yield return 0;
        yield return all;
        for (int i = 0; i < bits; i++)
        {
            yield return UInt128.One << i;
            yield return all & ~(UInt128.One << i);
        }

        for (UInt128 chosen = 0; chosen < all; chosen++)
            yield return chosen;
    }

    private byte[] Image(IEnumerable<RecordedOperation> operations)
    {
        byte[] image = (byte[])_base.Clone();
        foreach (RecordedOperation operation in operations)
            operation.Written?.CopyTo(image, operation.Offset);

        return image;
    }

    private void Record(BlockRequest request)
    {
        RecordedOperation operation;
        RecordedOperation[] covered = [];
        lock (_latch)
        {
            bool isFlush = request.Kind == BlockRequestKind.Flush;
            operation = new(_record.Count, request.Offset, isFlush ? null : request.Buffer.ToArray());
            if (isFlush)
                covered = [.. _record.Where(earlier => !earlier.IsFlush && earlier.IsDone && earlier.FlushedBy < 0)];

            _record.Add(operation);
        }

        Forward(request, operation, covered);
    }

    private void Forward(BlockRequest request, RecordedOperation? operation, RecordedOperation[] covered) =>
        _inner.Forward(request, (error, moved) =>
        {
            lock (_latch)
            {
                if (operation is not null)
                    operation.IsDone = error == 0;

                foreach (RecordedOperation write in error == 0 ? covered : [])
                    write.FlushedBy = write.FlushedBy < 0 ? operation!.Number : write.FlushedBy;
            }

            request.End(error, moved);
        });
}
