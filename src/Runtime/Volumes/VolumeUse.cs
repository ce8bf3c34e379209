using System;
using ExtentLock.Contracts;

namespace ExtentLock.Volumes;

/// <summary>An operation on a volume for the length of a block: the volume is closed after its end.</summary>
internal readonly struct VolumeUse(Volume volume) : IDisposable
{
    [Releases("this")]
    public void Dispose() => volume.Counters.Left();
}
