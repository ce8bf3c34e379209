using System.Threading;

namespace ExtentLock.Extents;

/// <summary>
/// What stands behind a lease: owner, bytes, mode. Reused for ever by the lock that made it; the stamp tells one use
/// from the next, so a copy of an ended lease finds another stamp. Fields belong to who has claimed the stamp.
/// </summary>
internal sealed class RangeHolding
{
    // Lowest two bits: the state; above them the number of uses.
    private const long Held = 1;
    private const long Changing = 2;
    private const long NextUse = 4;

    private readonly RangePiece _own;
    private long _stamp;

    public RangeHolding(QueuedRangeLock owner)
    {
        Owner = owner;
        First = _own = new RangePiece(this);
    }

    public QueuedRangeLock Owner { get; }

    public RangeMode Mode { get; set; }

    public string? Label { get; private set; }

    public RangePiece First { get; private set; }

    /// <summary>Order of requests that have met the latch.</summary>
    public long Sequence { get; set; }

    /// <summary>Set while it waits; changed under the latch.</summary>
    public RangeWaiter? Waiter { get; set; }

    /// <summary>It stands in the queue of its <see cref="RangeLock"/> and not in words.</summary>
    public bool IsBig { get; set; }

    public void Prepare(ByteRange range, RangeMode mode, string? label)
    {
        _own.Start = range.Start;
        _own.End = range.End;
        Mode = mode;

        // Storing a reference costs a write barrier, and most locks have no label or always the same.
        if (!ReferenceEquals(Label, label))
            Label = label;

        if (!ReferenceEquals(First, _own) || _own.Next is not null)
        {
            First = _own;
            _own.Next = null;
        }
    }

    public RangeLease Grant()
    {
        long stamp = _stamp + Held;
        Volatile.Write(ref _stamp, stamp);
        return new RangeLease(this, stamp);
    }

    public bool IsHeld(long stamp) => Volatile.Read(ref _stamp) is long now && (now == stamp || now == stamp + 1);

    /// <summary>Ends this use, if it is still the one of the stamp; only one of several callers gets true.</summary>
    public bool TryEnd(long stamp) =>
        Interlocked.CompareExchange(ref _stamp, stamp - Held + NextUse, stamp) == stamp;

    public void BeginChange(long stamp)
    {
        if (Interlocked.CompareExchange(ref _stamp, stamp - Held + Changing, stamp) != stamp)
            throw Refusal(stamp);
    }

    public void EndChange(long stamp) => Volatile.Write(ref _stamp, stamp);

    public LeaseException Refusal(long stamp) =>
        new(IsChanging(stamp) ? LeaseFault.InUse : LeaseFault.Released);

    public bool IsChanging(long stamp) => Volatile.Read(ref _stamp) == stamp - Held + Changing;

    public ByteRange Hull(long stamp)
    {
        Demand(stamp);
        (long start, long end) = Ends();
        return new ByteRange(start, end);
    }

    public RangeMode ModeOf(long stamp)
    {
        Demand(stamp);
        return Mode;
    }

    /// <summary>The piece that holds all of the part.</summary>
    public RangePiece PieceWith(ByteRange part)
    {
        for (RangePiece? piece = First; piece is not null; piece = piece.Next)
        {
            if (piece.Start <= part.Start && part.End <= piece.End)
                return piece;
        }

        throw new LeaseException(LeaseFault.NotCovered);
    }

    /// <summary>True if a byte of <c>[start, end)</c> is held.</summary>
    public bool Touches(long start, long end)
    {
        for (RangePiece? piece = First; piece is not null; piece = piece.Next)
        {
            if (piece.Start < end && start < piece.End)
                return true;
        }

        return false;
    }

    /// <summary>[a, b) without the part becomes [a, part.Start) [part.End, b), either of which may be empty.</summary>
    public void Cut(RangePiece piece, ByteRange part)
    {
        if (part.End < piece.End)
        {
            if (piece.Start == part.Start)
            {
                piece.Start = part.End;
                return;
            }

            piece.Next = new RangePiece(this) { Start = part.End, End = piece.End, Next = piece.Next };
        }

        piece.End = part.Start;
        if (piece.Start == piece.End)
            Remove(piece);
    }

    /// <summary>Moves what lies at or after the place to the other holding, whose range starts there.</summary>
    public void MoveTail(long at, RangeHolding rest)
    {
        RangePiece last = First;
        while (last.Next is not null && last.Next.Start < at)
            last = last.Next;

        RangePiece? tail = last.Next;
        last.Next = null;
        for (RangePiece? moved = tail; moved is not null; moved = moved.Next)
            moved.Holding = rest;

        if (last.End > at)
        {
            rest.Prepare(new ByteRange(at, last.End), Mode, Label);
            rest._own.Next = tail;
            last.End = at;
        }
        else
        {
            // The place lies in a gap, so there is a piece after it.
            rest.Prepare(tail!.Range, Mode, Label);
            rest.First = tail;
        }
    }

    /// <summary>Its entry in a report while it waits. Called under the latch.</summary>
    public HeldRange Wanted() => new(First.Range, Mode, Label, IsWaiting: true);

    /// <summary>One entry of a report, if it is held at this moment.</summary>
    public bool TryRead(out HeldRange held)
    {
        while (true)
        {
            long before = Volatile.Read(ref _stamp);
            held = default;
            if ((before & (Held | Changing)) == 0)
                return false;

            if ((before & Changing) != 0)
            {
                Thread.Yield();
                continue;
            }

            (long start, long end) = Ends();
            held = new HeldRange(start < end ? new ByteRange(start, end) : default, Mode, Label, IsWaiting: false);
            Interlocked.MemoryBarrier();
            if (Volatile.Read(ref _stamp) == before)
                return true;
        }
    }

    public (long Start, long End) Ends()
    {
        RangePiece last = First;
        while (last.Next is RangePiece next)
            last = next;

        return (First.Start, last.End);
    }

    private void Demand(long stamp)
    {
        if (Volatile.Read(ref _stamp) != stamp)
            throw Refusal(stamp);
    }

    private void Remove(RangePiece piece)
    {
        if (ReferenceEquals(First, piece))
        {
            First = piece.Next!;
            return;
        }

        RangePiece before = First;
        while (!ReferenceEquals(before.Next, piece))
            before = before.Next!;

        before.Next = piece.Next;
    }
}
