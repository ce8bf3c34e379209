namespace ExtentLock.Volumes;

/// <summary>A volume in numbers, each of its own moment while others use it.</summary>
public sealed record VolumeStatistics
{
    /// <summary>Bytes of the device, the reserved head included.</summary>
    public required long Capacity { get; init; }

    /// <summary>Bytes that can be allocated now, the promised ones included.</summary>
    public required long Free { get; init; }

    /// <summary>Bytes that are free after the next commit.</summary>
    public required long Pinned { get; init; }

    /// <summary>Bytes of data promised to writes, and to pages to be written, that have not allocated them.</summary>
    public required long ReservedData { get; init; }

    /// <summary>Bytes of metadata promised to writes in flight and pages to be written.</summary>
    public required long ReservedMetadata { get; init; }

    /// <summary>Extents that have still to come into the metadata.</summary>
    public required int OutstandingExtents { get; init; }

    /// <summary>Pieces of writes that the device has.</summary>
    public required int OrderedExtents { get; init; }

    /// <summary>Pieces of reads and writes that the device has.</summary>
    public required int PiecesInFlight { get; init; }

    /// <summary>Direct reads and writes that have begun and not ended.</summary>
    public required int RequestsInFlight { get; init; }

    /// <summary>Ranges of open files that are held or waited for.</summary>
    public required int LockedRanges { get; init; }

    /// <summary>Bytes of pages that may be kept; 0 if there is no page cache.</summary>
    public required long CacheCapacity { get; init; }

    /// <summary>Bytes of pages that are to be written: their space is among what is promised.</summary>
    public required long CacheDirty { get; init; }

    /// <summary>The volume's own buffers in use.</summary>
    public required int RentedBuffers { get; init; }

    /// <summary>Direct reads since the volume was opened.</summary>
    public required long DirectReads { get; init; }

    /// <summary>Direct writes since the volume was opened.</summary>
    public required long DirectWrites { get; init; }

    /// <summary>Reads and writes that were no whole sectors and went to the buffered side at once.</summary>
    public required long Unaligned { get; init; }

    /// <summary>Direct reads and writes that fell back to the buffered side.</summary>
    public required long Fallbacks { get; init; }

    /// <summary>Files that are open.</summary>
    public required int OpenFiles { get; init; }

    /// <summary>Files with a name.</summary>
    public required int Files { get; init; }

    /// <summary>Extents of the device that more than one piece of a file names.</summary>
    public required int SharedExtents { get; init; }

    /// <summary>Commits of the metadata that the volume has ever seen.</summary>
    public required long Generation { get; init; }
}
