using System;
using System.Collections.Generic;
using System.IO;
using ExtentLock.Storage;
using ExtentLock.Volumes;
using Microsoft.Win32.SafeHandles;

namespace ExtentLock.Benchmarks.Volumes;

/// <summary>All ways to read or to write a block: bare first, which the others are compared with. It moves the very
/// blocks of the first volume's file in place.</summary>
internal sealed class Fleet(
    SafeFileHandle bare, Volume usual, Volume threads, Volume ring, long fileLength, ArenaSlice[] buffers)
{
    private readonly (string Name, VolumeFile File)[] _files =
    [
        ("nocow", Scratch.Fill(usual, "nocow", FileTraits.NoCow, fileLength)),
        ("checksums", Scratch.Fill(usual, "cow", FileTraits.None, fileLength)),
        ("nocow, all by threads", Scratch.Fill(threads, "nocow", FileTraits.NoCow, fileLength)),
        ("nocow, all by io_uring", Scratch.Fill(ring, "nocow", FileTraits.NoCow, fileLength)),
    ];

    public IEnumerable<Mover> All(bool isWrite) => isWrite ? Writes() : Reads();

    private IEnumerable<Mover> Reads()
    {
        int block = buffers[0].Length;
        long start = StartOnDevice(_files[0].File);
        yield return new BlockingMover("RandomAccess", fileLength, block, (lane, offset) =>
            Check(RandomAccess.Read(bare, buffers[lane].GetSpan(), start + offset)));
        yield return new AwaitingMover("RandomAccess, async", fileLength, block, (lane, offset) =>
            RandomAccess.ReadAsync(bare, buffers[lane].Memory, start + offset));
        foreach ((string name, VolumeFile file) in _files)
        {
            // A call that blocks is done on its own thread, whatever carries the others.
            if (file.Volume == usual)
                yield return new BlockingMover($"{name}: blocking", fileLength, block, (lane, offset) =>
                    Check(file.Read(offset, buffers[lane].GetSpan())));

            yield return new AwaitingMover($"{name}: async", fileLength, block, (lane, offset) =>
                file.ReadAsync(offset, buffers[lane].Memory));
            yield return new QueueMover($"{name}: queue", fileLength, file, isWrite: false, buffers);
        }
    }

    private IEnumerable<Mover> Writes()
    {
        int block = buffers[0].Length;
        long start = StartOnDevice(_files[0].File);
        yield return new BlockingMover("RandomAccess", fileLength, block, (lane, offset) =>
            RandomAccess.Write(bare, buffers[lane].GetSpan(), start + offset));
        yield return new AwaitingMover("RandomAccess, async", fileLength, block, async (lane, offset) =>
        {
            await RandomAccess.WriteAsync(bare, buffers[lane].Memory, start + offset);
            return block;
        });
        foreach ((string name, VolumeFile file) in _files)
        {
            // Space that a copy-on-write file has left is usable again after a commit.
            Action settle = () => file.Volume.CommitAsync().AsTask().GetAwaiter().GetResult();
            if (file.Volume == usual)
                yield return new BlockingMover($"{name}: blocking", fileLength, block, (lane, offset) =>
                    Check(file.Write(offset, buffers[lane].GetSpan())), settle);

            yield return new AwaitingMover($"{name}: async", fileLength, block, (lane, offset) =>
                file.WriteAsync(offset, buffers[lane].Memory), settle);
            yield return new QueueMover($"{name}: queue", fileLength, file, isWrite: true, buffers, settle);
        }
    }

    private static long StartOnDevice(VolumeFile file)
    {
        IReadOnlyList<FileRegion> regions = file.RegionsAsync().AsTask().GetAwaiter().GetResult();
        return regions.Count == 1
            ? regions[0].DeviceStart
            : throw new InvalidOperationException($"The file is in {regions.Count} pieces.");
    }

    private void Check(int moved)
    {
        if (moved != buffers[0].Length)
            throw new InvalidOperationException($"{moved} bytes were moved.");
    }
}
