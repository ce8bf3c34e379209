namespace ExtentLock.EndToEnd;

/// <summary>What the user has written, in C# 7.3: one member, with and without a leak.</summary>
internal static class Sources
{
    /// <summary>Proved: no path leaves with the gate held.</summary>
    public const string Released = """
        using System.Threading;
        using ExtentLock.Contracts;

        public sealed class Cache
        {
            private readonly SemaphoreSlim _gate = new SemaphoreSlim(1);

            [ReleasesOnAllPaths(On = Exits.Returns)]
            public int Read(bool skip)
            {
                _gate.Wait();
                int result = skip ? -1 : 0;
                _gate.Release();
                return result;
            }
        }
        """;

    /// <summary>Held at <c>return -1</c>, inside the proof tier: EXL1001.</summary>
    public const string EarlyReturn = """
        using System.Threading;
        using ExtentLock.Contracts;

        public sealed class Cache
        {
            private readonly SemaphoreSlim _gate = new SemaphoreSlim(1);

            [ReleasesOnAllPaths(On = Exits.Returns)]
            public int Read(bool skip)
            {
                _gate.Wait();
                if (skip)
                    return -1;

                _gate.Release();
                return 0;
            }
        }
        """;

    /// <summary>The same without a contract: EXL0001.</summary>
    public static readonly string EarlyReturnUncontracted =
        EarlyReturn.Replace("    [ReleasesOnAllPaths(On = Exits.Returns)]\n", "", System.StringComparison.Ordinal);

    /// <summary>Line of <c>return -1</c> in <see cref="EarlyReturn"/>, as the compiler writes places.</summary>
    public const string EarlyReturnPlace = "Cache.cs(13,";
}
