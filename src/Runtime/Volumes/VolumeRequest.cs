using System;
using ExtentLock.Storage;

namespace ExtentLock.Volumes;

/// <summary>One read or write for a <see cref="VolumeQueue"/>; may be submitted again after it has ended. Belongs to
/// the queue from its submission to its end.</summary>
public sealed class VolumeRequest
{
    /// <summary>A request that was not submitted.</summary>
    /// <param name="file">The file.</param>
    /// <param name="isWrite">Whether it writes.</param>
    /// <param name="offset">First byte in the file.</param>
    /// <param name="buffer">Filled, or written.</param>
    /// <param name="flags">How.</param>
    public VolumeRequest(VolumeFile file, bool isWrite, long offset, Memory<byte> buffer, IoFlags flags = IoFlags.None)
    {
        ArgumentNullException.ThrowIfNull(file);
        File = file;
        IsWrite = isWrite;
        Offset = offset;
        Buffer = buffer;
        Flags = flags;
    }

    /// <summary>The file.</summary>
    public VolumeFile File { get; }

    /// <summary>Whether it writes.</summary>
    public bool IsWrite { get; set; }

    /// <summary>First byte in the file.</summary>
    public long Offset { get; set; }

    /// <summary>Filled, or written.</summary>
    public Memory<byte> Buffer { get; set; }

    /// <summary>How.</summary>
    public IoFlags Flags { get; set; }

    /// <summary>Whatever the one who submits it wants to know at the end.</summary>
    public object? Tag { get; set; }

    /// <summary>Bytes moved; known at the end.</summary>
    public int Bytes { get; internal set; }

    /// <summary>Why nothing was moved; null if something was. Known at the end.</summary>
    public Exception? Failure { get; internal set; }

    internal VolumeQueue? Queue { get; set; }

    /// <summary>Who asks the device for it; null if nobody does.</summary>
    internal Poller? Poller { get; set; }

    /// <summary>Whether its queue had nothing else in flight when it was submitted.</summary>
    internal bool IsOnly { get; set; }
}
