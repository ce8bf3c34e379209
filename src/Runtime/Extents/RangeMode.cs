namespace ExtentLock.Extents;

/// <summary>How a range is held.</summary>
public enum RangeMode
{
    /// <summary>One holder, and no shared one beside it.</summary>
    Exclusive,

    /// <summary>Any number of shared holders at once.</summary>
    Shared,
}
