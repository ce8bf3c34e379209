using System;

namespace ExtentLock.Extents;

/// <summary>What a change of bits does beside changing them.</summary>
[Flags]
public enum BitControls
{
    /// <summary>Nothing else.</summary>
    None = 0,

    /// <summary>Tells <see cref="ExtentIoTree.BitsChanged"/> which bytes got or lost which bits.</summary>
    Account = 1,

    /// <summary>Only for clearing: forgets whatever is known of the range but the lock on it.</summary>
    Delete = 2,
}

/// <summary>Bits that really changed: none of the bytes had the ones that were set, all had those cleared.</summary>
/// <param name="Start">First byte.</param>
/// <param name="End">One past the last byte.</param>
/// <param name="Set">Bits that every byte has now and had not.</param>
/// <param name="Cleared">Bits that every byte had and has not now.</param>
public readonly record struct BitChange(long Start, long End, ExtentBits Set, ExtentBits Cleared)
{
    /// <summary>Bytes in the range.</summary>
    public long Length => End - Start;
}
