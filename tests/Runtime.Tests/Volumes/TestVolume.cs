using System;
using System.Collections.Generic;
using System.IO;
using System.Threading.Tasks;
using ExtentLock.Storage;
using ExtentLock.Tests.Proof;
using ExtentLock.Tests.Storage;
using ExtentLock.Volumes;
using Xunit;

namespace ExtentLock.Tests.Volumes;

/// <summary>A volume on a device in memory, with its metadata in a folder that goes after the test. At the end nothing
/// may be held and nothing damaged. EXTENTLOCK_CACHE says how many bytes of pages it has if the test does
/// not.</summary>
internal sealed class TestVolume : IDisposable
{
    internal const int Sector = 4096;
    private readonly TempFolder _folder = new();
    private readonly VolumeOptions _options;

    internal TestVolume(
        VolumeOptions? options = null, int length = 4 * 1024 * 1024, Func<IBlockDevice, IBlockDevice>? wrap = null)
    {
        options ??= new VolumeOptions { CacheBytes = Effort.Of("CACHE", 32 << 20) };
        _options = options with { CommitInterval = TimeSpan.Zero, ArenaBytes = 4 << 20 };
        Memory = new MemoryBlockDevice(length);
        Device = wrap is null ? Memory : wrap(Memory);
        Volume = Volume.Create(Device, MetadataPath, _options);
    }

    internal MemoryBlockDevice Memory { get; }

    internal IBlockDevice Device { get; private set; }

    internal Volume Volume { get; private set; }

    internal string MetadataPath => _folder["volume.meta"];

    public void Dispose()
    {
        Volume.Dispose();
        Device.Dispose();
        _folder.Dispose();
    }

    internal static byte[] Bytes(int length, int seed = 1)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    internal static byte[] ReadAll(VolumeFile file)
    {
        byte[] bytes = new byte[file.Length];
        Assert.Equal(bytes.Length, file.Read(0, bytes));
        return bytes;
    }

    /// <summary>Closes the volume and opens it again, on another device if given.</summary>
    internal Volume Reopen(VolumeOptions? options = null, IBlockDevice? device = null)
    {
        Volume.Dispose();
        Device = device ?? Device;
        Volume = Volume.Open(Device, MetadataPath, options ?? _options);
        return Volume;
    }

    /// <summary>Nothing is in flight, and every checksum and reference is right.</summary>
    internal async Task AssertSoundAsync()
    {
        Volume.ThrowIfBusy();
        IReadOnlyList<string> problems = await Volume.CheckAsync();
        Assert.Empty(problems);
    }
}
