using System;
using ExtentLock.DirectIO;
using ExtentLock.Mapping;
using ExtentLock.Samples.SeedAsPublished;
using ExtentLock.Tests.Mapping;
using ExtentLock.Tests.Samples;
using Xunit;
using static ExtentLock.Tests.Mapping.Files;

namespace ExtentLock.Tests.Seed;

/// <summary>What was mapped and did not reach its end: the next user of the range waits for ever.</summary>
public sealed partial class LockLeftBehindTests
{
    [Fact]
    public void ReadWhoseMemoryEndsMidway_SeedLeavesTheUnsentRestLocked()
    {
        Inode inode = Files.Regular(4);

        Assert.Equal(Errno.BadAddress, SeedMode.Read(inode, 0, EndingAfter(2)));

        Assert.Equal("2-4", Exits.Locked(inode));
        AssertNextReaderWaits(inode, 2 * Sector, "a range");
    }

    [Fact]
    public void ReadWhoseMemoryIsThere_SeedLeavesNothing()
    {
        Inode inode = Files.Regular(4);

        Assert.Equal(4 * Sector, SeedMode.Read(inode, 0, EndingAfter(4)));
        Files.AssertAtRest(inode);
    }

    [Fact]
    public void WriteWhoseMemoryEndsMidway_SeedLeavesItsOrderedExtent()
    {
        Inode inode = Files.Regular(4);

        Assert.Equal(Errno.BadAddress, SeedMode.Write(inode, 0, EndingAfter(2)));

        Assert.Equal(1, inode.OrderedExtents.Count);
        AssertNextReaderWaits(inode, 0, "the device");
    }

    [Fact]
    public void ReadThatCantBeSent_SeedLeavesItsRangeLocked()
    {
        Inode inode = Files.Regular(2);
        inode.Faults.Arm(FaultPoint.Submit, Errno.NoMemory);

        Assert.Equal(Errno.NoMemory, SeedMode.Read(inode, 0, EndingAfter(4)));

        Assert.Equal("0-2", Exits.Locked(inode));
        AssertNextReaderWaits(inode, 0, "a range");
    }

    [Fact]
    public void WriteThatCantBeSent_SeedLeavesNothing()
    {
        Inode inode = Files.Regular(4);
        inode.Faults.Arm(FaultPoint.Submit, Errno.NoMemory);

        Assert.Equal(Errno.NoMemory, SeedMode.Write(inode, 0, EndingAfter(4)));
        Files.AssertAtRest(inode);
    }

    [Fact]
    public void WriteThatFailsOnTheDevice_SeedNeverEndsItsOrderedExtent()
    {
        Inode inode = Files.Regular(4);
        inode.Device.FailNext(Errno.InputOutput);

        Assert.Equal(Errno.InputOutput, SeedMode.Write(inode, 0, EndingAfter(4)));

        Assert.Equal(1, inode.OrderedExtents.Count);
        AssertNextReaderWaits(inode, 0, "the device");
    }

    [Fact]
    public void ReadThatFailsOnTheDevice_SeedLeavesNothing()
    {
        Inode inode = Files.Regular(4);
        inode.Device.FailNext(Errno.InputOutput);

        Assert.Equal(Errno.InputOutput, SeedMode.Read(inode, 0, EndingAfter(4)));
        Files.AssertAtRest(inode);
    }

    /// <summary>Four sectors, of which the last ones are not mapped in the caller's address space.</summary>
    private static UserBuffer EndingAfter(int sectors) =>
        new(new byte[4 * Sector], at => at < sectors * Sector ? 0 : Errno.BadAddress);

    private static void AssertNextReaderWaits(Inode inode, long offset, string waitsFor)
    {
        StallException stall = StallException.In(
            inode, () => SeedMode.Read(inode, offset, new UserBuffer(new byte[Sector])));
        Assert.Equal(waitsFor, stall.WaitsFor);
    }
}
