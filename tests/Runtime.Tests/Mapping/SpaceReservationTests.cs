using System;
using ExtentLock.Extents;
using ExtentLock.Mapping;
using Xunit;
using static ExtentLock.Tests.Mapping.Files;

namespace ExtentLock.Tests.Mapping;

public sealed class SpaceReservationTests
{
    private readonly Inode _inode = Files.Empty();

    private SpaceReservation Reservations => _inode.Reservations;

    [Fact]
    public void Reserve_TakesDataAndOneExtent()
    {
        Assert.Equal(0, Reservations.Reserve(0, 4 * Sector));

        Assert.Equal((4 * Sector, 1, Metadata), State());
        Assert.Equal((4 * Sector, Metadata), (_inode.Space.ReservedData, _inode.Space.ReservedMetadata));
    }

    [Fact]
    public void Free_GivesBothHalvesBack()
    {
        Reservations.Reserve(0, 4 * Sector);
        _inode.SetDelalloc(0, 4 * Sector);
        Reservations.Free(0, 4 * Sector);

        Files.AssertAtRest(_inode);
    }

    [Fact]
    public void FreeOfTheHead_LeavesTheTailReserved()
    {
        Reservations.Reserve(0, 4 * Sector);
        Reservations.Free(0, Sector);

        Assert.Equal((3 * Sector, 1, Metadata), State());
    }

    [Fact]
    public void FreeOverAGap_GivesBackWhatIsBehindIt()
    {
        Reservations.Reserve(Sector, 2 * Sector);
        Reservations.Reserve(3 * Sector, 4 * Sector);
        Reservations.Free(0, 5 * Sector);

        Files.AssertAtRest(_inode);
    }

    [Fact]
    public void FreeInTheMiddle_MakesTwoExtentsOfOne()
    {
        Reservations.Reserve(0, 4 * Sector);
        Reservations.Free(Sector, 2 * Sector);

        Assert.Equal((3 * Sector, 2, 2 * Metadata), State());
    }

    [Fact]
    public void ClearedDelalloc_GivesOnlyTheDataHalfBack()
    {
        Reservations.Reserve(0, 4 * Sector);
        _inode.SetDelalloc(0, 4 * Sector);
        Assert.True(_inode.IoTree.AnySet(0, 4 * Sector, ExtentBits.Delalloc));

        _inode.ClearDelalloc(0, 4 * Sector);

        Assert.Equal((0, 1, Metadata), State());
        Assert.False(_inode.IoTree.AnySet(0, 4 * Sector, ExtentBits.Delalloc));
    }

    [Fact]
    public void FreeAfterClearedDelalloc_GivesTheOtherHalfBack()
    {
        Reservations.Reserve(0, 4 * Sector);
        _inode.ClearDelalloc(0, 4 * Sector);
        Reservations.Free(0, 4 * Sector);

        Files.AssertAtRest(_inode);
    }

    [Fact]
    public void SameRangeReservedTwice_IsGivenBackOneLayerAtATime()
    {
        Reservations.Reserve(0, 4 * Sector);
        Reservations.Reserve(0, 4 * Sector);
        Reservations.Free(0, 4 * Sector);

        Assert.Equal((4 * Sector, 1, Metadata), State());
    }

    [Fact]
    public void FreeOfWhatIsNotReserved_ChangesNothing()
    {
        Reservations.Reserve(0, Sector);
        Reservations.Free(Sector, 9 * Sector);
        Reservations.Free(0, 0);

        Assert.Equal((Sector, 1, Metadata), State());
    }

    [Fact]
    public void TooMuchData_IsRefusedWhole()
    {
        Assert.Equal(Errno.NoSpace, Reservations.Reserve(0, 65 * Sector));
        Files.AssertAtRest(_inode);
    }

    [Fact]
    public void AllThatIsFree_CanBeReserved()
    {
        Assert.Equal(0, Reservations.Reserve(0, 64 * Sector));
        Assert.Equal(64 * Sector, _inode.Space.ReservedData);
    }

    [Fact]
    public void TooManyExtents_AreRefused()
    {
        for (int i = 0; i < 32; i++)
            Assert.Equal(0, Reservations.Reserve(i * Sector, (i + 1) * Sector));

        Assert.Equal(Errno.NoSpace, Reservations.Reserve(40 * Sector, 41 * Sector));
    }

    [Fact]
    public void EmptyRange_ReservesNothing()
    {
        Assert.Equal(0, Reservations.Reserve(Sector, Sector));
        Assert.Equal((0, 0, 0), State());
        Assert.Throws<ArgumentOutOfRangeException>(() => Reservations.Reserve(Sector, 0));
    }

    private (long Data, int Extents, long Metadata) State() =>
        (Reservations.DataBytes, Reservations.OutstandingExtents, Reservations.MetadataBytes);
}
