namespace ExtentLock.Volumes;

/// <summary>Numbers that a volume on a device is made of.</summary>
internal static class VolumeFormat
{
    /// <summary>Version of the superblock and of what it implies.</summary>
    internal const int Version = 1;

    /// <summary>Bytes that have one checksum and are read and written as one.</summary>
    internal const int Sector = 4096;

    /// <summary>Bytes at the start of the device that no file uses.</summary>
    internal const long Reserved = 64 * 1024;

    /// <summary>Where the second copy of the superblock is.</summary>
    internal const long SecondCopy = 32 * 1024;

    /// <summary>Bytes that a device has at most: there is a table in memory for every 4 MiB of it.</summary>
    internal const long LargestDevice = 16L << 40;

    /// <summary>Bytes of a file that are compressed as one, and read as one.</summary>
    internal const int LongestCompressed = 128 * 1024;

    /// <summary>Files end before this byte.</summary>
    internal const long LongestFile = long.MaxValue - Sector;

    internal static long Down(long position) => position & -(long)Sector;

    internal static long Up(long position) => (position + Sector - 1) & -(long)Sector;

    internal static bool IsWhole(long position) => (position & (Sector - 1)) == 0;
}
