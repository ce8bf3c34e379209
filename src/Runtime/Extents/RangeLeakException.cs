using System;
using System.Collections.Generic;

namespace ExtentLock.Extents;

/// <summary>Ranges are held, or waited for, where nothing should be. The message names each with its holder.</summary>
public sealed class RangeLeakException : InvalidOperationException
{
    internal RangeLeakException(IReadOnlyList<HeldRange> ranges)
        : base("Not given back:\n" + string.Join('\n', ranges)) => Ranges = ranges;

    /// <summary>What is held and what is waited for.</summary>
    public IReadOnlyList<HeldRange> Ranges { get; }
}
