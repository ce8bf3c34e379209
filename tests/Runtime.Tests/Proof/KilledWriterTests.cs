using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Tests.Storage;
using ExtentLock.Tests.Volumes;
using ExtentLock.Volumes;
using Xunit;
using Xunit.Abstractions;

namespace ExtentLock.Tests.Proof;

/// <summary>A process that writes is killed (kill -9) at any moment: nothing it has told is lost, nothing is torn, and
/// the volume is sound. EXTENTLOCK_KILLS and EXTENTLOCK_KILLS_FIRST say how often, from which seed on.</summary>
public sealed class KilledWriterTests(ITestOutputHelper output)
{
    private const int Sector = TestVolume.Sector;
    private const int Length = WriterPlan.Sectors * Sector;

    [Fact]
    public async Task KilledWriter_HasLostNothingThatItTold()
    {
        int first = Effort.Of("KILLS_FIRST", 0);
        int last = first + Effort.Of("KILLS", 3);
        for (int seed = first; seed < last; seed++)
            await KillAsync(seed);
    }

    /// <summary>The check sees a loss: a writer that told one write more than it did.</summary>
    [Fact]
    public async Task WriteThatWasToldAndNotDone_IsFound()
    {
        using TempFolder folder = new();
        await MakeAsync(folder["volume"]);
        int synced = 0;
        while (!WriterPlan.Of(1, 0, synced).IsSynced)
            synced++;

        int flushed = 0;
        while (!WriterPlan.Of(1, 2, flushed).IsSynced)
            flushed++;

        await CheckAsync(folder["volume"], 1, [0, 0, 0]);
        await Assert.ThrowsAnyAsync<Exception>(() => CheckAsync(folder["volume"], 1, [synced + 1, 0, 0]));
        await Assert.ThrowsAnyAsync<Exception>(() => CheckAsync(folder["volume"], 1, [0, 1, 0]));
        await Assert.ThrowsAnyAsync<Exception>(() => CheckAsync(folder["volume"], 1, [0, 0, flushed + 1]));
    }

    private async Task KillAsync(int seed)
    {
        using TempFolder folder = new();
        string path = folder["volume"];
        await MakeAsync(path);
        Random random = new(seed);
        int lines = random.Next(10) == 0 ? 1 : random.Next(2, 120);
        int spins = random.Next(200_000);
        int[] told = [0, 0, 0];
        using Process writer = Start(path, seed);
        for (int i = 0; i < lines; i++)
            Note(await writer.StandardOutput.ReadLineAsync(), told);

        Thread.SpinWait(spins);
        writer.Kill();
        while (await writer.StandardOutput.ReadLineAsync() is { } line)
            Note(line, told);

        await writer.WaitForExitAsync();
        Assert.Equal(137, writer.ExitCode);
        output.WriteLine($"seed {seed}: killed after {string.Join(", ", told)} writes");
        await CheckAsync(path, seed, told);
    }

    private static async Task MakeAsync(string path)
    {
        using Volume volume = Volume.Create(path, WriterPlan.Options);
        for (int i = 0; i < WriterPlan.Files.Length; i++)
        {
            using VolumeFile file = volume.CreateFile(WriterPlan.Files[i], WriterPlan.TraitsOf(i));
            await file.WriteAsync(0, new byte[Length], IoFlags.DSync);
        }
    }

    private static Process Start(string path, int seed)
    {
        string host = Environment.ProcessPath is { } own && Path.GetFileName(own) == "dotnet" ? own : "dotnet";
        ProcessStartInfo start = new(host)
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        string[] arguments = ["exec", typeof(WriterProcess).Assembly.Location, "write", path];
        foreach (string argument in (string[])[.. arguments, seed.ToString(CultureInfo.InvariantCulture)])
            start.ArgumentList.Add(argument);

        return Process.Start(start)!;
    }

