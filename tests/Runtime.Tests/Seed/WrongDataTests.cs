using System;
using ExtentLock.DirectIO;
using ExtentLock.Mapping;
using ExtentLock.Samples.SeedAsPublished;
using ExtentLock.Tests.Mapping;
using Xunit;
using static ExtentLock.Tests.Mapping.Files;

namespace ExtentLock.Tests.Seed;

/// <summary>Bytes that no order of the requests explains, and checksums of bytes that were never written.</summary>
public sealed partial class WrongDataTests
{
    [Fact]
    public void WriteBetweenTwoPiecesOfARead_SeedReadsHalfOfIt()
    {
        Inode inode = Files.Empty();
        Assert.Equal(0, inode.LayOut(ExtentKind.Regular, Sector, Sector));
        byte[] read = new byte[2 * Sector];
        int calls = 0;

        // The hole holds no lock when its sector is filled; between it and the next one is room for a whole write.
        long count = DirectIoLoop.Read(
            inode,
            0,
            new UserBuffer(read),
            (file, start, length, result, create) =>
            {
                if (calls++ == 1)
                    Assert.Equal(2 * Sector, SeedMode.Write(inode, 0, new UserBuffer(Filled(2, 7))));

                return DirectBlocks.GetBlocksDirect(file, start, length, result, create);
            },
            SubmitDirect.Submit);

        Assert.Equal(2 * Sector, count);
        Assert.Equal((0, 7), (read[0], read[Sector]));
    }

    [Fact]
    public void WriteBeforeARead_SeedReadsAllOfIt()
    {
        Inode inode = Files.Empty();
        Assert.Equal(0, inode.LayOut(ExtentKind.Regular, Sector, Sector));
        Assert.Equal(2 * Sector, SeedMode.Write(inode, 0, new UserBuffer(Filled(2, 7))));
        byte[] read = new byte[2 * Sector];

        Assert.Equal(2 * Sector, SeedMode.Read(inode, 0, new UserBuffer(read)));

        Assert.Equal(Filled(2, 7), read);
    }

    [Fact]
    public void MemoryThatChangesInFlight_SeedCanNotReadItsOwnData()
    {
        Inode inode = Files.Regular(1);
        byte[] data = Filled(1, 1);
        IoCompletion completion = new();
        Assert.Equal(Errno.Queued, SeedMode.Write(inode, 0, new UserBuffer(data), completion));

        data[17] = 2;
        inode.Device.Drain();

        Assert.Equal(Sector, completion.Result);
        Assert.Equal(Errno.InputOutput, SeedMode.Read(inode, 0, new UserBuffer(new byte[Sector])));
    }

    [Fact]
    public void MemoryThatChangesAfterTheEnd_SeedReadsWhatWasWritten()
    {
        Inode inode = Files.Regular(1);
        byte[] data = Filled(1, 1);
        Assert.Equal(Sector, SeedMode.Write(inode, 0, new UserBuffer(data)));
        data[17] = 2;
        byte[] read = new byte[Sector];

        Assert.Equal(Sector, SeedMode.Read(inode, 0, new UserBuffer(read)));

        Assert.Equal(Filled(1, 1), read);
    }

    private static byte[] Filled(int sectors, byte value)
    {
        byte[] data = new byte[sectors * Sector];
        Array.Fill(data, value);
        return data;
    }
}
