using System;
using System.Collections.Generic;
using System.Threading;

namespace ExtentLock.Extents;

/// <summary>
/// The home of some holdings of a lock: free ones wait here, and a lease ends under the latch of its home, so that it
/// does so once. Thread-safe where it does not say otherwise.
/// </summary>
internal abstract class HoldingPool
{
    private readonly QueuedRangeLock _owner;

    // Room for all there are, so that putting one back never allocates.
    private RangeHolding?[] _free = [];
    private RangeHolding _newest;
    private int _freeCount;
    private int _count;

    private protected HoldingPool(QueuedRangeLock owner)
    {
        _owner = owner;
        _newest = First = new RangeHolding(owner, this);
    }

    /// <summary>The one that is used before all others. In no list: its stamp says whether it is free, or who has the
    /// pool.</summary>
    private protected RangeHolding First { get; }

    public RangeHolding Rent()
    {
        Enter();
        RangeHolding? holding = NextFree;
        if (holding is not null)
        {
            Take(holding);
            holding.Occupy();
        }

        Exit();
        return holding ?? Made();
    }

    public void Return(RangeHolding holding)
    {
        Enter();
        holding.Vacate();
        Put(holding);
        Exit();
    }

    /// <summary>Ends a lease, if it has not ended; only one of several callers gets true. To be returned.</summary>
    public bool TryEnd(RangeHolding holding, long stamp)
    {
        Enter();
        bool hasEnded = holding.TryEnd(stamp);
        if (hasEnded)
            holding.Occupy();

        Exit();
        return hasEnded;
    }

    /// <summary>Keeps everybody else from the holding until <see cref="RangeHolding.EndChange"/>.</summary>
    public void BeginChange(RangeHolding holding, long stamp)
    {
        Enter();
        bool hasBegun = holding.TryBeginChange(stamp);
        Exit();
        if (!hasBegun)
            throw holding.Refusal(stamp);
    }

    /// <summary>Adds every holding there is, free ones too.</summary>
    public void AddAll(List<RangeHolding> all)
    {
        Enter();
        RangeHolding? holding = _newest;
        Exit();
        for (; holding is not null; holding = holding.NextOfHome)
            all.Add(holding);
    }

    /// <summary>One entry of a report, if it is held at this moment.</summary>
    public bool TryRead(RangeHolding holding, out HeldRange held)
    {
        while (true)
        {
            Enter();
            bool isChanging = holding.IsBeingChanged;
            bool isHeld = holding.TryRead(out held);
            Exit();
            if (!isChanging)
                return isHeld;

            Thread.Yield();
        }
    }

    private protected abstract void Enter();

    private protected abstract void Exit();

    /// <summary>The one to be taken next; null if there is none. Called under the latch, like all below.</summary>
    private protected abstract RangeHolding? NextFree { get; }

    /// <summary>The one to be taken next but for the first.</summary>
    private protected RangeHolding? NextListed => _freeCount > 0 ? _free[_freeCount - 1] : null;

    /// <summary>Takes what <see cref="NextFree"/> said; its stamp is to say so too.</summary>
    private protected void Take(RangeHolding holding)
    {
        if (!ReferenceEquals(holding, First))
            _freeCount--;
    }

    /// <summary>Puts back what has become free.</summary>
    private protected void Put(RangeHolding holding)
    {
        if (ReferenceEquals(holding, First))
            return;

        // Mostly the place that it was taken from; not writing saves the barrier.
        ref RangeHolding? place = ref _free[_freeCount++];
        if (!ReferenceEquals(place, holding))
            place = holding;
    }

    private RangeHolding Made()
    {
        RangeHolding holding = new(_owner, this);
        holding.Occupy();
        while (true)
        {
            Enter();
            int room = _free.Length;
            bool fits = _count < room;
            if (fits)
            {
                _count++;
                holding.NextOfHome = _newest;
                _newest = holding;
            }

            Exit();
            if (fits)
                return holding;

            MakeRoom(new RangeHolding?[Math.Max(1, room * 2)]);
        }
    }

    private void MakeRoom(RangeHolding?[] larger)
    {
        Enter();
        if (larger.Length > _free.Length)
        {
            Array.Copy(_free, larger, _freeCount);
            _free = larger;
        }

        Exit();
    }
}
