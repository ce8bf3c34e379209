using ExtentLock.Mapping;

namespace ExtentLock.Volumes;

/// <summary>A piece of a file as <see cref="VolumeFile.RegionsAsync"/> tells it (Linux's fiemap).</summary>
/// <param name="Start">First byte in the file, a multiple of 4096.</param>
/// <param name="Length">Bytes in the file, a multiple of 4096; the last may reach behind the file's end.</param>
/// <param name="Kind">What stands behind it; no hole.</param>
/// <param name="DeviceStart">First byte on the device; of compressed data, of the whole extent. 0 for data inside the
/// metadata.</param>
/// <param name="IsShared">Another file, or another place of this one, has the same data.</param>
public readonly record struct FileRegion(long Start, long Length, ExtentKind Kind, long DeviceStart, bool IsShared)
{
    /// <summary>One past the last byte in the file.</summary>
    public long End => Start + Length;
}
