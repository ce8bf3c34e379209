using System;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Caching;
using ExtentLock.Volumes;

namespace ExtentLock.Tests.Seed;

/// <summary>
/// A buffered side that says it has pages in every range, which do not go, or go and are back at once.
/// </summary>
internal sealed class PagesInTheWay(IBufferedSide inner) : IBufferedSide
{
    private bool _isThere = true;

    /// <summary>How often it was asked to make way.</summary>
    internal int Asked { get; private set; }

    /// <summary>Whether the pages stay when they are to go; else they come back.</summary>
    internal bool Stay { get; init; }

    internal void Leave() => _isThere = false;

    public ValueTask<int> ReadAsync(
        FileNode file, long offset, Memory<byte> buffer, CancellationToken cancellation) =>
        inner.ReadAsync(file, offset, buffer, cancellation);

    public ValueTask<int> WriteAsync(
        FileNode file, long offset, ReadOnlyMemory<byte> buffer, IoFlags flags, CancellationToken cancellation) =>
        inner.WriteAsync(file, offset, buffer, flags, cancellation);

    public long Capacity => inner.Capacity;

    public long Dirty => inner.Dirty;

    public (long Data, int Extents) Promised => inner.Promised;

    public bool IsBoundToPlace(FileNode file, long start, long end) => inner.IsBoundToPlace(file, start, end);

    public ValueTask<PinnedPage> PinAsync(FileNode file, long offset, CancellationToken cancellation) =>
        inner.PinAsync(file, offset, cancellation);

    public void WaitForReadAhead() => inner.WaitForReadAhead();

    public void Dispose() => inner.Dispose();

    public long LengthOf(FileNode file) => inner.LengthOf(file);

    public ValueTask BringAsync(FileNode file, long start, long end) => inner.BringAsync(file, start, end);

    public ValueTask ChangeAsync(
        FileNode file, long start, long end, Func<ValueTask> change, CancellationToken cancellation) =>
        inner.ChangeAsync(file, start, end, change, cancellation);

    public CacheOpener? Open(FileNode file) => inner.Open(file);

    public void Close(FileNode file, CacheOpener? opener) => inner.Close(file, opener);

    public ValueTask SyncAsync(FileNode file, CacheOpener? opener, CancellationToken cancellation) =>
        inner.SyncAsync(file, opener, cancellation);

    public ValueTask<ExceptionDispatchInfo?> WriteBackAllAsync() => inner.WriteBackAllAsync();

    public bool Holds(FileNode file, long start, long end, bool forWrite) => _isThere;

    public ValueTask<bool> GiveWayAsync(
        FileNode file, long start, long end, bool forWrite, CancellationToken cancellation)
    {
        Asked++;
        return new ValueTask<bool>(!Stay);
    }
}
