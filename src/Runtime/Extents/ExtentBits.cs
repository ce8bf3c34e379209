using System;

namespace ExtentLock.Extents;

/// <summary>State of a byte range of a file. Any set of them may stand together.</summary>
/// <remarks>Modelled on the state bits of btrfs's extent I/O tree (fs/btrfs/extent_io.h, Linux 3.5).</remarks>
[Flags]
public enum ExtentBits
{
    /// <summary>Nothing is known of the range; the tree holds no entry for it.</summary>
    None = 0,

    /// <summary>Somebody holds the range. Set and cleared by Lock and Unlock only.</summary>
    Locked = 1,

    /// <summary>Space is reserved for the range and not yet allocated.</summary>
    Delalloc = 2,

    /// <summary>To be written.</summary>
    Dirty = 4,

    /// <summary>The page cache holds the range.</summary>
    Uptodate = 8,

    /// <summary>The page cache is being written to the device.</summary>
    Writeback = 16,
}
