using System;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Volumes;

namespace ExtentLock.Tests.Proof;

/// <summary>The entry of this assembly as a program of its own: writes to a volume, tells each write that has ended,
/// and goes on until it is killed.</summary>
internal static class WriterProcess
{
    private static readonly Lock s_latch = new();

    public static async Task<int> Main(string[] arguments)
    {
        if (arguments is not ["write", string path, string seed])
            return 1;

        Tell("opening");
        using Volume volume = Volume.Open(path, WriterPlan.Options);
        int number = int.Parse(seed, CultureInfo.InvariantCulture);
        await Task.WhenAll(WriterPlan.Files.Select((_, file) => Task.Run(() => WriteAsync(volume, number, file))));
        return 0;
    }

    private static async Task WriteAsync(Volume volume, int seed, int file)
    {
        using VolumeFile target = volume.OpenFile(WriterPlan.Files[file]);
        for (int i = 0; i < WriterPlan.Most; i++)
        {
            WriterPlan.Write write = WriterPlan.Of(seed, file, i);
            IoFlags flags = write is { IsSynced: true, ByFlush: false } ? IoFlags.DSync : IoFlags.None;
            await target.WriteAsync(write.Offset, write.Data, flags);
            if (write is { IsSynced: true, ByFlush: true })
                await target.FlushAsync();

            Tell(string.Create(CultureInfo.InvariantCulture, $"{file} {i}"));
        }
    }

    /// <summary>What is not through the pipe when this returns was not told.</summary>
    private static void Tell(string line)
    {
        lock (s_latch)
        {
            Console.Out.WriteLine(line);
            Console.Out.Flush();
        }
    }
}
