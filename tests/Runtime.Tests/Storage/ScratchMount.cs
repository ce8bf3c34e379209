using System;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using Xunit;

namespace ExtentLock.Tests.Storage;

/// <summary>A small file system in memory, of its own size and mode; gone after the test.</summary>
internal sealed class ScratchMount : IDisposable
{
    private readonly TempFolder _folder = new();

    internal ScratchMount(string options = "size=1m", string type = "tmpfs")
    {
        if (!Run("mount", "-t", type, "-o", options, type, _folder.Root))
        {
            _folder.Dispose();
            throw new IOException("No file system can be mounted here.");
        }
    }

    internal static string? Refusal { get; } = Probe();

    internal string this[string name] => _folder[name];

    public void Dispose()
    {
        // A ring that is closed lets go of its file a moment later, in the kernel: whoever else waits for that would be busy.
        Run("umount", "--lazy", _folder.Root);
        _folder.Dispose();
    }

    internal void Remount(string options) => Assert.True(Run("mount", "-o", $"remount,{options}", _folder.Root));

    private static string? Probe()
    {
        if (!OperatingSystem.IsLinux())
            return "Mounting is Linux's.";

        try
        {
            new ScratchMount().Dispose();
            return null;
        }
        catch (Exception failure) when (failure is IOException or Win32Exception)
        {
            return $"No right to mount, or no tmpfs: {failure.Message}";
        }
    }

    private static bool Run(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}

/// <summary>A test that mounts a file system of its own; skipped where that is not allowed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MountFactAttribute : FactAttribute
{
    public MountFactAttribute() => Skip = ScratchMount.Refusal;
}

/// <summary>The same with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MountTheoryAttribute : TheoryAttribute
{
    public MountTheoryAttribute() => Skip = ScratchMount.Refusal;
}
