using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using ExtentLock.Tests.Volumes;
using ExtentLock.Volumes;
using Xunit;

namespace ExtentLock.Tests.Proof;

/// <summary>
/// A volume of two files beside two files of a btrfs of the kernel: after each of the same steps they have the same
/// length, the same contents, and data at the same places.
/// </summary>
internal sealed class BtrfsRun : IDisposable
{
    private const int Sector = TestVolume.Sector;
    private readonly TestVolume _test;
    private readonly Pair[] _files;

    internal BtrfsRun(ModelSetup setup, BtrfsMount mount, string name)
    {
        _test = new TestVolume(new VolumeOptions { CacheBytes = setup.IsCached ? 24 * Sector : 0 }, length: 8 << 20);
        _files = [MakePair("a"), MakePair("b")];
        Pair MakePair(string which) => new(
            _test.Volume.CreateFile(which, setup.Traits), new BtrfsFile(mount[$"{name} {which}"]));
    }

    public void Dispose()
    {
        foreach (Pair pair in _files)
        {
            pair.Mine.Dispose();
            pair.Theirs.Dispose();
        }

        _test.Dispose();
    }

    internal async Task RunAsync(IReadOnlyList<ModelStep> steps)
    {
        foreach (ModelStep step in steps)
        {
            Pair pair = _files[step.File & 1];
            int at = step.At % ModelFile.Longest;
            await TakeAsync(step, pair, at, Math.Min(step.Length, ModelFile.Longest - at));
            foreach (Pair each in _files)
                await CompareAsync(each, step);
        }

        await _test.AssertSoundAsync();
    }

    private Task TakeAsync(ModelStep step, Pair pair, int at, int length) => step.Act switch
    {
        Act.Write or Act.Vector => WriteAsync(step, pair, at, TestVolume.Bytes(length, step.Value)),
        Act.Truncate => BothAsync(pair.Mine.SetLengthAsync(at), () => pair.Theirs.Resize(at)),
        Act.Punch => BothAsync(pair.Mine.PunchHoleAsync(at, length), () => pair.Theirs.Punch(at, length)),
        Act.Zero => ZeroAsync(pair, at, length, step.Value % 2 == 0),
        Act.Allocate => AllocateAsync(pair, at, length, step.Value % 2 == 0),
        Act.Clone => CloneAsync(pair, _files[step.Value & 1], at, step.Value, length),
        Act.Flush => pair.Mine.FlushAsync().AsTask(),
        Act.Commit => _test.Volume.CommitAsync().AsTask(),
        _ => Task.CompletedTask,
    };

    private static async Task BothAsync(ValueTask mine, Action theirs)
    {
        await mine;
        theirs();
    }

    private static async Task WriteAsync(ModelStep step, Pair pair, int at, byte[] data)
    {
        bool isAppend = (step.Flags & IoFlags.Append) != 0;
        at = isAppend ? pair.Theirs.Size : at;
        data = data[..Math.Min(data.Length, ModelFile.Longest - at)];
        Assert.Equal(data.Length, await pair.Mine.WriteAsync(at, data, isAppend ? IoFlags.Append : IoFlags.None));
        pair.Theirs.Write(at, data);
    }

    private static Task ZeroAsync(Pair pair, int at, int length, bool keepLength) => BothAsync(
        pair.Mine.ZeroRangeAsync(at, length, keepLength), () => pair.Theirs.Zero(at, length, keepLength));

    private static Task AllocateAsync(Pair pair, int at, int length, bool keepLength) => BothAsync(
        pair.Mine.AllocateAsync(at, length, keepLength), () => pair.Theirs.Allocate(at, length, keepLength));

    private static async Task CloneAsync(Pair from, Pair to, int at, int value, int length)
    {
        int size = from.Theirs.Size;
        int start = Math.Min(at, size) / Sector * Sector;
        int target = (int)((uint)value * 2654435761 % ModelFile.Longest) / Sector * Sector;
        length = Math.Min(length, Math.Min(size - start, ModelFile.Longest - target));
        bool isToTheEnd = start + length == size && target + length >= to.Theirs.Size;
        if (!isToTheEnd)
            length = length / Sector * Sector;

        bool isApart = from != to || Math.Abs(start - target) >= (length + Sector - 1) / Sector * Sector;
        if (length == 0 || !isApart)
            return;

        await from.Mine.CloneRangeAsync(start, to.Mine, target, length);
        from.Theirs.CloneTo(to.Theirs, start, target, length);
    }

    private static async Task CompareAsync(Pair pair, ModelStep after)
    {
        byte[] theirs = pair.Theirs.ReadAll();
        Assert.Equal(theirs.Length, pair.Mine.Length);
        byte[] mine = new byte[ModelFile.Longest];
        Assert.Equal(theirs.Length, await pair.Mine.ReadAsync(0, mine));
        int common = theirs.AsSpan().CommonPrefixLength(mine);
        Assert.True(common == theirs.Length, $"After {after} the files differ at {common}.");
        AssertFits(pair.Theirs.Edges(), await EdgesAsync(pair.Mine), theirs, after);
    }

    /// <summary>The kernel may have zeros as data where the volume has none, as in a sector that was the last one, but
    /// nothing else.</summary>
    private static void AssertFits(List<long> theirs, List<long> mine, byte[] contents, ModelStep after)
    {
        for (int at = 0; at < contents.Length; at += Sector)
        {
            bool isTheirs = IsIn(theirs, at);
            bool isMine = IsIn(mine, at);
            int end = Math.Min(at + Sector, contents.Length);
            bool isZero = !contents.AsSpan(at..end).ContainsAnyExcept((byte)0);
            Assert.True(
                isMine == isTheirs || (isTheirs && isZero),
                $"After {after}, data at {at}: {isMine} on the volume, {isTheirs} on btrfs.");
        }
    }

    private static bool IsIn(List<long> edges, long at)
    {
        int place = edges.BinarySearch(at);
        return (place < 0 ? ~place - 1 : place) % 2 == 0;
    }

    /// <summary>As <see cref="BtrfsFile.Edges"/>.</summary>
    private static async Task<List<long>> EdgesAsync(VolumeFile file)
    {
        List<long> edges = [];
        try
        {
            for (long at = 0; ; at = edges[^1])
            {
                edges.Add(await file.SeekDataAsync(at));
                edges.Add(await file.SeekHoleAsync(edges[^1]));
            }
        }
        catch (VolumeException end) when (end.Fault == VolumeFault.NothingThere)
        {
            return edges;
        }
    }

    private sealed record Pair(VolumeFile Mine, BtrfsFile Theirs);
}
