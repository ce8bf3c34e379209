using System;
using System.Collections.Generic;
using System.Threading;
using ExtentLock.Contracts;

namespace ExtentLock.Mapping;

/// <summary>How a range of the file gets its place on the device, and what happens when its data is there.</summary>
public sealed partial class Inode
{
    /// <summary>Gives a range data, or space for it, without I/O: how tests and tools lay out a file.</summary>
    /// <param name="kind">Anything but a hole.</param>
    /// <param name="start">First byte.</param>
    /// <param name="length">Bytes.</param>
    /// <returns>Zero, or <see cref="Errno.NoSpace"/> if there is no run of that length.</returns>
    public int LayOut(ExtentKind kind, long start, long length)
    {
        long given = Space.Allocate(length, out long diskStart);
        if (given < length)
        {
            if (given > 0)
                Space.Free(diskStart, given);

            return Errno.NoSpace;
        }

        ExtentMap map = new(kind, start, length, diskStart);
        Replace(map, freesSpace: true);
        map.Put();
        Size = Math.Max(Size, start + length);
        GrowDiskSize(start + length);
        return 0;
    }

    /// <summary>True if a write may go where the map says, because nothing else needs the old data.</summary>
    public bool CanWriteInPlace(ExtentMap map) =>
        map.Kind == ExtentKind.Prealloc || (map.Kind == ExtentKind.Regular && WritesInPlace);

    /// <summary>Begins a write of the range at the place where the map has it; its reservation goes along.</summary>
    /// <param name="start">First byte, inside the map.</param>
    /// <param name="length">Bytes, all inside the map; a new map is written whole.</param>
    /// <param name="map">Regular or preallocated, or new from <see cref="AllocateExtent"/>; stays the caller's.</param>
    /// <returns>Zero, or an error with nothing changed.</returns>
    [Releases("Reservations", When = Outcome.Zero, Start = "start", End = "start + length")]
    public int AddOrderedExtent(long start, long length, ExtentMap map)
    {
        int error = Faults.Take(FaultPoint.AddOrdered);
        if (error != 0)
            return error;

        ExtentMap written = map.IsNew ? map : map.Cut(ExtentKind.Regular, start, start + length);
        if (map.IsNew)
            map.Hold();

        OrderedExtents.Add(new OrderedExtent(written, KindOf(map)));
        Reservations.BecomeOrdered(start, start + length);
        return 0;
    }

    /// <summary>Allocates a new extent for the range and begins its write; its reservation goes along.</summary>
    /// <param name="start">First byte.</param>
    /// <param name="length">Bytes wanted; the extent may be shorter if the free space is fragmented.</param>
    /// <param name="map">On success the new extent, from <paramref name="start"/> on, for the caller to put; else
    /// null.</param>
    /// <returns>Zero, or an error with nothing changed.</returns>
    [Acquires("map", When = Outcome.Zero)]
    [Releases("Reservations", When = Outcome.Zero, Start = "start", End = "start + map.Length")]
    public int NewExtent(long start, long length, out ExtentMap map)
    {
        map = null!;
        TransactionHandle? transaction = Transactions.Join();
        if (transaction is null)
            return Errno.NoMemory;

        try
        {
            int error = AllocateExtent(start, length, out ExtentMap allocated);
            if (error != 0)
                return error;

            error = AddOrderedExtent(start, allocated.Length, allocated);
            if (error != 0)
            {
                FreeExtent(allocated);
                return error;
            }

            map = allocated;
            return 0;
        }
        finally
        {
            transaction.End();
        }
    }

    /// <summary>
    /// Takes a run of the device for the range. Nothing else knows of it before an ordered extent is added.
    /// </summary>
    /// <param name="start">First byte.</param>
    /// <param name="length">Bytes wanted; the extent may be shorter if the free space is fragmented.</param>
    /// <param name="map">On success the extent, for the caller to put; else null.</param>
    /// <returns>Zero, or <see cref="Errno.NoSpace"/>.</returns>
    [Acquires("map", When = Outcome.Zero)]
    public int AllocateExtent(long start, long length, out ExtentMap map)
    {
        map = null!;
        int error = Faults.Take(FaultPoint.Allocate);
        if (error != 0)
            return error;

        long given = Space.Allocate(length, out long diskStart);
        if (given < 0)
            return (int)given;

        map = new ExtentMap(ExtentKind.Regular, start, given, diskStart) { IsNew = true };
        return 0;
    }

    /// <summary>
    /// Gives back an extent that was allocated and not used: its place on the device and the reference.
    /// </summary>
    [Releases("map")]
    public void FreeExtent(ExtentMap map)
    {
        Space.Free(map.DiskStart, map.Length);
        map.Put();
    }

    /// <summary>
    /// Makes room by waiting for a write in flight, whoever began it: its metadata is used or given back then.
    /// </summary>
    /// <returns>False if there is none.</returns>
    internal bool Flush()
    {
        OrderedExtent? ordered = OrderedExtents.Find(0, long.MaxValue);
        if (ordered is null)
            return false;

        WaitForOrdered(ordered);
        return true;
    }

    /// <summary>Works the device until the write in flight is complete.</summary>
    public void WaitForOrdered(OrderedExtent ordered) => Device.WorkUntil(() => ordered.IsComplete);

    /// <summary>
    /// Data of the range is on the device, or has failed: the ordered extents under it go on, or end.
    /// </summary>
    /// <param name="start">First byte.</param>
    /// <param name="end">One past the last byte.</param>
    /// <param name="error">Zero, or a value of <see cref="Errno"/>.</param>
    public void EndWrite(long start, long end, int error)
    {
        while (start < end)
        {
            OrderedExtent? ordered = OrderedExtents.Find(start, end);
            if (ordered is null)
                return;

            long pieceEnd = Math.Min(end, ordered.End);
            if (ordered.PieceEnded(pieceEnd - start, error))
                Finish(ordered);

            start = pieceEnd;
        }
    }

    private static OrderedKind KindOf(ExtentMap map) => map switch
    {
        { IsNew: true } => OrderedKind.CopyOnWrite,
        { Kind: ExtentKind.Prealloc } => OrderedKind.Prealloc,
        _ => OrderedKind.InPlace,
    };

    private void Finish(OrderedExtent ordered)
    {
        bool isNew = ordered.Kind == OrderedKind.CopyOnWrite;
        if (ordered.Error == 0)
        {
            Replace(ordered.Map, freesSpace: isNew);
            GrowDiskSize(Math.Min(ordered.End, Size));
        }
        else if (isNew)
        {
            Space.Free(ordered.Map.DiskStart, ordered.Map.Length);
        }

        ordered.Map.Put();
        Reservations.OrderedIsDone();
        OrderedExtents.Remove(ordered);
        ordered.Complete();
    }

    private void Replace(ExtentMap map, bool freesSpace)
    {
        IReadOnlyList<ExtentMap> dropped = Extents.Drop(map.Start, map.End);
        Extents.Insert(map);
        if (!freesSpace)
            return;

        foreach (ExtentMap old in dropped)
            Space.Free(old.DiskStart, old.Length);
    }

    private void GrowDiskSize(long size)
    {
        long seen = DiskSize;
        while (size > seen)
        {
            long before = Interlocked.CompareExchange(ref _diskSize, size, seen);
            if (before == seen)
                return;

            seen = before;
        }
    }
}
