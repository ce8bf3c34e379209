using System;
using System.Threading;
using ExtentLock.Contracts;
using ExtentLock.Extents;
using ExtentLock.Storage;

namespace ExtentLock.Mapping;

/// <summary>
/// A file in memory: the state of its ranges, its extents, what it has reserved and what it has in flight. Thread-safe;
/// who maps a range holds it in <see cref="IoTree"/>.
/// </summary>
/// <remarks>Modelled on the parts of btrfs's inode that direct I/O touches (fs/btrfs/inode.c, Linux 3.5).</remarks>
public sealed partial class Inode
{
    /// <summary>Bytes of a sector: the grain of allocation and of direct I/O.</summary>
    public const int SectorSize = 4096;

    private long _size;
    private long _diskSize;

    /// <summary>An empty file.</summary>
    /// <param name="device">Where its data lies.</param>
    /// <param name="space">Free space of that device.</param>
    public Inode(DeviceQueue device, SpacePool space)
    {
        Device = device;
        Space = space;
        IoTree = new ExtentIoTree();
        Reservations = new SpaceReservation(IoTree, space, Flush);
        Transactions = new TransactionLog(Faults);
    }

    /// <summary>Where the data lies.</summary>
    public DeviceQueue Device { get; }

    /// <summary>Free space of the device.</summary>
    public SpacePool Space { get; }

    /// <summary>State of the file's ranges, the range lock among it.</summary>
    public ExtentIoTree IoTree { get; }

    /// <summary>Locks on cached pages: the only state that this tree has.</summary>
    public ExtentIoTree PageLocks { get; } = new();

    /// <summary>Checksums of what direct I/O has written.</summary>
    public SectorChecksums Checksums { get; } = new();

    /// <summary>Space reserved for writes that are not done.</summary>
    public SpaceReservation Reservations { get; }

    /// <summary>The file's extents; a new one stands here once its data is on the device.</summary>
    public ExtentMapTree Extents { get; } = new();

    /// <summary>Writes in flight.</summary>
    public OrderedExtents OrderedExtents { get; } = new();

    /// <summary>The running transaction.</summary>
    public TransactionLog Transactions { get; }

    /// <summary>Errors that wait to happen.</summary>
    public FaultPlan Faults { get; } = new();

    /// <summary>
    /// Raised with the range when its pages have been dropped and nobody holds them: who has the file mapped may bring
    /// them back at any time.
    /// </summary>
    public event Action<ExtentRange>? PagesDropped;

    /// <summary>True if data is written over instead of beside what is there (nodatacow).</summary>
    public bool WritesInPlace { get; init; }

    /// <summary>Bytes in the file as a reader sees it.</summary>
    public long Size
    {
        get => Volatile.Read(ref _size);
        set => Volatile.Write(ref _size, value);
    }

    /// <summary>Bytes in the file after a crash: grows only with writes that are done.</summary>
    public long DiskSize => Volatile.Read(ref _diskSize);

    /// <summary>Writes the cached pages of the range to the device.</summary>
    /// <returns>Zero, or the error of the device.</returns>
    public int WriteBack(long start, long end)
    {
        int error = Faults.Take(FaultPoint.WriteBack);
        if (error == 0)
            IoTree.ClearBits(start, end, ExtentBits.Dirty | ExtentBits.Writeback);

        return error;
    }

    /// <summary>Drops the cached pages of the range under their locks, so that the next reader asks the
    /// device.</summary>
    /// <returns>Zero, or <see cref="Errno.Busy"/> if a page can't be dropped.</returns>
    public int Invalidate(long start, long end)
    {
        PageLocks.Lock(start, end, "invalidation");
        int error = Faults.Take(FaultPoint.Invalidate);
        if (error == 0)
            IoTree.ClearBits(start, end, ExtentBits.Uptodate);

        PageLocks.Unlock(start, end);
        PagesDropped?.Invoke(new ExtentRange(start, end, ExtentBits.None, Holder: null));
        return error;
    }

    /// <summary>Marks the range, for which space is reserved, as waiting for its allocation.</summary>
    /// <returns>Zero, or <see cref="Errno.NoMemory"/> with nothing marked.</returns>
    public int SetDelalloc(long start, long end)
    {
        int error = Faults.Take(FaultPoint.SetDelalloc);
        if (error == 0)
            IoTree.SetBits(start, end, ExtentBits.Delalloc);

        return error;
    }

    /// <summary>
    /// Ends the delalloc state of the range and gives the data half of its reservation back. The metadata half stays
    /// reserved; <see cref="SpaceReservation.Free"/> gives back both.
    /// </summary>
    public void ClearDelalloc(long start, long end)
    {
        IoTree.ClearBits(start, end, ExtentBits.Delalloc | ExtentBits.Dirty);
        Reservations.FreeData(start, end);
    }

    /// <summary>Looks up what stands behind <paramref name="start"/>.</summary>
    /// <param name="start">First byte asked for.</param>
    /// <param name="length">Bytes asked for; the map may be longer or shorter.</param>
    /// <param name="map">On success a map that covers <paramref name="start"/>, for the caller to put; else
    /// null.</param>
    /// <returns>Zero, or the error of the metadata.</returns>
    [Acquires("map", When = Outcome.Zero)]
    public int GetExtent(long start, long length, out ExtentMap map)
    {
        int error = Faults.Take(FaultPoint.Lookup);
        map = error == 0 ? Extents.Find(start, length) : null!;
        return error;
    }
}
