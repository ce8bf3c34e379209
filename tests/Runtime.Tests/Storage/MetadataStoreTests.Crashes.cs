using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using ExtentLock.Storage;
using Xunit;

namespace ExtentLock.Tests.Storage;

/// <summary>What is left when the program stops without closing, and what keeps others away meanwhile.</summary>
public sealed partial class MetadataStoreTests
{
    [Fact]
    public void ProgramThatStops_LosesNoCommit()
    {
        for (int i = 0; i < 20; i++)
        {
            Commit(batch => batch.PutFile(new StoredFile(i, i, i)));
            using MetadataStore crashed = MetadataStore.Open(CopyOfNow($"crash{i}"));

            Assert.Equal(i + 1, crashed.Files().Count);
            Assert.Equal(i + 1, crashed.Generation);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2000)]
    [InlineData(6000)]
    public void LogThatEndsEarly_GivesTheStateOfACommit(int missing)
    {
        for (int i = 1; i <= 5; i++)
        {
            long commit = i;
            Commit(batch => batch.PutFile(new StoredFile(commit, 10 * commit, 0)));
        }

        string copy = CopyOfNow("torn");
        using (FileStream log = new(copy + "-wal", FileMode.Open))
            log.SetLength(log.Length - missing);

        using MetadataStore crashed = MetadataStore.Open(copy);
        Assert.True(crashed.Generation < 5);
        Assert.Equal(crashed.Generation, crashed.Files().Count);
    }

    /// <summary>A flush of it may have failed: then the system shows it, and need never write it.</summary>
    [Fact]
    public void LogThatIsFound_IsWrittenAnew()
    {
        Commit(batch => batch.PutFile(new StoredFile(1, 1, 1)));
        string copy = CopyOfNow("found");
        DateTime before = new(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(copy + "-wal", before);
        byte[] log = File.ReadAllBytes(copy + "-wal");

        using MetadataStore found = MetadataStore.Open(copy);

        Assert.Single(found.Files());
        Assert.NotEqual(before, File.GetLastWriteTimeUtc(copy + "-wal"));
        Assert.Equal(log, ReadShared(copy + "-wal"));
    }

    [LocksFact]
    public void OpeningInVain_DoesNotGiveUpTheLockOnTheFile()
    {
        int held = LocksHeld();
        Assert.NotEqual(0, held);

        OpeningFault();
        Fault(() => MetadataStore.Create(Path, new(Capacity)).Dispose());

        Assert.Equal(held, LocksHeld());
    }

    private static byte[] ReadShared(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private string CopyOfNow(string name)
    {
        string copy = _folder[name];
        File.Copy(Path, copy);
        File.Copy(Path + "-wal", copy + "-wal");
        return copy;
    }

    private int LocksHeld()
    {
        ProcessStartInfo start = new("stat", ["-c", "%i", Path]) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string inode = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return File.ReadLines("/proc/locks").Count(line => line.Contains($":{inode} ", StringComparison.Ordinal));
    }
}
