using System;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Volumes;
using Xunit;
using static ExtentLock.Tests.Volumes.TestVolume;

namespace ExtentLock.Tests.Volumes;

/// <summary>Writes that meet on a volume which is nearly full: what one overwrites is there for the other.</summary>
public sealed class VolumeSpaceTests
{
    [Theory]
    [InlineData(4, 4, false)]
    [InlineData(4, 4, true)]
    [InlineData(7, 1, false)]
    public async Task OverwritesAtOnceOnANearlyFullVolume_TakeTurns(int first, int second, bool isCached)
    {
        using Switch device = new();
        VolumeOptions options = new() { CacheBytes = isCached ? 1 << 20 : 0 };
        using TestVolume test = new(options, 256 * 1024, device.Before);
        using VolumeFile file = test.Volume.CreateFile("a");
        byte[] data = Bytes((int)test.Volume.Statistics.Free - (first * Sector));
        file.Write(0, data);
        await test.Volume.CommitAsync();
        byte[] changes = Bytes((first + second) * Sector, 2);

        // The first has all the space there is, and frees as much at its end.
        device.Hold = true;
        Task<int> one = file.WriteAsync(0, changes.AsMemory(0, first * Sector)).AsTask();
        Task<int> other = file.WriteAsync(first * Sector, changes.AsMemory(first * Sector)).AsTask();
        Assert.Equal((false, false, 1), (one.IsCompleted, other.IsCompleted, device.Held));
        device.Hold = false;
        device.LetGo();

        Assert.Equal((first * Sector, second * Sector), (await one, await other));
        changes.CopyTo(data, 0);
        Assert.Equal(data, ReadAll(file));
        await test.AssertSoundAsync();
    }

    [Fact]
    public async Task BytesWrittenBesideAnOverwriteThatTakesAllSpace_WaitForIt()
    {
        using Switch device = new();
        using TestVolume test = new(new VolumeOptions { CacheBytes = 0 }, 256 * 1024, device.Before);
        using VolumeFile file = test.Volume.CreateFile("a");
        byte[] data = Bytes((int)test.Volume.Statistics.Free - Sector);
        file.Write(0, data);
        await test.Volume.CommitAsync();

        device.Hold = true;
        Task<int> whole = file.WriteAsync(0, Bytes(Sector, 2)).AsTask();
        Task<int> bytes = file.WriteAsync((5 * Sector) + 7, Bytes(10, 3)).AsTask();
        Assert.False(bytes.IsCompleted);
        device.Hold = false;
        device.LetGo();

        Assert.Equal((Sector, 10), (await whole, await bytes));
        Bytes(Sector, 2).CopyTo(data, 0);
        Bytes(10, 3).CopyTo(data, (5 * Sector) + 7);
        Assert.Equal(data, ReadAll(file));
        await test.AssertSoundAsync();
    }

    /// <summary>Each ends a file in the middle of a sector, which goes elsewhere: what it was in is free then.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AppendsAtOnceOnANearlyFullVolume_TakeTurns(bool isCached)
    {
        using Switch device = new();
        VolumeOptions options = new() { CacheBytes = isCached ? 1 << 20 : 0, InlineLimit = 0 };
        using TestVolume test = new(options, 256 * 1024, device.Before);
        using VolumeFile file = test.Volume.CreateFile("a");
        using VolumeFile other = test.Volume.CreateFile("b");
        byte[] start = Bytes(100);
        byte[] data = Bytes((int)test.Volume.Statistics.Free - (2 * Sector) - 100);
        other.Write(0, start, IoFlags.Append);
        file.Write(0, data, IoFlags.Append);
        await test.Volume.CommitAsync();
        Assert.Equal(Sector, test.Volume.Statistics.Free);

        device.Hold = true;
        Task<int> one = file.WriteAsync(0, Bytes(10, 2), IoFlags.Append).AsTask();
        Task<int> two = other.WriteAsync(0, Bytes(20, 3), IoFlags.Append).AsTask();
        (bool, bool, int) before = (one.IsCompleted, two.IsCompleted, device.Held);
        device.Hold = false;
        device.LetGo();

        Assert.Equal((10, 20), (await one, await two));
        Assert.Equal((false, false, 1), before);
        Assert.Equal([.. data, .. Bytes(10, 2)], ReadAll(file));
        Assert.Equal([.. start, .. Bytes(20, 3)], ReadAll(other));
        await test.AssertSoundAsync();
    }

