using System;
using System.IO;
using System.Threading.Tasks;
using ExtentLock.Storage;
using ExtentLock.Tests.Extents.RangeLocks;
using ExtentLock.Tests.Proof;
using ExtentLock.Tests.Storage;
using ExtentLock.Volumes;
using Microsoft.Data.Sqlite;
using Xunit;
using static ExtentLock.Tests.Volumes.TestVolume;

namespace ExtentLock.Tests.Volumes;

/// <summary>Volumes in real files, opened past the page cache where the file system allows it; and what is no volume,
/// or no longer one.</summary>
public sealed class VolumeOpeningTests : IDisposable
{
    private const int Capacity = 1024 * 1024;
    private readonly TempFolder _folder = new();
    private readonly VolumeOptions _options = new() { Capacity = Capacity, CommitInterval = TimeSpan.Zero };

    private string Data => _folder["volume"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(BlockEngine.Automatic)]
    [InlineData(BlockEngine.Threads)]
    public async Task FileOnDisk_KeepsWhatWasWritten(BlockEngine engine)
    {
        VolumeOptions options = _options with { Device = new() { Engine = engine } };
        byte[] data = Bytes(20 * Sector + 33);
        using (Volume volume = Volume.Create(Data, options))
        {
            using VolumeFile file = volume.CreateFile("a");
            Assert.Equal(data.Length, await file.WriteAsync(0, data));
            Assert.Equal(data, ReadAll(file));
            await file.FlushAsync();
            volume.ThrowIfBusy();
        }

        using (Volume volume = Volume.Open(Data, options))
        {
            using VolumeFile file = volume.OpenFile("a");
            using IoArena arena = new(IoArena.HugePage);
            using ArenaSlice aligned = arena.Rent(32 * Sector);
            Assert.Equal(data.Length, await file.ReadAsync(0, aligned.Memory));
            Assert.Equal(data, aligned.Memory[..data.Length].ToArray());
            Assert.Empty(await volume.CheckAsync());
            volume.ThrowIfBusy();
        }
    }

    [Theory]
    [InlineData(BlockEngine.Automatic)]
    [InlineData(BlockEngine.Threads)]
    public async Task ManyRequestsOnDiskAcrossTheEnd_LeaveNothing(BlockEngine engine)
    {
        VolumeOptions options = _options with { Capacity = 16 << 20, Device = new() { Engine = engine } };
        using Volume volume = Volume.Create(Data, options);
        using VolumeFile file = volume.CreateFile("a");
        using VolumeFile plain = volume.CreateFile("b", FileTraits.NoCow);
        Random random = new(3);
        VolumeQueue queue = new();
        VolumeRequest[] requests = new VolumeRequest[16];
        for (int i = 0; i < requests.Length; i++)
            requests[i] = new VolumeRequest(i % 2 == 0 ? file : plain, false, 0, new byte[16 * Sector]);

        VolumeRequest[] ended = new VolumeRequest[16];
        int begun = 0;
        void Submit(VolumeRequest request)
        {
            begun++;
            request.IsWrite = random.Next(3) == 0;
            request.Offset = random.Next(200) * Sector;
            request.Buffer = new byte[(1 + random.Next(16)) * Sector];
            queue.Submit([request]);
        }

        Array.ForEach(requests, Submit);
        for (int done = 0; done < 1500;)
        {
            int polled = queue.Poll(ended, least: 1);
            foreach (VolumeRequest request in ended[..polled])
            {
                Assert.Null(request.Failure);
                Assert.True(!request.IsWrite || request.Bytes == request.Buffer.Length);
                if (begun < 1500)
                    Submit(request);
            }

            done += polled;
        }

        Assert.Empty(await volume.CheckAsync());
        volume.ThrowIfBusy();
    }

    [Fact]
    public void ExistingFile_IsNotMadeAVolume()
    {
        File.WriteAllText(Data, "mine");
        Assert.Equal(VolumeFault.CannotOpen, Fault(() => Volume.Create(Data, _options)));
        Assert.Equal("mine", File.ReadAllText(Data));
    }

    [Fact]
    public void ExistingMetadata_LeaveNoDataFile()
    {
        File.WriteAllText(Data + ".meta", "mine");
        Assert.Equal(VolumeFault.CannotOpen, Fault(() => Volume.Create(Data, _options)));
        Assert.False(File.Exists(Data));
        Assert.Equal("mine", File.ReadAllText(Data + ".meta"));
    }

    [Fact]
    public void OpenTwice_IsRefused()
    {
        using Volume volume = Volume.Create(Data, _options);
        Assert.Equal(VolumeFault.InUse, Fault(() => Volume.Open(Data, _options)));
    }

    [Fact]
    public void MissingFile_IsRefused() =>
        Assert.Equal(VolumeFault.CannotOpen, Fault(() => Volume.Open(Data, _options)));

    [Fact]
    public void MissingMetadata_AreTold()
    {
        Volume.Create(Data, _options).Dispose();
        File.Delete(Data + ".meta");
        Assert.Equal(VolumeFault.CannotOpen, Fault(() => Volume.Open(Data, _options)));
    }

