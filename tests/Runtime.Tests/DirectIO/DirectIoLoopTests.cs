using System;
using System.Collections.Generic;
using ExtentLock.DirectIO;
using ExtentLock.Extents;
using ExtentLock.Mapping;
using ExtentLock.Samples.SafePaths;
using ExtentLock.Tests.Mapping;
using Xunit;
using static ExtentLock.Tests.Mapping.Files;

namespace ExtentLock.Tests.DirectIO;

public sealed class DirectIoLoopTests
{
    [Fact]
    public void Mapper_IsAskedForTheWholeRestEachTime()
    {
        Inode inode = Files.Empty();
        inode.LayOut(ExtentKind.Regular, 0, Sector);
        inode.LayOut(ExtentKind.Regular, Sector, 2 * Sector);
        List<(long, long)> asked = [];

        DirectIoLoop.Read(inode, 0, new byte[3 * Sector], Recording(asked));

        Assert.Equal([(0L, 3L * Sector), (Sector, 2L * Sector)], asked);
    }

    [Fact]
    public void HoleInsideTheFile_IsFilledWithZerosSectorBySector()
    {
        Inode inode = Files.Empty();
        inode.LayOut(ExtentKind.Regular, 2 * Sector, Sector);
        byte[] buffer = new byte[3 * Sector];
        Array.Fill(buffer, (byte)7);
        List<(long, long)> asked = [];

        Assert.Equal(3 * Sector, DirectIoLoop.Read(inode, 0, buffer, Recording(asked)));

        Assert.Equal(3, asked.Count);
        Assert.All(buffer, value => Assert.Equal(0, value));
    }

    [Fact]
    public void ReadPastTheEnd_IsShort()
    {
        Inode inode = Files.Regular(2);
        inode.Size = Sector + 100;

        Assert.Equal(Sector + 100, DirectIoLoop.Read(inode, 0, new byte[4 * Sector], Mapper));
        Assert.Equal(0, DirectIoLoop.Read(inode, 2 * Sector, new byte[Sector], Mapper));
        Files.AssertAtRest(inode);
    }

    [Fact]
    public void EndOfTheFileAtASector_IsAskedForOnce()
    {
        Inode inode = Files.Regular(2);
        List<(long, long)> asked = [];

        Assert.Equal(2 * Sector, DirectIoLoop.Read(inode, 0, new byte[5 * Sector], Recording(asked)));

        Assert.Equal([(0L, 5L * Sector), (2L * Sector, 3L * Sector)], asked);
    }

    [Fact]
    public void RangeThatNeedsBuffering_EndsTheRequestShort()
    {
        Inode inode = Files.Regular(1);
        inode.LayOut(ExtentKind.Compressed, Sector, Sector);

        Assert.Equal(Sector, DirectIoLoop.Read(inode, 0, new byte[2 * Sector], Mapper));
        Assert.Equal(0, DirectIoLoop.Read(inode, Sector, new byte[Sector], Mapper));
    }

    [Fact]
    public void MemoryThatEndsInsideAMapping_LeavesNothingLocked()
    {
        Inode inode = Files.Regular(3);
        UserBuffer buffer = new(new byte[3 * Sector], offset => offset < Sector ? 0 : Errno.BadAddress);

        Assert.Equal(Errno.BadAddress, DirectIoLoop.Read(inode, 0, buffer, Mapper, PieceSubmission.Submit));

        Files.AssertAtRest(inode);
    }

    [Fact]
    public void SubmissionError_IsTheResult()
    {
        Inode inode = Files.Regular(1);
        inode.Faults.Arm(FaultPoint.Submit, Errno.NoMemory);

        Assert.Equal(Errno.NoMemory, DirectIoLoop.Read(inode, 0, new byte[Sector], Mapper));

        Files.AssertAtRest(inode);
    }

    [Fact]
    public void ReadInsideAnExtent_BeginsAtItsPlace()
    {
        Inode inode = Files.Empty();
        byte[] data = new byte[2 * Sector];
        data.AsSpan(Sector).Fill(5);
        DirectIoLoop.Write(inode, 0, data, Mapper);
        byte[] read = new byte[Sector];

        Assert.Equal(Sector, DirectIoLoop.Read(inode, Sector, read, Mapper));

        Assert.Equal(data[Sector..], read);
    }

    [Fact]
    public void MapperError_IsTheResult()
    {
        Inode inode = Files.Regular(1);
        inode.Faults.Arm(FaultPoint.Lookup, Errno.InputOutput);

        Assert.Equal(Errno.InputOutput, DirectIoLoop.Read(inode, 0, new byte[Sector], Mapper));
    }

    [Fact]
    public void AsynchronousReadThatIsShort_IsQueuedAllTheSame()
    {
        Inode inode = Files.Regular(1);
        IoCompletion completion = new();

        Assert.Equal(Errno.Queued, DirectIoLoop.Read(inode, 0, new byte[2 * Sector], Mapper, completion));
        Assert.False(completion.IsCompleted);
        Assert.Throws<InvalidOperationException>(() => completion.Result);

        inode.Device.Drain();
        Assert.Equal(Sector, completion.Result);
    }

