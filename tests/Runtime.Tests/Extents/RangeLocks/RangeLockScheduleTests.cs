using System;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Extents;
using ExtentLock.Tests.Proof;
using Xunit;

namespace ExtentLock.Tests.Extents.RangeLocks;

/// <summary>Every order of steps of two to four requests, told apart wherever a thread may come between.</summary>
public abstract class RangeLockScheduleTests
{
    // Where two segments meet.
    private const long Origin = 240;

    private static readonly int MostSwitches = Effort.Of("LOCK_SWITCHES", 2);
    private static readonly int MostRuns = Effort.Of("LOCK_SCHEDULES", 2500);

    private readonly Func<QueuedRangeLock> _create;
    private QueuedRangeLock _lock = new TreeRangeLock();
    private RangeHistory _history = new(1);
    private long _cancelled;

    private protected RangeLockScheduleTests(Func<QueuedRangeLock> create) => _create = create;

    [Fact]
    public void OverlappingRangesOfTwoSegments_AreNeverHeldAtOnce() => Explore(
        () => [LockAndRelease(Sectors(0, 40)), LockAndRelease(Sectors(30, 60)), LockAndRelease(Sectors(15, 17))]);

    [Fact]
    public void WholeFileAndParts_AreNeverHeldAtOnce() => Explore(
        () => [LockAndRelease(ByteRange.All), LockAndRelease(Sectors(0, 20)), LockAndRelease(Sectors(18, 19))]);

    [Fact]
    public void TwoWholeFilesAndASector_AreNeverHeldAtOnce() => Explore(
        () =>
        [
            LockAndRelease(ByteRange.All),
            LockAndRelease(ByteRange.All, RangeMode.Shared),
            LockAndRelease(Sectors(0, 1), RangeMode.Shared),
        ]);

    [Fact]
    public void ReadersAndAWriter_AreNeverHeldAtOnce() => Explore(
        () =>
        [
            LockAndRelease(Sectors(0, 20), RangeMode.Shared),
            LockAndRelease(Sectors(10, 30), RangeMode.Shared),
            LockAndRelease(Sectors(15, 18)),
        ]);

    [Fact]
    public void TriesAmongWaits_LeaveNothingBehind() => Explore(
        () => [TryAndRelease(Sectors(0, 40)), LockAndRelease(Sectors(20, 21)), TryAndRelease(Sectors(20, 50))]);

    [Fact]
    public void TriesOfWholeFileAmongParts_LeaveNothingBehind() => Explore(
        () => [TryAndRelease(ByteRange.All), LockAndRelease(Sectors(20, 21)), LockAndRelease(Sectors(10, 40))]);

    [Fact]
    public void CancellationAgainstRelease_LosesNoWakeUp() => Explore(() =>
    {
        CancellationTokenSource source = new();
        return
        [
            LockAndRelease(Sectors(0, 20)),
            LockAndRelease(Sectors(10, 30), token: source.Token),
            LockAndRelease(Sectors(25, 40)),
            _ => Cancel(source),
        ];
    });

    [Fact]
    public void CancellationOfWholeFile_LosesNoWakeUp() => Explore(() =>
    {
        CancellationTokenSource source = new();
        return
        [
            LockAndRelease(Sectors(0, 20)),
            LockAndRelease(ByteRange.All, token: source.Token),
            LockAndRelease(Sectors(25, 40)),
            _ => Cancel(source),
        ];
    });

    [Fact]
    public void PartReleaseAgainstWaits_LosesNoWakeUp() => Explore(
        () =>
        [
            Lock(Sectors(0, 40), lease =>
            {
                lease.ReleasePart(Sectors(10, 20));
                lease.ReleasePart(Sectors(0, 10));
            }),
            LockAndRelease(Sectors(5, 15)),
            LockAndRelease(Sectors(12, 14), RangeMode.Shared),
        ]);

    [Fact]
    public void DowngradeAgainstWaits_LosesNoWakeUp() => Explore(
        () =>
        [
            Lock(Sectors(0, 40), lease => lease.Downgrade()),
            LockAndRelease(Sectors(5, 15), RangeMode.Shared),
            LockAndRelease(Sectors(12, 14)),
        ]);

