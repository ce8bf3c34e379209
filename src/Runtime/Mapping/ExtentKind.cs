namespace ExtentLock.Mapping;

/// <summary>What stands behind a range of a file.</summary>
/// <remarks>Modelled on the block_start values and flags of btrfs's extent map (fs/btrfs/extent_map.h).</remarks>
public enum ExtentKind
{
    /// <summary>Nothing is allocated; reads give zeros.</summary>
    Hole,

    /// <summary>Data at a place of the device, byte for byte.</summary>
    Regular,

    /// <summary>Space allocated and not yet written; reads give zeros.</summary>
    Prealloc,

    /// <summary>Data inside the metadata: there are no blocks for direct I/O.</summary>
    Inline,

    /// <summary>Compressed data: blocks of the device are not bytes of the file.</summary>
    Compressed,
}
