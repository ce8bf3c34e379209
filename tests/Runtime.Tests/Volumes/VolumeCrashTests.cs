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
    private const int Capacity = 640 * 1024;
    private const int Rounds = 10;
    private readonly TempFolder _folder = new();
    private readonly VolumeOptions _options = new() { CommitInterval = TimeSpan.Zero, ArenaBytes = 1 << 20 };
    private readonly List<Point> _points = [];
    private Dictionary<string, byte[]> _next = [];
    private Action? _duringFlush;
    private long _length;
    private int _opened;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task EveryLossOfPower_LeavesTheLastCommit(int seed)
    {
        using RecordingBlockDevice device = new(new MemoryBlockDevice(Capacity));
        using Tap tap = new(device, isFlush => BeforeOperation(device, isFlush));
        using (Volume volume = Volume.Create(tap, _folder["meta"], _options))
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

        Assert.Equal(Rounds + 1, _points.Count);
        Assert.True(_opened > 50);
    }

    /// <summary>Overwrites, clones, holes and cuts on little space, so that it is used again soon.</summary>
    private async Task WorkAsync(Volume volume, RecordingBlockDevice device, int seed)
    {
        Random random = new(seed);
        using VolumeFile file = volume.CreateFile("a");
        using VolumeFile other = volume.CreateFile("b");
        for (int round = 0; round < Rounds; round++)
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
                await file.SetLengthAsync((4 * Sector) + random.Next(Sector));

            _next = Contents(volume);
            _duringFlush = () => file.Write(random.Next(8) * Sector, Bytes(8 * Sector, random.Next()));
            await volume.CommitAsync();
            KeepIfChanged(device);

            // A commit that nobody asked for would have contents that nobody kept.
            Assert.Equal(round + 1, volume.Statistics.Generation);
        }

        // What was written during the last commit comes with the one that closing makes.
        _next = Contents(volume);
    }

    /// <summary>Keeps the metadata as they are on disk whenever they have changed; and writes in the middle of a commit,
    /// where space that it frees must not be used yet.</summary>
    private void BeforeOperation(RecordingBlockDevice device, bool isFlush)
    {
        KeepIfChanged(device);
        if (isFlush && _duringFlush is { } write)
        {
            _duringFlush = null;
            write();
        }
    }

    private void KeepIfChanged(RecordingBlockDevice device)
    {
        long length = LengthOf("meta") + LengthOf("meta-wal");
        if (length != _length && _next.Count > 0)
        {
            string copy = _folder[$"copy{_points.Count}"];
            foreach (string ending in (string[])["", "-wal"])
            {
                if (File.Exists(_folder["meta"] + ending))
                    File.Copy(_folder["meta"] + ending, copy + ending);
            }

            _points.Add(new Point(device.Operations.Count, copy, _next));
        }

        _length = length;
    }

    private long LengthOf(string name) => File.Exists(_folder[name]) ? new FileInfo(_folder[name]).Length : 0;

    private static Dictionary<string, byte[]> Contents(Volume volume) => volume.List().ToDictionary(name => name, name =>
    {
        using VolumeFile file = volume.OpenFile(name);
        return ReadAll(file);
    });

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

    /// <summary>Tells of every operation before it reaches the device behind.</summary>
    private sealed class Tap(IBlockDevice inner, Action<bool> before)
        : BlockDevice(inner.Length, inner.Alignment, inner.BufferAlignment)
    {
        public override string Description => inner.Description;

        protected override void Start(ReadOnlySpan<BlockRequest> batch)
        {
            foreach (BlockRequest request in batch)
            {
                if (request.Kind != BlockRequestKind.Read)
                    before(request.Kind == BlockRequestKind.Flush);

                inner.Forward(request, request.End);
            }
        }
    }
}