    [Fact]
    public void SharedHolderTooMany_IsCountedBesideWhoComesAndGoes() => Explore(
        () =>
        [
            LockAndRelease(Sectors(0, 1), RangeMode.Shared),
            LockAndRelease(Sectors(0, 2), RangeMode.Shared),
            LockAndRelease(Sectors(1, 2)),
        ],
        sharedBefore: 254);

    private static ByteRange Sectors(long first, long end) => new((Origin + first) * 4096, (Origin + end) * 4096);

    private void Explore(Func<Action<Schedules.Worker>[]> workers, int sharedBefore = 0)
    {
        using Schedules schedules = new(MostSwitches, MostRuns);
        schedules.Explore(() =>
        {
            Begin();
            RangeLease[] before = new RangeLease[sharedBefore];
            for (int i = 0; i < sharedBefore; i++)
                before[i] = _lock.Lock(Sectors(0, 1), RangeMode.Shared);

            return (workers(), () =>
            {
                Array.ForEach(before, lease => lease.Release());
                Verify();
            });
        });
        Assert.True(schedules.Runs > 20, $"only {schedules.Runs} orders");
    }

    private void Begin()
    {
        _lock = _create();
        _lock.AtStep = _ => Schedules.Worker.Step();
        _history = new RangeHistory(_lock.Granularity);
    }

    private void Verify()
    {
        Assert.Empty(_history.Faults());
        Assert.Empty(_history.BaselessRefusals());
        _lock.ThrowIfHeld();

        // Whoever comes next needs no queue, and finds nothing left in segments.
        bool metTheQueue = false;
        _lock.AtStep = step => metTheQueue |= step == LockStep.Request;
        Assert.True(_lock.TryLock(Sectors(0, 60), out RangeLease next));
        Assert.False(metTheQueue);
        next.Release();
        Assert.True(_lock.TryLock(ByteRange.All, out _));
    }

    private void Cancel(CancellationTokenSource source)
    {
        _cancelled = _history.Tick();
        source.Cancel();
    }

    private Action<Schedules.Worker> LockAndRelease(
        ByteRange range, RangeMode mode = RangeMode.Exclusive, CancellationToken token = default) =>
        Lock(range, static _ => { }, mode, token);

    private Action<Schedules.Worker> Lock(
        ByteRange range,
        Action<RangeLease> change,
        RangeMode mode = RangeMode.Exclusive,
        CancellationToken token = default) =>
        worker =>
        {
            RangeHistory.Entry entry = _history.Begin(range, mode);
            ValueTask<RangeLease> wait = _lock.LockAsync(range, mode, cancellationToken: token);
            entry.Queued = wait.IsCompleted ? 0 : _history.Tick();
            worker.WaitUntil(() => wait.IsCompleted);
            if (wait.IsCanceled)
            {
                // Not before somebody began to cancel it; when exactly, nobody can tell.
                entry.GivenUp = _cancelled;
                entry.Returned = _history.Tick();
                return;
            }

            RangeLease lease = wait.Result;
            entry.Returned = entry.Granted = _history.Tick();
            Schedules.Worker.Step();
            entry.Released = _history.Tick();
            change(lease);
            lease.Dispose();
            entry.ReleaseReturned = _history.Tick();
        };

    private Action<Schedules.Worker> TryAndRelease(ByteRange range) => _ =>
    {
        RangeHistory.Entry entry = _history.Begin(range, RangeMode.Exclusive);
        bool isTaken = _lock.TryLock(range, out RangeLease lease);
        entry.Returned = _history.Tick();
        if (!isTaken)
            return;

        entry.Granted = entry.Returned;
        Schedules.Worker.Step();
        entry.Released = _history.Tick();
        lease.Release();
        entry.ReleaseReturned = _history.Tick();
    };
}

/// <summary>The lock on segments.</summary>
public sealed class SegmentRangeLockScheduleTests() : RangeLockScheduleTests(() => new RangeLock());

/// <summary>The lock on one tree.</summary>
public sealed class TreeRangeLockScheduleTests() : RangeLockScheduleTests(() => new TreeRangeLock());
