using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using ExtentLock.Storage;
using ExtentLock.Tests.Volumes;
using ExtentLock.Volumes;

namespace ExtentLock.Tests.Proof;

/// <summary>Lists of steps: made from a seed, run, and made shorter as long as they fail.</summary>
internal static class ModelSequence
{
    private static readonly Act[] s_acts =
    [
        Act.Write, Act.Write, Act.Write, Act.Write, Act.Write, Act.Write, Act.Vector, Act.Read, Act.Read, Act.Scan,
        Act.Truncate, Act.Truncate, Act.Punch, Act.Punch, Act.Zero, Act.Allocate, Act.Clone, Act.Clone, Act.Compress,
        Act.Flush, Act.Pin, Act.Dirty, Act.Dirty, Act.Unpin, Act.Regions,
    ];

    private static readonly Act[] s_rare = [Act.Commit, Act.Commit, Act.Reopen, Act.Replace];

    internal static List<ModelStep> Of(int seed, int count)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Next(random))];
    }

    /// <summary>What goes wrong with a list, in words; null if nothing does.</summary>
    internal static async Task<string?> FailureAsync(
        ModelSetup setup,
        IReadOnlyList<ModelStep> steps,
        int every = 10,
        Func<IBlockDevice, IBlockDevice>? wrap = null)
    {
        try
        {
            using ModelRun run = new(setup, wrap);
            await run.RunAsync(steps, every).WaitAsync(TimeSpan.FromMinutes(2));
            return null;
        }
        catch (Exception failure)
        {
            return failure.ToString();
        }
    }

    /// <summary>A list that still fails, from which no step can be taken out (or few: it ends some day).</summary>
    internal static async Task<List<ModelStep>> ShrinkAsync(
        List<ModelStep> steps, Func<List<ModelStep>, Task<bool>> fails, int most = 2000)
    {
        for (int size = Math.Max(1, steps.Count / 2); most > 0;)
        {
            bool isShorter = false;
            for (int at = steps.Count - size; at > -size && most > 0; at -= size, most--)
            {
                int first = Math.Max(at, 0);
                List<ModelStep> rest = [.. steps[..first], .. steps[Math.Min(at + size, steps.Count)..]];
                if (!await fails(rest))
                    continue;

                steps = rest;
                isShorter = true;
            }

            if (size == 1 && !isShorter)
                break;

            size = Math.Max(1, size / 2);
        }

        return steps;
    }

    private static ModelStep Next(Random random)
    {
        Act[] acts = random.Next(12) == 0 ? s_rare : s_acts;
        int unit = random.Next(5) < 3 ? TestVolume.Sector : 1;
        int longest = (random.Next(4) == 0 ? 20 : 5) * TestVolume.Sector / unit;
        IoFlags flags = IoFlags.None;
        if (random.Next(6) == 0)
            flags |= IoFlags.NoWait;

        if (random.Next(12) == 0)
            flags |= IoFlags.DSync;

        if (random.Next(10) == 0)
            flags |= IoFlags.Append;

        return new ModelStep(
            acts[random.Next(acts.Length)],
            random.Next(2),
            random.Next(ModelFile.Longest / unit) * unit,
            random.Next(1, longest) * unit,
            random.Next(1000),
            flags);
    }
}
