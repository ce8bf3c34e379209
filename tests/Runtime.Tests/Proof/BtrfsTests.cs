using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Xunit;
using Xunit.Abstractions;

namespace ExtentLock.Tests.Proof;

/// <summary>Any sequence of operations leaves what it leaves on a btrfs of the kernel. EXTENTLOCK_BTRFS says on how many
/// seeds, EXTENTLOCK_MODEL_FIRST and EXTENTLOCK_MODEL_STEPS from which on and how long; root mounts it.</summary>
public sealed class BtrfsTests(ITestOutputHelper output)
{
    [BtrfsFact]
    public async Task AnySequence_IsWhatBtrfsHolds()
    {
        using BtrfsMount mount = new();
        int first = Effort.Of("MODEL_FIRST", 0);
        int last = first + Effort.Of("BTRFS", 0);
        int count = Effort.Of("MODEL_STEPS", 150);
        int runs = 0;
        for (int seed = first; seed < last; seed++)
        {
            ModelSetup setup = ModelSetup.Of(seed) with { IsSmall = false };
            async Task<string?> RunAsync(List<ModelStep> some)
            {
                try
                {
                    using BtrfsRun run = new(setup, mount, $"run {runs++}");
                    await run.RunAsync(some);
                    return null;
                }
                catch (Exception failure)
                {
                    return failure.ToString();
                }
            }

            List<ModelStep> steps = ModelSequence.Of(seed, count);
            if (await RunAsync(steps) is null)
                continue;

            steps = await ModelSequence.ShrinkAsync(steps, async rest => await RunAsync(rest) is not null);
            output.WriteLine($"shortest: {await RunAsync(steps)}");
            Assert.Fail($"Seed {seed}, {setup}:\n{string.Join('\n', steps)}");
        }
    }
}
