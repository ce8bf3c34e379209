using System.Collections.Generic;
using System.Threading.Tasks;
using ExtentLock.Storage;
using ExtentLock.Volumes;
using Xunit;
using Xunit.Abstractions;

namespace ExtentLock.Tests.Proof;

/// <summary>Any sequence of operations leaves what two arrays of bytes would hold. EXTENTLOCK_MODEL_SEEDS,
/// EXTENTLOCK_MODEL_FIRST and EXTENTLOCK_MODEL_STEPS say how many, from which seed on, how long.</summary>
public sealed class ModelTests(ITestOutputHelper output)
{
    [Fact]
    public async Task AnySequence_IsWhatTwoArraysHold()
    {
        int first = Effort.Of("MODEL_FIRST", 0);
        int last = first + Effort.Of("MODEL_SEEDS", 24);
        int count = Effort.Of("MODEL_STEPS", 150);
        for (int seed = first; seed < last; seed++)
        {
            ModelSetup setup = ModelSetup.Of(seed);
            List<ModelStep> steps = ModelSequence.Of(seed, count);
            if (await ModelSequence.FailureAsync(setup, steps) is not { } failure)
                continue;

            steps = await ModelSequence.ShrinkAsync(
                steps, async rest => await ModelSequence.FailureAsync(setup, rest, every: 1) is not null);

            output.WriteLine($"seed {seed}, {setup}: {failure}");
            output.WriteLine($"shortest: {await ModelSequence.FailureAsync(setup, steps, every: 1)}");
            Assert.Fail($"Seed {seed}, {setup}:\n{string.Join('\n', steps)}");
        }
    }

    /// <summary>The model sees what it is there to see: a device that loses one write.</summary>
    [Fact]
    public async Task LostWrite_IsFoundAndShrunk()
    {
        ModelSetup setup = new(IsCached: false, FileTraits.NoCow, IsSmall: false);
        List<ModelStep> steps = ModelSequence.Of(1, 60);
        Task<string?> Run(List<ModelStep> some) =>
            ModelSequence.FailureAsync(setup, some, every: 1, inner => new ForgetfulDevice(inner, which: 10));

        Assert.NotNull(await Run(steps));
        List<ModelStep> shortest = await ModelSequence.ShrinkAsync(steps, async rest => await Run(rest) is not null);

        Assert.Contains("differs from the model", await Run(shortest));
        Assert.InRange(shortest.Count, 1, 12);
        Assert.StartsWith("new(Act.", shortest[0].ToString());
    }

    private sealed class ForgetfulDevice(IBlockDevice inner, int which)
        : BlockDevice(inner.Length, inner.Alignment, inner.BufferAlignment)
    {
        private int _writes;

        public override string Description => inner.Description;

        protected override void Start(System.ReadOnlySpan<BlockRequest> batch)
        {
            foreach (BlockRequest request in batch)
            {
                if (request.Kind == BlockRequestKind.Write && _writes++ == which)
                    request.End(0, request.Buffer.Length);
                else
                    inner.Forward(request, request.End);
            }
        }
    }
}
