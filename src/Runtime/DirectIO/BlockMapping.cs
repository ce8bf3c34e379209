using ExtentLock.Mapping;

namespace ExtentLock.DirectIO;

/// <summary>
/// What a block mapper found for a range: where it lies on the device and how much of it stays locked.
/// </summary>
/// <remarks>
/// Plays the part of the kernel's buffer_head in a get_blocks call, and says of the lock what that can't.
/// </remarks>
public sealed class BlockMapping
{
    /// <summary>True if there is a place on the device; false for zeros.</summary>
    public bool IsMapped { get; private set; }

    /// <summary>First byte on the device, if mapped.</summary>
    public long DiskStart { get; private set; }

    /// <summary>Bytes mapped, at most those asked for.</summary>
    public long Length { get; private set; }

    /// <summary>
    /// From the start that was asked for up to here the range stays locked when the mapper has returned; the direct-I/O
    /// loop gives it back when that part is transferred. The start itself if nothing stays locked.
    /// </summary>
    public long LockedEnd { get; set; }

    /// <summary>Publishes a place on the device.</summary>
    /// <param name="map">Covers the range.</param>
    /// <param name="start">First byte in the file.</param>
    /// <param name="length">Bytes.</param>
    public void Publish(ExtentMap map, long start, long length)
    {
        IsMapped = true;
        DiskStart = map.DiskStart + (start - map.Start);
        Length = length;
    }

    internal void Reset(long start)
    {
        IsMapped = false;
        DiskStart = 0;
        Length = 0;
        LockedEnd = start;
    }
}
