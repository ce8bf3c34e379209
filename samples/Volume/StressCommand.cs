using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Storage;
using ExtentLock.Volumes;

namespace ExtentLock.Samples.VolumeTool;

/// <summary>Many operations at once on one file, every one verified, and an account of the volume at the end.</summary>
internal static class StressCommand
{
    private const string Name = ".stress";
    private const int FoundWrong = 1;
    private const int Memory = StressWorker.MostSectors * StressSector.Size;

    public static async Task<int> RunAsync(Screen screen, string path, StressPlan plan, CancellationToken stop)
    {
        using Volume volume = Opening.ToChange(path);
        screen.Row("device", volume.Description);
        Forget(volume);
        try
        {
            return await RunAsync(screen, volume, plan, stop);
        }
        catch (Exception wrong) when (wrong is InvalidDataException or VolumeException { Fault: VolumeFault.Busy })
        {
            screen.Bad(wrong.Message);
            return FoundWrong;
        }
        finally
        {
            Forget(volume);
        }
    }

    /// <summary>Removes the file: that of this run, or of one that was interrupted.</summary>
    private static void Forget(Volume volume)
    {
        if (volume.List().Contains(Name))
            volume.Delete(Name);
    }

    private static async Task<int> RunAsync(Screen screen, Volume volume, StressPlan plan, CancellationToken stop)
    {
        using VolumeFile file = volume.CreateFile(Name);
        using IoArena arena = new((long)Memory * plan.Workers);
        ArenaSlice[] slices = [.. Enumerable.Range(0, plan.Workers).Select(_ => arena.Rent(Memory))];
        try
        {
            await StressWorker.PrepareAsync(file, slices[0].Memory, plan.Workers, stop);
            StressWorker[] workers =
                [.. slices.Select((slice, number) => new StressWorker(file, slice.Memory, number, plan))];
            long began = Stopwatch.GetTimestamp();
            await screen.ProgressAsync(
                $"stress, {plan.Workers} workers", 1, done => WorkAsync(workers, plan, done, stop));
            Report(screen, workers, Stopwatch.GetElapsedTime(began));
            foreach (StressWorker worker in workers)
                await worker.VerifyAsync(stop);
        }
        finally
        {
            foreach (ArenaSlice slice in slices)
                slice.Return();
        }

        volume.ThrowIfBusy();
        screen.Good("At rest: no request, no range locked, no space promised, no buffer rented.");
        return VolumeCommands.Conclude(screen, volume, await volume.CheckAsync(stop));
    }

    private static async Task WorkAsync(
        StressWorker[] workers, StressPlan plan, Action<double> tell, CancellationToken stop)
    {
        long began = Stopwatch.GetTimestamp();
        using CancellationTokenSource failed = CancellationTokenSource.CreateLinkedTokenSource(stop);
        double Done() => Math.Max(
            Stopwatch.GetElapsedTime(began) / plan.Time,
            plan.Operations == 0 ? 0 : workers.Sum(worker => worker.Operations) / (double)plan.Operations);

        List<Task> tasks = [.. workers.Select(worker => Task.Run(() => WorkAsync(worker, Done, failed), stop))];
        Task all = Task.WhenAll(tasks);
        while (await Task.WhenAny(all, Task.Delay(200, CancellationToken.None)) != all)
            tell(Done());

        // The first error is why the others were stopped.
        foreach (Task task in tasks.OrderBy(task => task.IsCanceled))
            await task;
    }

    private static async Task WorkAsync(StressWorker worker, Func<double> done, CancellationTokenSource failed)
    {
        try
        {
            while (done() < 1 && !failed.IsCancellationRequested)
                await worker.StepAsync(failed.Token);
        }
        catch
        {
            await failed.CancelAsync();
            throw;
        }
    }

    private static void Report(Screen screen, StressWorker[] workers, TimeSpan time)
    {
        long all = workers.Sum(worker => worker.Operations);
        screen.Line(
            $"{all} operations in {time.TotalSeconds:0.0} s, each verified: "
            + $"{workers.Sum(worker => worker.Reads)} reads, "
            + $"{workers.Sum(worker => worker.Writes)} writes, "
            + $"{workers.Sum(worker => worker.Changes)} truncations, holes and flushes");
    }
}
