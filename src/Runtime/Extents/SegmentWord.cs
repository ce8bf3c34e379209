using System.Threading;

namespace ExtentLock.Extents;

/// <summary>
/// 16 sectors in one word, a nibble each: 0 free, 1 to 7 that many shared holders, 8 exclusive, 15 inflated: the
/// sector's state stands in an <see cref="InflatedWord"/>. Every change is one compare-and-swap of the word.
/// </summary>
/// <remarks>Masks have all four bits of a nibble set, or none.</remarks>
internal static class SegmentWord
{
    public const int Shift = 4;
    public const int Sectors = 1 << Shift;
    public const int MostShared = 7;
    public const int Exclusive = 8;

    private const ulong Ones = 0x1111_1111_1111_1111;
    private const ulong Sevens = Ones * MostShared;
    private const ulong Eights = Ones * Exclusive;

    /// <summary>Nibbles of the sectors <c>[first, last]</c>, both counted from the file's start, in the word.</summary>
    public static ulong Mask(long word, long first, long last)
    {
        long origin = FirstSector(word);
        int low = first > origin ? (int)(first - origin) : 0;
        int high = last < origin + Sectors - 1 ? (int)(last - origin) : Sectors - 1;
        return (ulong.MaxValue << (low * 4)) & (ulong.MaxValue >> ((Sectors - 1 - high) * 4));
    }

    public static long FirstSector(long word) => word << Shift;

    /// <summary>True if all nibbles of the mask were taken; false, and nothing changed, if one could not be.</summary>
    public static bool TryTake(ref ulong word, ulong mask, RangeMode mode)
    {
        ulong seen = Volatile.Read(ref word);
        while (true)
        {
            ulong refusing = mode == RangeMode.Exclusive ? seen : (seen | ((seen & Sevens) + Ones)) & Eights;
            if ((refusing & mask) != 0)
                return false;

            ulong now = Interlocked.CompareExchange(ref word, seen + (mask & Unit(mode)), seen);
            if (now == seen)
                return true;

            seen = now;
        }
    }

    /// <summary>Gives the nibbles of the mask back, all but inflated ones; these are what is returned.</summary>
    public static ulong Give(ref ulong word, ulong mask, RangeMode mode)
    {
        ulong seen = Volatile.Read(ref word);
        while (true)
        {
            ulong inflated = Inflated(seen) & mask;
            ulong now = Interlocked.CompareExchange(ref word, seen - (mask & ~inflated & Unit(mode)), seen);
            if (now == seen)
                return inflated;

            seen = now;
        }
    }

    /// <summary>Turns exclusive nibbles into shared ones, all but inflated ones; these are what is returned.</summary>
    public static ulong Weaken(ref ulong word, ulong mask)
    {
        ulong seen = Volatile.Read(ref word);
        while (true)
        {
            ulong inflated = Inflated(seen) & mask;
            ulong changed = mask & ~inflated;
            ulong now = Interlocked.CompareExchange(ref word, (seen & ~changed) | (changed & Ones), seen);
            if (now == seen)
                return inflated;

            seen = now;
        }
    }

    /// <summary>Sets the nibbles of the mask and returns the word as it was.</summary>
    public static ulong Exchange(ref ulong word, ulong mask, ulong nibbles)
    {
        ulong seen = Volatile.Read(ref word);
        while (true)
        {
            ulong now = Interlocked.CompareExchange(ref word, (seen & ~mask) | nibbles, seen);
            if (now == seen)
                return seen;

            seen = now;
        }
    }

    /// <summary>Mask of the nibbles that are 15; no other value has all its bits set.</summary>
    public static ulong Inflated(ulong word)
    {
        ulong pairs = word & (word >> 1);
        return (pairs & (pairs >> 2) & Ones) * 15;
    }

    /// <summary>True if a nibble of the mask that is not inflated stands against the mode.</summary>
    public static bool Conflicts(ulong word, ulong mask, RangeMode mode)
    {
        ulong plain = word & mask & ~Inflated(word);
        return (mode == RangeMode.Exclusive ? plain : plain & Eights) != 0;
    }

    private static ulong Unit(RangeMode mode) => mode == RangeMode.Exclusive ? Eights : Ones;
}
