namespace ExtentLock.Extents;

/// <summary>What is to be done to every byte of a range: clear first, then set. A lock comes with its holder.</summary>
internal readonly record struct ExtentChange(ExtentBits Clear, ExtentBits Set, string? Holder = null, long Stamp = 0)
{
    /// <summary>Locks in the name of a waiter's range.</summary>
    public static ExtentChange Lock(ExtentRange wanted) =>
        new(ExtentBits.None, ExtentBits.Locked, wanted.Holder, wanted.Stamp);

    /// <summary>A run where nothing was known.</summary>
    public ExtentRange NewRun(long start, long end) => new(start, end, Set, Holder) { Stamp = Stamp };
}
