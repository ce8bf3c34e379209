using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using ExtentLock.Caching;
using ExtentLock.Mapping;
using ExtentLock.Storage;
using ExtentLock.Tests.Volumes;
using ExtentLock.Volumes;
using Xunit;

namespace ExtentLock.Tests.Proof;

/// <summary>
/// A volume of two files beside a model of plain bytes, in the manner of fsx. After every step nothing may be held or
/// promised and the lengths are right; what is read is what the model holds; at the end all space comes back.
/// </summary>
internal sealed partial class ModelRun : IDisposable
{
    private const int Sector = TestVolume.Sector;
    private readonly ModelSetup _setup;
    private readonly TestVolume _test;
    private readonly long _free;
    private readonly ModelFile[] _files;
    private (PinnedPage Page, ModelFile File, int Start)? _pin;

    internal ModelRun(ModelSetup setup, Func<IBlockDevice, IBlockDevice>? wrap = null)
    {
        _setup = setup;
        VolumeOptions options = new() { CacheBytes = setup.IsCached ? 24 * Sector : 0 };
        _test = new TestVolume(options, setup.IsSmall ? 100 * Sector : 4 << 20, wrap);
        _free = _test.Volume.Statistics.Free;
        _files = [.. ((string[])["a", "b"])
            .Select(name => new ModelFile(name, _test.Volume.CreateFile(name, setup.Traits)))];
    }

    public void Dispose()
    {
        CloseAll();
        _test.Dispose();
    }

    /// <summary>Takes all steps.</summary>
    /// <param name="steps">What to do.</param>
    /// <param name="every">Steps between two looks at everything.</param>
    internal async Task RunAsync(IReadOnlyList<ModelStep> steps, int every = 10)
    {
        for (int i = 0; i < steps.Count; i++)
        {
            await TakeAsync(steps[i]);
            _test.Volume.ThrowIfBusy();
            foreach (ModelFile file in _files)
            {
                Assert.Equal(file.Size, file.Real.Length);
                if (i % every == every - 1)
                    await CompareAsync(file, 0, ModelFile.Longest, isDirect: i % 2 == 0);
            }
        }

        await EndAsync();
    }

    private async Task EndAsync()
    {
        Unpin();
        foreach (bool isDirect in (bool[])[true, false])
        {
            foreach (ModelFile file in _files)
                await CompareAsync(file, 0, ModelFile.Longest, isDirect);
        }

        await _test.AssertSoundAsync();
        Reopen();
        await _test.AssertSoundAsync();
        foreach (ModelFile file in _files)
        {
            await CompareAsync(file, 0, ModelFile.Longest, isDirect: true);
            file.Dispose();
            _test.Volume.Delete(file.Name);
        }

        await _test.Volume.CommitAsync();
        await _test.Volume.CommitAsync();
        await _test.AssertSoundAsync();
        VolumeStatistics now = _test.Volume.Statistics;
        Assert.Equal((_free, 0, 0, 0), (now.Free, now.SharedExtents, now.OpenFiles, now.Files));
    }

    private async Task TakeAsync(ModelStep step)
    {
        ModelFile file = _files[step.File & 1];
        int at = step.At % ModelFile.Longest;
        int length = Math.Min(step.Length, ModelFile.Longest - at);
        try
        {
            await TakeAsync(step, file, at, length);
        }
        catch (VolumeException refusal) when (IsAllowed(refusal.Fault, step))
        {
            // Nothing of it may be seen: the model has not changed.
        }
    }

    private bool IsAllowed(VolumeFault fault, ModelStep step) => fault switch
    {
        VolumeFault.WouldBlock => (step.Flags & IoFlags.NoWait) != 0,
        VolumeFault.NoSpace => _setup.IsSmall,
        _ => false,
    };

