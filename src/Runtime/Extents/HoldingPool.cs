using System;
using System.Collections.Generic;
using System.Threading;

namespace ExtentLock.Extents;

/// <summary>
/// The home of some holdings of a lock: free ones wait here, and a lease ends under the latch of its home, so that it
/// does so once. Thread-safe where it does not say otherwise.
/// </summary>
internal class HoldingPool(QueuedRangeLock owner)
{
    // Room for all there are, so that putting one back never allocates.
    private RangeHolding?[] _free = [];
    private RangeHolding? _newest;
    private int _freeCount;
    private int _count;

    private protected SpinLatch Latch;

    /// <summary>The one to be taken next; null if there is none. Called under the latch.</summary>
    private protected RangeHolding? NextFree => _freeCount > 0 ? _free[_freeCount - 1] : null;

    public RangeHolding Rent()
    {
        Latch.Enter();
        RangeHolding? holding = NextFree;
        if (holding is not null)
            TakeFree();

        Latch.Exit();
        return holding ?? Add(new RangeHolding(owner, this));
    }

    public void Return(RangeHolding holding)
    {
        Latch.Enter();
        PutFree(holding);
        Latch.Exit();
    }

    /// <summary>Ends a lease, if it has not ended; only one of several callers gets true.</summary>
    public bool TryEnd(RangeHolding holding, long stamp)
    {
        Latch.Enter();
        bool hasEnded = holding.TryEnd(stamp);
        Latch.Exit();
        return hasEnded;
    }

    /// <summary>Keeps everybody else from the holding until <see cref="RangeHolding.EndChange"/>.</summary>
    public void BeginChange(RangeHolding holding, long stamp)
    {
        Latch.Enter();
        bool hasBegun = holding.TryBeginChange(stamp);
        Latch.Exit();
        if (!hasBegun)
            throw holding.Refusal(stamp);
    }

    /// <summary>Adds every holding there is, free ones too.</summary>
    public void AddAll(List<RangeHolding> all)
    {
        Latch.Enter();
        RangeHolding? holding = _newest;
        Latch.Exit();
        for (; holding is not null; holding = holding.NextOfHome)
            all.Add(holding);
    }

    /// <summary>One entry of a report, if it is held at this moment.</summary>
    public bool TryRead(RangeHolding holding, out HeldRange held)
    {
        while (true)
        {
            Latch.Enter();
            bool isChanging = holding.IsBeingChanged;
            bool isHeld = holding.TryRead(out held);
            Latch.Exit();
            if (!isChanging)
                return isHeld;

            Thread.Yield();
        }
    }

    /// <summary>Takes the next one. Called under the latch.</summary>
    private protected void TakeFree() => _freeCount--;

    /// <summary>Called under the latch.</summary>
    private protected void PutFree(RangeHolding holding)
    {
        // Mostly the place that it was taken from; not writing saves the barrier.
        ref RangeHolding? place = ref _free[_freeCount++];
        if (!ReferenceEquals(place, holding))
            place = holding;
    }

    private RangeHolding Add(RangeHolding holding)
    {
        while (true)
        {
            Latch.Enter();
            int room = _free.Length;
            bool fits = _count < room;
            if (fits)
            {
                _count++;
                holding.NextOfHome = _newest;
                _newest = holding;
            }

            Latch.Exit();
            if (fits)
                return holding;

            MakeRoom(new RangeHolding?[Math.Max(1, room * 2)]);
        }
    }

    private void MakeRoom(RangeHolding?[] larger)
    {
        Latch.Enter();
        if (larger.Length > _free.Length)
        {
            Array.Copy(_free, larger, _freeCount);
            _free = larger;
        }

        Latch.Exit();
    }
}
