using System.Collections.Generic;
using System.Linq;
using ExtentLock.Extents;

namespace ExtentLock.Tests.Extents.RangeLocks;

/// <summary>
/// Whether calls that overlapped in time can be put into one order that the sequential meaning of the lock allows and
/// that keeps every call before those that began after its return. (Wing and Gong, 1993.)
/// </summary>
internal sealed class Linearization
{
    private readonly IReadOnlyList<Call> _calls;
    private readonly HashSet<long> _deadEnds = [];

    private Linearization(IReadOnlyList<Call> calls) => _calls = calls;

    public static bool Exists(IReadOnlyList<Call> calls) => new Linearization(calls).CanFinish(done: 0);

    // What is held depends on which calls are done only, so a set of them that leads nowhere need not be tried again.
    private bool CanFinish(long done)
    {
        if (done == (1L << _calls.Count) - 1)
            return true;

        if (_deadEnds.Contains(done))
            return false;

        for (int i = 0; i < _calls.Count; i++)
        {
            if (!Has(done, i) && MayBeNext(done, i) && IsAllowed(done, _calls[i]) && CanFinish(done | (1L << i)))
                return true;
        }

        _deadEnds.Add(done);
        return false;
    }

    private bool MayBeNext(long done, int index) =>
        !Enumerable.Range(0, _calls.Count).Any(i => !Has(done, i) && _calls[i].Returned < _calls[index].Invoked);

    private bool IsAllowed(long done, Call call)
    {
        if (call.Taken is not null)
            return true;

        bool isFree = !Enumerable.Range(0, _calls.Count).Any(i => IsHeldAgainst(done, i, call));
        return isFree == call.Succeeded;
    }

    private bool IsHeldAgainst(long done, int index, Call call)
    {
        Call holder = _calls[index];
        if (!Has(done, index) || holder.Taken is not null || !holder.Succeeded)
            return false;

        bool isShared = holder.Mode == RangeMode.Shared;
        (long start, long end) = (holder.Range.Start, holder.Range.End);
        for (int i = 0; i < _calls.Count; i++)
        {
            if (!Has(done, i) || !ReferenceEquals(_calls[i].Taken, holder))
                continue;

            // Parts are given back from the front.
            if (_calls[i].IsDowngrade)
                isShared = true;
            else
                start = _calls[i].Range.End;
        }

        bool overlaps = start < end && start < call.Range.End && call.Range.Start < end;
        return overlaps && (!isShared || call.Mode == RangeMode.Exclusive);
    }

    private static bool Has(long set, int index) => ((set >> index) & 1) != 0;

    /// <summary>
    /// A try, or the downgrade of what a try has <paramref name="Taken"/>, or its release up to a place.
    /// </summary>
    internal sealed record Call(ByteRange Range, RangeMode Mode, Call? Taken = null, bool IsDowngrade = false)
    {
        public long Invoked { get; set; }

        public long Returned { get; set; }

        public bool Succeeded { get; set; }
    }
}
