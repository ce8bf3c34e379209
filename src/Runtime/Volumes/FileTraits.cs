using System;

namespace ExtentLock.Volumes;

/// <summary>What a file keeps to from its making on.</summary>
[Flags]
public enum FileTraits
{
    /// <summary>Overwritten data go elsewhere first, and every sector has a checksum.</summary>
    None = 0,

    /// <summary>Data are overwritten in place and have no checksums: faster, and after a loss of power a sector is old
    /// or new, but a write of several may be half done. As btrfs's nodatacow.</summary>
    NoCow = 1,
}
