using System;
using System.IO;
using ExtentLock.Storage;
using ExtentLock.Volumes;

namespace ExtentLock.Benchmarks.Volumes;

/// <summary>A folder for files to measure, on the disk that holds the temporary ones; removed when disposed.</summary>
internal sealed class Scratch : IDisposable
{
    private const int Piece = 1024 * 1024;

    public string Folder { get; } = Directory.CreateTempSubdirectory("extentlock").FullName;

    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>A file whose every byte was written once: the file system allocates nothing afterwards.</summary>
    public string Written(string name, long length)
    {
        byte[] piece = new byte[Piece];
        new Random(1).NextBytes(piece);
        using FileStream file = new(PathOf(name), FileMode.CreateNew);
        for (long done = 0; done < length; done += Piece)
            file.Write(piece);

        file.Flush(flushToDisk: true);
        return file.Name;
    }

    /// <summary>A new volume in a file that was written once. It commits when it is asked only.</summary>
    public Volume Volume(string name, long length, BlockEngine engine)
    {
        FileBlockDeviceOptions options = new() { Direct = DirectMode.Required, Engine = engine };
        FileBlockDevice device = FileBlockDevice.Open(Written(name, length), options);
        return ExtentLock.Volumes.Volume.Create(
            device, PathOf(name + ".meta"), new VolumeOptions { CommitInterval = TimeSpan.Zero });
    }

    /// <summary>A file of a volume, written once and committed.</summary>
    public static VolumeFile Fill(Volume volume, string name, FileTraits traits, long length)
    {
        using IoArena arena = new(Piece);
        using ArenaSlice piece = arena.Rent(Piece);
        new Random(2).NextBytes(piece.GetSpan());
        VolumeFile file = volume.CreateFile(name, traits);
        for (long done = 0; done < length; done += Piece)
            file.Write(done, piece.GetSpan());

        volume.CommitAsync().AsTask().GetAwaiter().GetResult();
        return file;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
