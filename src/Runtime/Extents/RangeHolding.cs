using System;
using System.Threading;

namespace ExtentLock.Extents;

/// <summary>
/// What stands behind a lease: owner, bytes, mode. Reused for ever by the lock that made it; the stamp tells one use
/// from the next, so a copy of an ended lease finds another stamp. A use ends, or changes, under the latch of its home;
/// all else belongs to who has the lease or waits for it.
/// </summary>
internal sealed class RangeHolding : RangePiece
{
    public const long Held = 1;

    // Lowest two bits: the state; above them one that says that it was held in a SegmentWord, and the number of uses.
    // Free is 0; busy, what the lock itself has in hand: it is asked for, or being given back.
    private const long Changing = 2;
    private const long Busy = 3;
    private const long State = 3;
    private const long NextUse = 8;

    private const int Big = -1;

    private readonly Segment? _segment;
    private long _stamp;
    private long _described;

    public RangeHolding(QueuedRangeLock owner, HoldingPool home)
    {
        Owner = owner;
        Home = home;
        _segment = home as Segment;
        First = this;
    }

    public QueuedRangeLock Owner { get; }

    /// <summary>Where it was made and goes back to.</summary>
    public HoldingPool Home { get; }

    /// <summary>The next one of the same home, free or not.</summary>
    public RangeHolding? NextOfHome { get; set; }

    public RangeMode Mode { get; set; }

    public string? Label { get; private set; }

    public RangePiece First { get; private set; }

    /// <summary>Order of requests that have met the latch.</summary>
    public long Sequence { get; set; }

    /// <summary>Set while it waits; changed under the latch.</summary>
    public RangeWaiter? Waiter { get; set; }

    /// <summary>It stands in the queue of its <see cref="RangeLock"/> and not in segments.</summary>
    public bool IsBig
    {
        get => SectorCount == Big;
        set => SectorCount = value ? Big : 0;
    }

    /// <summary>The first of its sectors in its segment, if all are there; see <see cref="SectorCount"/>.</summary>
    public int FirstSector { get; private set; }

    /// <summary>Not above 0 if more than one segment is concerned, or more than these sectors in a row.</summary>
    public int SectorCount { get; private set; }

    /// <summary>Nobody has it: it can be taken. Called under the latch of its home.</summary>
    public bool IsFree => (_stamp & State) == 0;

    /// <summary>Its owner changes it, or has not told all of it yet. Called under the latch of its home.</summary>
    public bool IsBeingChanged => (_stamp & State) switch
    {
        Changing => true,
        Held => new SegmentWord(_stamp).IsHeld && Volatile.Read(ref _described) != _stamp,
        _ => false,
    };

    public void Prepare(ByteRange range, RangeMode mode, string? label)
    {
        SectorCount = 0;
        Describe(range, mode, label);
    }

    /// <summary>Holds these sectors of its segment. Called under the latch of its home.</summary>
    public void Hold(ByteRange range, RangeMode mode, string? label, int first, int count)
    {
        FirstSector = first;
        SectorCount = count;
        Describe(range, mode, label);
        Hold();
    }

    /// <summary>Says what the word of its segment does not. Called by who has taken it only.</summary>
    public void Describe(ByteRange range, string? label, SegmentWord held)
    {
        Describe(range, held.Mode, label);
        Volatile.Write(ref _described, held.Bits);
    }

    /// <summary>Holds what the word of its segment held. Called under the latch of its home.</summary>
    public void HoldWritten(SegmentWord held, ByteRange sectors)
    {
        FirstSector = held.First;
        SectorCount = held.Count;
        if (!held.IsDescribed)
            Describe(sectors, Label, held);

        Volatile.Write(ref _stamp, held.Bits);
    }

    /// <summary>The lease of what has just been taken. Called by who has taken it only.</summary>
    public RangeLease Lease => new(this, _stamp);

    public void Hold() => Volatile.Write(ref _stamp, (_stamp & ~State) | Held);

    /// <summary>The lock has it in hand; its lease is not there yet, or has ended. Called under the latch of its
    /// home.</summary>
    public void Occupy() => Volatile.Write(ref _stamp, _stamp | Busy);

    /// <summary>It is free again. Called under the latch of its home.</summary>
    public void Vacate() => Volatile.Write(ref _stamp, _stamp & ~State);

    public RangeLease Grant()
    {
        Hold();
        return Lease;
    }

    // The word is asked first: what leaves it is written down before.
    public bool IsHeld(long stamp) =>
        IsInWord(stamp) || (Volatile.Read(ref _stamp) is long now && (now == stamp || now == stamp + 1));

    /// <summary>Gives all back and ends the lease, if that needs no more than one segment; true if it has.</summary>
    public bool TryGive(long stamp) => _segment is not null && _segment.TryGive(this, stamp);

    /// <summary>Ends this use, if it is still the one of the stamp. Called under the latch of its home.</summary>
    public bool TryEnd(long stamp)
    {
        if (_stamp != stamp)
            return false;

        Volatile.Write(ref _stamp, stamp - Held + NextUse);
        return true;
    }

    /// <summary>Called under the latch of its home.</summary>
    public bool TryBeginChange(long stamp)
    {
        if (_stamp != stamp)
            return false;

        SectorCount = Math.Min(SectorCount, 0);
        Volatile.Write(ref _stamp, stamp - Held + Changing);
        return true;
    }

    public void EndChange(long stamp) => Volatile.Write(ref _stamp, stamp);

    public LeaseException Refusal(long stamp) =>
        new(IsChanging(stamp) ? LeaseFault.InUse : LeaseFault.Released);

    public bool IsChanging(long stamp) => Volatile.Read(ref _stamp) == stamp - Held + Changing;

    public ByteRange Hull(long stamp)
    {
        Demand(stamp);
        SegmentWord held = new(stamp);
        return held is { IsHeld: true, IsDescribed: false } && IsInWord(stamp) ? _segment!.RangeOf(held) : WholeHull();
    }

    public RangeMode ModeOf(long stamp)
    {
        Demand(stamp);
        return IsInWord(stamp) ? new SegmentWord(stamp).Mode : Mode;
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
            rest.Next = tail;
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

    /// <summary>One entry of a report, if it is held and nobody changes it. Called under the latch of its
    /// home.</summary>
    public bool TryRead(out HeldRange held)
    {
        bool isHeld = (_stamp & State) == Held;
        held = isHeld ? new HeldRange(WholeHull(), Mode, Label, IsWaiting: false) : default;
        return isHeld;
    }

    public (long Start, long End) Ends()
    {
        RangePiece last = First;
        while (last.Next is RangePiece next)
            last = next;

        return (First.Start, last.End);
    }

    private void Describe(ByteRange range, RangeMode mode, string? label)
    {
        Start = range.Start;
        End = range.End;
        Mode = mode;

        // Storing a reference costs a write barrier, and most locks have no label or always the same.
        if (!ReferenceEquals(Label, label))
            Label = label;

        if (!ReferenceEquals(First, this) || Next is not null)
        {
            First = this;
            Next = null;
        }
    }

    private ByteRange WholeHull()
    {
        (long start, long end) = Ends();
        return new ByteRange(start, end);
    }

    private bool IsInWord(long stamp) => _segment is not null && _segment.HoldsInWord(stamp);

    private void Demand(long stamp)
    {
        if (!IsInWord(stamp) && Volatile.Read(ref _stamp) != stamp)
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
