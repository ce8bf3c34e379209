using System;
using System.Globalization;

namespace ExtentLock.Extents;

/// <summary>
/// Bytes <c>[Start, End)</c> of a file: at least one, none before 0, none past 2^63 - 2. The default value is empty and
/// accepted nowhere.
/// </summary>
public readonly record struct ByteRange
{
    /// <summary>A range from its two ends.</summary>
    /// <param name="start">First byte.</param>
    /// <param name="end">One past the last byte.</param>
    /// <exception cref="InvalidRangeException">It starts before 0, or holds no byte.</exception>
    public ByteRange(long start, long end)
    {
        if (start < 0)
            throw new InvalidRangeException(RangeFault.Negative, start, end);

        if (end <= start)
            throw new InvalidRangeException(RangeFault.Empty, start, end);

        Start = start;
        End = end;
    }

    /// <summary>Every byte that a file may have.</summary>
    public static ByteRange All => new(0, long.MaxValue);

    /// <summary>First byte.</summary>
    public long Start { get; }

    /// <summary>One past the last byte.</summary>
    public long End { get; }

    /// <summary>Bytes in the range.</summary>
    public long Length => End - Start;

    /// <summary>A range from its first byte and its length in bytes.</summary>
    /// <exception cref="InvalidRangeException">It starts before 0, holds no byte, or ends past 2^63 - 1.</exception>
    public static ByteRange FromLength(long start, long length)
    {
        if (length > 0 && start > long.MaxValue - length)
            throw new InvalidRangeException(RangeFault.PastTheEnd, start, length);

        // A negative sum can't be reached: start is negative then, or length is, and both are refused.
        return new ByteRange(start, length > 0 ? start + length : start);
    }

    /// <summary>True if a byte belongs to both.</summary>
    public bool Overlaps(ByteRange other) => Start < other.End && other.Start < End;

    /// <summary>True if every byte of the other belongs to this one.</summary>
    public bool Contains(ByteRange other) => Start <= other.Start && other.End <= End;

    /// <summary><c>[0, 4096)</c></summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"[{Start}, {End})");
}
