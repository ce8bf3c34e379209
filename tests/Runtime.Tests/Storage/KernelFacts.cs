using System;
using System.IO;
using ExtentLock.Storage;
using Xunit;

namespace ExtentLock.Tests.Storage;

/// <summary>A test that needs io_uring; skipped with the kernel's answer where it is refused.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RingFactAttribute : FactAttribute
{
    public RingFactAttribute()
    {
        if (Kernel.Mode.RingRefusal != 0)
            Skip = $"The kernel refuses io_uring: {Kernel.Mode}.";
    }
}

/// <summary>A test that needs O_DIRECT in the folder for temporary files; skipped where it is refused.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DirectFactAttribute : FactAttribute
{
    public DirectFactAttribute()
    {
        if (!Kernel.Mode.IsDirect)
            Skip = $"The file system refuses O_DIRECT: {Kernel.Mode}.";
    }
}

/// <summary>A test that looks at the locks on files as the kernel lists them; skipped where it doesn't.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LocksFactAttribute : FactAttribute
{
    public LocksFactAttribute()
    {
        if (!File.Exists("/proc/locks"))
            Skip = "There is no /proc/locks.";
    }
}

/// <summary>What the kernel under the tests allows.</summary>
internal static class Kernel
{
    internal static FileDeviceMode Mode { get; } = Probe();

    private static FileDeviceMode Probe()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            using FileBlockDevice device = FileBlockDevice.Create(path, 4096);
            return device.Mode;
        }
        finally
        {
            File.Delete(path);
        }
    }
}
