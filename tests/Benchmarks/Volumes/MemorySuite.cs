using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using ExtentLock.Mapping;
using ExtentLock.Storage;
using ExtentLock.Volumes;

namespace ExtentLock.Benchmarks.Volumes;

/// <summary>What a volume keeps in memory: empty, with many files on it, and with all of them open.</summary>
internal static class MemorySuite
{
    private const int Files = 10_000;
    private const int ExtentsPerFile = 100;
    private const int FilesPerBatch = 500;
    private const long FileLength = (long)ExtentsPerFile * VolumeFormat.Sector;

    public static void Run()
    {
        using Scratch scratch = new();
        VolumeOptions options = new() { Capacity = 2 * Files * FileLength, CommitInterval = TimeSpan.Zero };
        Volume.Create(scratch.PathOf("first"), options).Dispose();
        Console.WriteLine("| | managed heap | SQLite | other memory of the process |\n|---|---|---|---|");
        Usage floor = Usage.Now();
        using (Volume empty = Volume.Create(scratch.PathOf("empty"), options))
            Print("an empty volume, idle", floor);

        string path = scratch.PathOf("full");
        Volume.Create(path, options).Dispose();
        Stopwatch watch = Stopwatch.StartNew();
        Populate(path + ".meta");
        TimeSpan populated = watch.Elapsed;
        floor = Usage.Now();
        watch.Restart();
        using Volume full = Volume.Open(path, options);
        TimeSpan opened = watch.Elapsed;
        Print(VolumeIoSuite.Text($"{Files:N0} files of {ExtentsPerFile} extents, none open"), floor);
        TimeSpan all = OpenAndClose(full, floor);
        Print("the same, all closed again", floor);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"\nmade in {populated.TotalSeconds:0.0} s, opened in {opened.TotalSeconds:0.0} s, files in "
            + $"{all.TotalSeconds:0.0} s; metadata of {new FileInfo(path + ".meta").Length / 1e6:0.0} MB"));
    }

    private static TimeSpan OpenAndClose(Volume volume, Usage floor)
    {
        Stopwatch watch = Stopwatch.StartNew();
        VolumeFile[] files = [.. volume.List().Select(volume.OpenFile)];
        TimeSpan opened = watch.Elapsed;
        Print("the same, all open", floor);
        Array.ForEach(files, file => file.Dispose());
        return opened;
    }

    /// <summary>Extents that follow one another in a file lie the other way round on the device: none are
    /// joined.</summary>
    private static void Populate(string path)
    {
        using MetadataStore store = MetadataStore.Open(path);
        for (int first = 1; first <= Files; first += FilesPerBatch)
        {
            MetadataBatch batch = new();
            for (int number = first; number < first + FilesPerBatch; number++)
                Add(batch, number);

            store.Commit(batch);
        }
    }

    private static void Add(MetadataBatch batch, int number)
    {
        long disk = VolumeFormat.Reserved + (number - 1) * FileLength;
        batch.PutFile(new StoredFile(number, FileLength, Changed: 0));
        batch.PutName(VolumeIoSuite.Text($"file {number}"), number);
        batch.TakeSpace(new SpaceRun(disk, FileLength));
        batch.PutChecksums(disk, new uint[ExtentsPerFile]);
        for (int i = 0; i < ExtentsPerFile; i++)
        {
            long place = disk + (ExtentsPerFile - 1 - i) * (long)VolumeFormat.Sector;
            batch.PutExtent(new FileExtent(
                number, i * (long)VolumeFormat.Sector, VolumeFormat.Sector, ExtentKind.Regular, place,
                VolumeFormat.Sector));
        }
    }

    private static void Print(string what, Usage floor)
    {
        Usage now = Usage.Now();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {what} | {now.Managed - floor.Managed:0.00} MB | {now.Sqlite - floor.Sqlite:0.00} MB | "
            + $"{now.Other - floor.Other:0.00} MB |"));
    }

    /// <summary>Megabytes that are in use now.</summary>
    private readonly record struct Usage(double Managed, double Sqlite, double Other)
    {
        public static Usage Now()
        {
            double managed = GC.GetTotalMemory(forceFullCollection: true) / 1e6;
            double committed = GC.GetGCMemoryInfo().TotalCommittedBytes / 1e6;
            double sqlite = SQLitePCL.raw.sqlite3_memory_used() / 1e6;
            string anonymous = File.ReadLines("/proc/self/status").First(line => line.StartsWith("RssAnon"));
            double resident = double.Parse(anonymous.Split(' ')[^2]) * 1024 / 1e6;
            return new(managed, sqlite, resident - committed - sqlite);
        }
    }
}
