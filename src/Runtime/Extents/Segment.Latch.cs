using System;
using System.Runtime.CompilerServices;
using System.Threading;

namespace ExtentLock.Extents;

/// <content>
/// The latch, and what is done under it: for a few instructions that allocate nothing. One atomic operation in, a plain
/// write out; not recursive.
/// </content>
internal sealed partial class Segment
{
    private const int MostSpins = 6;
    private const int FirstSpin = 16;
    private const int LongestSpin = 64;

    // Threads that have met here will meet again: to take turns by the word and to write it down costs more than the
    // latch does.
    private const int PatienceAfterMeeting = 32;

    /// <summary>Somebody waits for one of these sectors, or big ranges are about. Called under the latch.</summary>
    public bool IsWanted => _waiters != 0 || owner.HasBigRanges;

    public void EnterLatch()
    {
        SegmentWord seen = new(Volatile.Read(ref _word));
        if (seen.IsLatched || !TryLatch(seen))
            seen = WaitForLatch();

        if (seen.IsHeld)
            WriteDown(seen);
    }

    public void ExitLatch()
    {
        bool isClosed = _waiters != 0 || _patience > 0 || !First.IsFree;
        if (_patience > 0)
            _patience--;

        Volatile.Write(ref _word, new SegmentWord(_word).Next(isClosed).Bits);
    }

    /// <summary>True if nobody holds one in a mode that conflicts. Called under the latch, like all below.</summary>
    public bool IsFree(long first, long last, RangeMode mode)
    {
        (int from, int count) = Clip(first, last);
        return _states.IsFree(from, count, mode);
    }

    public bool IsFull(long first, long last)
    {
        (int from, int count) = Clip(first, last);
        return _states.IsFull(from, count);
    }

    public void Take(long first, long last, RangeMode mode)
    {
        (int from, int count) = Clip(first, last);
        _states.Take(from, count, mode);
    }

    public void Give(long first, long last, RangeMode mode)
    {
        (int from, int count) = Clip(first, last);
        _states.Give(from, count, mode);
    }

    public void CountWaiter(int change) => _waiters += change;

    private protected override RangeHolding? NextFree => NextListed;

    private protected override void Enter() => EnterLatch();

    private protected override void Exit() => ExitLatch();

    private bool TryLatch(SegmentWord seen) =>
        Interlocked.CompareExchange(ref _word, seen.WithLatch().Bits, seen.Bits) == seen.Bits;

    // Never sleeps: an interruption of the thread must not end what can't be given up. Nor does it look again too soon:
    // whoever is inside has the cache lines, and goes in and out many times while it keeps them. To take them away each
    // time nearly halves what both get done.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private SegmentWord WaitForLatch()
    {
        for (int round = 0; ; round++)
        {
            SegmentWord seen = new(Volatile.Read(ref _word));
            if (!seen.IsLatched && TryLatch(seen))
                return seen;

            // Longer than these instructions take: who has it has lost its processor.
            if (round < MostSpins && Environment.ProcessorCount > 1)
                Thread.SpinWait(Math.Min(FirstSpin << round, LongestSpin));
            else
                Thread.Yield();
        }
    }

    /// <summary>What the word held stands in the states from now on, and its holding says the rest.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WriteDown(SegmentWord held)
    {
        _states.Take(held.First, held.Count, held.Mode);
        First.HoldWritten(held, RangeOf(held));
        _patience = PatienceAfterMeeting;
    }

    /// <summary>What of the sectors <c>[first, last]</c> of the file lies here; none if nothing does.</summary>
    private (int From, int Count) Clip(long first, long last)
    {
        long from = Math.Max(first - _firstSector, 0);
        return ((int)from, (int)(Math.Min(last - _firstSector, Sectors - 1) - from + 1));
    }
}
