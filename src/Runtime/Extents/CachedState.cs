namespace ExtentLock.Extents;

/// <summary>
/// The right to a range that was locked in an <see cref="ExtentIoTree"/>, and a place in it to begin the next search.
/// What it gives back is what it took: a range that somebody else has locked since is not touched by it.
/// </summary>
/// <remarks>
/// Modelled on the cached_state of btrfs (fs/btrfs/extent_io.c), which is a reference to the range and no right to it.
/// Thread-safe as far as the tree is: its members are read and written under the tree's latch.
/// </remarks>
public sealed class CachedState
{
    internal CachedState(ExtentIoTree tree, long start, long end, long stamp)
    {
        Tree = tree;
        Start = start;
        End = end;
        Stamp = stamp;
    }

    /// <summary>First byte that was locked.</summary>
    public long Start { get; }

    /// <summary>One past the last byte that was locked.</summary>
    public long End { get; }

    internal ExtentIoTree Tree { get; }

    /// <summary>Of all locks that the tree has ever given, this one.</summary>
    internal long Stamp { get; }

    /// <summary>Where the range began in the list of runs when it was last looked up.</summary>
    internal int Place { get; set; }
}
