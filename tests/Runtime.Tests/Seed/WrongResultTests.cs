using System.Collections.Generic;
using System.Linq;
using ExtentLock.DirectIO;
using ExtentLock.Extents;
using ExtentLock.Mapping;
using ExtentLock.Samples.SeedAsPublished;
using ExtentLock.Tests.Mapping;
using Xunit;
using static ExtentLock.Tests.Mapping.Files;

namespace ExtentLock.Tests.Seed;

/// <summary>Answers that are not what happened: a lost error, a size, a short count, time.</summary>
public sealed partial class WrongResultTests
{
    [Fact]
    public void OrderedExtentThatFails_SeedAsksForBufferedInsteadOfTheError()
    {
        Inode inode = Files.Regular(2, writesInPlace: true);
        inode.Faults.Arm(FaultPoint.AddOrdered, Errno.NoMemory);

        Assert.Equal(0, SeedMode.Write(inode, 0, Buffer(2)));
        Files.AssertAtRest(inode);
    }

    [Fact]
    public void NewExtentThatFails_SeedReportsTheError()
    {
        Inode inode = Files.Regular(2);
        inode.Faults.Arm(FaultPoint.AddOrdered, Errno.NoMemory);

        Assert.Equal(Errno.NoMemory, SeedMode.Write(inode, 0, Buffer(2)));
    }

    [Theory]
    [InlineData(Errno.InputOutput)]
    [InlineData(Errno.NoSpace)]
    public void WriteBackOfOlderDataThatFails_SeedLosesItsError(int error)
    {
        Inode inode = Files.Regular(2);
        inode.IoTree.SetBits(0, Sector, ExtentBits.Uptodate | ExtentBits.Dirty);
        inode.Faults.Arm(FaultPoint.WriteBack, error);

        Assert.Equal(0, SeedMode.Write(inode, 0, Buffer(2)));

        // And nobody else learns of it: the next write-back is asked for its own errors only.
        Assert.Equal(0, inode.WriteBack(0, 2 * Sector));
    }

    [Theory]
    [InlineData(ExtentKind.Inline)]
    [InlineData(ExtentKind.Compressed)]
    public void QueuedReadThatMeetsAnUnmappableExtent_SeedEndsItShortThoughTheFileGoesOn(ExtentKind kind)
    {
        Inode inode = Files.Regular(1);
        inode.LayOut(kind, Sector, Sector);
        IoCompletion completion = new();

        Assert.Equal(Errno.Queued, SeedMode.Read(inode, 0, Buffer(2), completion));
        inode.Device.Drain();

        Assert.Equal((Sector, 2L * Sector), (completion.Result, inode.Size));
    }

    [Fact]
    public void QueuedReadToTheEndOfTheFile_SeedIsShortForAReason()
    {
        Inode inode = Files.Regular(1);
        IoCompletion completion = new();

        Assert.Equal(Errno.Queued, SeedMode.Read(inode, 0, Buffer(2), completion));
        inode.Device.Drain();

        Assert.Equal((Sector, (long)Sector), (completion.Result, inode.Size));
    }

    [Fact]
    public void AppendThatFails_SeedLeavesTheFileGrown()
    {
        Inode inode = Files.Regular(1);
        inode.Device.FailNext(Errno.InputOutput);

        Assert.Equal(Errno.InputOutput, SeedMode.Write(inode, Sector, Buffer(1)));

        Assert.Equal((2L * Sector, (long)Sector), (inode.Size, inode.DiskSize));
    }

    [Fact]
    public void AppendInFlight_SeedHasGrownTheFileBeforeItsData()
    {
        Inode inode = Files.Regular(1);
        BlockMapping mapping = new();

        Assert.Equal(0, DirectBlocks.GetBlocksDirect(inode, Sector, Sector, mapping, create: true));

        Assert.Equal((2L * Sector, 0), (inode.Size, inode.Device.Pending));
    }

    [Fact]
    public void Hole_SeedLocksAndSearchesTheWholeRestForEachSector()
    {
        Inode inode = Files.Empty();
        inode.Size = 8 * Sector;
        List<long> asked = [];

        Assert.Equal(8 * Sector, DirectIoLoop.Read(inode, 0, Buffer(8), Recording(asked), SubmitDirect.Submit));

        Assert.Equal([8, 7, 6, 5, 4, 3, 2, 1], asked.Select(length => length / Sector));
    }

    [Fact]
    public void LockBehindAHole_SeedWaitsForItBeforeTheFirstZero()
    {
        Inode inode = Files.Empty();
        inode.Size = 8 * Sector;
        inode.IoTree.Lock(7 * Sector, 8 * Sector, "somebody");
        byte[] buffer = new byte[8 * Sector];
        buffer[0] = 1;

        StallException stall = StallException.In(inode, () => SeedMode.Read(inode, 0, new UserBuffer(buffer)));

        Assert.Contains("[0, 32768) awaited by direct read\n", stall.State, System.StringComparison.Ordinal);
        Assert.Equal(1, buffer[0]);
    }

    private static UserBuffer Buffer(int sectors) => new(new byte[sectors * Sector]);

    private static GetBlocks Recording(List<long> asked) => (inode, start, length, result, create) =>
    {
        asked.Add(length);
        return DirectBlocks.GetBlocksDirect(inode, start, length, result, create);
    };
}