    private Task TakeAsync(ModelStep step, ModelFile file, int at, int length) => step.Act switch
    {
        Act.Write => WriteAsync(step, file, at, Data(length, step.Value)),
        Act.Vector => WritePartsAsync(step, file, at, Data(length, step.Value)),
        Act.Read => CompareAsync(file, at, length, isDirect: step.Value % 2 == 0, step.Flags & IoFlags.NoWait),
        Act.Scan => ScanAsync(file, at, length),
        Act.Truncate => TruncateAsync(file, at),
        Act.Punch => PunchAsync(file, at, length),
        Act.Zero => ZeroAsync(file, at, length, keepLength: step.Value % 2 == 0),
        Act.Allocate => AllocateAsync(file, at, length, keepLength: step.Value % 2 == 0),
        Act.Clone => CloneAsync(file, _files[step.Value & 1], at, step.Value, length),
        Act.Replace => ReplaceAsync(file),
        Act.Compress => CompressAsync(file, at, length),
        Act.Flush => file.Real.FlushAsync().AsTask(),
        Act.Commit => _test.Volume.CommitAsync().AsTask(),
        Act.Reopen => Done(Reopen),
        Act.Pin => PinAsync(file, at),
        Act.Dirty => Done(() => DirtyPin(at, length, step.Value)),
        Act.Unpin => Done(Unpin),
        _ => LookAtRegionsAsync(file),
    };

    private static Task Done(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    /// <summary>Noise, or what can be compressed.</summary>
    private static byte[] Data(int length, int value)
    {
        byte[] data = TestVolume.Bytes(length, value);
        for (int i = 0; i < length && value % 3 == 0; i++)
            data[i] = (byte)(value + (i / 64));

        return data;
    }

    private void Reopen()
    {
        CloseAll();
        Volume volume = _test.Reopen();
        foreach (ModelFile file in _files)
            file.Real = volume.OpenFile(file.Name);
    }

    private void CloseAll()
    {
        Unpin();
        foreach (ModelFile file in _files)
            file.Dispose();
    }

    private async Task CompareAsync(
        ModelFile file, int at, int length, bool isDirect, IoFlags flags = IoFlags.None)
    {
        if (isDirect)
            (at, length) = (at / Sector * Sector, (length + Sector - 1) / Sector * Sector);
        else
            (at, length) = (Math.Max(at, 1), Math.Max(1, length - 1));

        byte[] read = new byte[length];
        int count = await file.Real.ReadAsync(at, read, flags);
        Assert.Equal(Math.Clamp(file.Size - at, 0, length), count);
        int common = read.AsSpan(0, count).CommonPrefixLength(file.Bytes.AsSpan(at));
        Assert.True(common == count, $"'{file.Name}' differs from the model at {at + common}.");
    }

    /// <summary>On and on, as who is read ahead for.</summary>
    private static async Task ScanAsync(ModelFile file, int at, int length)
    {
        byte[] read = new byte[3000];
        for (int end = at + length; at < end; at += read.Length)
        {
            int count = await file.Real.ReadAsync(at, read);
            Assert.Equal(Math.Clamp(file.Size - at, 0, read.Length), count);
            bool isSame = read.AsSpan(0, count).SequenceEqual(file.Bytes.AsSpan(at, count));
            Assert.True(isSame, $"'{file.Name}' differs from the model after {at}.");
        }
    }

    /// <summary>Where the file says that it has no data there are zeros, and its pieces are in order.</summary>
    private async Task LookAtRegionsAsync(ModelFile file)
    {
        int last = 0;
        foreach (FileRegion region in await file.Real.RegionsAsync())
        {
            Assert.True(region.Start >= last && region.Length > 0);
            AssertZeros(file, last, (int)region.Start);
            if (region.Kind == ExtentKind.Prealloc)
                AssertZeros(file, (int)region.Start, (int)region.End);

            last = (int)region.End;
        }

        AssertZeros(file, last, ModelFile.Longest);
    }

    private static void AssertZeros(ModelFile file, int start, int end) => Assert.False(
        start < end && file.Bytes.AsSpan(start, end - start).ContainsAnyExcept((byte)0),
        $"'{file.Name}' has data between {start} and {end}, and says that it has none.");
}
