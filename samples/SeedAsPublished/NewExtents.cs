using ExtentLock.Contracts;
using ExtentLock.Mapping;

namespace ExtentLock.Samples.SeedAsPublished;

/// <summary>
/// Gives a range a new place on the device, with the lost references of the code that the change calls.
/// </summary>
/// <remarks>
/// To be reported, one EXL1001: the last return, <c>fresh</c>, which is nobody's when the ordered extent could not be
/// added. A reused <c>map</c> is lost as well where the transaction or the allocation fails; the caller handed it over,
/// so that is a promise not kept (EXL1003) and no leak of what this member acquired.
/// </remarks>
internal static class NewExtents
{
    /// <summary>Takes over the caller's reference of <paramref name="map"/>, whatever happens.</summary>
    [ReleasesOnAllPaths(On = Exits.Returns | Exits.Throws)]
    [Releases("map")]
    [Acquires("fresh", When = Outcome.Zero)]
    [Releases("inode.Reservations", When = Outcome.Zero, Start = "start", End = "start + fresh.Length")]
    public static int Begin(Inode inode, ExtentMap map, long start, long length, out ExtentMap fresh)
    {
        fresh = null!;

        // A hole of exactly the wanted range is kept until it is replaced, any other map is of no use here.
        bool isReused = map.Kind == ExtentKind.Hole && map.Start == start && map.Length == length;
        if (!isReused)
            map.Put();

        TransactionHandle? transaction = inode.Transactions.Join();
        if (transaction is null)
            return Errno.NoMemory;

        int ret = inode.AllocateExtent(start, length, out fresh);
        if (ret != 0)
            goto end;

        if (isReused)
            map.Put();

        ret = inode.AddOrderedExtent(start, fresh.Length, fresh);
        if (ret != 0)
            inode.Space.Free(fresh.DiskStart, fresh.Length);

    end:
        transaction.End();
        return ret;
    }
}
