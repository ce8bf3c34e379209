using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using ExtentLock.Storage;
using ExtentLock.Tests.Storage;
using ExtentLock.Volumes;
using Xunit;
using static ExtentLock.Tests.Volumes.TestVolume;

namespace ExtentLock.Tests.Volumes;

/// <summary>Whatever of the writes since the last flush a loss of power leaves, the volume opens, is sound, and is what
/// the last commit said.</summary>
public sealed class VolumeCrashTests : IDisposable
{
    private const int Capacity = 512 * 1024;
    private readonly TempFolder _folder = new();
    private readonly VolumeOptions _options = new() { CommitInterval = TimeSpan.Zero, ArenaBytes = 1 << 20 };
    private readonly List<Point> _points = [];
    private int _opened;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task EveryLossOfPower_LeavesTheLastCommit(int seed)
    {
        using RecordingBlockDevice device = new(new MemoryBlockDevice(Capacity));
        using (Volume volume = Volume.Create(device, _folder["meta"], _options))
            await WorkAsync(volume, device, seed);

        int end = device.Operations.Count;
        for (int i = 0; i < _points.Count; i++)
        {
            int last = i + 1 < _points.Count ? _points[i + 1].Operations : end;
            for (int count = _points[i].Operations; count < last; count += 2)
            {
                foreach (byte[] image in device.Crashes(count, most: 4))
                    await CheckAsync(_points[i], image);
            }
        }

        Assert.True(_opened > 50);
    }

    /// <summary>Overwrites, appends, clones, holes and deletions on little space, so that it is used again
    /// soon.</summary>
    private async Task WorkAsync(Volume volume, RecordingBlockDevice device, int seed)
    {
        Random random = new(seed);
        using VolumeFile file = volume.CreateFile("a");
        using VolumeFile other = volume.CreateFile("b");
        for (int round = 0; round < 8; round++)
        {
            for (int i = 0; i < 6; i++)
            {
                VolumeFile target = random.Next(2) == 0 ? file : other;
                await target.WriteAsync(random.Next(12) * Sector, Bytes((1 + random.Next(4)) * Sector, random.Next()));
                await target.WriteAsync(random.Next(8 * Sector), Bytes(1 + random.Next(5000), random.Next()));
            }

            await file.CloneRangeAsync(0, other, random.Next(6) * Sector, 2 * Sector);
            await other.PunchHoleAsync(random.Next(8 * Sector), 5000);
            if (round % 3 == 2)
                await file.SetLengthAsync(4 * Sector + random.Next(Sector));

            await volume.CommitAsync();
            Keep(volume, device);
        }
    }

    private void Keep(Volume volume, RecordingBlockDevice device)
    {
        string copy = _folder[$"copy{_points.Count}"];
        foreach (string ending in (string[])["", "-wal"])
        {
            if (File.Exists(_folder["meta"] + ending))
                File.Copy(_folder["meta"] + ending, copy + ending);
        }

        Dictionary<string, byte[]> files = volume.List().ToDictionary(name => name, name =>
        {
            using VolumeFile file = volume.OpenFile(name);
            return ReadAll(file);
        });
        _points.Add(new Point(device.Operations.Count, copy, files));
    }

    private async Task CheckAsync(Point point, byte[] image)
    {
        string metadata = _folder[$"crash{_opened++}"];
        File.Copy(point.Metadata, metadata);
        if (File.Exists(point.Metadata + "-wal"))
            File.Copy(point.Metadata + "-wal", metadata + "-wal");

        using MemoryBlockDevice device = new(image);
        using Volume volume = Volume.Open(device, metadata, _options);
        Assert.Empty(await volume.CheckAsync());
        Assert.Equal(point.Files.Keys.Order(), volume.List());
        foreach ((string name, byte[] expected) in point.Files)
        {
            using VolumeFile file = volume.OpenFile(name);
            Assert.Equal(expected, ReadAll(file));
        }
    }

    private sealed record Point(int Operations, string Metadata, Dictionary<string, byte[]> Files);
}
