namespace ExtentLock.Extents;

/// <summary>
/// The states of a word's inflated sectors: those somebody waits for, and those with more shared holders than a nibble
/// counts. Not thread-safe: its lock uses it under its latch.
/// </summary>
internal sealed class InflatedWord
{
    // -1 exclusive, otherwise the number of shared holders.
    private readonly int[] _holders = new int[SegmentWord.Sectors];
    private readonly int[] _waiters = new int[SegmentWord.Sectors];

    /// <summary>The sectors that are inflated.</summary>
    public ulong Mask { get; private set; }

    /// <summary>Takes sectors over whose nibbles have just been replaced.</summary>
    public void Inflate(ulong mask, ulong nibbles)
    {
        Mask |= mask;
        for (int i = 0; i < SegmentWord.Sectors; i++)
        {
            if (!Has(mask, i))
                continue;

            int nibble = (int)(nibbles >> (i * 4)) & 15;
            _holders[i] = nibble == SegmentWord.Exclusive ? -1 : nibble;
        }
    }

    /// <summary>Sectors that a nibble can stand for again, with the nibbles; they are no longer inflated.</summary>
    public ulong Deflate(ulong mask, out ulong nibbles)
    {
        ulong deflated = nibbles = 0;
        for (int i = 0; i < SegmentWord.Sectors; i++)
        {
            if (!Has(mask & Mask, i) || _waiters[i] > 0 || _holders[i] > SegmentWord.MostShared)
                continue;

            ulong nibble = _holders[i] < 0 ? SegmentWord.Exclusive : (ulong)_holders[i];
            nibbles |= nibble << (i * 4);
            deflated |= 15UL << (i * 4);
        }

        Mask &= ~deflated;
        return deflated;
    }

    public bool Conflicts(ulong mask, RangeMode mode)
    {
        for (int i = 0; i < SegmentWord.Sectors; i++)
        {
            if (Has(mask & Mask, i) && (mode == RangeMode.Exclusive ? _holders[i] != 0 : _holders[i] < 0))
                return true;
        }

        return false;
    }

    public void Take(ulong mask, RangeMode mode)
    {
        for (int i = 0; i < SegmentWord.Sectors; i++)
        {
            if (Has(mask, i))
                _holders[i] = mode == RangeMode.Exclusive ? -1 : _holders[i] + 1;
        }
    }

    public void Give(ulong mask, RangeMode mode)
    {
        for (int i = 0; i < SegmentWord.Sectors; i++)
        {
            if (Has(mask, i))
                _holders[i] = mode == RangeMode.Exclusive ? 0 : _holders[i] - 1;
        }
    }

    public void CountWaiter(ulong mask, int change)
    {
        for (int i = 0; i < SegmentWord.Sectors; i++)
        {
            if (Has(mask, i))
                _waiters[i] += change;
        }
    }

    private static bool Has(ulong mask, int sector) => ((mask >> (sector * 4)) & 1) != 0;
}
