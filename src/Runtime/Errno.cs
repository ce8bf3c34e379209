using System;

namespace ExtentLock;

/// <summary>
/// Results of the engine's members that report by return value, as the kernel's do: zero, or one of these, all
/// negative.
/// </summary>
/// <remarks>The numbers are those of Linux, so that a front end can hand them on unchanged.</remarks>
public static class Errno
{
    /// <summary>The caller has no right to it (EPERM).</summary>
    public const int NotPermitted = -1;

    /// <summary>Interrupted by a signal before anything was done (EINTR). Stays inside.</summary>
    public const int Interrupted = -4;

    /// <summary>I/O error (EIO).</summary>
    public const int InputOutput = -5;

    /// <summary>The descriptor is not open for this (EBADF).</summary>
    public const int BadDescriptor = -9;

    /// <summary>Not now, or it would wait (EAGAIN, EWOULDBLOCK).</summary>
    public const int WouldBlock = -11;

    /// <summary>Out of memory (ENOMEM).</summary>
    public const int NoMemory = -12;

    /// <summary>The caller's memory is not there (EFAULT).</summary>
    public const int BadAddress = -14;

    /// <summary>
    /// The range can't be done by direct I/O, the caller takes the buffered way (ENOTBLK). Stays inside.
    /// </summary>
    public const int NotBlockDevice = -15;

    /// <summary>In use: a cached page that can't be dropped (EBUSY).</summary>
    public const int Busy = -16;

    /// <summary>Malformed request (EINVAL).</summary>
    public const int Invalid = -22;

    /// <summary>No space for data or for metadata (ENOSPC).</summary>
    public const int NoSpace = -28;

    /// <summary>Nothing can be written there (EROFS).</summary>
    public const int ReadOnly = -30;

    /// <summary>The quota is used up (EDQUOT).</summary>
    public const int OverQuota = -122;

    /// <summary>Accepted; the completion comes later (EIOCBQUEUED). Stays inside.</summary>
    public const int Queued = -529;

    /// <summary>The error that an exception of .NET's files stands for.</summary>
    /// <remarks>.NET keeps the system's number there, and a COM number where it has a type of its own.</remarks>
    internal static int Of(Exception failure) =>
        failure.HResult is > 0 and < 4096 ? -failure.HResult : InputOutput;
}
