using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ExtentLock.Extents;

/// <summary>
/// A byte for each sector of a <see cref="Segment"/>: 0 free, 1 to 254 that many shared holders, 255 exclusive. Sixteen
/// sectors are looked at and changed at once. Not thread-safe: its segment uses it under its latch.
/// </summary>
[InlineArray(Segment.Sectors + Margin)]
internal struct SectorStates
{
    public const byte MostShared = 254;
    public const byte Exclusive = 255;

    /// <summary>As many are looked at and changed at once.</summary>
    public const int Step = 16;

    // So many are moved from any place; and the latch of the next segment in memory shares no cache line.
    private const int Margin = 64;

    private byte _first;

    private static ReadOnlySpan<byte> Masks =>
    [
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    /// <summary>Whether at most <see cref="Step"/> sectors can be taken.</summary>
    public readonly bool CanTakeFew(int first, int count, RangeMode mode)
    {
        Vector128<byte> seen = Load(first) & MaskOfFew(count);
        return mode == RangeMode.Exclusive
            ? seen == Vector128<byte>.Zero
            : Vector128.LessThanAll(seen, Vector128.Create(MostShared));
    }

    /// <summary>Takes the sectors; false, and nothing changed, if one of them can't be.</summary>
    public bool TryTake(int first, int count, RangeMode mode)
    {
        if (!IsFree(first, count, mode) || (mode == RangeMode.Shared && IsFull(first, count)))
            return false;

        Take(first, count, mode);
        return true;
    }

    /// <summary>True if nobody holds one of them in a mode that conflicts.</summary>
    public readonly bool IsFree(int first, int count, RangeMode mode) =>
        !Any(first, count, mode == RangeMode.Exclusive ? (byte)1 : Exclusive);

    /// <summary>True if one of them has as many shared holders as a byte counts, or an exclusive one.</summary>
    public readonly bool IsFull(int first, int count) => Any(first, count, MostShared);

    public void Take(int first, int count, RangeMode mode)
    {
        for (; count > 0; first += Step, count -= Step)
        {
            // Less 255 is one more.
            Vector128<byte> mask = Mask(count);
            Store(first, mode == RangeMode.Exclusive ? Load(first) | mask : Load(first) - mask);
        }
    }

    public void Give(int first, int count, RangeMode mode)
    {
        for (; count > 0; first += Step, count -= Step)
        {
            Vector128<byte> mask = Mask(count);
            Store(first, mode == RangeMode.Exclusive ? Vector128.AndNot(Load(first), mask) : Load(first) + mask);
        }
    }

    private readonly bool Any(int first, int count, byte least)
    {
        for (; count > 0; first += Step, count -= Step)
        {
            if (Vector128.GreaterThanOrEqualAny(Load(first) & Mask(count), Vector128.Create(least)))
                return true;
        }

        return false;
    }

    /// <summary>255 for each of the first so many, at most sixteen.</summary>
    private static Vector128<byte> Mask(int count) => MaskOfFew(Math.Min(count, Step));

    private static Vector128<byte> MaskOfFew(int count) =>
        Vector128.LoadUnsafe(in Masks[0], (nuint)(uint)(Step - count));

    private readonly Vector128<byte> Load(int first) => Vector128.LoadUnsafe(in this[0], (nuint)first);

    private void Store(int first, Vector128<byte> states) => states.StoreUnsafe(ref this[0], (nuint)first);
}
