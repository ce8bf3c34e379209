using System;
using System.Collections.Generic;
using System.Threading;

namespace ExtentLock.Extents;

/// <summary>The plain bits: set, cleared, converted, found, counted and waited for. Each call is one step.</summary>
public sealed partial class ExtentIoTree
{
    private readonly LinkedList<LockWaiter> _bitWaiters = new();

    /// <summary>
    /// Raised for each range whose bits have changed by a call with <see cref="BitControls.Account"/>, on its thread,
    /// before it returns and outside the tree's latch.
    /// </summary>
    public event Action<BitChange>? BitsChanged;

    /// <summary>Sets bits on every byte of the range.</summary>
    /// <exception cref="ArgumentException"><paramref name="bits"/> holds <see cref="ExtentBits.Locked"/>.</exception>
    public void SetBits(long start, long end, ExtentBits bits, BitControls controls = BitControls.None) =>
        ConvertBits(start, end, ExtentBits.None, bits, controls);

    /// <summary>Sets bits on every byte of the range if no byte of it has any of them yet.</summary>
    /// <param name="start">First byte.</param>
    /// <param name="end">One past the last byte.</param>
    /// <param name="bits">Any but <see cref="ExtentBits.Locked"/>.</param>
    /// <returns>False if one has, and nothing was set.</returns>
    /// <exception cref="ArgumentException"><paramref name="bits"/> holds <see cref="ExtentBits.Locked"/>.</exception>
    public bool TrySetBits(long start, long end, ExtentBits bits)
    {
        Check(start, end, bits);
        lock (_latch)
        {
            if (_runs.Any(start, end, bits))
                return false;

            _runs.Change(start, end, new ExtentChange(ExtentBits.None, bits));
            return true;
        }
    }

    /// <summary>Clears bits on every byte of the range, and wakes who waits for that.</summary>
    /// <exception cref="ArgumentException"><paramref name="bits"/> holds <see cref="ExtentBits.Locked"/>.</exception>
    public void ClearBits(long start, long end, ExtentBits bits, BitControls controls = BitControls.None) =>
        ConvertBits(start, end, bits, ExtentBits.None, controls);

    /// <summary>Clears some bits and sets others on every byte of the range, in one step.</summary>
    /// <param name="start">First byte.</param>
    /// <param name="end">One past the last byte.</param>
    /// <param name="clear">Bits that no byte has afterwards, unless they are in <paramref name="set"/> too.</param>
    /// <param name="set">Bits that every byte has afterwards.</param>
    /// <param name="controls">What else is to be done.</param>
    /// <exception cref="ArgumentException">One of the bits is <see cref="ExtentBits.Locked"/>.</exception>
    public void ConvertBits(
        long start, long end, ExtentBits clear, ExtentBits set, BitControls controls = BitControls.None)
    {
        Check(start, end, clear | set);
        if ((controls & BitControls.Delete) != BitControls.None)
            clear = ~ExtentBits.Locked;

        List<BitChange>? changes = (controls & BitControls.Account) == BitControls.None ? null : [];
        lock (_latch)
        {
            _runs.Change(start, end, new ExtentChange(clear, set), changes);
            ServeBitWaiters();
        }

        foreach (BitChange change in changes ?? [])
            BitsChanged?.Invoke(change);
    }

    /// <summary>True if some byte of the range has one of the bits.</summary>
    public bool AnySet(long start, long end, ExtentBits bits)
    {
        Check(start, end);
        lock (_latch)
            return _runs.Any(start, end, bits);
    }

    /// <summary>True if every byte of the range has all of the bits; true for an empty range.</summary>
    public bool AllSet(long start, long end, ExtentBits bits)
    {
        Check(start, end);
        lock (_latch)
            return _runs.AllSet(start, end, bits);
    }

    /// <summary>
    /// Finds the first bytes that have all of the bits. The next ones are found from the end of these on.
    /// </summary>
    /// <param name="from">No byte before it is found.</param>
    /// <param name="bits">At least one.</param>
    /// <param name="found">As many bytes as follow one another, whatever other bits they have.</param>
    /// <returns>False if there are none.</returns>
    public bool TryFind(long from, ExtentBits bits, out ByteRange found)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfEqual((int)bits, (int)ExtentBits.None);
        lock (_latch)
        {
            bool isFound = _runs.TryFind(from, bits, out long start, out long end);
            found = isFound ? new ByteRange(start, end) : default;
            return isFound;
        }
    }

    /// <summary>Bytes of the range that have all of the bits.</summary>
    public long CountBytes(long start, long end, ExtentBits bits)
    {
        Check(start, end);
        lock (_latch)
            return _runs.Count(start, end, bits);
    }

    /// <summary>
    /// Waits until no byte of the range has any of the bits. They were gone at one moment; to keep them away, lock.
    /// </summary>
    /// <param name="start">First byte.</param>
    /// <param name="end">One past the last byte.</param>
    /// <param name="bits">Any, <see cref="ExtentBits.Locked"/> among them.</param>
    /// <param name="wait">How long to wait at most; zero does not wait, <see cref="Timeout.InfiniteTimeSpan"/> for
    /// ever.</param>
    /// <returns>False if the time ran out.</returns>
    public bool WaitUntilClear(long start, long end, ExtentBits bits, TimeSpan wait)
    {
        Check(start, end);
        LinkedListNode<LockWaiter> node;
        lock (_latch)
        {
            if (!_runs.Any(start, end, bits))
                return true;

            if (wait == TimeSpan.Zero)
                return false;

            node = _bitWaiters.AddLast(new LockWaiter(start, end, holder: null, bits, stamp: 0));
        }

        return Await(node, wait);
    }

    private void ServeBitWaiters()
    {
        for (LinkedListNode<LockWaiter>? node = _bitWaiters.First; node is not null;)
        {
            LinkedListNode<LockWaiter>? next = node.Next;
            ExtentRange range = node.Value.Range;
            if (!_runs.Any(range.Start, range.End, range.Bits))
            {
                _bitWaiters.Remove(node);
                node.Value.Grant();
            }

            node = next;
        }
    }
}
