using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using ExtentLock.Storage;
using ExtentLock.Tests.Storage;
using ExtentLock.Tests.Volumes;
using ExtentLock.Volumes;
using Xunit;
using Xunit.Abstractions;

namespace ExtentLock.Tests.Proof;

/// <summary>
/// Before every single write of a scenario the power goes: of the writes that no flush covers every set is kept (up to
/// a number), and the metadata are those of the last commit. The volume opens, is sound, and is what the commit said;
/// in place, each byte is of a state since. EXTENTLOCK_POWER says how many sets.
/// </summary>
public sealed class PowerLossTests(ITestOutputHelper output)
{
    private const int Capacity = 384 * 1024;
    private static readonly VolumeOptions s_options = new() { CommitInterval = TimeSpan.Zero, ArenaBytes = 1 << 20 };

    [Theory]
    [InlineData(FileTraits.None, false)]
    [InlineData(FileTraits.None, true)]
    [InlineData(FileTraits.NoCow, false)]
    [InlineData(FileTraits.NoCow, true)]
    public async Task EveryPrefixAndEverySetOfOpenWrites_LeavesTheLastCommit(FileTraits traits, bool isCached)
    {
        using TempFolder folder = new();
        using RecordingBlockDevice device = new(new MemoryBlockDevice(Capacity));
        List<Moment> moments = await RecordAsync(folder, device, traits, isCached);
        bool isExact = traits == FileTraits.None;
        int images = 0;
        int end = moments[^1].Operations;
        for (int count = moments[0].Operations; count <= end; count++)
        {
            int last = moments.FindLastIndex(moment => moment.Operations <= count);
            int commit = moments.FindLastIndex(last, moment => moment.Metadata is not null);
            foreach (byte[] image in device.Crashes(count, Effort.Of("POWER", 4)))
            {
                State found = await OpenAsync(folder, moments[commit].Metadata!, image, images++);
                if (isExact)
                    Assert.True(found.Equals(moments[commit].State), $"{count} writes: it is not what was committed.");
                else
                    found.AssertBetween(States(moments), [commit, commit], Math.Min(last + 1, moments.Count - 1));
            }
        }

        output.WriteLine($"{end} operations, {moments.Count} moments, {images} losses of power");
        Assert.True(images > end);
    }

    /// <summary>The check sees a write that came too late: metadata that name data which no flush covers.</summary>
    [Fact]
    public async Task MetadataBeforeTheirData_AreFound()
    {
        using TempFolder folder = new();
        using RecordingBlockDevice device = new(new MemoryBlockDevice(Capacity));
        List<Moment> moments = await RecordAsync(folder, device, FileTraits.None, isCached: false);
        int before = moments[0].Operations;
        Moment commit = moments.First(moment => moment.Metadata is not null && moment.Operations > before);

        await Assert.ThrowsAnyAsync<Exception>(() =>
            OpenAsync(folder, commit.Metadata!, device.Replay(before), 0));
    }

    /// <summary>Between the flush and the metadata: what the commit is about to free is still what a loss of power
    /// leaves.</summary>
    [Fact]
    public async Task WriteDuringACommit_TakesNothingThatTheCommitFrees()
    {
        const int Bytes = 8 * TestVolume.Sector;
        using TempFolder folder = new();
        using MemoryBlockDevice device = new((16 * TestVolume.Sector) + Bytes + Bytes + TestVolume.Sector);
        Action? during = null;
        VolumeOptions options = s_options with { Committing = () => during?.Invoke() };
        using Volume volume = Volume.Create(device, folder["meta"], options);
        using VolumeFile file = volume.CreateFile("a");
        using VolumeFile other = volume.CreateFile("b");
        file.Write(0, TestVolume.Bytes(Bytes, seed: 1), IoFlags.DSync);
        file.Write(0, TestVolume.Bytes(Bytes, seed: 2));
        (Exception? Refusal, string Metadata, byte[] Image) seen = (null, "", []);
        during = () =>
        {
            during = null;
            Exception? refusal = Record.Exception(() => other.Write(0, new byte[Bytes], IoFlags.NoWait));
            seen = (refusal, Copy(folder, 0), device.ToArray());
        };

        await volume.CommitAsync();

        Assert.Equal(
            new State([TestVolume.Bytes(Bytes, seed: 1), []]), await OpenAsync(folder, seen.Metadata, seen.Image, 0));
        Assert.Equal(VolumeFault.WouldBlock, Assert.IsType<VolumeException>(seen.Refusal).Fault);
        Assert.Equal(Bytes, other.Write(0, new byte[Bytes], IoFlags.NoWait));
    }

    private static List<State> States(List<Moment> moments) => [.. moments.Select(moment => moment.State)];

    /// <summary>Takes the steps and keeps each state, and the metadata whenever they were committed.</summary>
    private static async Task<List<Moment>> RecordAsync(
        TempFolder folder, RecordingBlockDevice device, FileTraits traits, bool isCached)
    {
        VolumeOptions options = s_options with
        {
            CacheBytes = isCached ? 64 * TestVolume.Sector : 0,
            Committing = () => Assert.All(
                device.Operations, operation => Assert.True(operation.IsFlush || operation.FlushedBy >= 0)),
        };
        using Volume volume = Volume.Create(device, folder["meta"], options);
        using VolumeFile a = volume.CreateFile("a", traits);
        using VolumeFile b = volume.CreateFile("b", traits);
        await volume.CommitAsync();
        List<Moment> moments = [];
        Keep();
        for (int round = 0; round < 3; round++)
        {
            foreach (FaultStep step in FaultScenario.Of(traits))
            {
                // With a cache a flush is for one file; the states here are of both.
                if (isCached && (step.Saves is Saves.First or Saves.Second))
                    await volume.CommitAsync();
                else
                    await step.Take(a, b);

                Keep();
            }

            // Used again at once if it were not pinned.
            await a.SetLengthAsync(3 * TestVolume.Sector);
            Keep();
        }

        return moments;

        void Keep()
        {
            State state = State.Of([a, b]);
            long generation = volume.Statistics.Generation;
            bool isNew = moments.Count == 0 || moments[^1].Generation != generation;
            string? metadata = isNew ? Copy(folder, moments.Count) : null;
            moments.Add(new Moment(device.Operations.Count, generation, metadata, state));
        }
    }

    private static string Copy(TempFolder folder, int number)
    {
        string copy = folder[$"moment{number}"];
        foreach (string ending in (string[])["", "-wal"])
        {
            if (File.Exists(folder["meta"] + ending))
                File.Copy(folder["meta"] + ending, copy + ending);
        }

        return copy;
    }

    private static async Task<State> OpenAsync(TempFolder folder, string metadata, byte[] image, int number)
    {
        string copy = folder[$"loss{number}"];
        foreach (string ending in (string[])["", "-wal"])
        {
            if (File.Exists(metadata + ending))
                File.Copy(metadata + ending, copy + ending, overwrite: true);
        }

        using MemoryBlockDevice device = new(image);
        using Volume volume = Volume.Open(device, copy, s_options);
        Assert.Empty(await volume.CheckAsync());
        volume.ThrowIfBusy();
        return State.Of(volume);
    }

    private sealed record Moment(int Operations, long Generation, string? Metadata, State State);
}
