using System;
using System.Collections.Generic;
using System.Linq;
using ExtentLock.Benchmarks.RangeLocks;
using ExtentLock.Extents;
using ExtentLock.Storage;
using ExtentLock.Volumes;

namespace ExtentLock.Benchmarks.Volumes;

/// <summary>What a volume adds to the read of a sector, seen on a device in memory, where little else is left.</summary>
internal static class OverheadSuite
{
    private const int FileLength = 16 * 1024 * 1024;

    public static void Run(int rounds, TimeSpan turn)
    {
        using Scratch scratch = new();
        using MemoryBlockDevice bare = new(FileLength);
        using Volume volume = Volume.Create(
            new MemoryBlockDevice(4 * FileLength),
            scratch.PathOf("memory.meta"),
            new VolumeOptions { CommitInterval = TimeSpan.Zero });
        VolumeFile file = Scratch.Fill(volume, "nocow", FileTraits.NoCow, FileLength);
        VolumeFile checkedFile = Scratch.Fill(volume, "cow", FileTraits.None, FileLength);
        Memory<byte> buffer = new byte[IoArena.Page];
        Contestant[] all =
        [
            new SectorReads("device", FileLength, at => bare.ReadAsync(at, buffer).GetAwaiter().GetResult()),
            new SectorReads("volume, nocow, blocking", FileLength, at => file.Read(at, buffer.Span)),
            new SectorReads(
                "volume, nocow, awaited", FileLength, at => file.ReadAsync(at, buffer).GetAwaiter().GetResult()),
            new SectorReads("volume, checksums, blocking", FileLength, at => checkedFile.Read(at, buffer.Span)),
            new LockPairs(
                "of it RangeLock", new RangeLock(), new Ranges(threads: 1, isDisjoint: true), RangeMode.Shared),
        ];

        Race race = new(rounds, turn);
        Dictionary<Contestant, double[]> speeds = race.Run(threads: 1, all);
        Console.WriteLine("| 4 KiB in memory | ns | more than the device |\n|---|---|---|");
        foreach (Contestant contestant in all)
        {
            double median = Race.Median(speeds[contestant].Select(speed => 1e9 / speed));
            double more = Race.Median(speeds[contestant].Zip(speeds[all[0]], (own, floor) => 1e9 / own - 1e9 / floor));
            string added = contestant is SectorReads && contestant != all[0] ? VolumeIoSuite.Text($"{more:0}") : "";
            Console.WriteLine(VolumeIoSuite.Text($"| {contestant.Name} | {median:0} | {added} |"));
        }
    }

    private sealed class SectorReads(string name, long length, Action<long> read) : Contestant
    {
        private readonly Random _random = new(1);

        public override string Name => name;

        public override void Batch(int thread)
        {
            for (int i = 0; i < BatchSize; i++)
                read(_random.NextInt64(length / IoArena.Page) * IoArena.Page);
        }
    }
}
