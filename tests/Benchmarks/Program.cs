using System;
using ExtentLock.Benchmarks.RangeLocks;

namespace ExtentLock.Benchmarks;

/// <summary>One suite a command; each prints the table that docs/performance.md shows.</summary>
internal static class Program
{
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
            default:
                Console.Error.WriteLine("dotnet run -c Release --project tests/Benchmarks -- range-lock [quick]");
                return 2;
        }
    }
}
