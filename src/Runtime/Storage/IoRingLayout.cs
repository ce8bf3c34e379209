using System.Runtime.InteropServices;

namespace ExtentLock.Storage;

/// <summary>What io_uring_setup takes and gives (struct io_uring_params of Linux).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct IoRingParameters
{
    internal uint SubmissionEntries;
    internal uint CompletionEntries;
    internal uint Flags;
    internal uint ThreadProcessor;
    internal uint ThreadIdle;
    internal uint Features;
    internal uint WorkQueue;
    internal uint Reserved0;
    internal uint Reserved1;
    internal uint Reserved2;
    internal IoRingOffsets Submission;
    internal IoRingOffsets Completion;
}

/// <summary>
/// Where things are in a mapped ring, in bytes (struct io_sqring_offsets and io_cqring_offsets). From the fifth on, the
/// two
/// rings differ.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct IoRingOffsets
{
    internal uint Head;
    internal uint Tail;
    internal uint Mask;
    internal uint Entries;

    /// <summary>Flags of the submission ring; overflow of the completion ring.</summary>
    internal uint Fifth;

    /// <summary>Dropped of the submission ring; the entries of the completion ring.</summary>
    internal uint Sixth;

    /// <summary>The array of the submission ring; flags of the completion ring.</summary>
    internal uint Seventh;

    internal uint Reserved;
    internal ulong Address;
}

/// <summary>A submission (struct io_uring_sqe): the fields used here, in 64 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal struct IoRingSubmission
{
    internal const byte Nop = 0;
    internal const byte Flush = 3;
    internal const byte Read = 22;
    internal const byte Write = 23;

    [FieldOffset(0)]
    internal byte Operation;
    [FieldOffset(4)]
    internal int File;
    [FieldOffset(8)]
    internal ulong Offset;
    [FieldOffset(16)]
    internal ulong Address;
    [FieldOffset(24)]
    internal uint Length;
    [FieldOffset(32)]
    internal ulong Tag;
}

/// <summary>A completion (struct io_uring_cqe).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct IoRingCompletion
{
    internal ulong Tag;
    internal int Result;
    internal uint Flags;
}
