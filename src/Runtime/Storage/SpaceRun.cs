namespace ExtentLock.Storage;

/// <summary>Bytes <c>[Start, End)</c> of a device.</summary>
/// <param name="Start">First byte.</param>
/// <param name="Length">Bytes, at least one.</param>
public readonly record struct SpaceRun(long Start, long Length)
{
    /// <summary>One past the last byte.</summary>
    public long End => Start + Length;
}
