using System;
using System.IO;
using System.Threading.Tasks;
using ExtentLock.Contracts;
using ExtentLock.Storage;
using ExtentLock.Volumes;

namespace ExtentLock.Samples.VolumeTool;

/// <summary>How the commands open a volume: to be read, or to be changed.</summary>
internal static class Opening
{
    private static readonly VolumeOptions s_toRead = new()
    {
        ReadOnly = true,
        Device = new FileBlockDeviceOptions { ReadOnly = true },
    };

    [Acquires("return")]
    public static Volume ToRead(string path) => Volume.Open(Existing(path), s_toRead);

    [Acquires("return")]
    public static Volume ToChange(string path) => Volume.Open(Existing(path));

    /// <summary>Changes a volume and closes it. The first error is told: on a disk that is full it can't be closed
    /// either, which says nothing of why.</summary>
    public static async Task ChangeAsync(string path, Func<Volume, Task> change)
    {
        Volume volume = ToChange(path);
        try
        {
            await change(volume);
        }
        catch
        {
            CloseHalf(volume);
            throw;
        }

        volume.Dispose();
    }

    /// <summary>For direct requests only, each of which the tracer is told of.</summary>
    [Acquires("return")]
    public static Volume ToTrace(string path, RequestTracer tracer, TraceWish wish) => Volume.Open(
        Existing(path),
        new VolumeOptions
        {
            ReadOnly = !wish.IsWrite,
            Tracer = tracer,
            Alignment = AlignmentMode.Strict,
            Device = new FileBlockDeviceOptions { ReadOnly = !wish.IsWrite, Engine = wish.Engine },
        });

    [Releases("volume")]
    private static void CloseHalf(Volume volume)
    {
        try
        {
            volume.Dispose();
        }
        catch (IOException)
        {
        }
    }

    private static string Existing(string path) =>
        File.Exists(path) ? path : throw new FileNotFoundException($"There is no volume '{path}'.");
}
