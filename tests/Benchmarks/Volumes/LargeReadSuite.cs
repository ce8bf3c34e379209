using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using ExtentLock.Storage;
using ExtentLock.Volumes;
using Microsoft.Win32.SafeHandles;

namespace ExtentLock.Benchmarks.Volumes;

/// <summary>Reads of 1 MiB into memory of huge pages, which an arena has, and of pages of 4 KiB.</summary>
internal static class LargeReadSuite
{
    private const int Block = 1024 * 1024;
    private const long FileLength = 256L * Block;
    private const int MostLanes = 4;

    public static void Run(int rounds, TimeSpan turn)
    {
        using Scratch scratch = new();
        using IoArena arena = new(MostLanes * Block);
        ArenaSlice[] slices = [.. Enumerable.Range(0, MostLanes).Select(_ => arena.Rent(Block))];
        Memory<byte> plain = PlainPages(MostLanes * Block);
        string path = scratch.Written("bare", FileLength);
        LinuxCalls.Open(path, LinuxCalls.ReadWrite | LinuxCalls.Direct, out SafeFileHandle bare);
        using (bare)
        using (Volume volume = scratch.Volume("volume", 2 * FileLength + Block, BlockEngine.Automatic))
        {
            VolumeFile nocow = Scratch.Fill(volume, "nocow", FileTraits.NoCow, FileLength);
            VolumeFile cow = Scratch.Fill(volume, "cow", FileTraits.None, FileLength);
            Mover[] movers =
            [
                Reader("RandomAccess, pages of 4 KiB", (lane, at) => RandomAccess.Read(bare, Lane(plain, lane), at)),
                Reader("RandomAccess, arena", (lane, at) => RandomAccess.Read(bare, slices[lane].GetSpan(), at)),
                Reader("nocow, pages of 4 KiB", (lane, at) => nocow.Read(at, Lane(plain, lane))),
                Reader("nocow, arena", (lane, at) => nocow.Read(at, slices[lane].GetSpan())),
                Reader("checksums, arena", (lane, at) => cow.Read(at, slices[lane].GetSpan())),
            ];
            Console.WriteLine($"huge pages: {(arena.HasHugePages ? "yes" : "no")}; load {VolumeIoSuite.Load()}\n");
            VolumeIoSuite.Print("random reads of 1 MiB, 1 in flight", movers, 1, rounds, turn);
            VolumeIoSuite.Print("random reads of 1 MiB, 4 in flight", movers, MostLanes, rounds, turn);
            Console.WriteLine($"load {VolumeIoSuite.Load()}");
        }
    }

    /// <summary>Memory of the managed heap: it does not ask for huge pages.</summary>
    private static Memory<byte> PlainPages(int length)
    {
        byte[] memory = GC.AllocateArray<byte>(length + IoArena.Page, pinned: true);
        nint address = Marshal.UnsafeAddrOfPinnedArrayElement(memory, 0);
        return memory.AsMemory((int)(-address & (IoArena.Page - 1)), length);
    }

    private static Span<byte> Lane(Memory<byte> memory, int lane) => memory.Span.Slice(lane * Block, Block);

    private static BlockingMover Reader(string name, Func<int, long, int> read) =>
        new(name, FileLength, Block, (lane, offset) =>
        {
            if (read(lane, offset) != Block)
                throw new InvalidOperationException($"{name}: a short read.");
        });
}
