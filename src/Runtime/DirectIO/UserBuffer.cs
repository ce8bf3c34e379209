using System;

namespace ExtentLock.DirectIO;

/// <summary>
/// Memory of a caller as the direct-I/O loop sees it: each sector is made present right before it is used, and that may
/// fail or take locks of its own.
/// </summary>
/// <param name="memory">The bytes.</param>
/// <param name="makePresent">Given the offset of a sector in the buffer: zero, or <see cref="Errno.BadAddress"/>. Null
/// for memory that is always there.</param>
/// <remarks>Stands for user pages of which some are mapped from a file, or are not mapped at all.</remarks>
public sealed class UserBuffer(Memory<byte> memory, Func<long, int>? makePresent = null)
{
    /// <summary>The bytes.</summary>
    public Memory<byte> Memory => memory;

    /// <summary>Bytes in the buffer.</summary>
    public int Length => memory.Length;

    /// <summary>Makes the sector at the offset present, on this thread.</summary>
    /// <returns>Zero, or an error of <see cref="Errno"/>.</returns>
    internal int MakePresent(long offset) => makePresent is null ? 0 : makePresent(offset);
}
