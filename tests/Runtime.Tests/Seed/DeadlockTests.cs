using System;
using System.Collections.Generic;
using ExtentLock.DirectIO;
using ExtentLock.Extents;
using ExtentLock.Mapping;
using ExtentLock.Samples.SeedAsPublished;
using ExtentLock.Storage;
using ExtentLock.Tests.Mapping;
using Xunit;
using static ExtentLock.Tests.Mapping.Files;

namespace ExtentLock.Tests.Seed;

/// <summary>Requests that wait for what only they themselves, or somebody who waits for them, can end.</summary>
public sealed partial class DeadlockTests
{
    [Fact]
    public void ReservationWithLittleSpaceLeft_SeedWaitsForItsOwnUnsentPiece()
    {
        Inode inode = new(new DeviceQueue(64 * Sector), new SpacePool(64 * Sector, 2 * Metadata));
        inode.Space.Fragment(1);

        StallException stall = StallException.In(inode, () => SeedMode.Write(inode, 0, Buffer(2)));

        Assert.Equal("the device", stall.WaitsFor);
        OrderedExtent own = Assert.IsType<OrderedExtent>(inode.OrderedExtents.Find(0, long.MaxValue));
        Assert.Equal((0L, (long)Sector, false), (own.Start, own.End, own.IsComplete));
    }

    [Fact]
    public void ReservationWithSpaceForAllPieces_SeedWaitsForNobody()
    {
        Inode inode = new(new DeviceQueue(64 * Sector), new SpacePool(64 * Sector, 4 * Metadata));
        inode.Space.Fragment(1);

        Assert.Equal(2 * Sector, SeedMode.Write(inode, 0, Buffer(2)));
    }

    [Fact]
    public void ReservationWithAnOlderWriteInFlight_WaitsForItAndGoesOn()
    {
        Inode inode = new(new DeviceQueue(64 * Sector), new SpacePool(64 * Sector, Metadata));
        Assert.Equal(0, inode.LayOut(ExtentKind.Regular, 0, 4 * Sector));
        IoCompletion older = new();
        Assert.Equal(Errno.Queued, SeedMode.Write(inode, 0, Buffer(1), older));

        Assert.Equal(Sector, SeedMode.Write(inode, 2 * Sector, Buffer(1)));

        Assert.True(older.IsCompleted);
        Files.AssertAtRest(inode);
    }

    [Fact]
    public void ReadAheadBetweenTwoPieces_SeedWaitsForAPageWhoseHolderWaitsForIt()
    {
        Inode inode = Files.Regular(3);
        inode.Space.Fragment(1);

        // The first piece is mapped and not sent; read-ahead locks its page and the next one, and waits for it. The
        // last page is in the cache, so the second piece wants all pages of the rest.
        GetBlocks withReadAhead = Between(1, () =>
        {
            Assert.True(inode.PageLocks.TryLock(0, 2 * Sector, "read-ahead", TimeSpan.Zero));
            inode.IoTree.SetBits(2 * Sector, 3 * Sector, ExtentBits.Uptodate);
        });

        StallException stall = StallException.In(
            inode, () => DirectIoLoop.Write(inode, 0, Buffer(3), withReadAhead, SubmitDirect.Submit));

        Assert.Equal("a page", stall.WaitsFor);
        Assert.Contains("[0, 8192) Locked, held by read-ahead\n", stall.State, StringComparison.Ordinal);
        OrderedExtent awaited = Assert.IsType<OrderedExtent>(inode.OrderedExtents.Find(0, 2 * Sector));
        Assert.Equal((0L, (long)Sector, false), (awaited.Start, awaited.End, awaited.IsComplete));
    }

    [Fact]
    public void MemoryThatIsAMapOfTheSameRange_SeedWaitsForItsOwnLock()
    {
        Inode inode = Files.Regular(4);
        UserBuffer map = new(new byte[4 * Sector], at => at == Sector ? FaultIn(inode, 2 * Sector) : 0);

        StallException stall = StallException.In(inode, () => SeedMode.Read(inode, 0, map));

        Assert.Equal("a range", stall.WaitsFor);
        Assert.Contains("[0, 16384) Locked, held by direct read\n", stall.State, StringComparison.Ordinal);
        Assert.Contains("[8192, 12288) awaited by page fault\n", stall.State, StringComparison.Ordinal);
    }

    [Fact]
    public void MemoryThatIsAMapOfAnotherRange_SeedReads()
    {
        Inode inode = Files.Regular(8);
        UserBuffer map = new(new byte[4 * Sector], at => at == Sector ? FaultIn(inode, 4 * Sector) : 0);

        Assert.Equal(4 * Sector, SeedMode.Read(inode, 0, map));
        Files.AssertAtRest(inode);
    }

    [Fact]
    public void PageThatAlwaysComesBack_SeedTriesForEver()
    {
        Inode inode = Files.Regular(1);
        SetPage(inode);
        List<IReadOnlyList<ExtentRange>> rounds = [];
        inode.PagesDropped += _ =>
        {
            // Twice in the same state, and nothing in it counts rounds: the third will be like the second.
            SetPage(inode);
            rounds.Add(inode.IoTree.Snapshot());
            if (rounds.Count == 2)
                throw new InvalidOperationException("The round is the same as the one before.");
        };

        Assert.Throws<InvalidOperationException>(() => SeedMode.Write(inode, 0, Buffer(1)));

        Assert.Equal(rounds[0], rounds[1]);
        Assert.Equal((0, 0), (inode.OrderedExtents.Count, inode.Device.Pending));
    }

    [Fact]
    public void PageThatComesBackOnce_SeedWrites()
    {
        Inode inode = Files.Regular(1);
        SetPage(inode);
        int rounds = 0;
        inode.PagesDropped += _ =>
        {
            if (rounds++ == 0)
                SetPage(inode);
        };

        Assert.Equal(Sector, SeedMode.Write(inode, 0, Buffer(1)));
        Assert.Equal(2, rounds);
    }

    private static UserBuffer Buffer(int sectors) => new(new byte[sectors * Sector]);

    private static void SetPage(Inode inode) =>
        inode.IoTree.SetBits(0, Sector, ExtentBits.Uptodate | ExtentBits.Dirty);

    /// <summary>Reads a page of the file, as touching it in a mapping does.</summary>
    private static int FaultIn(Inode inode, long page)
    {
        inode.IoTree.Lock(page, page + Sector, "page fault");
        inode.IoTree.Unlock(page, page + Sector);
        return 0;
    }

    /// <summary>The published mapper, with something in between after so many calls.</summary>
    private static GetBlocks Between(int calls, Action action) => (inode, start, length, result, create) =>
    {
        if (calls-- == 0)
            action();

        return DirectBlocks.GetBlocksDirect(inode, start, length, result, create);
    };
}
