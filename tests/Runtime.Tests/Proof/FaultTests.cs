using System;
using System.Collections.Generic;
using System.IO;
using System.Threading.Tasks;
using ExtentLock.Storage;
using ExtentLock.Tests.Storage;
using ExtentLock.Tests.Volumes;
using ExtentLock.Volumes;
using Xunit;
using Xunit.Abstractions;

namespace ExtentLock.Tests.Proof;

/// <summary>What can go wrong.</summary>
internal enum FaultKind
{
    Metadata,
    Memory,
    Device,
}

/// <summary>One thing that goes wrong, once: the number of a commit or a buffer, or a request to the device.</summary>
internal readonly record struct FaultPoint(FaultKind Kind, int Number, DeviceFault Fault = default);

/// <summary>What a scenario runs on.</summary>
internal readonly record struct FaultSetup(FileTraits Traits, bool IsCached);

/// <summary>Everything that a scenario needs from outside goes wrong once, one at a time.</summary>
public sealed class FaultTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(FileTraits.None, false)]
    [InlineData(FileTraits.None, true)]
    [InlineData(FileTraits.NoCow, false)]
    [InlineData(FileTraits.NoCow, true)]
    public async Task EveryDeviceRequestThatFails_IsToldAndHarmsNothing(FileTraits traits, bool isCached)
    {
        FaultSetup setup = new(traits, isCached);
        (IReadOnlyList<FaultStep> steps, List<State> states, FaultRun counted) = await CountAsync(setup);
        int told = 0;
        for (int i = counted.FirstRequest; i < counted.LastRequest; i++)
        {
            foreach (DeviceFault fault in (DeviceFault[])
                [DeviceFault.Fail(i), DeviceFault.Short(i, TestVolume.Sector), DeviceFault.Torn(i, TestVolume.Sector)])
            {
                Exception? failure = await RunAsync(setup, new FaultPoint(FaultKind.Device, i, fault), steps, states);
                told += failure is null ? 0 : 1;
                if (failure is not null)
                    AssertIs(fault, Assert.IsType<BlockDeviceException>(failure));
            }
        }

        int requests = counted.LastRequest - counted.FirstRequest;
        output.WriteLine($"{requests} requests, {told} of {requests * 3} faults told");
        Assert.True(told > requests);
    }

    [Theory]
    [InlineData(FileTraits.None, false)]
    [InlineData(FileTraits.None, true)]
    [InlineData(FileTraits.NoCow, false)]
    [InlineData(FileTraits.NoCow, true)]
    public async Task EveryCommitAndBufferThatFails_IsToldAndHarmsNothing(FileTraits traits, bool isCached)
    {
        FaultSetup setup = new(traits, isCached);
        (IReadOnlyList<FaultStep> steps, List<State> states, FaultRun counted) = await CountAsync(setup);
        foreach (FaultKind kind in (FaultKind[])[FaultKind.Metadata, FaultKind.Memory])
        {
            int told = 0;
            for (int i = 0; i < counted.Counts[(int)kind]; i++)
            {
                Exception? failure = await RunAsync(setup, new FaultPoint(kind, i), steps, states);
                told += failure is null ? 0 : 1;
                if (failure is not null && kind == FaultKind.Metadata)
                    Assert.Equal(MetadataFault.NoSpace, Assert.IsType<MetadataException>(failure).Fault);
                else if (failure is not null)
                    Assert.IsType<InsufficientMemoryException>(failure);
            }

            output.WriteLine($"{kind}: {told} of {counted.Counts[(int)kind]} told");
            Assert.True(told > 0);
        }
    }

    /// <summary>Each size of a volume is full at another step.</summary>
    [Theory]
    [InlineData(FileTraits.None, 0)]
    [InlineData(FileTraits.None, 16)]
    [InlineData(FileTraits.NoCow, 0)]
    [InlineData(FileTraits.NoCow, 16)]
    public async Task EveryPointWhereSpaceEnds_IsToldAndHarmsNothing(FileTraits traits, int cachedPages)
    {
        VolumeOptions options = new() { CacheBytes = cachedPages * TestVolume.Sector };
        int refusals = 0;
        for (int sectors = 17; sectors < 60; sectors++)
        {
            using TestVolume test = new(options, sectors * TestVolume.Sector);
            using VolumeFile a = test.Volume.CreateFile("a", traits);
            using VolumeFile b = test.Volume.CreateFile("b", traits);
            foreach (FaultStep step in FaultScenario.Of(traits))
            {
                try
                {
                    await step.Take(a, b);
                }
                catch (VolumeException full) when (full.Fault == VolumeFault.NoSpace
                    || (full.Fault == VolumeFault.OutOfRange && step.Name is "clone" or "change a page"))
                {
                    refusals++;
                }

                test.Volume.ThrowIfBusy();
            }

            await test.AssertSoundAsync();
            State before = State.Of([a, b]);
            a.Dispose();
            b.Dispose();
            Volume volume = test.Reopen();
            using VolumeFile again = volume.OpenFile("a");
            using VolumeFile other = volume.OpenFile("b");
            Assert.Equal(before, State.Of([again, other]));
        }

        output.WriteLine($"{refusals} steps refused");
        Assert.True(refusals > 43);
    }

    /// <summary>Opening is tried again after each of its requests to the device has failed.</summary>
    [Fact]
    public async Task OpeningThatFails_LeavesAVolumeThatOpens()
    {
        using TempFolder folder = new();
        using MemoryBlockDevice memory = new(1 << 20);
        VolumeOptions options = new() { CommitInterval = TimeSpan.Zero };
        using (Volume volume = Volume.Create(memory, folder["meta"], options))
        using (VolumeFile file = volume.CreateFile("a"))
            file.Write(0, TestVolume.Bytes(9000));

        int failures = 0;
        for (bool isOpen = false; !isOpen; failures++)
        {
            FaultInjectingBlockDevice device = new(memory, DeviceFault.Fail(failures));
            try
            {
                using Volume volume = Volume.Open(device, folder["meta"], options);
                isOpen = device.Submitted <= failures;
            }
            catch (BlockDeviceException)
            {
            }
        }

        Assert.InRange(failures, 4, 100);
        using Volume last = Volume.Open(memory, folder["meta"], options);
        Assert.Empty(await last.CheckAsync());
        using VolumeFile again = last.OpenFile("a");
        Assert.Equal(TestVolume.Bytes(9000), TestVolume.ReadAll(again));
    }

    private static void AssertIs(DeviceFault fault, BlockDeviceException told) => Assert.True(
        told.Fault == BlockFault.InputOutput
            || (fault.Kind == DeviceFaultKind.Short && told.Fault == BlockFault.Short));

    private static async Task<(IReadOnlyList<FaultStep> Steps, List<State> States, FaultRun Counted)> CountAsync(
        FaultSetup setup)
    {
        IReadOnlyList<FaultStep> steps = FaultScenario.Of(setup.Traits);
        using FaultRun first = new(setup);
        List<State> states = await first.StatesAsync(steps);
        using FaultRun run = new(setup);
        Assert.Null(await run.RunAsync(steps, states));
        return (steps, states, run);
    }

    private static async Task<Exception?> RunAsync(
        FaultSetup setup, FaultPoint point, IReadOnlyList<FaultStep> steps, List<State> states)
    {
        try
        {
            using FaultRun run = new(setup, point);
            return await run.RunAsync(steps, states);
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"{setup}, {point}: {failure.Message}", failure);
        }
    }
}
