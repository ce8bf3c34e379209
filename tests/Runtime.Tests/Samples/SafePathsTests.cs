using System;
using ExtentLock.DirectIO;
using ExtentLock.Mapping;
using ExtentLock.Samples.SafePaths;
using ExtentLock.Tests.Mapping;
using Xunit;
using static ExtentLock.Tests.Mapping.Files;

namespace ExtentLock.Tests.Samples;

public sealed class SafePathsTests
{
    public static TheoryData<string, bool> AllExits => Exits.All;

    [Theory]
    [MemberData(nameof(AllExits))]
    public void LabelledExit_HoldsOnlyWhatItSays(string exit, bool create) =>
        AssertClean(LabelledBlocks.GetBlocksDirect, exit, create);

    [Theory]
    [MemberData(nameof(AllExits))]
    public void ScopedExit_HoldsOnlyWhatItSays(string exit, bool create) =>
        AssertClean(ScopedBlocks.GetBlocksDirect, exit, create);

    [Theory]
    [MemberData(nameof(AllExits))]
    public void BothIdioms_AnswerTheSame(string exit, bool create)
    {
        (Inode _, int labelled, BlockMapping left) = Exits.Walk(LabelledBlocks.GetBlocksDirect, exit, create);
        (Inode _, int scoped, BlockMapping right) = Exits.Walk(ScopedBlocks.GetBlocksDirect, exit, create);

        Assert.Equal(labelled, scoped);
        Assert.Equal((left.IsMapped, left.DiskStart, left.Length), (right.IsMapped, right.DiskStart, right.Length));
    }

    [Theory]
    [InlineData("lookup fails", false, Errno.InputOutput)]
    [InlineData("page can't be dropped", true, Errno.NotBlockDevice)]
    [InlineData("write-back fails", true, Errno.InputOutput)]
    [InlineData("in place, ordered extent fails", true, Errno.NoMemory)]
    [InlineData("no space", true, Errno.NoSpace)]
    [InlineData("compressed", true, Errno.NotBlockDevice)]
    [InlineData("in place, transaction fails", true, 0)]
    public void Error_ReachesTheCallerAsItWas(string exit, bool create, int expected)
    {
        Assert.Equal(expected, Exits.Walk(LabelledBlocks.GetBlocksDirect, exit, create).Result);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ReservationOfAnotherWriter_IsNotTouched(bool isScoped)
    {
        Inode inode = Files.Regular(2);
        inode.Reservations.Reserve(0, Exits.Asked);
        GetBlocks getBlocks = isScoped ? ScopedBlocks.GetBlocksDirect : LabelledBlocks.GetBlocksDirect;

        Assert.Equal(Exits.Asked, DirectIo.Write(inode, 0, new byte[Exits.Asked], getBlocks));

        Assert.Equal((Exits.Asked, 1), (inode.Reservations.DataBytes, inode.Reservations.OutstandingExtents));
    }

    [Fact]
    public void ReadPastTheEnd_LeavesTheRestToTheNextReader()
    {
        ShortReadPastEof.Outcome outcome = ShortReadPastEof.Run(TimeSpan.FromSeconds(20));

        Assert.True(outcome.Completed);
        Assert.Equal(2 * Sector, outcome.FirstRead);
        Assert.Equal("[0, 16384) Locked, held by second reader\n", outcome.Dump);
    }

    [Fact]
    public void RequestThatIsNotAligned_IsLeftToBufferedIo()
    {
        Inode inode = Files.Regular(2);

        Assert.Equal(0, DirectIo.Read(inode, 1, new byte[Sector], LabelledBlocks.GetBlocksDirect));
        Assert.Equal(0, DirectIo.Write(inode, 0, new byte[1], ScopedBlocks.GetBlocksDirect));
        Assert.Equal(Sector, DirectIo.Write(inode, 0, new byte[Sector], ScopedBlocks.GetBlocksDirect));
    }

    private static void AssertClean(GetBlocks getBlocks, string exit, bool create)
    {
        (Inode inode, int result, BlockMapping mapping) = Exits.Walk(getBlocks, exit, create);

        string kept = result == 0 && mapping.LockedEnd > 0 ? $"0-{mapping.LockedEnd / Sector}" : "";
        Assert.Equal(kept, Exits.Locked(inode));
        Assert.Equal(0, Exits.ReservedExtents(inode));
        inode.IoTree.Unlock(0, Exits.Asked);
        Files.AssertAtRest(inode);
        AssertOnlyTheTreeHoldsMaps(inode);
    }

    private static void AssertOnlyTheTreeHoldsMaps(Inode inode)
    {
        ExtentMap map = inode.Extents.Find(0, Sector);
        Assert.Equal(map.Kind == ExtentKind.Hole ? 1 : 2, map.References);
    }
}
