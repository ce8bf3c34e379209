using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Extents;
using ExtentLock.Volumes;
using Xunit;
using static ExtentLock.Tests.Volumes.TestVolume;

namespace ExtentLock.Tests.Volumes;

/// <summary>Clones share data until one is written, and the last one frees them.</summary>
public sealed class VolumeCloneTests : IDisposable
{
    private readonly TestVolume _test = new();
    private readonly byte[] _data = Bytes((8 * Sector) + 100);

    public static TheoryData<FileTraits> Traits => [FileTraits.None, FileTraits.NoCow];

    public void Dispose() => _test.Dispose();

    [Theory]
    [MemberData(nameof(Traits))]
    public async Task ClonedFile_SharesUntilWritten(FileTraits traits)
    {
        using VolumeFile file = await MakeAsync("a", traits);
        long free = _test.Volume.Statistics.Free;

        await _test.Volume.CloneFileAsync("a", "b");
        await _test.Volume.CommitAsync();
        using VolumeFile clone = _test.Volume.OpenFile("b");
        Assert.Equal(free, _test.Volume.Statistics.Free);
        Assert.All(await clone.RegionsAsync(), region => Assert.True(region.IsShared));

        await file.WriteAsync(2 * Sector, Bytes(Sector, 2));
        await clone.WriteAsync(5 * Sector, Bytes(Sector, 3));

        byte[] expected = [.. _data];
        Bytes(Sector, 3).CopyTo(expected, 5 * Sector);
        Assert.Equal(expected, ReadAll(clone));
        Bytes(Sector, 2).CopyTo(_data, 2 * Sector);
        Assert.Equal(_data, ReadAll(file));
        await _test.AssertSoundAsync();
    }

    [Theory]
    [InlineData("a", "b")]
    [InlineData("b", "a")]
    public async Task BothDeleted_SpaceIsFree(string first, string second)
    {
        long free = _test.Volume.Statistics.Free;
        (await MakeAsync("a")).Dispose();
        await _test.Volume.CloneFileAsync("a", "b");
        await _test.Volume.CommitAsync();

        _test.Volume.Delete(first);
        await _test.AssertSoundAsync();
        using (VolumeFile left = _test.Volume.OpenFile(second))
            Assert.Equal(_data, ReadAll(left));

        _test.Volume.Delete(second);
        await _test.Volume.CommitAsync();
        Assert.Equal(free, _test.Volume.Statistics.Free);
        await _test.AssertSoundAsync();
    }

    [Fact]
    public async Task ClonesAreKnownAfterReopening()
    {
        (await MakeAsync("a")).Dispose();
        await _test.Volume.CloneFileAsync("a", "b");
        _test.Reopen();

        using (VolumeFile file = _test.Volume.OpenFile("a"))
            file.Write(0, Bytes(8 * Sector, 5));

        await _test.Volume.CommitAsync();
        using VolumeFile clone = _test.Volume.OpenFile("b");
        Assert.Equal(_data, ReadAll(clone));
        await _test.AssertSoundAsync();
    }

    [Fact]
    public async Task ClonedRange_InTheSameFile()
    {
        using VolumeFile file = await MakeAsync("a");

        await file.CloneRangeAsync(Sector, file, 4 * Sector, 2 * Sector);
        await file.CloneRangeAsync(Sector, file, 20 * Sector, 2 * Sector);

        byte[] expected = [.. _data, .. new byte[(22 * Sector) - _data.Length]];
        _data.AsSpan(Sector, 2 * Sector).CopyTo(expected.AsSpan(4 * Sector));
        _data.AsSpan(Sector, 2 * Sector).CopyTo(expected.AsSpan(20 * Sector));
        Assert.Equal(expected, ReadAll(file));
        await _test.AssertSoundAsync();
    }

    [Fact]
    public async Task ClonedOverItsOwnClone_StaysWhole()
    {
        using VolumeFile file = await MakeAsync("a");
        await _test.Volume.CloneFileAsync("a", "b");
        using VolumeFile clone = _test.Volume.OpenFile("b");

        for (int i = 0; i < 3; i++)
            await file.CloneRangeAsync(0, clone, 0, 4 * Sector);

        Assert.Equal(_data, ReadAll(clone));
        await _test.AssertSoundAsync();
    }

    [Fact]
    public async Task SmallAndPreallocatedData_AreCloned()
    {
        using VolumeFile file = _test.Volume.CreateFile("a");
        file.Write(0, Bytes(99));
        await file.AllocateAsync(2 * Sector, Sector);
        using VolumeFile target = await MakeAsync("b");

        await file.CloneRangeAsync(0, target, 3 * Sector, 3 * Sector);

        byte[] expected = [.. _data];
        Array.Clear(expected, 3 * Sector, 3 * Sector);
        Bytes(99).CopyTo(expected, 3 * Sector);
        Assert.Equal(expected, ReadAll(target));
        await _test.AssertSoundAsync();
    }

