using System.Globalization;

namespace ExtentLock.Extents;

/// <summary>One entry of an <see cref="ExtentIoTree"/> at one moment.</summary>
/// <param name="Start">First byte.</param>
/// <param name="End">One past the last byte.</param>
/// <param name="Bits">State of every byte in between.</param>
/// <param name="Holder">Label of who holds the range; null unless it is locked or waited for.</param>
public readonly record struct ExtentRange(long Start, long End, ExtentBits Bits, string? Holder)
{
    /// <summary>Which lock it is, of all that the tree has given; zero unless it is locked.</summary>
    internal long Stamp { get; init; }

    /// <summary>Bytes in the range.</summary>
    public long Length => End - Start;

    /// <summary>True if a byte belongs both to this range and to <c>[start, end)</c>.</summary>
    public bool Overlaps(long start, long end) => Start < end && start < End;

    /// <summary><c>[0, 4096) Locked, held by reader</c></summary>
    public override string ToString()
    {
        string range = string.Create(CultureInfo.InvariantCulture, $"[{Start}, {End}) {Bits}");
        return Holder is null ? range : $"{range}, held by {Holder}";
    }
}
