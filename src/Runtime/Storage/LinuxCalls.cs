using System;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ExtentLock.Storage;

/// <summary>
/// System calls that .NET has no member for. Results are as <see cref="Errno"/>: negative means an error. On other
/// systems
/// they are refused.
/// </summary>
internal static unsafe partial class LinuxCalls
{
    internal const int ReadWrite = 2;
    internal const int Create = 0x40;
    internal const int OnlyNew = 0x80;
    internal const int NotSupported = -95;

    private const int CloseOnExec = 0x80000;
    private const int WriteAccess = 2;
    private const int AdviceHugePage = 14;
    private const int LockExclusiveNow = 2 | 4;
    private const int Shared = 1;
    private const int Populate = 0x8000;
    private const int Interrupted = -Errno.Interrupted;

    /// <summary>O_DIRECT; its value differs between processors. Zero where it isn't known.</summary>
    internal static int Direct => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 or Architecture.X86 => 0x4000,
        Architecture.Arm64 or Architecture.Arm => 0x10000,
        _ => 0,
    };

    internal static int Open(string path, int flags, out SafeFileHandle handle)
    {
        handle = new SafeFileHandle();
        if (!OperatingSystem.IsLinux())
            return NotSupported;

        int descriptor;
        do
            descriptor = OpenCall(path, flags | CloseOnExec, 0b110_100_100);
        while (descriptor < 0 && Marshal.GetLastPInvokeError() == Interrupted);

        if (descriptor < 0)
            return -Marshal.GetLastPInvokeError();

        handle.Dispose();
        handle = new SafeFileHandle(descriptor, ownsHandle: true);
        return 0;
    }

    /// <summary>Keeps every other <c>flock</c> of the file away until the handle is closed; never waits.</summary>
    internal static int LockExclusive(SafeFileHandle handle) =>
        LockCall(handle, LockExclusiveNow) == 0 ? 0 : -Marshal.GetLastPInvokeError();

    /// <summary>Whether a file may be written, without opening it.</summary>
    internal static int CheckWritable(string path)
    {
        if (!OperatingSystem.IsLinux())
            return NotSupported;

        return AccessCall(path, WriteAccess) == 0 ? 0 : -Marshal.GetLastPInvokeError();
    }

    internal static bool AdviseHugePages(nint address, nuint length) =>
        OperatingSystem.IsLinux() && AdviseCall(address, length, AdviceHugePage) == 0;

    internal static int RingSetup(int entries, void* parameters, out SafeFileHandle ring)
    {
        ring = new SafeFileHandle();
        if (!OperatingSystem.IsLinux())
            return NotSupported;

        nint descriptor = SystemCall(425, entries, (nint)parameters, 0, 0, 0, 0);
        if (descriptor < 0)
            return -Marshal.GetLastPInvokeError();

        ring.Dispose();
        ring = new SafeFileHandle(descriptor, ownsHandle: true);
        return 0;
    }

    internal static int RingEnter(nint ring, uint submit, uint wait, uint flags)
    {
        nint result = SystemCall(426, ring, (nint)submit, (nint)wait, (nint)flags, 0, 0);
        return result < 0 ? -Marshal.GetLastPInvokeError() : (int)result;
    }

    /// <summary>Maps a part of a ring; null if the kernel refuses.</summary>
    internal static byte* Map(nint ring, long offset, nuint length)
    {
        nint address = MapCall(0, length, 1 | 2, Shared | Populate, (int)ring, (nint)offset);
        return address == -1 ? null : (byte*)address;
    }

    internal static void Unmap(byte* address, nuint length)
    {
        if (address is not null)
            _ = UnmapCall((nint)address, length);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenCall(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AccessCall(string path, int mode);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int LockCall(SafeFileHandle handle, int operation);

    [LibraryImport("libc", EntryPoint = "madvise", SetLastError = true)]
    private static partial int AdviseCall(nint address, nuint length, int advice);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint MapCall(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int UnmapCall(nint address, nuint length);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint a, nint b, nint c, nint d, nint e, nint f);
}
