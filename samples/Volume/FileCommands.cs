using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Storage;
using ExtentLock.Volumes;

namespace ExtentLock.Samples.VolumeTool;

/// <summary>The commands about single files. Each opens the volume, and closes it whatever happens.</summary>
internal static class FileCommands
{
    private const int Chunk = 1024 * 1024;
    private const int Sector = 4096;
    private const int ShortestHole = 64 * 1024;

    public static async Task<int> PutAsync(
        Screen screen, string path, string source, string? name, CancellationToken stop)
    {
        name ??= Path.GetFileName(source);
        using FileStream input = File.OpenRead(source);
        long copied = 0;
        await Opening.ChangeAsync(path, async volume =>
        {
            using VolumeFile file = volume.CreateFile(name);
            try
            {
                // A pipe does not say how much will come.
                long length = input.CanSeek ? input.Length : 0;
                await screen.ProgressAsync($"put {name}", length, moved => CopyInAsync(input, file, moved, stop));
                await volume.CommitAsync(stop);
                copied = file.Length;
            }
            catch
            {
                RemoveHalf(volume, name);
                throw;
            }
        });

        screen.Line($"{name}: {Size.Bytes(copied)} bytes");
        return 0;
    }

    /// <summary>Why it is half is told, not that it can't be removed either.</summary>
    private static void RemoveHalf(Volume volume, string name)
    {
        try
        {
            volume.Delete(name);
        }
        catch (IOException)
        {
        }
    }

    public static async Task<int> GetAsync(
        Screen screen, string path, string name, string? target, CancellationToken stop)
    {
        target ??= Path.GetFileName(name);
        if (target.Length == 0)
            throw new IOException($"'{name}' is no name of a file here; say which FILE to make.");

        using Volume volume = Opening.ToRead(path);
        using VolumeFile file = volume.OpenFile(name);
        using FileStream output = new(target, FileMode.CreateNew, FileAccess.Write);
        try
        {
            await screen.ProgressAsync($"get {name}", file.Length, moved => CopyOutAsync(file, output, moved, stop));
        }
        catch
        {
            File.Delete(target);
            throw;
        }

        screen.Line($"{target}: {Size.Bytes(output.Length)} bytes");
        return 0;
    }

    public static int List(Screen screen, string path)
    {
        using Volume volume = Opening.ToRead(path);
        foreach (string name in volume.List())
        {
            using VolumeFile file = volume.OpenFile(name);
            screen.Line($"{Size.Bytes(file.Length),18}  {name}");
        }

        return 0;
    }

    public static int Remove(Screen screen, string path, IReadOnlyList<string> names)
    {
        using Volume volume = Opening.ToChange(path);
        foreach (string name in names)
        {
            volume.Delete(name);
            screen.Line($"removed {name}");
        }

        return 0;
    }

    public static async Task<int> RegionsAsync(Screen screen, string path, string name, CancellationToken stop)
    {
        using Volume volume = Opening.ToRead(path);
        using VolumeFile file = volume.OpenFile(name);
        screen.Line($"{"from",18}{"bytes",18}{"on the device",18}  what");
        long behind = 0;
        foreach (FileRegion region in await file.RegionsAsync(0, long.MaxValue, stop))
        {
            PrintHole(screen, behind, region.Start);
            string what = region.Kind.ToString().ToLowerInvariant();
            screen.Line(
                $"{Size.Bytes(region.Start),18}{Size.Bytes(region.Length),18}{Size.Bytes(region.DeviceStart),18}  "
                + (region.IsShared ? what + ", shared" : what));
            behind = region.End;
        }

        PrintHole(screen, behind, file.Length);
        return 0;
    }

    private static void PrintHole(Screen screen, long start, long end)
    {
        if (end > start)
            screen.Line($"{Size.Bytes(start),18}{Size.Bytes(end - start),18}{"-",18}  hole");
    }

    private static async Task CopyInAsync(Stream input, VolumeFile file, Action<double> moved, CancellationToken stop)
    {
        using IoArena arena = new(Chunk);
        using ArenaSlice slice = arena.Rent(Chunk);
        long position = 0;
        while (await input.ReadAtLeastAsync(slice.Memory, Chunk, throwOnEndOfStream: false, stop) is var length and > 0)
        {
            for (int from = 0; from < length;)
            {
                int to = RunEnd(slice.GetSpan()[..length], from, out bool isHole);
                if (!isHole)
                    await WriteAsync(file, position + from, slice.Memory[from..to], stop);

                from = to;
            }

            position += length;
            moved(position);
        }

        if (file.Length < position)
            await file.SetLengthAsync(position, stop);
    }

    /// <summary>Where the data, or the zeros, that begin at a place end.</summary>
    private static int RunEnd(ReadOnlySpan<byte> data, int from, out bool isHole)
    {
        isHole = IsHole(data, from);
        int to = from;
        do
            to = Math.Min(data.Length, to + ShortestHole);
        while (to < data.Length && IsHole(data, to) == isHole);
        return to;
    }

    private static bool IsHole(ReadOnlySpan<byte> data, int from) =>
        data.Length - from >= ShortestHole && !data.Slice(from, ShortestHole).ContainsAnyExcept((byte)0);

    /// <summary>Whole sectors directly; the rest, at the end of the file, takes the buffered side.</summary>
    private static async Task WriteAsync(
        VolumeFile file, long position, ReadOnlyMemory<byte> data, CancellationToken stop)
    {
        while (data.Length > 0)
        {
            int length = data.Length < Sector ? data.Length : data.Length / Sector * Sector;
            int written = await file.WriteAsync(position, data[..length], cancellation: stop);
            data = data[written..];
            position += written;
        }
    }

    private static async Task CopyOutAsync(VolumeFile file, Stream output, Action<double> moved, CancellationToken stop)
    {
        using IoArena arena = new(Chunk);
        using ArenaSlice slice = arena.Rent(Chunk);
        long position = 0;
        while (position < file.Length)
        {
            int length = await file.ReadAsync(position, slice.Memory, cancellation: stop);
            await output.WriteAsync(slice.Memory[..length], stop);
            position += length;
            moved(position);
        }
    }
}
