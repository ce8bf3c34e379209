using System;
using ExtentLock.DirectIO;
using ExtentLock.Mapping;
using ExtentLock.Samples.EarlyReturns;
using ExtentLock.Tests.Mapping;
using Xunit;
using static ExtentLock.Tests.Mapping.Files;

namespace ExtentLock.Tests.Samples;

/// <summary>What the header of the sample says is left behind is left behind, and nothing else is.</summary>
public sealed class EarlyReturnsTests
{
    public static TheoryData<string, bool> AllExits => Exits.All;

    [Theory]
    [InlineData("lookup fails", false, "0-8")]
    [InlineData("lookup fails", true, "0-8")]
    [InlineData("inline", false, "0-8")]
    [InlineData("compressed", true, "0-8")]
    [InlineData("hole", false, "1-8")]
    [InlineData("preallocated", false, "1-8")]
    [InlineData("nothing in the way", false, "0-8")]
    [InlineData("in place, ordered extent fails", true, "0-8")]
    [InlineData("new extent, allocation fails", true, "0-8")]
    [InlineData("new extent, ordered extent fails", true, "0-8")]
    public void EarlyReturn_LeavesTheRangeLocked(string exit, bool create, string locked)
    {
        (Inode inode, int _, BlockMapping _) = Exits.Walk(DirectBlocks.GetBlocksDirect, exit, create);

        Assert.Equal(locked, Exits.Locked(inode));
        Assert.Equal(create ? 1 : 0, Exits.ReservedExtents(inode));
    }

    [Fact]
    public void ReadOfAShorterExtent_SaysThatItKeepsTheMappedPartOnly()
    {
        (Inode inode, int _, BlockMapping mapping) =
            Exits.Walk(DirectBlocks.GetBlocksDirect, "nothing in the way", create: false);

        Assert.Equal((2L * Sector, 2L * Sector), (mapping.Length, mapping.LockedEnd));
        Assert.Equal("0-8", Exits.Locked(inode));
    }

    [Theory]
    [InlineData("no space")]
    [InlineData("write-back fails")]
    [InlineData("page can't be dropped")]
    [InlineData("delalloc fails")]
    [InlineData("nothing in the way")]
    [InlineData("hole")]
    [InlineData("preallocated")]
    [InlineData("in place")]
    [InlineData("in place, transaction fails")]
    [InlineData("new extent is shorter")]
    public void OtherExitOfAWrite_LeavesNothing(string exit)
    {
        (Inode inode, int _, BlockMapping _) = Exits.Walk(DirectBlocks.GetBlocksDirect, exit, create: true);

        Assert.Equal(("", 0), (Exits.Locked(inode), Exits.ReservedExtents(inode)));
        Files.AssertAtRest(inode);
    }

    [Fact]
    public void QueuedShortRead_LeavesWhatLiesBehindTheEndLocked()
    {
        ShortReadPastEof.Outcome outcome = ShortReadPastEof.Run(TimeSpan.FromMilliseconds(50));

        Assert.Equal((2L * Sector, false), (outcome.FirstRead, outcome.Completed));
        Assert.Equal("[8192, 16384) Locked, held by first reader\n", outcome.Dump);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void ReadThatIsWaitedFor_LeavesNothing(int sectors)
    {
        Inode inode = Files.Regular(2);

        long read = DirectIo.Read(inode, 0, new byte[sectors * Sector], completion: null, "reader");

        Assert.Equal(2 * Sector, read);
        Files.AssertAtRest(inode);
    }

    [Fact]
    public void ReadThatFails_LeavesNothing()
    {
        Inode inode = Files.Regular(2);
        inode.Faults.Arm(FaultPoint.Lookup, Errno.InputOutput);

        Assert.Equal(Errno.InputOutput, DirectIo.Read(inode, 0, new byte[Sector], new IoCompletion(), "reader"));
        Files.AssertAtRest(inode);
    }

    [Fact]
    public void ReadOverAHole_IsZerosAndLeavesNothing()
    {
        Inode inode = Files.Empty();
        inode.LayOut(ExtentKind.Regular, 2 * Sector, Sector);

        Assert.Equal(3 * Sector, DirectIo.Read(inode, 0, new byte[4 * Sector], completion: null, "reader"));
        Files.AssertAtRest(inode);
    }
}