    [Fact]
    public async Task WhatCannotBeCloned_IsRefused()
    {
        using VolumeFile file = await MakeAsync("a");
        using VolumeFile other = _test.Volume.CreateFile("b", FileTraits.NoCow);
        using VolumeFile target = await MakeAsync("c");

        Assert.Equal(VolumeFault.Incompatible, await FaultAsync(() => file.CloneRangeAsync(0, other, 0, Sector)));
        Assert.Equal(VolumeFault.Misaligned, await FaultAsync(() => file.CloneRangeAsync(1, target, 0, Sector)));
        Assert.Equal(VolumeFault.Misaligned, await FaultAsync(() => file.CloneRangeAsync(0, target, 0, 100)));
        Assert.Equal(VolumeFault.OutOfRange, await FaultAsync(() => file.CloneRangeAsync(0, target, 0, 99 * Sector)));
        Assert.Equal(VolumeFault.OutOfRange, await FaultAsync(() => file.CloneRangeAsync(0, file, Sector, 2 * Sector)));
        Assert.Equal(VolumeFault.FileExists, await FaultAsync(() => _test.Volume.CloneFileAsync("a", "b")));
        Assert.Equal(_data, ReadAll(target));
        await _test.AssertSoundAsync();
    }

    [Fact]
    public async Task CloneThatIsGivenUp_LeavesANamesakeThatCameMeanwhile()
    {
        using VolumeFile file = await MakeAsync("a");
        using CancellationTokenSource end = new();
        long free = _test.Volume.Statistics.Free;
        Task cloning;
        using (RangeLease held = await file.Node.Ranges.LockAsync(new ByteRange(0, Sector)))
        {
            cloning = _test.Volume.CloneFileAsync("a", "b", end.Token).AsTask();
            if (_test.Volume.List().Contains("b"))
                _test.Volume.Rename("b", "half");

            _test.Volume.CreateFile("b").Dispose();
            await end.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cloning);
        }

        Assert.Equal(["a", "b"], _test.Volume.List());
        await _test.Volume.CommitAsync();
        Assert.Equal((free, 1), (_test.Volume.Statistics.Free, _test.Volume.Statistics.OpenFiles));
        await _test.AssertSoundAsync();
    }

    [Fact]
    public async Task CloneWhoseNameIsTakenMeanwhile_IsRefusedAndGone()
    {
        using VolumeFile file = await MakeAsync("a");
        long free = _test.Volume.Statistics.Free;
        Task cloning;
        using (RangeLease held = await file.Node.Ranges.LockAsync(new ByteRange(0, Sector)))
        {
            cloning = _test.Volume.CloneFileAsync("a", "b").AsTask();
            Assert.Equal(["a"], _test.Volume.List());
            _test.Volume.CreateFile("b").Dispose();
        }

        Assert.Equal(VolumeFault.FileExists, (await Assert.ThrowsAsync<VolumeException>(() => cloning)).Fault);
        await file.WriteAsync(0, Bytes(Sector, 2));
        await _test.Volume.CommitAsync();
        Assert.Equal((free, 0), (_test.Volume.Statistics.Free, _test.Volume.Statistics.SharedExtents));
        await _test.AssertSoundAsync();
    }

    /// <summary>As after a loss of power in the middle: the commit in between knows of the file and of no name.</summary>
    [Fact]
    public async Task CloneThatIsNotDone_IsGoneAfterReopening()
    {
        using (VolumeFile file = await MakeAsync("a"))
        {
            using RangeLease held = await file.Node.Ranges.LockAsync(new ByteRange(0, Sector));
            using CancellationTokenSource end = new();
            Task cloning = _test.Volume.CloneFileAsync("a", "b", end.Token).AsTask();
            await _test.Volume.CommitAsync();
            Assert.Equal(["a"], _test.Volume.Metadata.Names().Select(each => each.Key));
            await end.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cloning);
        }

        Assert.Equal(["a"], _test.Reopen().List());
        await _test.AssertSoundAsync();
    }

    private static async Task<VolumeFault> FaultAsync(Func<ValueTask> action) =>
        (await Assert.ThrowsAsync<VolumeException>(() => action().AsTask())).Fault;

    private async Task<VolumeFile> MakeAsync(string name, FileTraits traits = FileTraits.None)
    {
        VolumeFile file = _test.Volume.CreateFile(name, traits);
        Assert.Equal(_data.Length, await file.WriteAsync(0, _data));
        await _test.Volume.CommitAsync();
        return file;
    }
}
