using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Storage;
using ExtentLock.Volumes;

namespace ExtentLock.Benchmarks.Volumes;

/// <summary>One way to move blocks of one size at random places of a file; so many at once as a turn says.</summary>
internal abstract class Mover(string name, long fileLength, int block, Action? settle)
{
    public string Name => name;

    /// <summary>Moves blocks for a while.</summary>
    /// <returns>Blocks a second, and microseconds that all threads were on a processor for one.</returns>
    public (double Speed, double Processor) Turn(int depth, TimeSpan time)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        Stopwatch watch = Stopwatch.StartNew();
        long moved = Move(depth, End(time));
        double seconds = watch.Elapsed.TotalSeconds;
        double processor = (Environment.CpuUsage.TotalTime - before).TotalMicroseconds;
        settle?.Invoke();
        return (moved / seconds, processor / moved);
    }

    /// <summary>Bytes that all threads allocate for a block, commits and the start of a turn apart; the least of some
    /// tries, as the runtime may allocate meanwhile.</summary>
    public double BytesPerBlock(TimeSpan time)
    {
        const int Tries = 5;
        double least = double.MaxValue;
        for (int i = 0; i < Tries; i++)
        {
            (long shortBytes, long few) = Allocated(time);
            (long longBytes, long many) = Allocated(4 * time);
            if (many > few)
                least = Math.Min(least, Math.Max(0, (double)(longBytes - shortBytes) / (many - few)));
        }

        return least;
    }

    /// <summary>Moves blocks until a time stamp, <paramref name="depth"/> at once.</summary>
    protected abstract long Move(int depth, long until);

    protected long Place(Random random) => random.NextInt64(fileLength / block) * block;

    private (long Bytes, long Blocks) Allocated(TimeSpan time)
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        long moved = Move(depth: 1, End(time));
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        settle?.Invoke();
        return (allocated, moved);
    }

    private static long End(TimeSpan time) =>
        Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
}

/// <summary>Calls that block, each lane on a thread of its own.</summary>
internal sealed class BlockingMover(
    string name, long fileLength, int block, Action<int, long> move, Action? settle = null)
    : Mover(name, fileLength, block, settle)
{
    protected override long Move(int depth, long until)
    {
        long all = 0;
        Thread[] lanes = [.. Enumerable.Range(0, depth).Select(lane => new Thread(() =>
        {
            Random random = new(lane);
            long own = 0;
            while (Stopwatch.GetTimestamp() < until)
            {
                move(lane, Place(random));
                own++;
            }

            Interlocked.Add(ref all, own);
        }))];
        Array.ForEach(lanes, lane => lane.Start());
        Array.ForEach(lanes, lane => lane.Join());
        return all;
    }
}

/// <summary>Calls that are awaited, each lane in a task of its own.</summary>
internal sealed class AwaitingMover(
    string name, long fileLength, int block, Func<int, long, ValueTask<int>> move, Action? settle = null)
    : Mover(name, fileLength, block, settle)
{
    protected override long Move(int depth, long until)
    {
        Task<long>[] lanes = [.. Enumerable.Range(0, depth).Select(lane => Task.Run(() => MoveAsync(lane, until)))];
        return lanes.Sum(lane => lane.GetAwaiter().GetResult());
    }

    private async Task<long> MoveAsync(int lane, long until)
    {
        Random random = new(lane);
        long own = 0;
        while (Stopwatch.GetTimestamp() < until)
        {
            await move(lane, Place(random));
            own++;
        }

        return own;
    }
}

/// <summary>One thread that submits and polls; what has ended is submitted again, all together.</summary>
internal sealed class QueueMover(
    string name, long fileLength, VolumeFile file, bool isWrite, ArenaSlice[] buffers, Action? settle = null)
    : Mover(name, fileLength, buffers[0].Length, settle)
{
    private readonly VolumeQueue _queue = new();
    private readonly Random _random = new(1);
    private readonly VolumeRequest[] _requests =
        [.. buffers.Select(buffer => new VolumeRequest(file, isWrite, 0, buffer.Memory))];

    protected override long Move(int depth, long until)
    {
        long moved = 0;
        VolumeRequest[] ready = _requests[..depth];
        for (int count = depth; count > 0; moved += count)
        {
            if (Stopwatch.GetTimestamp() < until)
            {
                foreach (VolumeRequest request in ready.AsSpan(0, count))
                    request.Offset = Place(_random);

                _queue.Submit(ready.AsSpan(0, count));
            }

            count = _queue.Poll(ready, least: 1);
            foreach (VolumeRequest request in ready.AsSpan(0, count))
            {
                if (request.Failure is { } failure)
                    throw failure;
            }
        }

        return moved;
    }
}
