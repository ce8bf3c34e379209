using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Contracts;

namespace ExtentLock.Extents;

/// <summary>
/// Locks byte ranges of one file, shared or exclusive, for threads and for asynchronous code. Thread-safe.
/// </summary>
/// <remarks>
/// <para>A range is taken whole or not at all: who waits holds no part of it.</para>
/// <para>Requests that conflict - they overlap, and one of them is exclusive - are served in the order of their coming,
/// so none of them starves. A shared request waits behind an exclusive one that waits. The others do not affect one
/// another.</para>
/// <para>A lock is not recursive and does not belong to a thread: who has the lease may give it back, once.</para>
/// <para>Continuations of <see cref="LockAsync"/> run on the thread pool, never inside the call that gave the range
/// back.</para>
/// </remarks>
public interface IRangeLock
{
    /// <summary>Bytes in a unit of the lock. Ranges are rounded out to it when they are compared.</summary>
    long Granularity { get; }

    /// <summary>Takes a range; blocks the thread while a conflicting one is held or was asked for before.</summary>
    /// <param name="range">The bytes.</param>
    /// <param name="mode">How to hold them.</param>
    /// <param name="timeout">How long to wait at most; null or <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="label">Who asks, for reports; costs nothing.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The lease to give back.</returns>
    /// <exception cref="InvalidRangeException">The range is empty.</exception>
    /// <exception cref="TimeoutException">The range did not become free in time. Nothing is held.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled. Nothing is held.</exception>
    [Acquires("return", Start = "range.Start", End = "range.End")]
    RangeLease Lock(
        ByteRange range,
        RangeMode mode = RangeMode.Exclusive,
        TimeSpan? timeout = null,
        string? label = null,
        CancellationToken cancellationToken = default);

    /// <summary>Takes a range if that is possible at once, or within a time.</summary>
    /// <param name="range">The bytes.</param>
    /// <param name="lease">The lease to give back, if the range was taken.</param>
    /// <param name="mode">How to hold them.</param>
    /// <param name="timeout">How long to wait at most; null or zero does not wait.</param>
    /// <param name="label">Who asks, for reports; costs nothing.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>True if the range is held now.</returns>
    /// <exception cref="InvalidRangeException">The range is empty.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled. Nothing is held.</exception>
    [Acquires("lease", When = Outcome.True, Start = "range.Start", End = "range.End")]
    bool TryLock(
        ByteRange range,
        out RangeLease lease,
        RangeMode mode = RangeMode.Exclusive,
        TimeSpan? timeout = null,
        string? label = null,
        CancellationToken cancellationToken = default);

    /// <summary>Takes a range as <see cref="Lock"/> does, without blocking a thread.</summary>
    /// <param name="range">The bytes.</param>
    /// <param name="mode">How to hold them.</param>
    /// <param name="timeout">How long to wait at most; null or <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="label">Who asks, for reports; costs nothing.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The lease to give back. To be awaited once; a task that nobody awaits keeps the range.</returns>
    /// <exception cref="InvalidRangeException">The range is empty.</exception>
    /// <exception cref="TimeoutException">The range did not become free in time. Nothing is held.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled. Nothing is held.</exception>
    [Acquires("return", Start = "range.Start", End = "range.End")]
    ValueTask<RangeLease> LockAsync(
        ByteRange range,
        RangeMode mode = RangeMode.Exclusive,
        TimeSpan? timeout = null,
        string? label = null,
        CancellationToken cancellationToken = default);

    /// <summary>Gives everything back that the lease still holds, and ends it and all its copies.</summary>
    /// <exception cref="LeaseException">The lease is another lock's, or has ended before.</exception>
    [Releases("lease")]
    void Release(RangeLease lease);

    /// <summary>
    /// Gives a part back. A unit of the lock is free once no byte of it is held; the lease ends with its last byte.
    /// </summary>
    /// <exception cref="InvalidRangeException">The part is empty.</exception>
    /// <exception cref="LeaseException">The lease is another lock's, has ended, or does not hold it all.</exception>
    [Releases("lease", Start = "part.Start", End = "part.End")]
    void ReleasePart(RangeLease lease, ByteRange part);

    /// <summary>Makes two leases of one: it keeps what lies before <paramref name="at"/>.</summary>
    /// <param name="lease">The lease; its range is larger than one unit of the lock.</param>
    /// <param name="at">First byte of the new lease; a multiple of <see cref="Granularity"/> inside the range.</param>
    /// <returns>The lease of the rest.</returns>
    /// <exception cref="InvalidRangeException">The place is not inside the range, or not a multiple.</exception>
    /// <exception cref="LeaseException">The lease is another lock's, or has ended.</exception>
    RangeLease Split(RangeLease lease, long at);

    /// <summary>Turns an exclusive lease into a shared one without letting go. A shared one stays as it is.</summary>
    /// <exception cref="LeaseException">The lease is another lock's, or has ended.</exception>
    void Downgrade(RangeLease lease);

    /// <summary>
    /// What is held, by first byte, then what is waited for, in the order of service. Each entry at its own moment:
    /// while others use the lock, this is no picture of one instant.
    /// </summary>
    IReadOnlyList<HeldRange> Snapshot();

    /// <summary><see cref="Snapshot"/> as text, one range a line.</summary>
    string Dump();

    /// <summary>The leak report: for the end of a test or of a file's life, when nothing should be held.</summary>
    /// <exception cref="RangeLeakException">Something is held or waited for; says what and by whom.</exception>
    void ThrowIfHeld();
}
