using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Extents;
using ExtentLock.Mapping;
using ExtentLock.Volumes;
using Xunit;

namespace ExtentLock.Tests.Proof;

/// <summary>
/// One order of steps of a few requests on a file. A step begins the next request, ends one that the device has, well
/// or not, or tells one to give up; the next one is chosen when nothing moves any more.
/// </summary>
internal sealed class Interleaving(
    VolumeFile file, HeldDevice device, IReadOnlyList<Attempt> attempts, bool mayFail, Func<int, int> choose)
{
    private readonly List<Attempt> _waiting = [.. attempts];
    private readonly List<Running> _running = [];
    private readonly List<string> _trace = [];
    private bool _hasFailed;
    private int _step;

    /// <summary>The steps, for people.</summary>
    public override string ToString() => string.Join("; ", _trace);

    /// <summary>Steps until every request has ended.</summary>
    internal IReadOnlyList<OneOrder.Timed> Run()
    {
        while (true)
        {
            Settle();
            List<(string Name, Action Take)> choices = Choices();
            if (choices.Count == 0)
                break;

            (string name, Action take) = choices[choose(choices.Count)];
            _trace.Add(name);
            _step++;
            take();
        }

        Assert.True(_running.TrueForAll(one => one.Task.IsCompleted), $"Nothing goes on, not all have ended: {this}");
        return [.. _running.Select(one => new OneOrder.Timed(
            one.Attempt, one.Began, one.Ended, one.Task.GetAwaiter().GetResult()))];
    }

    private List<(string Name, Action Take)> Choices()
    {
        List<(string, Action)> choices = [];
        foreach (Attempt attempt in _waiting)
            choices.Add(($"begin {attempt}", () => Begin(attempt)));

        for (int i = 0; i < device.Pending; i++)
        {
            int place = i;
            choices.Add(($"end {place}", () => device.End(place)));
            if (mayFail && !_hasFailed)
                choices.Add(($"fail {place}", () => Fail(place)));
        }

        foreach (Running one in _running.Where(one =>
            one.Attempt.MayBeCancelled && !one.Task.IsCompleted && !one.Source.IsCancellationRequested))
            choices.Add(($"cancel {one.Attempt}", one.Source.Cancel));

        return choices;
    }

    private void Fail(int place)
    {
        _hasFailed = true;
        device.End(place, isFailure: true);
    }

    private void Begin(Attempt attempt)
    {
        _waiting.Remove(attempt);
        bool isAlone = _running.TrueForAll(other => other.Task.IsCompleted);
        int waiting = file.Node.Ranges.Snapshot().Count(held => held.IsWaiting);
        CancellationTokenSource source = new();
        byte[] memory = new byte[attempt.Count * Attempt.Cell];
        Running one = new(attempt, _step, source, memory, attempt.RunAsync(file, memory, source.Token));
        _running.Add(one);
        if ((attempt.Flags & IoFlags.NoWait) == 0)
            return;

        // It never waits, and gives up only for somebody else.
        Assert.Equal(waiting, file.Node.Ranges.Snapshot().Count(held => held.IsWaiting));
        Settle();
        if (one.Task.IsCompleted && one.Task.GetAwaiter().GetResult().IsRefusal)
            Assert.False(isAlone, $"Refused without a reason: {this}");
    }

    /// <summary>Until every request that has not ended waits for the range, or holds it and has all that it needs with
    /// the device: then only a step can change anything. If that does not come, somebody waits for nobody.</summary>
    private void Settle()
    {
        Stopwatch watch = Stopwatch.StartNew();
        SpinWait spin = default;
        while (!IsSettled())
        {
            if (watch.Elapsed > TimeSpan.FromSeconds(30))
            {
                Assert.Fail($"Stuck with {device.Waiting} at the device after {this}\n{file.Node.Ranges.Dump()}\n"
                    + $"{PagesWaitedFor()} wait for pages");
            }

            spin.SpinOnce(sleep1Threshold: -1);
        }

        foreach (Running one in _running.Where(one => one.Ended == int.MaxValue && one.Task.IsCompleted))
            one.Ended = _step;
    }

    private bool IsSettled()
    {
        int open = _running.Count(one => !one.Task.IsCompleted);
        int pending = device.Pending;
        IReadOnlyList<HeldRange> ranges = file.Node.Ranges.Snapshot();
        (int least, int most) = (0, 0);
        foreach (HeldRange held in ranges.Where(range => !range.IsWaiting))
        {
            int pieces = PiecesOf(held);
            (least, most) = (least + Math.Max(pieces, 1), most + (pieces > 0 ? pieces : 2));
        }

        int pages = PagesWaitedFor();
        int ended = _running.Where(one => !one.Task.IsCompleted).Sum(one => device.EndedOf(one.Memory));
        // Twice the same, so that what was looked at last belongs to what was looked at first.
        return open == ranges.Count + pages
            && pending >= least - ended && pending <= most - ended && device.Pending == pending
            && file.Node.Ranges.Snapshot().SequenceEqual(ranges) && PagesWaitedFor() == pages
            && _running.Count(one => !one.Task.IsCompleted) == open;
    }

    /// <summary>Who waits for pages of the cache holds no range, and nobody reads ahead in a file that is as
    /// short.</summary>
    private int PagesWaitedFor() => file.Volume.Buffered is CachedSide side
        ? side.PagesOf(file.Node).Locks.Snapshot().Count(held => held.IsWaiting)
        : 0;

    /// <summary>How many requests to the device a holder makes at once: what it has to wait for. None if it is not
    /// known: one or two.</summary>
    private int PiecesOf(HeldRange held)
    {
        bool isRead = held.Label == "direct read";
        bool isDirect = isRead || held.Label == "direct write";
        FileNode node = file.Node;
        bool isOne = held.Label == "read into cache" || (held.Label == "write-back" && node.HasChecksums);
        if (isOne || (isDirect && !isRead && node.HasChecksums))
            return 1;

        if (!isDirect)
            return 0;

        int pieces = 0;
        bool wasHole = false;
        long end = isRead ? Math.Min(held.Range.End, VolumeFormat.Up(node.Size)) : held.Range.End;
        for (long at = held.Range.Start; at < end;)
        {
            FilePiece piece = node.At(at, end);
            bool isHole = piece.Kind != ExtentKind.Regular;
            pieces += isHole && (isRead || wasHole) ? 0 : 1;
            wasHole = isHole;
            at = Math.Min(piece.End, end);
        }

        return pieces;
    }

    private sealed record Running(
        Attempt Attempt, int Began, CancellationTokenSource Source, byte[] Memory, Task<Answer> Task)
    {
        internal int Ended { get; set; } = int.MaxValue;
    }
}
