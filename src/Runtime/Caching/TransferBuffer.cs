using System;
using ExtentLock.Contracts;
using ExtentLock.Storage;

namespace ExtentLock.Caching;

/// <summary>Memory for one transfer between pages and a file; given back once, by its one owner.</summary>
internal readonly struct TransferBuffer(ArenaSlice slice, IoArena? arena) : IDisposable
{
    /// <summary>Whole pages.</summary>
    internal Memory<byte> Memory => slice.Memory;

    /// <summary>Bytes of it.</summary>
    internal int Length => slice.Length;

    /// <summary>Gives the memory back.</summary>
    [Releases("this")]
    public void Dispose()
    {
        slice.Return();
        arena?.Dispose();
    }
}
