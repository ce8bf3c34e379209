using System;
using System.Globalization;
using ExtentLock.Benchmarks.Analysis;
using ExtentLock.Benchmarks.RangeLocks;
using ExtentLock.Benchmarks.Volumes;

namespace ExtentLock.Benchmarks;

/// <summary>One suite a command; each prints the table that docs/performance.md shows.</summary>
internal static class Program
{
    private const string Usage = """
        dotnet run -c Release --project tests/Benchmarks -- NAME
          range-lock [quick]    range locks against one Monitor
          volume-io [quick]     sectors at random places of a volume against a bare file
          volume-io DEPTH       the same with up to 16 in flight, in many rounds
          volume-large          reads of 1 MiB into huge pages and into others
          volume-overhead       what a volume adds to a sector's read, on a device in memory
          volume-memory         memory of an empty volume and of one with many files
          share FOLDER...       what the analyzers add to a compilation of the sources below each folder
          stages [ROUNDS] FOLDER...
                                our stages by themselves, against the compiler's work and the least that has to be done
          growth                time of one member by its size
          edit                  time to fresh diagnostics of one edited document in 500 files
          allocations FOLDER... bytes for each analysed member of the sources below each folder
        """;

    private static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["range-lock"]:
                RangeLockSuite.Run(rounds: 15, TimeSpan.FromMilliseconds(5));
                return 0;
            case ["range-lock", "quick"]:
                RangeLockSuite.Run(rounds: 5, TimeSpan.FromMilliseconds(5));
                return 0;
            case ["volume-io"]:
                VolumeIoSuite.Run(rounds: 15, TimeSpan.FromMilliseconds(100), 1, 4, 16);
                return 0;
            case ["volume-io", "quick"]:
                VolumeIoSuite.Run(rounds: 5, TimeSpan.FromMilliseconds(50), 1, 4, 16);
                return 0;
            case ["volume-io", string number] when int.TryParse(number, out int depth) && depth is > 0 and <= 16:
                VolumeIoSuite.Run(rounds: 21, TimeSpan.FromMilliseconds(100), depth);
                return 0;
            case ["volume-large"]:
                LargeReadSuite.Run(rounds: 15, TimeSpan.FromMilliseconds(100));
                return 0;
            case ["volume-overhead"]:
                OverheadSuite.Run(rounds: 15, TimeSpan.FromMilliseconds(20));
                return 0;
            case ["volume-memory"]:
                MemorySuite.Run();
                return 0;
            case ["share", _, ..]:
                ShareSuite.Run(arguments[1..]);
                return 0;
            case ["stages", var rounds, _, ..] when int.TryParse(rounds, CultureInfo.InvariantCulture, out int count):
                StageSuite.Run(arguments[2..], count);
                return 0;
            case ["stages", _, ..]:
                StageSuite.Run(arguments[1..], StageSuite.Rounds);
                return 0;
            case ["growth"]:
                GrowthSuite.Run();
                return 0;
            case ["edit"]:
                EditSuite.RunAsync().GetAwaiter().GetResult();
                return 0;
            case ["allocations", _, ..]:
                AllocationSuite.Run(arguments[1..]);
                return 0;
            default:
                Console.Error.WriteLine(Usage);
                return 2;
        }
    }
}
