using System;
using ExtentLock.Contracts;
using ExtentLock.Storage;

namespace ExtentLock.Volumes;

/// <summary>Aligned memory of whole sectors, rented from <see cref="BouncePool"/> by one owner and given back
/// once.</summary>
internal sealed class Bounce
{
    private readonly ArenaSlice _slice;

    internal Bounce(ArenaSlice slice, bool isBeside)
    {
        _slice = slice;
        IsBeside = isBeside;
        Memory = slice.Memory;
    }

    /// <summary>The volume's own arena had none: it goes back to the system, and is not kept.</summary>
    internal bool IsBeside { get; }

    /// <summary>All of it, which may be more than was asked for.</summary>
    internal Memory<byte> Memory { get; }

    /// <summary>The one below it in its pool.</summary>
    internal Bounce? Next { get; set; }

    /// <summary>Gives the memory back to the arena.</summary>
    [Releases("_slice")]
    internal void Drop() => _slice.Return();
}
