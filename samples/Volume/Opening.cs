using System.IO;
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

    private static string Existing(string path) =>
        File.Exists(path) ? path : throw new FileNotFoundException($"There is no volume '{path}'.");
}
