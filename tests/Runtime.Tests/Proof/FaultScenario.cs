using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using ExtentLock.Caching;
using ExtentLock.Tests.Volumes;
using ExtentLock.Volumes;

namespace ExtentLock.Tests.Proof;

/// <summary>What of two files a step makes survive; without a cache, each makes all that was written before.</summary>
internal enum Saves
{
    Nothing,
    ItsBytes,
    First,
    Second,
    All,
}

/// <summary>One step of a scenario in which something goes wrong.</summary>
/// <param name="Name">For people.</param>
/// <param name="Take">Does it to two files.</param>
/// <param name="Saves">What survives a loss of power when it has ended.</param>
internal sealed record FaultStep(string Name, Func<VolumeFile, VolumeFile, Task> Take, Saves Saves = Saves.Nothing)
{
    public override string ToString() => Name;
}

/// <summary>A bit of everything that a file can do, on two files.</summary>
internal static class FaultScenario
{
    private const int Sector = TestVolume.Sector;

    internal static IReadOnlyList<FaultStep> Of(FileTraits traits)
    {
        List<FaultStep> steps =
        [
            new("write", (a, _) => WriteAsync(a, 0, 8 * Sector, 1)),
            new("write parts", (_, b) => WriteAsync(b, 100, 9000, 2)),
            new("flush", (a, _) => a.FlushAsync().AsTask(), Saves.First),
            new("overwrite", (a, _) => WriteAsync(a, 2 * Sector, 3 * Sector, 3)),
            new("overwrite parts", (a, _) => WriteAsync(a, (5 * Sector) - 50, 100, 4)),
            new("change a page", (a, _) => ChangeAsync(a, 2 * Sector, 11)),
            new("write two parts", (a, _) => WritePartsAsync(a, 8 * Sector, 12)),
            new("read on and on", (a, _) => ReadOnAsync(a, 8 * Sector)),
            new("read", (a, _) => ReadAsync(a, 0, 8 * Sector)),
            new("read parts", (_, b) => ReadAsync(b, 77, 5000)),
            new("commit", (a, _) => a.Volume.CommitAsync().AsTask(), Saves.All),
            new("clone", (a, b) => a.CloneRangeAsync(Sector, b, 4 * Sector, 3 * Sector).AsTask()),
            new("write on a clone", (_, b) => WriteAsync(b, 5 * Sector, Sector, 5)),
            new("write through", (a, _) => WriteAsync(a, 7 * Sector, 3 * Sector, 6, IoFlags.DSync), Saves.ItsBytes),
            new("punch", (a, _) => a.PunchHoleAsync(Sector + 10, 2 * Sector).AsTask()),
            new("zero", (_, b) => b.ZeroRangeAsync(Sector - 5, Sector).AsTask()),
            new("allocate", (_, b) => b.AllocateAsync(8 * Sector, 4 * Sector).AsTask()),
            new("write into it", (_, b) => WriteAsync(b, 9 * Sector, Sector, 7)),
            new("truncate", (a, _) => a.SetLengthAsync((6 * Sector) + 123).AsTask()),
            new("append parts", (a, _) => WriteAsync(a, (6 * Sector) + 123, 500, 8)),
            new("flush again", (_, b) => b.FlushAsync().AsTask(), Saves.Second),
            new("extend", (_, b) => b.SetLengthAsync(14 * Sector).AsTask()),
            new("write at the end", (_, b) => WriteAsync(b, 13 * Sector, 2 * Sector, 9)),
        ];
        if (traits == FileTraits.None)
            steps.Insert(15, new("compress", (a, _) => a.CompressAsync().AsTask()));

        return steps;
    }

    /// <summary>Fewer bytes than asked mean that an error came: who goes on meets it, or it is gone.</summary>
    private static async Task WriteAsync(
        VolumeFile file, int at, int length, int seed, IoFlags flags = IoFlags.None)
    {
        byte[] data = TestVolume.Bytes(length, seed);
        if (seed % 2 == 1)
            data.AsSpan(0, length / 2).Fill((byte)seed);

        for (int done = 0; done < length;)
            done += await file.WriteAsync(at + done, data.AsMemory(done), flags);
    }

    /// <summary>As a mapping would let one; a write without a cache.</summary>
    private static async Task ChangeAsync(VolumeFile file, int at, int seed)
    {
        if (file.Volume.Statistics.CacheCapacity == 0)
        {
            await file.WriteAsync(at, TestVolume.Bytes(Sector, seed));
            return;
        }

        using PinnedPage page = await file.PinAsync(at);
        TestVolume.Bytes(Sector, seed).CopyTo(page.Memory);
        page.MarkDirty();
    }

    private static async Task WritePartsAsync(VolumeFile file, int at, int seed)
    {
        byte[] data = TestVolume.Bytes(8 * Sector, seed);
        for (int done = 0; done < data.Length;)
        {
            int half = (data.Length - done) / 2 / Sector * Sector;
            List<Memory<byte>> parts = [data.AsMemory(done, half), data.AsMemory(done + half)];
            done += await file.WriteAsync(at + done, parts);
        }
    }

    private static async Task ReadOnAsync(VolumeFile file, int length)
    {
        for (int at = 0; at < length; at += 5000)
            await ReadAsync(file, at, 5000);
    }

    private static async Task ReadAsync(VolumeFile file, int at, int length)
    {
        byte[] read = new byte[length];
        await file.ReadAsync(at, read);

        // What is asked of the device is the same each time, if not its order.
        file.Volume.Buffered.WaitForReadAhead();
    }
}
