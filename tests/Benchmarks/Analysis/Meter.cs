using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;

namespace ExtentLock.Benchmarks.Analysis;

/// <summary>
/// Processor time of this process, user and system, all threads: on a machine with other work to do the clock on the
/// wall measures that work too.
/// </summary>
internal static class Meter
{
    public static TimeSpan ProcessorTime(Action action)
    {
        using Process process = Process.GetCurrentProcess();
        TimeSpan before = process.TotalProcessorTime;
        action();
        process.Refresh();
        return process.TotalProcessorTime - before;
    }

    /// <summary>
    /// The smallest time and the fewest bytes of each contestant over rounds in which all of them take their turns, each
    /// round in another order.
    /// </summary>
    /// <param name="rounds">How often each is measured, after one turn that does not count.</param>
    /// <param name="turns">What is measured; the part before the returned action is not.</param>
    public static Cost[] Minima(int rounds, IReadOnlyList<Func<Action>> turns)
    {
        Cost[] minima = [.. turns.Select(_ => Cost.Most)];
        for (int round = 0; round <= rounds; round++)
        {
            for (int turn = 0; turn < turns.Count; turn++)
            {
                int i = (turn + round) % turns.Count;
                Action measured = turns[i]();
                GC.Collect();
                GC.WaitForPendingFinalizers();
                long before = GC.GetTotalAllocatedBytes(precise: true);
                TimeSpan time = ProcessorTime(measured);
                Cost cost = new(time, GC.GetTotalAllocatedBytes(precise: true) - before);
                minima[i] = round == 0 ? minima[i] : minima[i].Least(cost);
            }
        }

        return minima;
    }

    /// <summary>The quickest of several runs, in milliseconds; short ones are repeated until they can be measured.</summary>
    public static double Quickest(int runs, Action action)
    {
        int repeats = Math.Clamp((int)(3 / Math.Max(ProcessorTime(action).TotalMilliseconds, 0.01)), 1, 100);
        double best = double.MaxValue;
        for (int i = 0; i < runs; i++)
            best = Math.Min(best, ProcessorTime(Repeated).TotalMilliseconds / repeats);
        return best;

        void Repeated()
        {
            for (int i = 0; i < repeats; i++)
                action();
        }
    }

    public static double Percentile(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];
    }
}

/// <summary>What a turn took.</summary>
internal sealed record Cost(TimeSpan Time, long Bytes)
{
    public static readonly Cost Most = new(TimeSpan.MaxValue, long.MaxValue);

    public Cost Least(Cost other) =>
        new(Time < other.Time ? Time : other.Time, Math.Min(Bytes, other.Bytes));
}
