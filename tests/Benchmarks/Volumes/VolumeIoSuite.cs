using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using ExtentLock.Storage;
using ExtentLock.Volumes;
using Microsoft.Win32.SafeHandles;

namespace ExtentLock.Benchmarks.Volumes;

/// <summary>Sectors at random places of a volume's files against the same without the volume, both past every
/// cache.</summary>
internal static class VolumeIoSuite
{
    private const long FileLength = 64L * 1024 * 1024;
    private const long DeviceLength = 768L * 1024 * 1024;
    private const int MostLanes = 16;

    public static void Run(int rounds, TimeSpan turn, params int[] depths)
    {
        using Scratch scratch = new();
        using IoArena arena = new(IoArena.HugePage);
        ArenaSlice[] buffers = [.. Enumerable.Range(0, MostLanes).Select(_ => arena.Rent(IoArena.Page))];
        using Volume usual = scratch.Volume("usual", DeviceLength, BlockEngine.Automatic);
        string path = scratch.PathOf("usual");
        LinuxCalls.Open(path, LinuxCalls.ReadWrite | LinuxCalls.Direct, out SafeFileHandle bare);
        using (bare)
        using (Volume threads = scratch.Volume("threads", 2 * FileLength, BlockEngine.Threads))
        using (Volume ring = scratch.Volume("ring", 2 * FileLength, BlockEngine.IoUring))
        {
            Fleet fleet = new(bare, usual, threads, ring, FileLength, buffers);
            Mover[] reads = [.. fleet.All(isWrite: false)];
            Mover[] writes = [.. fleet.All(isWrite: true)];
            Console.WriteLine($"{usual.Description}; load {Load()}\n");
            foreach (int depth in depths)
            {
                Print(Text($"random reads of 4 KiB, {depth} in flight"), reads, depth, rounds, turn, reads[1]);
                Print(Text($"random writes of 4 KiB, {depth} in flight"), writes, depth, rounds, turn, writes[1]);
            }

            if (depths.Length > 1)
                PrintBytes([.. reads, .. writes], turn);

            Console.WriteLine($"load {Load()}");
        }
    }

    /// <summary>Races movers against the first of them, and against another one if given.</summary>
    public static void Print(
        string title, Mover[] movers, int depth, int rounds, TimeSpan turn, Mover? second = null)
    {
        foreach (Mover mover in movers)
            mover.Turn(depth, turn);

        Dictionary<Mover, (double Speed, double Processor)[]> turns =
            movers.ToDictionary(mover => mover, _ => new (double, double)[rounds]);
        for (int round = 0; round < rounds; round++)
        {
            // Backwards every second time: none always follows the same one.
            foreach (Mover mover in round % 2 == 0 ? movers : movers.Reverse())
                turns[mover][round] = mover.Turn(depth, turn);
        }

        string other = second is null ? "" : $" to {second.Name} |";
        string line = second is null ? "" : "---|";
        Console.WriteLine(
            $"| {title} | thousand/s | ratio | of the best turns |{other} processor |\n|---|---|---|---|{line}---|");
        double[] floor = Speeds(turns[movers[0]]);
        foreach ((Mover mover, (double Speed, double Processor)[] own) in turns)
        {
            double[] speed = Speeds(own);
            double ratio = Race.MedianRatio(speed, floor);
            double best = speed.Max() / floor.Max();
            double processor = Race.Median(own.Select(one => one.Processor));
            double median = Race.Median(speed) / 1e3;
            other = second is null ? "" : Text($" {Race.MedianRatio(speed, Speeds(turns[second])):0.00} |");
            Console.WriteLine(
                Text($"| {mover.Name} | {median:0.0} | {ratio:0.00} | {best:0.00} |{other} {processor:0.0} us |"));
        }

        Console.WriteLine();
    }

    public static string Load() =>
        File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static double[] Speeds((double Speed, double Processor)[] turns) => [.. turns.Select(turn => turn.Speed)];

    private static void PrintBytes(Mover[] movers, TimeSpan turn)
    {
        Console.WriteLine("| bytes allocated per block, by all threads | |\n|---|---|");
        foreach (Mover mover in movers)
            Console.WriteLine(Text($"| {mover.Name} | {mover.BytesPerBlock(turn):0.0} |"));

        Console.WriteLine();
    }
}
