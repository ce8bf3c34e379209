using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Extents;
using Xunit;

namespace ExtentLock.Tests.Extents.RangeLocks;

/// <summary>A lock and the model side by side: every operation is done to both, and both must tell the same.</summary>
internal sealed class RangeLockAgainstModel
{
    private readonly ManualTime _time = new();
    private readonly QueuedRangeLock _lock;
    private readonly RangeModel _model;
    private readonly List<Pair> _pairs = [];

    public RangeLockAgainstModel(Func<TimeProvider, QueuedRangeLock> create)
    {
        _lock = create(_time);
        _model = new RangeModel(_lock.Granularity);
    }

    public void Run(IEnumerable<RangeOperation> operations)
    {
        foreach (RangeOperation operation in operations)
        {
            Do(operation);
            Compare();
        }

        while (_pairs.Count > 0)
        {
            Release(_pairs.Find(pair => pair.Lease.IsHeld)!);
            Compare();
        }

        // Nothing is left in segments either: the largest range looks at all of them.
        Assert.True(_lock.TryLock(ByteRange.All, out _));
    }

    private void Do(RangeOperation operation)
    {
        switch (operation.Action)
        {
            case RangeAction.TryLock:
                TryLock(operation);
                break;
            case RangeAction.LockAsync:
                LockAsync(operation);
                break;
            case RangeAction.Cancel when Pick(isHeld: false, operation.Which) is Pair waiting:
                Cancel(waiting);
                break;
            case RangeAction.LockInTime:
                LockInTime(operation);
                break;
            case RangeAction.Release or RangeAction.ReleasePart or RangeAction.Split or RangeAction.Downgrade
                when Pick(isHeld: true, operation.Which) is Pair held:
                Change(operation, held);
                break;
        }
    }

    private void Change(RangeOperation operation, Pair held)
    {
        switch (operation.Action)
        {
            case RangeAction.Release:
                Release(held);
                break;
            case RangeAction.ReleasePart:
                ReleasePart(held, operation.Range);
                break;
            case RangeAction.Split:
                Split(held, operation.Range.Start);
                break;
            default:
                held.Lease.Downgrade();
                _model.Downgrade(held.Request);
                break;
        }
    }

    private void TryLock(RangeOperation operation)
    {
        bool isTaken = _lock.TryLock(operation.Range, out RangeLease lease, operation.Mode);
        RangeModel.Request request = _model.Ask(operation.Range, operation.Mode);
        Assert.Equal(request.IsGranted, isTaken);
        if (isTaken)
            _pairs.Add(new Pair(request) { Lease = lease });
        else
            _model.Remove(request);
    }

    private void LockAsync(RangeOperation operation)
    {
        Pair pair = new(_model.Ask(operation.Range, operation.Mode));
        pair.Wait = _lock.LockAsync(operation.Range, operation.Mode, cancellationToken: pair.Source.Token);
        pair.IsWaiting = true;
        _pairs.Add(pair);
    }

    private void LockInTime(RangeOperation operation)
    {
        TimeSpan second = TimeSpan.FromSeconds(1);
        ValueTask<RangeLease> wait = _lock.LockAsync(operation.Range, operation.Mode, second);
        RangeModel.Request request = _model.Ask(operation.Range, operation.Mode);
        Assert.Equal(request.IsGranted, wait.IsCompleted);
        _time.Advance(second);
        Assert.True(wait.IsCompleted);
        if (request.IsGranted)
        {
            _pairs.Add(new Pair(request) { Lease = wait.Result });
            return;
        }

        _model.Remove(request);
        Assert.Throws<TimeoutException>(() => wait.Result);
    }

    private void Cancel(Pair waiting)
    {
        waiting.Source.Cancel();
        _model.Remove(waiting.Request);
        _pairs.Remove(waiting);
        Assert.True(waiting.Wait.IsCanceled);
        Assert.Throws<OperationCanceledException>(() => waiting.Wait.Result);
    }

    private void Release(Pair held)
    {
        held.Lease.Release();
        _model.Remove(held.Request);
        _pairs.Remove(held);
    }

    private void ReleasePart(Pair held, ByteRange range)
    {
        if (!_model.Covers(held.Request, range))
        {
            Assert.Equal(
                LeaseFault.NotCovered, Assert.Throws<LeaseException>(() => held.Lease.ReleasePart(range)).Fault);
            return;
        }

        held.Lease.ReleasePart(range);
        _model.ReleasePart(held.Request, range);
        if (held.Request.Pieces.Count == 0)
            _pairs.Remove(held);
    }

    private void Split(Pair held, long at)
    {
        if (!_model.CanSplit(held.Request, at))
        {
            Assert.Throws<InvalidRangeException>(() => held.Lease.Split(at));
            return;
        }

        RangeLease rest = held.Lease.Split(at);
        _pairs.Add(new Pair(_model.Split(held.Request, at)) { Lease = rest });
    }

    private Pair? Pick(bool isHeld, int which)
    {
        List<Pair> candidates = _pairs.FindAll(pair => pair.Request.IsGranted == isHeld);
        return candidates.Count == 0 ? null : candidates[which % candidates.Count];
    }

    private void Compare()
    {
        foreach (Pair pair in _pairs.Where(pair => pair.IsWaiting))
        {
            Assert.Equal(pair.Request.IsGranted, pair.Wait.IsCompletedSuccessfully);
            if (!pair.Request.IsGranted)
                continue;

            pair.Lease = pair.Wait.Result;
            pair.IsWaiting = false;
        }

        Assert.All(_pairs, pair => Assert.Equal(pair.Request.IsGranted, pair.Lease.IsHeld));
        IEnumerable<(ByteRange, RangeMode, bool)> expected =
            _model.Requests.Select(request => (request.Hull, request.Mode, !request.IsGranted));
        IEnumerable<(ByteRange, RangeMode, bool)> told =
            _lock.Snapshot().Select(range => (range.Range, range.Mode, range.IsWaiting));
        Assert.Equal(expected.Order(Order), told.Order(Order));
    }

    private static readonly Comparer<(ByteRange Range, RangeMode Mode, bool IsWaiting)> Order =
        Comparer<(ByteRange Range, RangeMode Mode, bool IsWaiting)>.Create(static (left, right) =>
            (left.Range.Start, left.Range.End, left.Mode, left.IsWaiting).CompareTo(
                (right.Range.Start, right.Range.End, right.Mode, right.IsWaiting)));

    private sealed class Pair(RangeModel.Request request)
    {
        public RangeModel.Request Request { get; } = request;

        public CancellationTokenSource Source { get; } = new();

        public ValueTask<RangeLease> Wait { get; set; }

        public bool IsWaiting { get; set; }

        public RangeLease Lease { get; set; }
    }
}
