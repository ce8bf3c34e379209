using System.Threading.Tasks;
using ExtentLock.Storage;
using ExtentLock.Volumes;
using Xunit;
using static ExtentLock.Tests.Seed.SteppedVolume;

namespace ExtentLock.Tests.Seed;

public sealed partial class DeadlockTests
{
    [Fact]
    public async Task ReservationWithLittleSpaceLeft_EngineReservesOnceForAllPieces()
    {
        await using SteppedVolume volume = new(
            options: new VolumeOptions { MetadataLimit = SpaceLedger.MetadataPerExtent });
        await volume.FragmentAsync();

        Assert.Equal(2 * Sector, volume.File.Write(0, New(2)));

        Assert.Equal(2, (await volume.File.RegionsAsync()).Count);
        Assert.Equal(New(2), volume.Read(2));
    }

    [Fact]
    public async Task PageThatAlwaysComesBack_EngineTriesThreeTimesAndTakesTheBufferedWay()
    {
        await using SteppedVolume volume = new(sectors: 1, options: new VolumeOptions { CacheBytes = 0 });
        PagesInTheWay pages = new(volume.Volume.Buffered);
        volume.Volume.Buffered = pages;

        Assert.Equal(Sector, volume.File.Write(0, New(1)));

        Assert.Equal((3, 1), (pages.Asked, volume.Volume.Statistics.Fallbacks));
        pages.Leave();
        Assert.Equal(New(1), volume.Read(1));
    }
}
