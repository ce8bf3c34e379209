using System;
using System.IO;
using System.Threading.Tasks;
using ExtentLock.Storage;
using Xunit;

namespace ExtentLock.Tests.Storage;

/// <summary>Files on a file system that is full or takes no writes: one that is mounted for the test.</summary>
public sealed class FileSystemTests
{
    private const int Sector = 4096;

    [MountTheory]
    [InlineData(BlockEngine.Automatic)]
    [InlineData(BlockEngine.Threads)]
    public async Task DeviceOnAFullDisk_TellsItAndKeepsWhatWasWritten(BlockEngine engine)
    {
        using ScratchMount mount = new();
        using IoArena arena = new(1);
        using FileBlockDevice device =
            FileBlockDevice.Create(mount["device"], 4096 * Sector, new() { Engine = engine });

        Memory<byte> buffer = arena.Rent(64 * Sector).Memory;
        buffer.Span.Fill(7);
        await device.WriteAsync(0, buffer);
        BlockDeviceException failure = await Assert.ThrowsAsync<BlockDeviceException>(async () =>
        {
            for (int i = 1; i < 64; i++)
                await device.WriteAsync(i * buffer.Length, buffer);
        });

        Assert.Equal(BlockFault.NoSpace, failure.Fault);
        buffer.Span.Clear();
        await device.ReadAsync(0, buffer);
        Assert.Equal(-1, buffer.Span.IndexOfAnyExcept((byte)7));
    }

    [MountFact]
    public void DeviceThatTakesNoWrites_OpensOnlyForReading()
    {
        using ScratchMount mount = new();
        FileBlockDevice.Create(mount["device"], Sector).Dispose();
        mount.Remount("ro");

        BlockDeviceException refused =
            Assert.Throws<BlockDeviceException>(() => FileBlockDevice.Open(mount["device"]).Dispose());

        Assert.Equal(BlockFault.ReadOnly, refused.Fault);
        FileBlockDevice.Open(mount["device"], new() { ReadOnly = true }).Dispose();
    }

    /// <summary>The kernel makes the file before it refuses to open it so.</summary>
    [MountTheory]
    [InlineData(DirectMode.Required)]
    [InlineData(DirectMode.Preferred)]
    public void DeviceWhereThereIsNoDirectIo_IsMadeWithoutOrNotAtAll(DirectMode mode)
    {
        using ScratchMount mount = new("mode=700", "ramfs");
        if (mode == DirectMode.Preferred)
        {
            using FileBlockDevice device = FileBlockDevice.Create(mount["device"], Sector, new() { Direct = mode });
            Assert.Equal((false, -22), (device.Mode.IsDirect, device.Mode.DirectRefusal));
            return;
        }

        BlockDeviceException refused = Assert.Throws<BlockDeviceException>(
            () => FileBlockDevice.Create(mount["device"], Sector, new() { Direct = mode }).Dispose());

        Assert.Equal(BlockFault.ModeRefused, refused.Fault);
        Assert.False(File.Exists(mount["device"]));
    }

    [MountFact]
    public void MetadataThatTakeNoWrites_SayItAndOpenLater()
    {
        using ScratchMount mount = new();
        MetadataStore.Create(mount["meta"], new(64 * Sector)).Dispose();
        mount.Remount("ro");

        Assert.Equal(
            MetadataFault.ReadOnly,
            Assert.Throws<MetadataException>(() => MetadataStore.Open(mount["meta"]).Dispose()).Fault);
        Assert.Equal(
            MetadataFault.ReadOnly,
            Assert.Throws<MetadataException>(() => MetadataStore.Create(mount["new"], new(Sector)).Dispose()).Fault);

        mount.Remount("rw");
        MetadataStore.Open(mount["meta"]).Dispose();
    }

    [MountFact]
    public void MetadataOnAFullDisk_KeepEveryCommitBefore()
    {
        using ScratchMount mount = new();
        MetadataStore store = MetadataStore.Create(mount["meta"], new(64 * Sector));
        int committed = 0;
        MetadataException failure = Assert.Throws<MetadataException>(() =>
        {
            for (; committed < 1000; committed++)
                store.Commit(Names(committed, 200));
        });

        Assert.Equal(MetadataFault.NoSpace, failure.Fault);
        Assert.Equal(200 * committed, store.Files().Count);
        Assert.Equal(committed, store.Generation);

        // With space again, it goes on where it stood.
        mount.Remount("size=8m");
        store.Commit(Names(committed, 200));
        store.Dispose();
        using MetadataStore again = MetadataStore.Open(mount["meta"]);
        Assert.Equal(committed + 1, again.Generation);
        Assert.Empty(again.Check());
    }

    [MountFact]
    public void MetadataThatDoNotFit_LeaveNoFile()
    {
        using ScratchMount mount = new("size=16k");

        Assert.Equal(
            MetadataFault.NoSpace,
            Assert.Throws<MetadataException>(() => MetadataStore.Create(mount["meta"], new(Sector)).Dispose()).Fault);
        Assert.False(File.Exists(mount["meta"]));
    }

    private static MetadataBatch Names(int commit, int count)
    {
        MetadataBatch batch = new();
        for (int i = 0; i < count; i++)
        {
            long file = (commit * count) + i;
            batch.PutFile(new StoredFile(file, 0, 0));
            batch.PutName($"a file with a long name, number {file}", file);
        }

        return batch;
    }
}
