using System;
using System.Threading.Tasks;
using ExtentLock.Storage;
using ExtentLock.Volumes;
using Xunit;
using static ExtentLock.Tests.Seed.SteppedVolume;

namespace ExtentLock.Tests.Seed;

public sealed partial class LostReservationTests
{
    [Fact]
    public async Task CacheInTheWayOfAWrite_EngineKeepsNoReservation()
    {
        await using SteppedVolume volume = new(sectors: 2);
        PagesInTheWay pages = new(volume.Volume.Buffered) { Stay = true };
        volume.Volume.Buffered = pages;

        Assert.Equal(2 * Sector, volume.File.Write(0, New(2)));

        Assert.Equal((1, 1), (pages.Asked, volume.Volume.Statistics.Fallbacks));
        await volume.AssertAtRestAsync();
        pages.Leave();
        Assert.Equal(New(2), volume.Read(2));
    }

    [Fact]
    public async Task ExtentShorterThanAsked_EngineKeepsNoReservation()
    {
        await using SteppedVolume volume = new();
        await volume.FragmentAsync();

        Assert.Equal(3 * Sector, volume.File.Write(0, New(3)));

        Assert.Equal(3, (await volume.File.RegionsAsync()).Count);
        VolumeStatistics now = volume.Volume.Statistics;
        Assert.Equal((0L, 0L, 0), (now.ReservedData, now.ReservedMetadata, now.OutstandingExtents));
        Assert.Equal(New(3), volume.Read(3));
    }

    [Fact]
    public async Task ReservationOfAnotherWriter_EngineDoesNotTouchIt()
    {
        await using SteppedVolume volume = new(sectors: 2);
        SpaceTicket others = await volume.Volume.ReserveAsync(2 * Sector, default);

        Assert.Equal(2 * Sector, volume.File.Write(0, New(2)));

        VolumeStatistics now = volume.Volume.Statistics;
        Assert.Equal((2L * Sector, 1, 2L * Sector), (now.ReservedData, now.OutstandingExtents, others.Data));
        others.Release();
    }

    [Fact]
    public async Task NewExtentThatIsNotUsed_EngineGivesItsSpaceBack()
    {
        await using SteppedVolume volume = new(sectors: 1);
        await volume.Volume.CommitAsync();
        long free = volume.Volume.Statistics.Free;
        volume.Device.RefuseNext(new OutOfMemoryException());

        Assert.Throws<OutOfMemoryException>(() => volume.File.Write(0, New(1)));

        Assert.Equal(free, volume.Volume.Statistics.Free);
        await volume.AssertAtRestAsync();
        Assert.Equal(Old(1), volume.Read(1));
    }

    /// <summary>A piece is a value: what one has found, no other can change.</summary>
    [Fact]
    public void PieceOfAFile_CanNotBeChanged() =>
        Assert.DoesNotContain(
            typeof(FilePiece).GetFields(
                System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic),
            field => !field.IsInitOnly);
}
