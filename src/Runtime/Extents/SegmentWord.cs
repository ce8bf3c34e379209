namespace ExtentLock.Extents;

/// <summary>
/// What one atomic operation changes of a <see cref="Segment"/>: its latch, a number that no two moments share, and
/// all of one held range of few sectors. Such a word is the stamp of the lease, too: who gives back changes this word
/// and no later one.
/// </summary>
/// <param name="Bits">From the lowest: state as of a stamp (2), in a word (1), latched (1), closed (1), described (1),
/// shared (1), sectors less one (4), first sector (8), number (45).</param>
internal readonly record struct SegmentWord(long Bits)
{
    private const long InWord = 4;
    private const long Latched = 8;
    private const long Closed = 16;
    private const long Described = 32;
    private const long Shared = 64;
    private const int CountShift = 7;
    private const int FirstShift = 11;
    private const long NumberIsNext = (1L << 19) - 1;

    /// <summary>Nothing is held here, and the latch is free: a range may be taken.</summary>
    public bool IsOpen => (Bits & NumberIsNext) == 0;

    /// <summary>A range is held by the word itself.</summary>
    public bool IsHeld => (Bits & InWord) != 0;

    public bool IsLatched => (Bits & Latched) != 0;

    /// <summary>Its holding says which bytes of the sectors it has, and its label; else it has all, and the label of
    /// the one before.</summary>
    public bool IsDescribed => (Bits & Described) != 0;

    public RangeMode Mode => (Bits & Shared) != 0 ? RangeMode.Shared : RangeMode.Exclusive;

    public int First => (int)(Bits >> FirstShift) & (Segment.Sectors - 1);

    public int Count => ((int)(Bits >> CountShift) & (SectorStates.Step - 1)) + 1;

    /// <summary>An open word with a range of at most <see cref="SectorStates.Step"/> sectors held.</summary>
    public SegmentWord Holding(int first, int count, RangeMode mode) => new(
        (Bits | RangeHolding.Held | InWord) + ((long)mode * Shared)
        + (((long)first << FirstShift) + ((long)(count - 1) << CountShift)));

    public SegmentWord WithDescription() => new(Bits | Described);

    public SegmentWord WithLatch() => new(Bits | Latched);

    public SegmentWord WithoutLatch() => new(Bits & ~Latched);

    /// <summary>The next number and nothing held; all go by the latch if it is closed.</summary>
    public SegmentWord Next(bool isClosed = false) => new((Bits | NumberIsNext) + (isClosed ? 1 + Closed : 1));
}
