using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Volumes;

namespace ExtentLock.Samples.VolumeTool;

/// <summary>The commands about the whole volume: make it, tell of it, check it.</summary>
internal static partial class VolumeCommands
{
    private const int FoundWrong = 1;

    public static int Make(Screen screen, string path, long size)
    {
        if (File.Exists(path))
            throw new IOException($"There is a file '{path}' already.");

        using Volume volume = Volume.Create(path, new VolumeOptions { Capacity = size });
        screen.Row("volume", path);
        Describe(screen, volume);
        return 0;
    }

    public static async Task<int> StatAsync(Screen screen, string path, string? name, CancellationToken stop)
    {
        using Volume volume = Opening.ToRead(path);
        if (name is not null)
        {
            using VolumeFile file = volume.OpenFile(name);
            await DescribeAsync(screen, file, name, stop);
            return 0;
        }

        screen.Row("volume", path);
        Describe(screen, volume);
        VolumeStatistics now = volume.Statistics;
        screen.Row("files", now.Files.ToString(CultureInfo.InvariantCulture));
        screen.Row("shared", $"{now.SharedExtents} extents");
        screen.Row("commits", now.Generation.ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    /// <summary>What is wrong is listed, also if it is why the volume does not open.</summary>
    public static async Task<int> CheckAsync(Screen screen, string path, CancellationToken stop)
    {
        try
        {
            using Volume volume = Opening.ToRead(path);
            IReadOnlyList<string> problems = [];
            await screen.ProgressAsync(
                "check", 1, async done =>
                {
                    problems = await volume.CheckAsync(stop);
                    done(1);
                });
            return Conclude(screen, volume, problems);
        }
        catch (VolumeException damage) when (damage.Fault
            is VolumeFault.Damaged or VolumeFault.Truncated or VolumeFault.MismatchedMetadata)
        {
            screen.Bad(damage.Message);
            return FoundWrong;
        }
    }

    /// <summary>Prints what a check has found, files by their names.</summary>
    public static int Conclude(Screen screen, Volume volume, IReadOnlyList<string> problems)
    {
        if (problems.Count == 0)
        {
            VolumeStatistics now = volume.Statistics;
            screen.Good(
                $"{Count(now.Files, "file")}, {Size.Exact(now.Capacity)}: every checksum, every reference and the "
                + "account of all space are right.");
            return 0;
        }

        Dictionary<string, string> names = Names(volume);
        foreach (string problem in problems)
            screen.Bad(NumberOfFile().Replace(problem, found => Named(found, names)));

        screen.Bad($"{Count(problems.Count, "problem")}.");
        return FoundWrong;
    }

    private static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    private static string Named(Match found, Dictionary<string, string> names) =>
        names.TryGetValue(found.Groups[1].Value, out string? name) ? $"of '{name}'" : found.Value;

    private static Dictionary<string, string> Names(Volume volume)
    {
        Dictionary<string, string> names = [];
        foreach (string name in volume.List())
        {
            using VolumeFile file = volume.OpenFile(name);
            names[file.Number.ToString(CultureInfo.InvariantCulture)] = name;
        }

        return names;
    }

    private static void Describe(Screen screen, Volume volume)
    {
        VolumeStatistics now = volume.Statistics;
        screen.Row("identity", volume.Identity.ToString());
        screen.Row("device", volume.Description);
        screen.Row("page cache", $"{Size.Rough(volume.Statistics.CacheCapacity)}, for what is not whole sectors");
        screen.Row("capacity", $"{Size.Bytes(now.Capacity)} bytes ({Size.Rough(now.Capacity)})");
        screen.Row("free", $"{Size.Bytes(now.Free + now.Pinned)} bytes ({Size.Rough(now.Free + now.Pinned)})");
    }

    private static async Task DescribeAsync(Screen screen, VolumeFile file, string name, CancellationToken stop)
    {
        IReadOnlyList<FileRegion> regions = await file.RegionsAsync(0, long.MaxValue, stop);
        long allocated = regions.Where(region => region.DeviceStart != 0).Sum(region => region.Length);
        screen.Row("file", $"{name} (number {file.Number})");
        screen.Row("length", $"{Size.Bytes(file.Length)} bytes ({Size.Rough(file.Length)})");
        screen.Row("data", $"{Size.Bytes(allocated)} bytes in {Count(regions.Count, "piece")}");
        screen.Row("overwritten", (file.Traits & FileTraits.NoCow) != 0
            ? "in place, without checksums"
            : "copy-on-write, every sector with a checksum");
    }

    [GeneratedRegex(@"\bof file (\d+)\b")]
    private static partial Regex NumberOfFile();
}
