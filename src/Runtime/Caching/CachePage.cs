using System;
using ExtentLock.Storage;

namespace ExtentLock.Caching;

/// <summary>
/// A page of a file in memory. Its bytes belong to who has locked it in its <see cref="FileCache"/>, all else to the
/// latch of the <see cref="PageCache"/>.
/// </summary>
internal sealed class CachePage(FileCache file, long index, ArenaSlice? slice)
{
    internal FileCache File { get; } = file;

    /// <summary>Number of the page in its file.</summary>
    internal long Index { get; } = index;

    /// <summary>Of the arena; null for a page above the bound.</summary>
    internal ArenaSlice? Slice { get; } = slice;

    internal Memory<byte> Bytes { get; } = slice is null ? new byte[PageCache.PageSize] : slice.Memory;

    internal long Start => Index * PageCache.PageSize;

    internal long End => Start + PageCache.PageSize;

    /// <summary>The bytes are those of the file; false while they are on their way.</summary>
    internal bool IsUptodate { get; set; }

    /// <summary>To be written.</summary>
    internal bool IsDirty { get; set; }

    /// <summary>What it is promised: to be written, or to become so at any time if it is pinned. Data for all of it, or
    /// none if it is written in place. Under the latch.</summary>
    internal SpaceTicket Space { get; } = new(isKept: true);

    /// <summary>Bytes that its write-back took along.</summary>
    internal long Lent { get; set; }

    /// <summary>A copy of it is being written.</summary>
    internal bool IsWriteback { get; set; }

    /// <summary>Where it is among all pages.</summary>
    internal int Place { get; set; }

    /// <summary>Operations that have it in their hands.</summary>
    internal int Users { get; set; }

    /// <summary>Who may write into it at any time.</summary>
    internal int Pins { get; set; }

    /// <summary>Read or written since the hand of the clock came by.</summary>
    internal bool WasUsed { get; set; }

    /// <summary>Zeros where a range of the file meets it.</summary>
    internal void Clear(long from, long to)
    {
        int start = (int)Math.Clamp(from - Start, 0, PageCache.PageSize);
        int end = (int)Math.Clamp(to - Start, start, PageCache.PageSize);
        Bytes.Span[start..end].Clear();
    }

    internal bool CanBeDropped => Users == 0 && Pins == 0 && !IsDirty;
}
