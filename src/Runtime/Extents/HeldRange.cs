namespace ExtentLock.Extents;

/// <summary>One entry in the report of a range lock, at one moment.</summary>
/// <param name="Range">The bytes, as they were asked for.</param>
/// <param name="Mode">How they are held or wanted.</param>
/// <param name="Label">Who, if it was said; null otherwise.</param>
/// <param name="IsWaiting">True if the range is waited for and not held.</param>
public readonly record struct HeldRange(ByteRange Range, RangeMode Mode, string? Label, bool IsWaiting)
{
    /// <summary><c>[0, 4096) Shared, held by reader</c></summary>
    public override string ToString() =>
        $"{Range} {Mode}, {(IsWaiting ? "awaited" : "held")} by {Label ?? "(no label)"}";
}
