using System;
using System.Threading.Tasks;
using ExtentLock.Tests.Volumes;
using ExtentLock.Volumes;
using Xunit;

namespace ExtentLock.Tests.Seed;

/// <summary>
/// A volume of one file on a device that is stepped: where the engine shows what the seed does wrong. At the end
/// nothing may be held, promised or damaged.
/// </summary>
internal sealed class SteppedVolume : IAsyncDisposable
{
    internal const int Sector = TestVolume.Sector;
    private readonly TestVolume _test;

    internal SteppedVolume(
        int sectors = 0, FileTraits traits = FileTraits.None, VolumeOptions? options = null)
    {
        SteppedDevice? device = null;
        _test = new TestVolume(options, wrap: inner => device = new SteppedDevice(inner));
        Device = device!;
        File = Volume.CreateFile("file", traits);
        if (sectors > 0)
            Assert.Equal(sectors * Sector, File.Write(0, Old(sectors)));
    }

    internal Volume Volume => _test.Volume;

    internal VolumeFile File { get; }

    internal SteppedDevice Device { get; }

    public async ValueTask DisposeAsync()
    {
        Device.LetGo();
        await AssertAtRestAsync();
        File.Dispose();
        _test.Dispose();
    }

    internal static byte[] Old(int sectors) => TestVolume.Bytes(sectors * Sector, seed: 1);

    internal static byte[] New(int sectors) => TestVolume.Bytes(sectors * Sector, seed: 2);

    internal byte[] Read(int sectors, long offset = 0)
    {
        byte[] bytes = new byte[sectors * Sector];
        return bytes[..File.Read(offset, bytes)];
    }

    /// <summary>Leaves free runs of one sector only.</summary>
    internal async Task FragmentAsync()
    {
        // Its file stays open: closing it would change nothing, and it must outlive this.
        VolumeFile filler = Volume.CreateFile("filler", FileTraits.NoCow);
        int sectors = (int)(Volume.Statistics.Free / Sector);
        await filler.AllocateAsync(0, (long)sectors * Sector);
        for (int i = 0; i < sectors; i += 2)
            await filler.PunchHoleAsync((long)i * Sector, Sector);

        await Volume.CommitAsync();
        filler.Dispose();
    }

    internal Task AssertAtRestAsync() => _test.AssertSoundAsync();
}
