using System.IO;
using System.Threading.Tasks;
using ExtentLock.Storage;
using ExtentLock.Tests.Storage;
using ExtentLock.Volumes;
using Xunit;
using static ExtentLock.Tests.Volumes.TestVolume;

namespace ExtentLock.Tests.Volumes;

/// <summary>A commit whose metadata were written and not flushed: nobody knows what the disk has. The volume takes no
/// changes, and when it is opened again it is as that commit left it, or as the one before did.</summary>
public sealed class FailedCommitTests
{
    private const int Sectors = 8;
    private readonly byte[] _old = Bytes(Sectors * Sector, 1);
    private readonly byte[] _new = Bytes(Sectors * Sector, 2);

    [Theory]
    [InlineData(FileTraits.None)]
    [InlineData(FileTraits.NoCow)]
    public async Task CommitWhoseFlushFails_IsAllThereAfterReopeningOrNotAtAll(FileTraits traits)
    {
        using TestVolume test = new(new VolumeOptions { CacheBytes = 0 });
        using FailingSync sync = new(test.MetadataPath);
        Volume volume = test.Reopen();
        Write(volume.CreateFile("a", traits), _old);
        await volume.CommitAsync();
        long before = new FileInfo(test.MetadataPath + "-wal").Length;

        volume.Rename("a", "b");
        using (VolumeFile file = volume.OpenFile("b"))
        {
            // Another place where it is not written in place, and space of the old one that becomes free.
            Write(volume.CreateFile("c", traits), _new);
            await file.SetLengthAsync(4 * Sector);
            sync.Fails = true;
            await Assert.ThrowsAsync<MetadataException>(() => volume.CommitAsync().AsTask());
            sync.Fails = false;

            Assert.Equal(1, sync.Failed);
            Assert.Equal(VolumeFault.ReadOnly, Assert.Throws<VolumeException>(() => file.Write(0, _new)).Fault);
            await Assert.ThrowsAsync<VolumeException>(() => volume.CommitAsync().AsTask());
        }

        // What a loss of power leaves: all that was written, or what was flushed before and a part of that.
        await ExpectAsync(test, isCommitted: true, long.MaxValue);
        await ExpectAsync(test, isCommitted: false, new FileInfo(test.MetadataPath + "-wal").Length - 1);
        await ExpectAsync(test, isCommitted: false, before);

        // Closed in order, it does not say what nobody was told.
        test.Reopen();
        await ExpectAsync(test.Volume, isCommitted: false);
        Write(test.Volume.CreateFile("d", traits), _new);
        await test.Volume.CommitAsync();
        await test.AssertSoundAsync();
    }

    private async Task ExpectAsync(TestVolume test, bool isCommitted, long logLength)
    {
        using TempFolder folder = new();
        File.Copy(test.MetadataPath, folder["meta"]);
        File.Copy(test.MetadataPath + "-wal", folder["meta-wal"]);
        using (FileStream log = new(folder["meta-wal"], FileMode.Open))
            log.SetLength(long.Min(log.Length, logLength));

        using MemoryBlockDevice device = new(test.Memory.ToArray());
        using Volume volume = Volume.Open(device, folder["meta"], new VolumeOptions { CacheBytes = 0 });
        await ExpectAsync(volume, isCommitted);
    }

    private async Task ExpectAsync(Volume volume, bool isCommitted)
    {
        Assert.Empty(await volume.CheckAsync());
        Assert.Equal(isCommitted ? ["b", "c"] : ["a"], volume.List());
        foreach (string name in volume.List())
        {
            using VolumeFile file = volume.OpenFile(name);
            Assert.Equal(name == "c" ? _new : isCommitted ? _old[..(4 * Sector)] : _old, ReadAll(file));
        }
    }

    private static void Write(VolumeFile file, byte[] data)
    {
        using (file)
            Assert.Equal(data.Length, file.Write(0, data));
    }
}