    [Fact]
    public void AsynchronousReadThatSendsNothing_IsNotQueued()
    {
        Inode inode = Files.Regular(1);
        Assert.Equal(0, DirectIoLoop.Read(inode, Sector, new byte[Sector], Mapper, new IoCompletion()));
    }

    [Fact]
    public void QueuedRead_HoldsWhatItMappedUntilTheDataHasCome()
    {
        Inode inode = Files.Regular(2);
        DirectIoLoop.Read(inode, 0, new byte[4 * Sector], Mapper, new IoCompletion());
        Assert.False(inode.IoTree.TryLock(0, Sector, "next", TimeSpan.Zero));
        Assert.True(inode.IoTree.TryLock(2 * Sector, 4 * Sector, "next", TimeSpan.Zero));
        inode.IoTree.Unlock(2 * Sector, 4 * Sector);

        Assert.True(inode.Device.CompleteNext());

        Files.AssertAtRest(inode);
    }

    [Fact]
    public void WrittenData_IsReadBack()
    {
        Inode inode = Files.Empty();
        inode.Space.Fragment(2);
        byte[] written = new byte[7 * Sector];
        new Random(1).NextBytes(written);
        byte[] read = new byte[7 * Sector];

        Assert.Equal(written.Length, DirectIoLoop.Write(inode, 0, written, Mapper));
        Assert.Equal(read.Length, DirectIoLoop.Read(inode, 0, read, Mapper));

        Assert.Equal(written, read);
        Assert.Equal(written.Length, inode.DiskSize);
        Assert.True(inode.Extents.Count > 1);
        Files.AssertAtRest(inode);
    }

    [Fact]
    public void AsynchronousWriteThatGrowsTheFile_IsWaitedFor()
    {
        Inode inode = Files.Regular(1);
        byte[] data = new byte[2 * Sector];

        Assert.Equal(2 * Sector, DirectIoLoop.Write(inode, 0, data, Mapper, new IoCompletion()));
    }

    [Fact]
    public void AsynchronousWriteInsideTheFile_IsQueued()
    {
        Inode inode = Files.Regular(2);
        IoCompletion completion = new();

        Assert.Equal(Errno.Queued, DirectIoLoop.Write(inode, 0, new byte[Sector], Mapper, completion));
        Assert.Equal(1, inode.OrderedExtents.Count);

        inode.Device.Drain();
        Assert.Equal(Sector, completion.Result);
        Files.AssertAtRest(inode);
    }

    [Fact]
    public void AsynchronousWriteUpToTheEnd_IsQueued()
    {
        Inode inode = Files.Regular(2);

        Assert.Equal(
            Errno.Queued, DirectIoLoop.Write(inode, 0, new byte[2 * Sector], Mapper, new IoCompletion()));

        inode.Device.Drain();
        Files.AssertAtRest(inode);
    }

    [Fact]
    public void SecondErrorOfARequest_HidesTheFirstNot()
    {
        Inode inode = Files.Empty();
        inode.LayOut(ExtentKind.Regular, Sector, Sector);
        inode.LayOut(ExtentKind.Regular, 0, Sector);
        IoCompletion completion = new();
        DirectIoLoop.Read(inode, 0, new byte[2 * Sector], Mapper, completion);

        inode.Device.FailNext(Errno.InputOutput);
        Assert.True(inode.Device.CompleteNext());
        inode.Device.FailNext(Errno.NoSpace);
        Assert.True(inode.Device.CompleteNext());

        Assert.Equal(Errno.InputOutput, completion.Result);
        Files.AssertAtRest(inode);
    }

    [Fact]
    public void ReaderOfARangeInFlight_WaitsForItAndSeesTheNewData()
    {
        Inode inode = Files.Regular(1);
        byte[] written = new byte[Sector];
        Array.Fill(written, (byte)9);
        DirectIoLoop.Write(inode, 0, written, Mapper, new IoCompletion());
        byte[] read = new byte[Sector];

        Assert.Equal(Sector, DirectIoLoop.Read(inode, 0, read, Mapper));

        Assert.Equal(written, read);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void DeviceError_IsTheResultAndNothingStaysHeld(bool isWrite)
    {
        Inode inode = Files.Regular(2);
        byte[] data = new byte[2 * Sector];
        inode.Device.FailNext(Errno.InputOutput);

        long result = isWrite
            ? DirectIoLoop.Write(inode, 0, data, Mapper)
            : DirectIoLoop.Read(inode, 0, data, Mapper);

        Assert.Equal(Errno.InputOutput, result);
        Files.AssertAtRest(inode);
    }

    [Fact]
    public void RequestThatIsNotWholeSectors_IsNotAligned()
    {
        Assert.True(DirectIoLoop.IsAligned(Sector, 2 * Sector));
        Assert.False(DirectIoLoop.IsAligned(1, Sector));
        Assert.False(DirectIoLoop.IsAligned(0, Sector + 1));
        Assert.False(DirectIoLoop.IsAligned(-Sector, Sector));
    }

    private static int Mapper(Inode inode, long start, long length, BlockMapping result, bool create) =>
        ScopedBlocks.GetBlocksDirect(inode, start, length, result, create);

    private static GetBlocks Recording(List<(long, long)> asked) => (inode, start, length, result, create) =>
    {
        asked.Add((start, length));
        return Mapper(inode, start, length, result, create);
    };
}
