using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using System.Threading;
using ExtentLock.Contracts;

namespace ExtentLock.Extents;

/// <summary>
/// State of a file's byte ranges, the range lock among it: the lock is one of the bits. Thread-safe.
/// </summary>
/// <remarks>
/// Modelled on the extent I/O tree of btrfs (fs/btrfs/extent_io.c, Linux 3.5). As there, a lock is exclusive, not
/// recursive and has no owner: anybody may give a range back, and giving back what is not held does nothing. Unlike
/// there a lock is taken whole or not at all, so a blocked caller holds no part of it, and waiters that overlap are
/// served in the order of their coming. All ranges are half-open, <c>[start, end)</c>, in bytes; an empty one is never
/// held.
/// </remarks>
public sealed partial class ExtentIoTree
{
    private readonly Lock _latch = new();
    private readonly ExtentRuns _runs = new();
    private readonly LinkedList<LockWaiter> _waiters = new();
    private long _locks;

    /// <summary>
    /// Raised when a caller has begun to wait for a range, on its thread and outside the tree's latch. A handler that
    /// throws ends the wait.
    /// </summary>
    public event Action<ExtentRange>? Waiting;

    /// <summary>True if no range has any state and nobody waits.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_latch)
                return _runs.All.Count == 0 && _waiters.Count == 0 && _bitWaiters.Count == 0;
        }
    }

    /// <summary>Takes the range, and waits as long as any byte of it is held.</summary>
    /// <param name="start">First byte.</param>
    /// <param name="end">One past the last byte.</param>
    /// <param name="holder">Label that <see cref="Dump"/> shows while the range is held.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range starts below zero or ends before its start.</exception>
    [Acquires("this", Start = "start", End = "end")]
    public void Lock(long start, long end, string holder) =>
        Take(start, end, holder, Timeout.InfiniteTimeSpan, out _);

    /// <summary>Takes the range if it becomes free in time.</summary>
    /// <param name="start">First byte.</param>
    /// <param name="end">One past the last byte.</param>
    /// <param name="holder">Label that <see cref="Dump"/> shows while the range is held.</param>
    /// <param name="wait">How long to wait at most; zero does not wait, <see cref="Timeout.InfiniteTimeSpan"/> for
    /// ever.</param>
    /// <returns>True if the range is held now.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range starts below zero or ends before its start.</exception>
    [Acquires("this", When = Outcome.True, Start = "start", End = "end")]
    public bool TryLock(long start, long end, string holder, TimeSpan wait) =>
        Take(start, end, holder, wait, out _);

    /// <summary>Gives the range back and serves who waits for it. Bytes that are not held stay as they are.</summary>
    /// <param name="start">First byte.</param>
    /// <param name="end">One past the last byte.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range starts below zero or ends before its start.</exception>
    [Releases("this", Start = "start", End = "end")]
    public void Unlock(long start, long end)
    {
        Check(start, end);
        lock (_latch)
            UnlockUnderLatch(start, end);
    }

    /// <summary>All ranges that have a state, in ascending order.</summary>
    public IReadOnlyList<ExtentRange> Snapshot()
    {
        lock (_latch)
            return [.. _runs.All];
    }

    /// <summary>The tree as text, one range a line with its holder, then who waits for what.</summary>
    public string Dump()
    {
        StringBuilder text = new();
        lock (_latch)
        {
            foreach (ExtentRange run in _runs.All)
                text.Append(run).Append('\n');

            foreach (LockWaiter waiter in _waiters)
            {
                ExtentRange range = waiter.Range;
                text.Append(CultureInfo.InvariantCulture, $"[{range.Start}, {range.End}) awaited by {range.Holder}\n");
            }

            foreach (LockWaiter waiter in _bitWaiters)
            {
                ExtentRange range = waiter.Range;
                text.Append(
                    CultureInfo.InvariantCulture, $"[{range.Start}, {range.End}) awaited without {range.Bits}\n");
            }
        }

        return text.Length == 0 ? "(empty)\n" : text.ToString();
    }

    /// <summary>The leak report: for the end of a test or of a file's life, when nothing should be held.</summary>
    /// <exception cref="RangeLeakException">Something is held or waited for; says what and by whom.</exception>
    public void ThrowIfHeld()
    {
        List<HeldRange> held = [];
        lock (_latch)
        {
            foreach (ExtentRange run in _runs.All)
            {
                if ((run.Bits & ExtentBits.Locked) != ExtentBits.None)
                    held.Add(ToHeld(run, isWaiting: false));
            }

            foreach (LockWaiter waiter in _waiters)
                held.Add(ToHeld(waiter.Range, isWaiting: true));

            foreach (LockWaiter waiter in _bitWaiters)
                held.Add(ToHeld(waiter.Range, isWaiting: true));
        }

        if (held.Count > 0)
            throw new RangeLeakException(held);
    }

    private static HeldRange ToHeld(ExtentRange range, bool isWaiting) =>
        new(new ByteRange(range.Start, range.End), RangeMode.Exclusive, range.Holder, isWaiting);

    private static void Check(long start, long end, ExtentBits bits = ExtentBits.None)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfLessThan(end, start);
        if ((bits & ExtentBits.Locked) != ExtentBits.None)
            throw new ArgumentException("Locks are taken and given back by Lock and Unlock.", nameof(bits));
    }

    private bool Take(long start, long end, string holder, TimeSpan wait, out long stamp)
    {
        Check(start, end);
        ArgumentNullException.ThrowIfNull(holder);
        stamp = 0;
        if (start == end)
            return true;

        LinkedListNode<LockWaiter> node;
        lock (_latch)
        {
            stamp = ++_locks;
            LockWaiter waiter = new(start, end, holder, ExtentBits.None, stamp);
            if (IsFree(waiter, before: null))
            {
                _runs.Change(start, end, ExtentChange.Lock(waiter.Range));
                return true;
            }

            if (wait == TimeSpan.Zero)
                return false;

            node = _waiters.AddLast(waiter);
        }

        return Await(node, wait);
    }

    /// <summary>False if the time ran out. A handler that throws, and an interrupted thread, leave nobody waiting and
    /// nothing held.</summary>
    private bool Await(LinkedListNode<LockWaiter> node, TimeSpan wait)
    {
        try
        {
            Waiting?.Invoke(node.Value.Range);
            return node.Value.Wait(wait) || !GiveUp(node);
        }
        catch
        {
            if (!GiveUp(node) && node.Value.Range.Holder is not null)
                Unlock(node.Value.Range.Start, node.Value.Range.End);

            throw;
        }
    }

    /// <summary>
    /// True if the waiter was still queued and is not any more; false if it has been served meanwhile.
    /// </summary>
    private bool GiveUp(LinkedListNode<LockWaiter> node)
    {
        lock (_latch)
        {
            if (node.List is null)
                return false;

            node.List.Remove(node);

            // Those behind may have waited for this one only.
            ServeWaiters();
            return true;
        }
    }

    private void UnlockUnderLatch(long start, long end)
    {
        _runs.Change(start, end, new ExtentChange(ExtentBits.Locked, ExtentBits.None));
        ServeWaiters();
        ServeBitWaiters();
    }

    private void ServeWaiters()
    {
        for (LinkedListNode<LockWaiter>? node = _waiters.First; node is not null;)
        {
            LinkedListNode<LockWaiter>? next = node.Next;
            ExtentRange range = node.Value.Range;
            if (IsFree(node.Value, before: node))
            {
                _runs.Change(range.Start, range.End, ExtentChange.Lock(range));
                _waiters.Remove(node);
                node.Value.Grant();
            }

            node = next;
        }
    }

    /// <summary>Nothing of it is held, and nobody who came earlier waits for a part of it.</summary>
    private bool IsFree(LockWaiter wanted, LinkedListNode<LockWaiter>? before)
    {
        ExtentRange range = wanted.Range;
        for (LinkedListNode<LockWaiter>? node = _waiters.First; node is not null && node != before; node = node.Next)
        {
            if (node.Value.Range.Overlaps(range.Start, range.End))
                return false;
        }

        return !_runs.Any(range.Start, range.End, ExtentBits.Locked);
    }
}
