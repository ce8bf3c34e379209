using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Contracts;

namespace ExtentLock.Storage;

/// <summary>
/// What is promised of the free space and of the metadata to writes, and to pages to be written, that have not
/// allocated yet. The sum of all tickets that are out. Thread-safe.
/// </summary>
/// <remarks>After btrfs's space_info: a promise is kept because nothing is allocated without one.</remarks>
internal sealed class SpaceLedger(SpaceAllocator space, long metadataLimit)
{
    /// <summary>Bytes of metadata that one new extent may need: rows, checksums, and the pages they are in.</summary>
    internal const long MetadataPerExtent = 16 * 1024;

    private const int MostInAStep = 256;

    private readonly Lock _latch = new();
    private long _data;
    private long _metadata;
    private int _extents;
    private int _operations;
    private TaskCompletionSource? _nextEnd;

    internal long Data => Volatile.Read(ref _data);

    internal long Metadata => Volatile.Read(ref _metadata);

    /// <summary>Whether the metadata may not be enough for everything that is promised in one step.</summary>
    internal bool IsMetadataScarce => Metadata + (MostInAStep * MetadataPerExtent) > metadataLimit;

    /// <summary>Extents that have still to come into the metadata.</summary>
    internal int Extents => Volatile.Read(ref _extents);

    /// <summary>Promises data, and the metadata of their extents, or nothing.</summary>
    [Acquires("ticket", When = Outcome.True)]
    internal bool TryReserve(SpaceTicket ticket, long data, int extents = 1)
    {
        lock (_latch)
        {
            if (data > space.Available - _data || _metadata + (extents * MetadataPerExtent) > metadataLimit)
                return false;

            _data += data;
            _metadata += extents * MetadataPerExtent;
            _extents += extents;
            _operations++;
            ticket.Grant(this, data, extents, isOperation: true);
            return true;
        }
    }

    /// <summary>The end of the first of the operations to end that have a ticket now, as soon as what it overwrote is
    /// known to be free; null if there is none. Who waits for it may own nothing that one of them may need.</summary>
    internal Task? NextEnd()
    {
        lock (_latch)
        {
            if (_operations > 0)
                _nextEnd ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

            return _nextEnd?.Task;
        }
    }

    /// <summary>An operation has given its ticket back, or to a page.</summary>
    internal void EndOperation()
    {
        TaskCompletionSource? ended;
        lock (_latch)
        {
            _operations--;
            ended = _nextEnd;
            _nextEnd = null;
        }

        ended?.SetResult();
    }

    internal void Change(long data, int extents)
    {
        lock (_latch)
        {
            _data += data;
            _metadata += extents * MetadataPerExtent;
            _extents += extents;
        }
    }
}
