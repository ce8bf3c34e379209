using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using ExtentLock.Volumes;

namespace ExtentLock.Samples.VolumeTool;

/// <summary>A piece of a traced request. Times are microseconds since the request asked for its lock.</summary>
/// <param name="Start">First byte in the file.</param>
/// <param name="End">One past the last byte.</param>
/// <param name="Looked">When its place began to be looked for.</param>
/// <param name="Mapped">When its place was known.</param>
/// <param name="Submitted">When the device got it; null for a hole.</param>
/// <param name="Completed">When the device was done with it; null for a hole.</param>
internal sealed record TracedPiece(
    long Start, long End, double Looked, double Mapped, double? Submitted, double? Completed);

/// <summary>What a direct request did and when, put together from its steps. Times as in the pieces.</summary>
internal sealed record TracedRequest(
    bool IsWrite, long Start, long End, double Locked, double Unlocked, IReadOnlyList<TracedPiece> Pieces)
{
    public long Length => End - Start;

    /// <summary>The last request that was done directly from its lock to its end; null if there is none.</summary>
    public static TracedRequest? LastOf(IReadOnlyList<TracedStep> steps)
    {
        foreach (IGrouping<long, TracedStep> request in steps.GroupBy(step => step.Request).Reverse())
        {
            TracedStep[] own = [.. request];
            bool isWhole = own[0].Step == RequestStep.Ask && own[^1].Step == RequestStep.Unlock
                && own.Any(step => step.Step == RequestStep.Map);

            if (isWhole)
                return Of(own);
        }

        return null;
    }

    private static TracedRequest Of(TracedStep[] steps)
    {
        long origin = steps[0].Timestamp;
        double Time(TracedStep step) => Stopwatch.GetElapsedTime(origin, step.Timestamp).TotalMicroseconds;
        double? First(RequestStep kind, long start) => steps
            .Where(step => step.Step == kind && step.Start == start)
            .Select(step => (double?)Time(step))
            .FirstOrDefault();

        TracedStep locked = steps.Last(step => step.Step == RequestStep.Lock);
        TracedPiece[] pieces =
        [
            .. steps
                .Where(step => step.Step == RequestStep.Map)
                .OrderBy(step => step.Start)
                .Select(step => new TracedPiece(
                    step.Start,
                    step.End,
                    First(RequestStep.Look, step.Start) ?? Time(step),
                    Time(step),
                    First(RequestStep.Submit, step.Start),
                    First(RequestStep.Complete, step.Start))),
        ];
        return new TracedRequest(
            steps[0].IsWrite, locked.Start, locked.End, Time(locked), Time(steps[^1]), pieces);
    }
}
