using System.Threading;

namespace ExtentLock.Extents;

/// <summary>
/// Holdings under the one latch of their lock, so that who has it takes and gives back without another. Thread-safe but
/// for what says that it is called under the latch.
/// </summary>
internal sealed class LatchedPool(QueuedRangeLock owner, Lock latch) : HoldingPool(owner)
{
    /// <summary>The one to be taken next, which may be prepared; null if there is none.</summary>
    public RangeHolding? Next() => NextFree;

    /// <summary>Takes what <see cref="Next"/> said, and holds it.</summary>
    public void Hold(RangeHolding next)
    {
        Take(next);
        next.Hold();
    }

    /// <summary>Puts back one whose lease has ended.</summary>
    public void PutBack(RangeHolding ended) => Put(ended);

    private protected override RangeHolding? NextFree => First.IsFree ? First : NextListed;

    private protected override void Enter() => latch.Enter();

    private protected override void Exit() => latch.Exit();
}
