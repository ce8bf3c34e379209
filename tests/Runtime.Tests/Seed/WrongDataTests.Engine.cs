using System.Threading.Tasks;
using Xunit;
using static ExtentLock.Tests.Seed.SteppedVolume;

namespace ExtentLock.Tests.Seed;

public sealed partial class WrongDataTests
{
    [Fact]
    public async Task WriteBetweenTwoPiecesOfARead_EngineReadsNothingOfIt()
    {
        await using SteppedVolume volume = new();
        Assert.Equal(Sector, volume.File.Write(Sector, Old(1)));
        byte[] read = new byte[2 * Sector];
        volume.Device.Hold();
        Task<int> reading = volume.File.ReadAsync(0, read).AsTask();
        Task<int> writing = volume.File.WriteAsync(0, New(2)).AsTask();
        Assert.Equal(1, volume.Device.Pending);

        volume.Device.CompleteNext();
        Assert.Equal(2 * Sector, await reading);
        Assert.Equal([.. new byte[Sector], .. Old(1)], read);
        Assert.False(writing.IsCompleted);

        volume.Device.LetGo();
        Assert.Equal(2 * Sector, await writing);
        Assert.Equal(New(2), volume.Read(2));
    }

    [Fact]
    public async Task MemoryThatChangesInFlight_EngineStoresWhatItWasGiven()
    {
        await using SteppedVolume volume = new(sectors: 1);
        byte[] data = New(1);
        volume.Device.Hold();
        Task<int> writing = volume.File.WriteAsync(0, data).AsTask();
        data[17]++;

        volume.Device.LetGo();

        Assert.Equal(Sector, await writing);
        Assert.Equal(New(1), volume.Read(1));
    }
}
