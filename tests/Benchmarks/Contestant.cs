namespace ExtentLock.Benchmarks;

/// <summary>Something whose speed is compared. Threads call it at once, each with its own number.</summary>
internal abstract class Contestant
{
    /// <summary>Operations in a batch: enough that asking whether to stop costs nothing beside them.</summary>
    public const int BatchSize = 1024;

    public abstract string Name { get; }

    /// <summary>Does <see cref="BatchSize"/> operations.</summary>
    public abstract void Batch(int thread);
}
