using System;
using System.Collections.Generic;
using System.Linq;
using ExtentLock.Extents;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace ExtentLock.Tests.Extents.RangeLocks;

/// <summary>
/// The lock bit of the tree is a view of what a range lock holds: the same requests, exclusive and of whole units, get
/// the same answers from both, whatever other bits are set in between.
/// </summary>
public sealed class TreeBesideSegmentsTests
{
    private const long Unit = 4096;

    private enum Step
    {
        TryLock,
        Unlock,
        UnlockPart,
        Convert,
    }

    [Fact]
    public void AnySequenceOfRequests_IsAnsweredAlike()
    {
        Gen<(Step Step, int Start, int Length, int Which)> step =
            from kind in Gen.Frequency(
                (4, Gen.Constant(Step.TryLock)),
                (2, Gen.Constant(Step.Unlock)),
                (2, Gen.Constant(Step.UnlockPart)),
                (2, Gen.Constant(Step.Convert)))
            from start in Gen.Choose(220, 260)
            from length in Gen.Choose(1, 20)
            from which in Gen.Choose(0, 100)
            select (kind, start, length, which);

        Prop.ForAll(step.ListOf().ToArbitrary(), steps => new Pair().Run(steps))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    private sealed class Pair
    {
        private readonly ExtentIoTree _tree = new();
        private readonly RangeLock _segments = new();
        private readonly List<(CachedState Cached, RangeLease Lease)> _held = [];

        public void Run(IEnumerable<(Step Step, int Start, int Length, int Which)> steps)
        {
            foreach ((Step step, int start, int length, int which) in steps)
            {
                Do(step, start * Unit, (start + length) * Unit, which);
                Assert.Equal(OfSegments(), OfTree());
            }

            while (_held.Count > 0)
                Unlock(0);

            _tree.ThrowIfHeld();
            _segments.ThrowIfHeld();
        }

        private void Do(Step step, long start, long end, int which)
        {
            if (step == Step.Convert)
                _tree.ConvertBits(start, end, (ExtentBits)((which & 3) << 1), (ExtentBits)((which & 12) << 1));
            else if (step == Step.TryLock)
                TryLock(start, end);
            else if (_held.Count > 0 && step == Step.Unlock)
                Unlock(which % _held.Count);
            else if (_held.Count > 0)
                UnlockPart(which % _held.Count, start, end);
        }

        private void TryLock(long start, long end)
        {
            bool isTaken = _segments.TryLock(new ByteRange(start, end), out RangeLease lease);
            Assert.Equal(isTaken, !_tree.AnySet(start, end, ExtentBits.Locked));
            if (isTaken)
                _held.Add((_tree.LockCached(start, end, "both"), lease));
            else
                Assert.False(_tree.TryLock(start, end, "both", TimeSpan.Zero));
        }

        private void Unlock(int which)
        {
            _tree.Unlock(_held[which].Cached);
            _held[which].Lease.Release();
            _held.RemoveAt(which);
        }

        private void UnlockPart(int which, long start, long end)
        {
            (CachedState cached, RangeLease lease) = _held[which];
            bool isHeld = _tree.Holds(cached, start, end);
            LeaseFault? ofTree = Fault(() => _tree.Unlock(cached, start, end));
            LeaseFault? ofWords = Fault(() => lease.ReleasePart(new ByteRange(start, end)));
            Assert.Equal(isHeld ? null : LeaseFault.NotCovered, ofTree);
            Assert.Equal(ofTree, ofWords);
            if (!lease.IsHeld)
                _held.RemoveAt(which);
        }

        private static LeaseFault? Fault(Action action) => (Record.Exception(action) as LeaseException)?.Fault;

        private IEnumerable<long> OfTree()
        {
            for (long at = 0; _tree.TryFind(at, ExtentBits.Locked, out ByteRange range); at = range.End)
            {
                for (long unit = range.Start; unit < range.End; unit += Unit)
                    yield return unit;
            }
        }

        // A lease with holes tells its hull only; units that can be taken now are not held.
        private IEnumerable<long> OfSegments()
        {
            for (long unit = 220 * Unit; unit < 281 * Unit; unit += Unit)
            {
                if (_segments.TryLock(new ByteRange(unit, unit + Unit), out RangeLease lease))
                    lease.Release();
                else
                    yield return unit;
            }
        }
    }
}
