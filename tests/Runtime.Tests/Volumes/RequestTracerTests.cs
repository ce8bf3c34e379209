using System.Collections.Generic;
using System.Linq;
using ExtentLock.Volumes;
using Xunit;
using static ExtentLock.Tests.Volumes.TestVolume;

namespace ExtentLock.Tests.Volumes;

/// <summary>A tracer is told of each step of a request, with its range and in its order.</summary>
public sealed class RequestTracerTests
{
    [Fact]
    public void ReadOverAHole_IsOneLockAroundTwoPiecesAndAHole()
    {
        RequestTracer tracer = new();
        using TestVolume test = new(new VolumeOptions { Tracer = tracer });
        using VolumeFile file = test.Volume.CreateFile("a");
        file.Write(0, Bytes(Sector));
        file.Write(3 * Sector, Bytes(2 * Sector));
        tracer.Take();

        file.Read(0, new byte[5 * Sector]);

        IReadOnlyList<TracedStep> steps = tracer.Take();
        Assert.Single(steps.Select(step => (step.Request, step.IsWrite)).Distinct());
        Assert.Equal((RequestStep.Ask, 0, 5), Place(steps[0]));
        Assert.Equal((RequestStep.Lock, 0, 5), Place(steps[1]));
        Assert.Equal((RequestStep.Unlock, 0, 5), Place(steps[^1]));
        Assert.Equal([(0, 5), (1, 5), (3, 5)], Ranges(steps, RequestStep.Look));
        Assert.Equal([(0, 1), (1, 3), (3, 5)], Ranges(steps, RequestStep.Map));
        Assert.Equal([(0, 1), (3, 5)], Ranges(steps, RequestStep.Submit));
        Assert.Equal([(0, 1), (3, 5)], Ranges(steps, RequestStep.Complete));
        Assert.Equal(steps.OrderBy(step => step.Timestamp), steps);
    }

    [Fact]
    public void Write_IsMappedSubmittedAndCompletedUnderItsLock()
    {
        RequestTracer tracer = new();
        using TestVolume test = new(new VolumeOptions { Tracer = tracer });
        using VolumeFile file = test.Volume.CreateFile("a");

        file.Write(Sector, Bytes(2 * Sector));

        IReadOnlyList<TracedStep> steps = tracer.Take();
        Assert.All(steps, step => Assert.True(step.IsWrite));
        Assert.Equal(
            [
                RequestStep.Ask, RequestStep.Lock, RequestStep.Look, RequestStep.Map, RequestStep.Submit,
                RequestStep.Complete, RequestStep.Unlock,
            ],
            steps.Select(step => step.Step).Distinct());
        Assert.Equal([(1, 3)], Ranges(steps, RequestStep.Complete));
    }

    [Fact]
    public void MoreStepsThanPlaces_AreCounted()
    {
        RequestTracer tracer = new(capacity: 3);
        using TestVolume test = new(new VolumeOptions { Tracer = tracer });
        using VolumeFile file = test.Volume.CreateFile("a");
        file.Write(0, Bytes(Sector));

        Assert.True(tracer.Lost > 0);
        Assert.Equal(3, tracer.Take().Count);
        Assert.Equal(0, tracer.Lost);
        Assert.Empty(tracer.Take());
    }

    private static (RequestStep Step, int Start, int End) Place(TracedStep step) =>
        (step.Step, (int)(step.Start / Sector), (int)(step.End / Sector));

    private static IEnumerable<(int Start, int End)> Ranges(IReadOnlyList<TracedStep> steps, RequestStep wanted) =>
        steps.Where(step => step.Step == wanted).Select(step => (Place(step).Start, Place(step).End)).Order();
}
