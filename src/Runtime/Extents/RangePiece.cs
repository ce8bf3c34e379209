namespace ExtentLock.Extents;

/// <summary>
/// Contiguous bytes of one holding, and a node of an <see cref="IntervalTree"/>. Changed only by who owns the holding,
/// its tree's fields only under the lock's latch.
/// </summary>
internal class RangePiece
{
    public RangePiece(RangeHolding holding) => Holding = holding;

    /// <summary>The piece that a holding is itself.</summary>
    private protected RangePiece() => Holding = (RangeHolding)this;

    public RangeHolding Holding { get; set; }

    public long Start { get; set; }

    public long End { get; set; }

    /// <summary>The holding's next piece, in ascending order.</summary>
    public RangePiece? Next { get; set; }

    /// <summary>While it waits: how many earlier pieces stand against it. Of <see cref="TreeRangeLock"/>.</summary>
    public int Blockers { get; set; }

    public RangePiece? Left { get; set; }

    public RangePiece? Right { get; set; }

    public long MaxEnd { get; set; }

    public uint Priority { get; set; }

    public ByteRange Range => new(Start, End);

    public bool ConflictsWith(RangeMode mode) =>
        Holding.Mode == RangeMode.Exclusive || mode == RangeMode.Exclusive;
}
