using System;
using System.Linq;
using System.Threading.Tasks;
using ExtentLock.Volumes;
using Xunit;
using static ExtentLock.Tests.Volumes.TestVolume;

namespace ExtentLock.Tests.Volumes;

/// <summary>What is written is read, by every way there is.</summary>
public sealed class VolumeFileTests : IDisposable
{
    private readonly TestVolume _test = new();

    private Volume Volume => _test.Volume;

    public static TheoryData<FileTraits> Traits => [FileTraits.None, FileTraits.NoCow];

    public void Dispose() => _test.Dispose();

    [Theory]
    [MemberData(nameof(Traits))]
    public async Task WholeSectors_AreReadAsWritten(FileTraits traits)
    {
        byte[] data = Bytes(5 * Sector);
        using VolumeFile file = Volume.CreateFile("a", traits);

        Assert.Equal(data.Length, await file.WriteAsync(2 * Sector, data));

        Assert.Equal(7 * Sector, file.Length);
        Assert.Equal([.. new byte[2 * Sector], .. data], ReadAll(file));
        await _test.AssertSoundAsync();
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 4095)]
    [InlineData(1, 4095)]
    [InlineData(4095, 2)]
    [InlineData(100, 9000)]
    [InlineData(8191, 4098)]
    [InlineData(12288, 5)]
    [InlineData(3_000_000, 700)]
    public async Task AnyBytes_AreReadAsWritten(int offset, int length)
    {
        byte[] expected = Bytes(3 * Sector);
        byte[] data = Bytes(length, seed: 2);
        using VolumeFile file = Volume.CreateFile("a");
        file.Write(0, expected);

        Assert.Equal(length, await file.WriteAsync(offset, data));

        Array.Resize(ref expected, Math.Max(expected.Length, offset + length));
        data.CopyTo(expected, offset);
        Assert.Equal(expected, ReadAll(file));
        Assert.True(Volume.Statistics.Unaligned > 0);
        await _test.AssertSoundAsync();
    }

    [Theory]
    [MemberData(nameof(Traits))]
    public async Task Overwrite_ReplacesAndFreesWhatWasThere(FileTraits traits)
    {
        byte[] first = Bytes(8 * Sector);
        byte[] second = Bytes(2 * Sector, seed: 2);
        using VolumeFile file = Volume.CreateFile("a", traits);
        file.Write(0, first);
        await Volume.CommitAsync();
        long free = Volume.Statistics.Free;

        file.Write(3 * Sector, second);
        second.CopyTo(first, 3 * Sector);
        Assert.Equal(first, ReadAll(file));
        await Volume.CommitAsync();

        Assert.Equal(free, Volume.Statistics.Free);
        await _test.AssertSoundAsync();
    }

    [Fact]
    public async Task ReadAcrossTheEnd_IsShort()
    {
        using VolumeFile file = Volume.CreateFile("a");
        byte[] data = Bytes(Sector + 100);
        await file.WriteAsync(0, data);
        byte[] buffer = new byte[4 * Sector];

        Assert.Equal(data.Length, await file.ReadAsync(0, buffer));
        Assert.Equal(data, buffer.Take(data.Length));
        Assert.Equal(100, await file.ReadAsync(Sector, buffer));
        Assert.Equal(100, await file.ReadAsync(Sector, buffer.AsMemory(0, 1000)));
        Assert.Equal(0, await file.ReadAsync(2 * Sector, buffer));
        Assert.Equal(0, await file.ReadAsync(1 << 30, buffer));
        await _test.AssertSoundAsync();
    }

    [Fact]
    public async Task Append_GoesToTheEndThatIsThere()
    {
        using VolumeFile file = Volume.CreateFile("a");
        byte[][] parts = [Bytes(Sector), Bytes(2 * Sector, 2), Bytes(10, 3), Bytes(Sector, 4), Bytes(20, 5)];
        foreach (byte[] part in parts)
            Assert.Equal(part.Length, await file.WriteAsync(-1, part, IoFlags.Append));

        Assert.Equal(parts.SelectMany(part => part), ReadAll(file));
        await _test.AssertSoundAsync();
    }

    [Fact]
    public async Task ManyAppendsAtOnce_AreAllThere()
    {
        using VolumeFile file = Volume.CreateFile("a");
        Task<int>[] appends = [.. Enumerable.Range(1, 40).Select(i => Task.Run(
            () => file.WriteAsync(0, Enumerable.Repeat((byte)i, Sector).ToArray(), IoFlags.Append).AsTask()))];

        await Task.WhenAll(appends);

        byte[] all = ReadAll(file);
        Assert.Equal(40 * Sector, all.Length);
        Assert.Equal(Enumerable.Range(1, 40), all.Chunk(Sector).Select(part => (int)part.Distinct().Single()).Order());
        await _test.AssertSoundAsync();
    }

    [Fact]
    public async Task SmallFile_IsKeptInTheMetadata()
    {
        byte[] data = Bytes(300);
        using VolumeFile file = Volume.CreateFile("a");
        long free = Volume.Statistics.Free;

        await file.WriteAsync(0, data);
        await file.WriteAsync(100, data.AsMemory(100));
        await Volume.CommitAsync();

        Assert.Equal(free, Volume.Statistics.Free);
        Assert.Equal(data, ReadAll(file));
        byte[] buffer = new byte[Sector];
        Assert.Equal(300, await file.ReadAsync(0, buffer));
        Assert.Equal(1, Volume.Statistics.Fallbacks);
        await _test.AssertSoundAsync();
    }

    [Fact]
    public async Task Reopened_EverythingIsThere()
    {
        byte[] data = Bytes(7 * Sector);
        byte[] small = Bytes(30, 2);
        using (VolumeFile file = Volume.CreateFile("a"))
            await file.WriteAsync(Sector, data);

        using (VolumeFile file = Volume.CreateFile("b"))
            await file.WriteAsync(0, small);

        _test.Reopen();

        Assert.Equal(["a", "b"], Volume.List());
        using VolumeFile again = Volume.OpenFile("a");
        using VolumeFile smallAgain = Volume.OpenFile("b");
        Assert.Equal([.. new byte[Sector], .. data], ReadAll(again));
        Assert.Equal(small, ReadAll(smallAgain));
        await _test.AssertSoundAsync();
    }

    [Fact]
    public async Task ManyRandomWrites_EqualTheModel()
    {
        byte[] model = new byte[64 * Sector];
        Random random = new(7);
        using VolumeFile file = Volume.CreateFile("a");
        file.Write(0, model);
        for (int i = 0; i < 600; i++)
        {
            bool isWhole = random.Next(3) > 0;
            int start = random.Next(60 * Sector);
            int length = 1 + random.Next(4 * Sector);
            if (isWhole)
                (start, length) = (start / Sector * Sector, (length + Sector - 1) / Sector * Sector);

            byte[] data = Bytes(length, i);
            Assert.Equal(length, await file.WriteAsync(start, data));
            data.CopyTo(model, start);
            if (i % 100 == 50)
                await Volume.CommitAsync();
        }

        Assert.Equal(model, ReadAll(file));
        await _test.AssertSoundAsync();
        _test.Reopen();
        using VolumeFile again = Volume.OpenFile("a");
        Assert.Equal(model, ReadAll(again));
        await _test.AssertSoundAsync();
    }
}