    /// <summary>A line that was cut off was not told; nor is the one that there is none of, at the end.</summary>
    private static void Note(string? line, int[] told)
    {
        string[] words = Assert.IsType<string>(line).Split(' ');
        if (words is [string file, string number])
        {
            int index = int.Parse(file, CultureInfo.InvariantCulture);
            Assert.Equal(told[index]++, int.Parse(number, CultureInfo.InvariantCulture));
        }
    }

    private static async Task CheckAsync(string path, int seed, int[] told)
    {
        using Volume volume = Open(path);
        Assert.Empty(await volume.CheckAsync());
        for (int i = 0; i < WriterPlan.Files.Length; i++)
        {
            using VolumeFile file = volume.OpenFile(WriterPlan.Files[i]);
            byte[] found = new byte[Length];
            Assert.Equal((Length, Length), (file.Length, file.Read(0, found)));
            if (i == 0)
                CheckCopied(found, seed, told[i]);
            else if (i == 1)
                CheckInPlace(found, seed, told[i]);
            else
                CheckBuffered(found, seed, told[i]);
        }

        volume.ThrowIfBusy();
    }

    /// <summary>What the dead one had given to the kernel may still be under way, and keeps the file locked until it
    /// has ended: nothing of it can come later than this.</summary>
    private static Volume Open(string path)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return Volume.Open(path, WriterPlan.Options);
            }
            catch (VolumeException busy) when (
                busy.Fault == VolumeFault.InUse && watch.Elapsed < TimeSpan.FromMinutes(1))
            {
                Thread.Yield();
            }
        }
    }

    /// <summary>The file is as after one of its writes, whole: the last one flushed, or one after it.</summary>
    private static void CheckCopied(byte[] found, int seed, int told)
    {
        List<int> matches = [];
        byte[] model = new byte[Length];
        int flushed = 0;
        for (int i = 0; i <= told + 1; i++)
        {
            if (model.AsSpan().SequenceEqual(found))
                matches.Add(i);

            WriterPlan.Write next = WriterPlan.Of(seed, 0, i);
            next.Data.CopyTo(model, next.Offset);
            flushed = i < told && next.IsSynced ? i + 1 : flushed;
        }

        Assert.True(
            matches.Exists(count => count >= flushed),
            $"{told} writes were told, {flushed} flushed; the file is as after [{string.Join(", ", matches)}].");
    }

    /// <summary>Every byte is as it was at the last flush, or after a write since.</summary>
    private static void CheckBuffered(byte[] found, int seed, int told)
    {
        byte[] model = new byte[Length];
        bool[] isRight = new bool[Length];
        for (int i = 0; i <= told + 1; i++)
        {
            for (int at = 0; at < Length; at++)
                isRight[at] |= model[at] == found[at];

            WriterPlan.Write next = WriterPlan.Of(seed, 2, i);
            next.Data.CopyTo(model, next.Offset);
            if (i < told && next.IsSynced)
                Array.Clear(isRight);
        }

        int wrong = Array.IndexOf(isRight, false);
        Assert.True(wrong < 0, $"The byte at {wrong} is of no state since the last flush, after {told} writes.");
    }

    /// <summary>Every write told is there; of the one that was under way, each sector is or is not.</summary>
    private static void CheckInPlace(byte[] found, int seed, int told)
    {
        byte[] model = new byte[Length];
        for (int i = 0; i < told; i++)
        {
            WriterPlan.Write done = WriterPlan.Of(seed, 1, i);
            done.Data.CopyTo(model, done.Offset);
        }

        byte[] after = (byte[])model.Clone();
        WriterPlan.Write open = WriterPlan.Of(seed, 1, told);
        open.Data.CopyTo(after, open.Offset);
        for (int at = 0; at < Length; at += Sector)
        {
            ReadOnlySpan<byte> sector = found.AsSpan(at, Sector);
            bool isOneOfBoth = sector.SequenceEqual(model.AsSpan(at, Sector))
                || sector.SequenceEqual(after.AsSpan(at, Sector));

            Assert.True(isOneOfBoth, $"The sector at {at} is neither old nor new after {told} writes.");
        }
    }
}
