using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ExtentLock.Extents;

namespace ExtentLock.Benchmarks.RangeLocks;

/// <summary>Lock and release in pairs against one Monitor: alone, together, and with many ranges held.</summary>
internal static class RangeLockSuite
{
    public static void Run(int rounds, TimeSpan turn)
    {
        // One race for the runtime, which goes on compiling better code for a while.
        new Race(rounds, turn).Run(threads: 1, Field(threads: 1, isDisjoint: true));
        Race race = new(rounds, turn);
        Print("one thread, what there is without ranges", race.Run(threads: 1, Yardsticks()));
        foreach (int threads in new[] { 1, 2 })
        {
            string who = threads == 1 ? "one thread" : $"{threads} threads";
            Print($"{who}, each in a region of its own", race.Run(threads, Field(threads, isDisjoint: true)));
            Print($"{who}, the same region for all", race.Run(threads, Field(threads, isDisjoint: false)));
            Print($"{who}, own regions, 100 ns of work under the lock", race.Run(threads, Working(threads)));
        }

        Console.WriteLine($"{race.DisturbedTurns} turn(s) could not be measured without disturbance.\n");
        Console.WriteLine("| bytes allocated per lock | |\n|---|---|");
        foreach (Contestant contestant in Field(1, isDisjoint: true))
            Console.WriteLine(Text($"| {contestant.Name} | {BytesPerOperation(contestant):0.###} |"));
    }

    private static Contestant[] Yardsticks() =>
    [
        new MonitorPairs(),
        new MetMonitorPairs(),
        new StatementPairs(objects: 1),
        new StatementPairs(objects: 64),
        new NewLockPairs(),
        new BareAtomics(2),
        new BareAtomics(3),
        new BareLatches(),
        new LockPairs(
            "RangeLock, exclusive", new RangeLock(), new Ranges(threads: 1, isDisjoint: true), RangeMode.Exclusive),
    ];

    private static Contestant[] Field(int threads, bool isDisjoint)
    {
        Ranges ranges = new(threads, isDisjoint);
        RangeLock crowded = new();
        TreeRangeLock crowdedTree = new();
        Ranges.HoldOthers(crowded);
        Ranges.HoldOthers(crowdedTree);
        Contestant[] asynchronous =
            isDisjoint ? [new AsyncLockPairs("RangeLock, exclusive, LockAsync", new RangeLock(), ranges)] : [];
        return
        [
            new MonitorPairs(),
            new LockPairs("RangeLock, exclusive", new RangeLock(), ranges, RangeMode.Exclusive),
            new LockPairs("RangeLock, exclusive, 1,024 others held", crowded, ranges, RangeMode.Exclusive),
            new LockPairs("RangeLock, shared", new RangeLock(), ranges, RangeMode.Shared),
            .. asynchronous,
            new TreeLockPairs("TreeRangeLock, exclusive", new TreeRangeLock(), ranges),
            new TreeLockPairs("TreeRangeLock, exclusive, 1,024 others held", crowdedTree, ranges),
        ];
    }

    private static Contestant[] Working(int threads)
    {
        Ranges ranges = new(threads, isDisjoint: true);
        return
        [
            new WorkUnderMonitor(),
            new WorkUnderLock("RangeLock, exclusive", new RangeLock(), ranges),
            new WorkUnderLock("TreeRangeLock, exclusive", new TreeRangeLock(), ranges),
        ];
    }

    private static void Print(string title, Dictionary<Contestant, double[]> speeds)
    {
        double[] floor = speeds.First().Value;
        double[] empty = [];
        Console.WriteLine($"| {title} | million pairs/s | ns | ratio to Monitor | ratio to none held |\n|---|---|---|---|---|");
        foreach ((Contestant contestant, double[] speed) in speeds)
        {
            bool isCrowded = contestant.Name.EndsWith("others held", StringComparison.Ordinal);
            string crowding = isCrowded ? Text($"{Race.MedianRatio(speed, empty):0.00}") : "";
            double median = Race.Median(speed) / 1e6;
            double ratio = Race.MedianRatio(speed, floor);
            Console.WriteLine(
                Text($"| {contestant.Name} | {median:0.0} | {1e3 / median:0.0} | {ratio:0.00} | {crowding} |"));
            empty = isCrowded ? empty : speed;
        }

        Console.WriteLine();
    }

    private static double BytesPerOperation(Contestant contestant)
    {
        const int Batches = 100;
        contestant.Batch(thread: 0);
        contestant.Batch(thread: 0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Batches; i++)
            contestant.Batch(thread: 0);

        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)(Batches * Contestant.BatchSize);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
