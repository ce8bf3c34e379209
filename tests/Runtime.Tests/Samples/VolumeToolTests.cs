using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using ExtentLock.Tests.Storage;
using ExtentLock.Tests.Volumes;
using ExtentLock.Volumes;
using Xunit;

namespace ExtentLock.Tests.Samples;

/// <summary>The commands of samples/Volume, on real files: what they print, leave behind and return.</summary>
public sealed class VolumeToolTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(300)]
    [InlineData(4096)]
    [InlineData(1_500_001)]
    public async Task PutAndGet_GiveBackEveryByte(int length)
    {
        using VolumeTool tool = await VolumeTool.WithVolumeAsync();
        string given = tool.FileOf(length);

        await tool.SucceedsAsync("put", tool.Volume, given);
        await tool.SucceedsAsync("get", tool.Volume, "given", tool["got"]);

        Assert.Equal(File.ReadAllBytes(given), File.ReadAllBytes(tool["got"]));
    }

    [Fact]
    public async Task RunsOfZeros_AreHolesInTheVolumeAndZerosAgainOutside()
    {
        using VolumeTool tool = await VolumeTool.WithVolumeAsync();
        byte[] data = TestVolume.Bytes(65536);
        byte[] bytes = [.. data, .. new byte[131072], .. data, .. new byte[65536]];
        await tool.SucceedsAsync("put", tool.Volume, tool.FileOf(bytes), "sparse");

        string[] lines = (await tool.SucceedsAsync("fiemap", tool.Volume, "sparse"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await tool.SucceedsAsync("get", tool.Volume, "sparse", tool["got"]);

        Assert.Equal(["what", "regular", "hole", "regular", "hole"], lines.Select(line => line.Split(' ')[^1]));
        Assert.Equal(["65,536", "131,072", "-", "hole"], lines[2].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(bytes, File.ReadAllBytes(tool["got"]));
    }

    [MountFact]
    public async Task PutOnAFullDisk_TellsWhyAndLeavesTheVolumeAsItWas()
    {
        using ScratchMount mount = new("size=3m");
        using TempFolder folder = new();
        File.WriteAllBytes(folder["big"], TestVolume.Bytes(8 << 20));
        Assert.Equal(0, (await VolumeTool.RunAsync("make", mount["a.vol"], "--size", "16M")).Code);

        (int code, string output, string errors) = await VolumeTool.RunAsync("put", mount["a.vol"], folder["big"]);

        Assert.Equal((2, ""), (code, output));
        Assert.Contains("Write of ", errors);
        Assert.Contains("the file system is full", errors);
        Assert.DoesNotContain("SQLite", errors);
        Assert.Equal((0, "", ""), await VolumeTool.RunAsync("ls", mount["a.vol"]));
    }

    [MountFact]
    public async Task PutWithAFullDiskUnderTheMetadata_TellsItInPlainWords()
    {
        using ScratchMount mount = new("size=3m");
        using TempFolder folder = new();
        File.WriteAllBytes(folder["small"], TestVolume.Bytes(100));
        Assert.Equal(0, (await VolumeTool.RunAsync("make", mount["a.vol"], "--size", "16M")).Code);
        Assert.Throws<IOException>(() => File.WriteAllBytes(mount["filler"], new byte[4 << 20]));

        (int code, _, string errors) = await VolumeTool.RunAsync("put", mount["a.vol"], folder["small"]);

        Assert.Equal(2, code);
        Assert.EndsWith("the file system is full\n", errors);
    }

    [Fact]
    public async Task Ls_ListsWhatIsThereAndNotWhatWasRemoved()
    {
        using VolumeTool tool = await VolumeTool.WithVolumeAsync();
        await tool.SucceedsAsync("put", tool.Volume, tool.FileOf(5000), "kept");
        await tool.SucceedsAsync("put", tool.Volume, tool.FileOf(300), "removed");

        string before = await tool.SucceedsAsync("ls", tool.Volume);
        await tool.SucceedsAsync("rm", tool.Volume, "removed");

        Assert.Contains("  300  removed", before, StringComparison.Ordinal);
        Assert.Equal("5,000  kept", (await tool.SucceedsAsync("ls", tool.Volume)).Trim());
    }

    [Fact]
    public async Task Stat_TellsHowTheVolumeWorksAndWhatAFileIs()
    {
        using VolumeTool tool = await VolumeTool.WithVolumeAsync();
        await tool.SucceedsAsync("put", tool.Volume, tool.FileOf(8192), "file");

        string volume = await tool.SucceedsAsync("stat", tool.Volume);
        string file = await tool.SucceedsAsync("stat", tool.Volume, "file");

        Assert.Matches(@"device +file, 16777216 bytes, (O_DIRECT|page cache)", volume);
        Assert.Matches(@"capacity +16,777,216 bytes \(16 MiB\)", volume);
        Assert.Matches(@"files +1\b", volume);
        Assert.Matches(@"length +8,192 bytes", file);
        Assert.Matches(@"data +8,192 bytes in 1 piece\b", file);
    }

    [Fact]
    public async Task SoundVolume_PassesItsCheck()
    {
        using VolumeTool tool = await VolumeTool.WithVolumeAsync();
        await tool.SucceedsAsync("put", tool.Volume, tool.FileOf(100_000));

        Assert.StartsWith("✓ 1 file,", await tool.SucceedsAsync("check", tool.Volume), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FlippedByte_IsFoundByTheCheck()
    {
        using VolumeTool tool = await VolumeTool.WithVolumeAsync();
        await tool.SucceedsAsync("put", tool.Volume, tool.FileOf(100_000), "victim");
        await FlipAsync(tool, "victim", at: 8192 + 17);

        (int code, string output, _) = await VolumeTool.RunAsync("check", tool.Volume);

        Assert.Equal(1, code);
        Assert.Contains("✗ Sector at 8192 of 'victim' (device ", output, StringComparison.Ordinal);
        Assert.Contains("✗ 1 problem.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ShortenedVolume_IsFoundByTheCheck()
    {
        using VolumeTool tool = await VolumeTool.WithVolumeAsync();
        using (FileStream data = File.OpenWrite(tool.Volume))
            data.SetLength(1024 * 1024);

        (int code, string output, _) = await VolumeTool.RunAsync("check", tool.Volume);

        Assert.Equal(1, code);
        Assert.Contains("1048576 of the volume's 16777216 bytes", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DamagedFile_IsNotGivenOut()
    {
        using VolumeTool tool = await VolumeTool.WithVolumeAsync();
        await tool.SucceedsAsync("put", tool.Volume, tool.FileOf(100_000), "victim");
        await FlipAsync(tool, "victim", at: 0);

        (int code, _, string errors) = await VolumeTool.RunAsync("get", tool.Volume, "victim", tool["got"]);

        Assert.Equal(2, code);
        Assert.Contains("checksum", errors, StringComparison.Ordinal);
        Assert.False(File.Exists(tool["got"]));
    }

    [Fact]
    public async Task Stress_EndsAtRestAndLeavesNothing()
    {
        using VolumeTool tool = await VolumeTool.WithVolumeAsync();

        string output = await tool.SucceedsAsync(
            "stress", tool.Volume, "--seconds", "60", "--operations", "400", "--workers", "3");

        Assert.Matches(@"\d{3} operations in .*: [1-9]\d* reads, [1-9]\d* writes, [1-9]\d* truncations", output);
        Assert.Contains("✓ At rest", output, StringComparison.Ordinal);
        Assert.Contains("✓ 1 file,", output, StringComparison.Ordinal);
        Assert.Empty(await tool.SucceedsAsync("ls", tool.Volume));
    }

    [Theory]
    [InlineData("There is no file 'missing'.", "get", "VOLUME", "missing")]
    [InlineData("There is a file 'there'.", "put", "VOLUME", "FILE", "there")]
    [InlineData("Could not find file", "put", "VOLUME", "VOLUME.not")]
    [InlineData("There is no volume", "ls", "VOLUME.not")]
    [InlineData("already", "make", "VOLUME")]
    [InlineData("'5x' is no size", "make", "VOLUME.not", "--size", "5x")]
    [InlineData("'fetch' is no command", "fetch")]
    [InlineData("Required argument 'VOLUME' missing", "check")]
    [InlineData("--workers is 0, not between 1 and 64", "stress", "VOLUME", "--workers", "0")]
    [InlineData("--length is 0", "trace", "VOLUME", "there", "--length", "0")]
    [InlineData("ends at 10000", "trace", "VOLUME", "there", "--offset", "64K")]
    [InlineData("are no whole sectors", "trace", "VOLUME", "there", "--offset", "100", "--length", "4K")]
    public async Task Error_IsOneLineAndExitCode2(string expected, params string[] arguments)
    {
        using VolumeTool tool = await VolumeTool.WithVolumeAsync();
        string file = tool.FileOf(10_000);
        await tool.SucceedsAsync("put", tool.Volume, file, "there");
        string[] given = [.. arguments.Select(part => part
            .Replace("VOLUME", tool.Volume, StringComparison.Ordinal)
            .Replace("FILE", file, StringComparison.Ordinal))];

        (int code, string output, string errors) = await VolumeTool.RunAsync(given);

        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith("volume: ", errors, StringComparison.Ordinal);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', errors.TrimEnd());
    }

    [Theory]
    [InlineData("Commands:")]
    [InlineData("--size", "make", "--help")]
    [InlineData("--operations", "stress", "--help")]
    public async Task Help_SaysWhatThereIs(string expected, params string[] arguments)
    {
        (int code, string output, string errors) = await VolumeTool.RunAsync(arguments);

        Assert.Equal((0, ""), (code, errors));
        Assert.Contains(expected, output, StringComparison.Ordinal);
    }

    /// <summary>Changes a byte of a file behind the volume's back.</summary>
    private static async Task FlipAsync(VolumeTool tool, string name, long at)
    {
        long place;
        using (Volume volume = Volume.Open(tool.Volume))
        using (VolumeFile file = volume.OpenFile(name))
            place = (await file.RegionsAsync(0, long.MaxValue))[0].DeviceStart + at;

        using FileStream data = new(tool.Volume, FileMode.Open);
        data.Position = place;
        int found = data.ReadByte();
        data.Position = place;
        data.WriteByte((byte)~found);
    }
}
