using System;

namespace ExtentLock.Volumes;

/// <summary>How a read or write is to be done.</summary>
[Flags]
public enum IoFlags
{
    /// <summary>As it comes.</summary>
    None = 0,

    /// <summary>Never waits for a lock, for space or for anything but the device, and never takes the buffered side:
    /// fails with <see cref="VolumeFault.WouldBlock"/> before anything is begun.</summary>
    NoWait = 1,

    /// <summary>Ends when data and metadata survive a loss of power.</summary>
    DSync = 2,

    /// <summary>Writes at the end that the file has when it is this write's turn; the offset is ignored.</summary>
    Append = 4,
}
