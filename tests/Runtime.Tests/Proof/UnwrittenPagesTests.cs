using System.Threading.Tasks;
using ExtentLock.Storage;
using ExtentLock.Tests.Seed;
using ExtentLock.Tests.Volumes;
using ExtentLock.Volumes;
using Xunit;

namespace ExtentLock.Tests.Proof;

/// <summary>Who looks at a file's extents is told if what was written into the cache can't come there: the random
/// operations on a full volume found a clone of old data and regions without new ones.</summary>
public sealed class UnwrittenPagesTests
{
    private static readonly VolumeOptions s_cached = new() { CacheBytes = 64 * TestVolume.Sector };

    [Fact]
    public async Task CloneOfWhatCantBeWritten_IsRefused()
    {
        await using SteppedVolume volume = new(sectors: 2, options: s_cached);
        using VolumeFile clone = volume.Volume.CreateFile("clone");
        volume.File.Write(100, new byte[] { 1, 2, 3 });
        volume.Device.FailNext();

        await Assert.ThrowsAsync<BlockDeviceException>(
            () => volume.File.CloneRangeAsync(0, clone, 0, 2 * TestVolume.Sector).AsTask());

        Assert.Equal(0, clone.Length);
        await volume.File.CloneRangeAsync(0, clone, 0, 2 * TestVolume.Sector);
        Assert.Equal([1, 2, 3], TestVolume.ReadAll(clone)[100..103]);
    }

    [Fact]
    public async Task RegionsOfWhatCantBeWritten_AreNotTold()
    {
        await using SteppedVolume volume = new(options: s_cached);
        volume.File.Write(TestVolume.Sector + 1, new byte[TestVolume.Sector]);
        volume.Device.FailNext();

        await Assert.ThrowsAsync<BlockDeviceException>(() => volume.File.RegionsAsync().AsTask());

        Assert.NotEmpty(await volume.File.RegionsAsync());
    }
}
