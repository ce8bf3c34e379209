using System;

namespace ExtentLock.Storage;

/// <summary>A write or a flush as it was submitted to a <see cref="RecordingBlockDevice"/>.</summary>
public sealed class RecordedOperation
{
    internal RecordedOperation(int number, long offset, byte[]? data)
    {
        Number = number;
        Offset = offset;
        Written = data;
    }

    /// <summary>Its place in the record, from 0.</summary>
    public int Number { get; }

    /// <summary>True for a flush, false for a write.</summary>
    public bool IsFlush => Written is null;

    /// <summary>First byte written.</summary>
    public long Offset { get; }

    /// <summary>The bytes as they were at the submission; none for a flush.</summary>
    public ReadOnlyMemory<byte> Data => Written;

    /// <summary>Whether the device said that it was done.</summary>
    public bool IsDone { get; internal set; }

    /// <summary>
    /// Of a write: the first flush that was submitted after the write was done and was itself done; -1 if there is
    /// none,
    /// and the write need not survive.
    /// </summary>
    public int FlushedBy { get; internal set; } = -1;

    internal byte[]? Written { get; }
}
