using System;
using ExtentLock.Contracts;

namespace ExtentLock.Volumes;

/// <summary>An operation on a file for the length of a block: the file stays open until its end.</summary>
internal readonly struct FileUse(VolumeFile file) : IDisposable
{
    [Releases("this")]
    public void Dispose() => file.Leave();
}
