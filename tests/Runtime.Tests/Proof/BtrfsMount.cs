using System;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using ExtentLock.Tests.Storage;
using Xunit;

namespace ExtentLock.Tests.Proof;

/// <summary>A btrfs of the kernel in a file of its own, mounted for a test and gone after it.</summary>
internal sealed class BtrfsMount : IDisposable
{
    private readonly TempFolder _folder = new();

    /// <summary>Small files take sectors there too, as clones of them are not everywhere allowed otherwise.</summary>
    internal BtrfsMount()
    {
        try
        {
            using (FileStream image = new(_folder["image"], FileMode.CreateNew))
                image.SetLength(256 << 20);

            Directory.CreateDirectory(Root);
            Run("mkfs.btrfs", "-q", "-s", "4096", _folder["image"]);
            Run("mount", "-t", "btrfs", "-o", "loop,max_inline=0", _folder["image"], Root);
        }
        catch
        {
            _folder.Dispose();
            throw;
        }
    }

    /// <summary>Why there can be none; null if there can.</summary>
    internal static string? Refusal { get; } = Probe();

    internal string this[string name] => Path.Combine(Root, name);

    private string Root => _folder["mount"];

    public void Dispose()
    {
        Run("umount", Root);
        _folder.Dispose();
    }

    private static string? Probe()
    {
        if (Effort.Of("BTRFS", 0) == 0)
            return $"{Effort.Prefix}BTRFS says on how many seeds the volume is held against a btrfs of the kernel.";

        try
        {
            new BtrfsMount().Dispose();
            return null;
        }
        catch (Exception failure) when (failure is IOException or Win32Exception)
        {
            return $"No btrfs, or no right to mount it: {failure.Message}";
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        string said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new IOException($"{program}: {said}");
    }
}

/// <summary>A test that needs a btrfs of the kernel; skipped where nobody asks for it or it is not to be had.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BtrfsFactAttribute : FactAttribute
{
    public BtrfsFactAttribute() => Skip = BtrfsMount.Refusal;
}