    [Theory]
    [InlineData(FileTraits.NoCow, true)]
    [InlineData(FileTraits.None, false)]
    public async Task BytesOverwrittenOnAFullVolumeWithoutACache_NeedSpaceOnlyIfTheyMove(FileTraits traits, bool isWritten)
    {
        using TestVolume test = new(new VolumeOptions { CacheBytes = 0 }, 256 * 1024);
        using VolumeFile file = test.Volume.CreateFile("a", traits);
        byte[] data = Bytes((int)test.Volume.Statistics.Free);
        file.Write(0, data);
        await test.Volume.CommitAsync();

        byte[] change = Bytes(Sector + 10, 2);
        if (isWritten)
        {
            file.Write(7, change);
            change.CopyTo(data, 7);
        }
        else
        {
            Assert.Equal(VolumeFault.NoSpace, Assert.Throws<VolumeException>(() => file.Write(7, change)).Fault);
        }

        Assert.Equal(data, ReadAll(file));
        await test.AssertSoundAsync();
    }

    /// <summary>More than the device has is there after nobody's end, so who is busy is not waited for.</summary>
    [Theory]
    [InlineData(IoFlags.None, false)]
    [InlineData(IoFlags.None, true)]
    [InlineData(IoFlags.Append, false)]
    [InlineData(IoFlags.Append, true)]
    public async Task WriteLongerThanTheDevice_WaitsForNobody(IoFlags flags, bool isCached)
    {
        using Switch device = new();
        VolumeOptions options = new() { CacheBytes = isCached ? 1 << 20 : 0 };
        using TestVolume test = new(options, 256 * 1024, device.Before);
        using VolumeFile file = test.Volume.CreateFile("a");
        using VolumeFile other = test.Volume.CreateFile("b");
        other.Write(0, Bytes(Sector));
        await test.Volume.CommitAsync();

        device.Hold = true;
        Task<int> busy = other.WriteAsync(0, Bytes(Sector, 2)).AsTask();
        Task<int> tooLong = file.WriteAsync(0, Bytes(512 * 1024, 3), flags).AsTask();
        bool isDone = tooLong.IsCompleted;
        device.Hold = false;
        device.LetGo();

        Assert.Equal(Sector, await busy);
        Assert.Equal(VolumeFault.NoSpace, (await Assert.ThrowsAsync<VolumeException>(() => tooLong)).Fault);
        Assert.True(isDone);
        await test.AssertSoundAsync();
    }

    [Theory]
    [InlineData("truncate", false)]
    [InlineData("truncate", true)]
    [InlineData("punch", false)]
    [InlineData("punch", true)]
    public async Task ChangeBesideAnOverwriteThatTakesAllSpace_WaitsForIt(string change, bool isCached)
    {
        using Switch device = new();
        VolumeOptions options = new() { CacheBytes = isCached ? 1 << 20 : 0 };
        using TestVolume test = new(options, 256 * 1024, device.Before);
        using VolumeFile file = test.Volume.CreateFile("a");
        byte[] data = Bytes((int)test.Volume.Statistics.Free - Sector);
        file.Write(0, data);
        await test.Volume.CommitAsync();

        device.Hold = true;
        Task<int> whole = file.WriteAsync(0, Bytes(Sector, 2)).AsTask();
        long last = data.Length - 10;
        Task changing = (change == "truncate" ? file.SetLengthAsync(last) : file.PunchHoleAsync(last, 10)).AsTask();
        bool waits = !changing.IsCompleted;
        device.Hold = false;
        device.LetGo();

        Assert.Equal(Sector, await whole);
        await changing;
        Assert.True(waits);
        Bytes(Sector, 2).CopyTo(data, 0);
        Array.Clear(data, (int)last, 10);
        Assert.Equal(change == "truncate" ? data[..(int)last] : data, ReadAll(file));
        await test.AssertSoundAsync();
    }

    [Fact]
    public async Task WaitForSpace_IsCancelled()
    {
        using Switch device = new();
        using CancellationTokenSource source = new();
        using TestVolume test = new(new VolumeOptions { CacheBytes = 0 }, 256 * 1024, device.Before);
        using VolumeFile file = test.Volume.CreateFile("a");
        file.Write(0, Bytes((int)test.Volume.Statistics.Free - Sector));
        await test.Volume.CommitAsync();

        device.Hold = true;
        Task<int> one = file.WriteAsync(0, Bytes(Sector)).AsTask();
        Task<int> other = file.WriteAsync(Sector, Bytes(Sector), IoFlags.None, source.Token).AsTask();
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => other);
        device.Hold = false;
        device.LetGo();

        Assert.Equal(Sector, await one);
        await test.AssertSoundAsync();
    }
}
