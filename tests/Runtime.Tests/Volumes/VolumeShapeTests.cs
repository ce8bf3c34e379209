using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using ExtentLock.Mapping;
using ExtentLock.Volumes;
using Xunit;
using static ExtentLock.Tests.Volumes.TestVolume;

namespace ExtentLock.Tests.Volumes;

/// <summary>Truncate, punch, allocate, zero, regions: what a file is afterwards, in bytes and in pieces.</summary>
public sealed class VolumeShapeTests : IDisposable
{
    private readonly TestVolume _test = new();
    private readonly VolumeFile _file;
    private readonly byte[] _data = Bytes(8 * Sector);

    public VolumeShapeTests()
    {
        _file = _test.Volume.CreateFile("a");
        _file.Write(0, _data);
    }

    public void Dispose()
    {
        _file.Dispose();
        _test.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Sector)]
    [InlineData((3 * Sector) + 17)]
    [InlineData(8 * Sector)]
    public async Task CutAndExtended_IsZerosBehindTheCut(int length)
    {
        _file.SetLength(length);
        Assert.Equal(length, _file.Length);
        Assert.Equal(_data[..length], ReadAll(_file));

        _file.SetLength(9 * Sector);
        Assert.Equal([.. _data[..length], .. new byte[(9 * Sector) - length]], ReadAll(_file));
        await _test.AssertSoundAsync();
    }

    [Fact]
    public async Task CutInlineFile_IsZerosBehindTheCut()
    {
        using VolumeFile small = _test.Volume.CreateFile("small");
        small.Write(0, Bytes(500));

        small.SetLength(120);
        small.SetLength(400);

        Assert.Equal([.. Bytes(500)[..120], .. new byte[280]], ReadAll(small));
        await _test.AssertSoundAsync();
    }

    [Theory]
    [InlineData(Sector, 2 * Sector)]
    [InlineData(100, 50)]
    [InlineData(100, Sector)]
    [InlineData(Sector - 1, (3 * Sector) + 2)]
    [InlineData(7 * Sector, 9 * Sector)]
    [InlineData(7 * Sector + 5, 100_000)]
    public async Task PunchedRange_IsZeros(int offset, int length)
    {
        await _file.PunchHoleAsync(offset, length);

        Array.Clear(_data, offset, Math.Min(length, _data.Length - offset));
        Assert.Equal(_data, ReadAll(_file));
        await _test.AssertSoundAsync();
    }

    [Fact]
    public async Task PunchedSectors_AreFreeAfterACommit()
    {
        await _test.Volume.CommitAsync();
        long free = _test.Volume.Statistics.Free;

        await _file.PunchHoleAsync(2 * Sector, 3 * Sector);
        await _test.Volume.CommitAsync();

        Assert.Equal(free + (3 * Sector), _test.Volume.Statistics.Free);
        await _test.AssertSoundAsync();
    }

    [Fact]
    public async Task AllocatedRange_IsZerosAndTakesNoNewSpaceWhenWritten()
    {
        await _file.AllocateAsync(6 * Sector, 6 * Sector);
        Assert.Equal(12 * Sector, _file.Length);
        Assert.Equal([.. _data, .. new byte[4 * Sector]], ReadAll(_file));
        long free = _test.Volume.Statistics.Free;
        byte[] more = Bytes(2 * Sector, 2);

        await _file.WriteAsync(9 * Sector, more);
        await _test.Volume.CommitAsync();

        Assert.Equal(free, _test.Volume.Statistics.Free);
        Assert.Equal([.. _data, .. new byte[Sector], .. more, .. new byte[Sector]], ReadAll(_file));
        IReadOnlyList<FileRegion> regions = await _file.RegionsAsync(8 * Sector);
        Assert.Equal(
            [ExtentKind.Prealloc, ExtentKind.Regular, ExtentKind.Prealloc], regions.Select(region => region.Kind));
        await _test.AssertSoundAsync();
        _test.Reopen();
        await _test.AssertSoundAsync();
    }

    [Fact]
    public async Task AllocatedBehindTheEnd_MayKeepTheLength()
    {
        await _file.AllocateAsync(8 * Sector, 4 * Sector, keepLength: true);
        Assert.Equal(8 * Sector, _file.Length);
        long free = _test.Volume.Statistics.Free;

        await _file.WriteAsync(0, Bytes(4 * Sector), IoFlags.Append);

        Assert.Equal(free, _test.Volume.Statistics.Free);
        Assert.Equal(12 * Sector, _file.Length);
        await _test.AssertSoundAsync();
    }

    [Theory]
    [InlineData(Sector, 3 * Sector)]
    [InlineData(10, 3 * Sector)]
    [InlineData(6 * Sector, 4 * Sector)]
    public async Task ZeroedRange_IsZerosWithSpace(int offset, int length)
    {
        await _file.ZeroRangeAsync(offset, length);

        byte[] expected = new byte[Math.Max(_data.Length, offset + length)];
        _data.CopyTo(expected, 0);
        Array.Clear(expected, offset, length);
        Assert.Equal(expected, ReadAll(_file));
        IReadOnlyList<FileRegion> regions = await _file.RegionsAsync(offset, length);
        Assert.Contains(regions, region => region.Kind == ExtentKind.Prealloc);
        await _test.AssertSoundAsync();
    }

    [Fact]
    public async Task DataAndHoles_AreFound()
    {
        await _file.PunchHoleAsync(2 * Sector, 2 * Sector);
        await _file.AllocateAsync(3 * Sector, Sector);

        Assert.Equal(0, await _file.SeekDataAsync(0));
        Assert.Equal(Sector + 1, await _file.SeekDataAsync(Sector + 1));
        Assert.Equal(4 * Sector, await _file.SeekDataAsync(2 * Sector));
        Assert.Equal(2 * Sector, await _file.SeekHoleAsync(5));
        Assert.Equal(3 * Sector, await _file.SeekHoleAsync(3 * Sector));
        Assert.Equal(8 * Sector, await _file.SeekHoleAsync(4 * Sector));
        VolumeException nothing = await Assert.ThrowsAsync<VolumeException>(
            () => _file.SeekDataAsync(8 * Sector).AsTask());
        Assert.Equal(VolumeFault.NothingThere, nothing.Fault);
        await Assert.ThrowsAsync<VolumeException>(() => _file.SeekHoleAsync(8 * Sector).AsTask());
        await _test.AssertSoundAsync();
    }

    [Fact]
    public async Task CompressedRange_IsReadAsWrittenAndTakesLess()
    {
        byte[] text = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i / 1000 % 50))];
        using VolumeFile file = _test.Volume.CreateFile("text");
        await file.WriteAsync(0, text);
        await _test.Volume.CommitAsync();
        long free = _test.Volume.Statistics.Free;

        long saved = await file.CompressAsync();
        await _test.Volume.CommitAsync();

        Assert.True(saved > 200_000);
        Assert.Equal(free + saved, _test.Volume.Statistics.Free);
        Assert.Equal(text, ReadAll(file));
        byte[] part = new byte[2 * Sector];
        Assert.Equal(part.Length, await file.ReadAsync(5 * Sector, part));
        Assert.Equal(text[(5 * Sector)..(7 * Sector)], part);
        Assert.True(_test.Volume.Statistics.Fallbacks > 0);

        // A write into the middle is an extent of its own; the rest stays compressed.
        byte[] change = Bytes(3 * Sector, 9);
        await file.WriteAsync(10 * Sector, change);
        change.CopyTo(text, 10 * Sector);
        await file.WriteAsync(100, change.AsMemory(0, 50));
        change.AsSpan(0, 50).CopyTo(text.AsSpan(100));
        Assert.Equal(text, ReadAll(file));
        await _test.AssertSoundAsync();
        _test.Reopen();
        using VolumeFile again = _test.Volume.OpenFile("text");
        Assert.Equal(text, ReadAll(again));
        again.SetLength(0);
        await _test.Volume.CommitAsync();
        Assert.Empty(await again.RegionsAsync());
        await _test.AssertSoundAsync();
    }

    [Fact]
    public async Task NoiseStaysUncompressed()
    {
        Assert.Equal(0, await _file.CompressAsync());
        Assert.Equal(_data, ReadAll(_file));
        await _test.AssertSoundAsync();
    }
}
