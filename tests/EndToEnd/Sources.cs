namespace ExtentLock.EndToEnd;

/// <summary>What the user has written, in C# 7.3: one member, with and without a leak.</summary>
internal static class Sources
{
    /// <summary>Proved: no path leaves with the gate held.</summary>
    public const string Released = """
        using System.Threading;
        using ExtentLock.Contracts;

        public sealed class Ticket
        {
            private readonly SemaphoreSlim _gate = new SemaphoreSlim(1);
            private int _last;

            [ReleasesOnAllPaths(On = Exits.Returns)]
            public int Next(bool peek)
            {
                _gate.Wait();
                int next = peek ? _last : ++_last;
                _gate.Release();
                return next;
            }
        }
        """;

    /// <summary>Held at <c>return _last</c>, inside the proof tier: EXL1001.</summary>
    public const string EarlyReturn = """
        using System.Threading;
        using ExtentLock.Contracts;

        public sealed class Ticket
        {
            private readonly SemaphoreSlim _gate = new SemaphoreSlim(1);
            private int _last;

            [ReleasesOnAllPaths(On = Exits.Returns)]
            public int Next(bool peek)
            {
                _gate.Wait();
                if (peek)
                    return _last;

                int next = ++_last;
                _gate.Release();
                return next;
            }
        }
        """;

    /// <summary>Line of the early return in <see cref="EarlyReturn"/>.</summary>
    public const int EarlyReturnLine = 14;

    /// <summary>The same without a contract: EXL0001.</summary>
    public static readonly string EarlyReturnUncontracted =
        EarlyReturn.Replace("    [ReleasesOnAllPaths(On = Exits.Returns)]\n", "", System.StringComparison.Ordinal);
}