    [Fact]
    public void TruncatedFile_IsRefused()
    {
        Volume.Create(Data, _options).Dispose();
        using (FileStream file = new(Data, FileMode.Open))
            file.SetLength(Capacity / 2);

        Assert.Equal(VolumeFault.Truncated, Fault(() => Volume.Open(Data, _options)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Noise_IsNoVolume(int seed)
    {
        Volume.Create(Data, _options).Dispose();
        File.WriteAllBytes(Data, seed == 0 ? new byte[Capacity] : Bytes(Capacity, seed));
        Assert.Equal(VolumeFault.NotAVolume, Fault(() => Volume.Open(Data, _options)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(32 * 1024)]
    public void OneDamagedSuperblock_IsReplacedByTheOther(int copy)
    {
        Volume.Create(Data, _options).Dispose();
        Overwrite(Data, copy + 20, [1, 2, 3]);

        Volume.Open(Data, _options).Dispose();

        // Both copies are good again after it was opened and closed.
        Overwrite(Data, copy == 0 ? 32 * 1024 : 0, new byte[Sector]);
        Volume.Open(Data, _options).Dispose();
    }

    [Fact]
    public void BothSuperblocksDamaged_IsTold()
    {
        Volume.Create(Data, _options).Dispose();
        Overwrite(Data, 20, [1, 2, 3]);
        Overwrite(Data, (32 * 1024) + 20, [1, 2, 3]);
        Assert.Equal(VolumeFault.Damaged, Fault(() => Volume.Open(Data, _options)));
    }

    [Fact]
    public void OtherVersion_IsTold()
    {
        Volume.Create(Data, _options).Dispose();
        byte[] image = File.ReadAllBytes(Data);
        foreach (int copy in (int[])[0, 32 * 1024])
        {
            Span<byte> sector = image.AsSpan(copy, Sector);
            sector[8] = 99;
            BitConverter.TryWriteBytes(sector[^4..], Crc32C.Compute(sector[..^4]));
        }

        File.WriteAllBytes(Data, image);
        Assert.Equal(VolumeFault.OtherVersion, Fault(() => Volume.Open(Data, _options)));
    }

    [Fact]
    public void MetadataOfAnotherVolume_AreRefused()
    {
        Volume.Create(Data, _options).Dispose();
        Volume.Create(_folder["other"], _options).Dispose();
        File.Copy(_folder["other.meta"], Data + ".meta", overwrite: true);
        Assert.Equal(VolumeFault.MismatchedMetadata, Fault(() => Volume.Open(Data, _options)));
    }

    [Fact]
    public void OlderMetadata_AreRefused()
    {
        Volume.Create(Data, _options).Dispose();
        File.Copy(Data + ".meta", _folder["old"]);
        using (Volume volume = Volume.Open(Data, _options))
            volume.CreateFile("a").Dispose();

        File.Copy(_folder["old"], Data + ".meta", overwrite: true);
        Assert.Equal(VolumeFault.MismatchedMetadata, Fault(() => Volume.Open(Data, _options)));
    }

    [Fact]
    public void DamagedMetadata_AreTold()
    {
        Volume.Create(Data, _options).Dispose();
        File.WriteAllBytes(Data + ".meta", Bytes(50_000));
        Assert.Equal(VolumeFault.Damaged, Fault(() => Volume.Open(Data, _options)));
    }

    [Fact]
    public async Task ReadOnly_RefusesEveryChangeAndReads()
    {
        byte[] data = Bytes(3 * Sector);
        using (Volume volume = Volume.Create(Data, _options))
        using (VolumeFile file = volume.CreateFile("a"))
            file.Write(0, data);

        byte[] before = File.ReadAllBytes(Data);
        using (Volume volume = Volume.Open(Data, _options with { ReadOnly = true }))
        {
            using VolumeFile file = volume.OpenFile("a");
            Assert.Equal(data, ReadAll(file));
            Func<Task>[] changes =
            [
                () => file.WriteAsync(0, data).AsTask(),
                () => file.WriteAsync(1, data).AsTask(),
                () => file.SetLengthAsync(1).AsTask(),
                () => file.PunchHoleAsync(0, Sector).AsTask(),
                () => file.AllocateAsync(0, 9 * Sector).AsTask(),
                () => file.CloneRangeAsync(0, file, 10 * Sector, Sector).AsTask(),
                () => volume.CommitAsync().AsTask(),
                () => Task.Run(() => volume.CreateFile("b")),
                () => Task.Run(() => volume.Delete("a")),
                () => Task.Run(() => volume.Rename("a", "b")),
            ];
            foreach (Func<Task> change in changes)
                Assert.Equal(VolumeFault.ReadOnly, (await Assert.ThrowsAsync<VolumeException>(change)).Fault);

            Assert.Empty(await volume.CheckAsync());
            volume.ThrowIfBusy();
        }

        Assert.Equal(before, File.ReadAllBytes(Data));
    }

    [Fact]
    public void Names_AreMadeMovedAndRemoved()
    {
        using Volume volume = Volume.Create(Data, _options);
        volume.CreateFile("a").Dispose();
        volume.CreateFile("b").Dispose();

        Assert.Equal(VolumeFault.FileExists, Fault(() => volume.CreateFile("a")));
        Assert.Equal(VolumeFault.FileExists, Fault(() => volume.Rename("a", "b")));
        Assert.Equal(VolumeFault.FileNotFound, Fault(() => volume.Rename("x", "y")));
        Assert.Equal(VolumeFault.FileNotFound, Fault(() => volume.OpenFile("x")));
        Assert.Equal(VolumeFault.FileNotFound, Fault(() => volume.Delete("x")));
        Assert.Equal(VolumeFault.InvalidName, Fault(() => volume.CreateFile("")));
        Assert.Equal(VolumeFault.InvalidName, Fault(() => volume.CreateFile(new string('x', 256))));
        volume.Rename("a", "c");
        volume.Delete("b");
        Assert.Equal(["c"], volume.List());
    }

    [Fact]
    public async Task DeletedWhileOpen_GoesWithTheLastHandle()
    {
        using Volume volume = Volume.Create(Data, _options);
        long free = volume.Statistics.Free;
        using (VolumeFile file = volume.CreateFile("a"))
        {
            file.Write(0, Bytes(3 * Sector));
            await volume.CommitAsync();
            volume.Delete("a");
            Assert.Empty(volume.List());
            Assert.Equal(Bytes(3 * Sector), ReadAll(file));
            await volume.CommitAsync();
            Assert.NotEqual(free, volume.Statistics.Free);
        }

        await volume.CommitAsync();
        Assert.Equal(free, volume.Statistics.Free);
        Assert.Empty(await volume.CheckAsync());
    }

    [Fact]
    public void VolumeThatDidNotOpen_LeavesNoTimer()
    {
        using Switch device = new();
        using TestVolume test = new(wrap: device.Before);
        ManualTime time = new();
        test.Volume.Dispose();
        device.FailWrites = _ => true;

        Assert.Throws<BlockDeviceException>(() => Volume.Open(
            test.Device, test.MetadataPath, new VolumeOptions { Time = time }).Dispose());

        device.FailWrites = null;
        Assert.Equal(0, time.Running);
        test.Reopen();
    }

    /// <summary>A database does not notice when a number in it becomes another.</summary>
    [Fact]
    public void MetadataWithChangedBytes_AreRefusedOrRead()
    {
        using (Volume volume = Volume.Create(Data, _options))
            Fill(volume);

        byte[] device = File.ReadAllBytes(Data);
        byte[] metadata = File.ReadAllBytes(Data + ".meta");
        Random random = new(1);
        for (int round = 0; round < Effort.Of("METADATA", 300); round++)
        {
            File.WriteAllBytes(Data, device);
            byte[] changed = [.. metadata];
            for (int i = round % 3; i >= 0; i--)
                changed[random.Next(100, changed.Length)] ^= (byte)(1 << random.Next(8));

            File.WriteAllBytes(Data + ".meta", changed);
            Assert.True(IsRefusedOrRead(), $"round {round}");
        }
    }

    [Fact]
    public void NamesThatAreNoText_AreDamage()
    {
        Volume.Create(Data, _options).Dispose();
        using (SqliteConnection connection = new($"Data Source={Data}.meta;Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "INSERT INTO file VALUES (1, 0, 0, 0);"
                + "INSERT INTO name VALUES (CAST(x'ff' AS TEXT), 1), (CAST(x'fe' AS TEXT), 1)";
            command.ExecuteNonQuery();
        }

        Assert.Equal(VolumeFault.Damaged, Fault(() => Volume.Open(Data, _options)));
    }

    private static void Fill(Volume volume)
    {
        for (int i = 0; i < 30; i++)
        {
            using VolumeFile file = volume.CreateFile($"file {i}", i % 2 == 0 ? FileTraits.None : FileTraits.NoCow);
            file.Write(i * Sector, Bytes(2 * Sector));
            file.Write(0, Bytes(10 + i));
        }
    }

    private bool IsRefusedOrRead()
    {
        try
        {
            using Volume volume = Volume.Open(Data, _options);
            foreach (string name in volume.List())
            {
                using VolumeFile file = volume.OpenFile(name);
                if (file.Length < Capacity)
                    file.Read(0, new byte[Capacity]);

                file.Write(0, new byte[Sector]);
            }

            return true;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static void Overwrite(string path, int place, byte[] bytes)
    {
        using FileStream file = new(path, FileMode.Open);
        file.Position = place;
        file.Write(bytes);
    }

    private static VolumeFault Fault(Action action) => Assert.Throws<VolumeException>(action).Fault;

    private static VolumeFault Fault(Func<IDisposable> open) =>
        Assert.Throws<VolumeException>(() => open().Dispose()).Fault;
}
