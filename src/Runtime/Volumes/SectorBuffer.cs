using System;
using ExtentLock.Contracts;

namespace ExtentLock.Volumes;

/// <summary>A rented buffer of whole sectors for the length of a block.</summary>
internal readonly struct SectorBuffer : IDisposable
{
    private readonly Volume _volume;
    private readonly Bounce _bounce;

    [Acquires("this")]
    internal SectorBuffer(Volume volume, int length)
    {
        _volume = volume;
        _bounce = volume.Bounces.Rent(length);
        Memory = _bounce.Memory[..length];
    }

    internal Memory<byte> Memory { get; }

    [Releases("this")]
    public void Dispose() => _volume.Bounces.Return(_bounce);
}
