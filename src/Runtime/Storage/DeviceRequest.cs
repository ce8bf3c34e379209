using System;

namespace ExtentLock.Storage;

/// <summary>One contiguous transfer between memory and a device.</summary>
/// <param name="DiskStart">First byte on the device.</param>
/// <param name="Buffer">Memory read into or written from; belongs to the device until <paramref name="Ended"/>.</param>
/// <param name="IsWrite">True from memory to the device.</param>
/// <param name="Ended">Called once, with zero or a value of <see cref="Errno"/>; must not throw.</param>
public sealed record DeviceRequest(long DiskStart, Memory<byte> Buffer, bool IsWrite, Action<int> Ended);
