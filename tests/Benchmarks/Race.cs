using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;

namespace ExtentLock.Benchmarks;

/// <summary>
/// Runs contestants in short turns, all of them in every round, so that whatever else the machine does meets them
/// alike; what counts is the median over the rounds of a ratio within a round. A turn in which a thread was ready and
/// had no processor is run again: threads that take turns on one processor tell nothing about threads that run
/// together.
/// </summary>
internal sealed class Race(int rounds, TimeSpan turn)
{
    private const int MostTries = 40;
    private const double LongestDelay = 0.05;

    // Until the runtime has replaced its first code by its best; a Monitor is four times as fast then.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(0.5);

    /// <summary>Turns that were not run again though a thread had to wait, for want of better ones.</summary>
    public int DisturbedTurns { get; private set; }

    /// <summary>Operations per second by round, for each contestant.</summary>
    public Dictionary<Contestant, double[]> Run(int threads, params Contestant[] contestants)
    {
        foreach (Contestant contestant in contestants)
            Turn(contestant, threads, WarmUp);

        Dictionary<Contestant, double[]> speeds =
            contestants.ToDictionary(contestant => contestant, _ => new double[rounds]);
        for (int round = 0; round < rounds; round++)
        {
            foreach (Contestant contestant in contestants)
                speeds[contestant][round] = UndisturbedTurn(contestant, threads);
        }

        return speeds;
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    public static double MedianRatio(double[] speeds, double[] others) =>
        Median(speeds.Zip(others, static (speed, other) => speed / other));

    private double UndisturbedTurn(Contestant contestant, int threads)
    {
        (double speed, double delay) best = Turn(contestant, threads, turn);
        for (int i = 1; i < MostTries && best.delay > LongestDelay; i++)
        {
            (double speed, double delay) next = Turn(contestant, threads, turn);
            if (next.delay < best.delay)
                best = next;
        }

        if (best.delay > LongestDelay)
            DisturbedTurns++;

        return best.speed;
    }

    private static (double Speed, double Delay) Turn(Contestant contestant, int threads, TimeSpan time)
    {
        long batches = 0;
        long delayed = 0;
        bool isOver = false;
        using Barrier start = new(threads + 1);
        Thread[] runners = [.. Enumerable.Range(0, threads).Select(index => new Thread(() =>
        {
            long own = 0;
            contestant.Batch(index);
            start.SignalAndWait();
            long before = NanosecondsWithoutProcessor();
            while (!Volatile.Read(ref isOver))
            {
                contestant.Batch(index);
                own++;
            }

            Interlocked.Add(ref delayed, NanosecondsWithoutProcessor() - before);
            Interlocked.Add(ref batches, own);
        }))];
        Array.ForEach(runners, runner => runner.Start());
        start.SignalAndWait();
        Stopwatch watch = Stopwatch.StartNew();
        Thread.Sleep(time);
        Volatile.Write(ref isOver, true);
        TimeSpan elapsed = watch.Elapsed;
        Array.ForEach(runners, runner => runner.Join());
        double speed = batches * Contestant.BatchSize / elapsed.TotalSeconds;
        return (speed, delayed / (elapsed.TotalNanoseconds * threads));
    }

    /// <summary>How long this thread has been ready to run and did not; 0 where the system does not say.</summary>
    private static long NanosecondsWithoutProcessor()
    {
        const string Statistics = "/proc/thread-self/schedstat";
        return File.Exists(Statistics)
            ? long.Parse(File.ReadAllText(Statistics).Split(' ')[1], CultureInfo.InvariantCulture)
            : 0;
    }
}
