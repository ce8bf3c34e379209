using System;
using System.Collections.Generic;
using System.Threading;
using ExtentLock.Contracts;

namespace ExtentLock.Storage;

/// <summary>
/// Free space of a device in memory. Space that a commit is to forget is pinned until that commit is done: until then
/// what is committed still names it, and after a loss of power its old data must be there. Thread-safe.
/// </summary>
/// <remarks>The rule is btrfs's pinned extents. First fit behind the last allocation.</remarks>
public sealed class SpaceAllocator
{
    private readonly Lock _latch = new();
    private readonly List<SpaceRun> _free = [];
    private readonly int _granularity;
    private List<SpaceRun> _pinned = [];
    private long _pinnedBytes;
    private long _cursor;

    /// <summary>An allocator of what is free.</summary>
    /// <param name="free">Runs in any order that neither touch nor overlap.</param>
    /// <param name="granularity">Every run is a multiple of this many bytes.</param>
    public SpaceAllocator(IEnumerable<SpaceRun> free, int granularity = 4096)
    {
        ArgumentNullException.ThrowIfNull(free);
        ArgumentOutOfRangeException.ThrowIfLessThan(granularity, 1);
        _granularity = granularity;
        foreach (SpaceRun run in free)
            Add(run);
    }

    /// <summary>Bytes that can be allocated now.</summary>
    public long Available { get; private set; }

    /// <summary>Bytes that are free after the commits that forget them.</summary>
    public long Pinned => Volatile.Read(ref _pinnedBytes);

    /// <summary>Allocates up to a length in one run. It is used only in memory until a batch takes it.</summary>
    /// <param name="length">Bytes wanted, a multiple of the granularity.</param>
    /// <param name="run">As long as wanted if such a run is free, otherwise the longest there is.</param>
    /// <returns>False if nothing is free.</returns>
    [Acquires("this", When = Outcome.True, Start = "run.Start", End = "run.End")]
    public bool TryAllocate(long length, out SpaceRun run)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        CheckWhole(new SpaceRun(0, length));
        lock (_latch)
        {
            run = default;
            int place = FindFree(length);
            if (place < 0)
                return false;

            SpaceRun free = _free[place];
            run = new SpaceRun(free.Start, Math.Min(length, free.Length));
            if (run.Length == free.Length)
                _free.RemoveAt(place);
            else
                _free[place] = new SpaceRun(run.End, free.Length - run.Length);

            Available -= run.Length;
            _cursor = run.End;
            return true;
        }
    }

    /// <summary>Gives back what was allocated and is in no batch: nobody will ever name it.</summary>
    /// <exception cref="ArgumentException">A part of it is free.</exception>
    [Releases("this", Start = "run.Start", End = "run.End")]
    public void GiveBack(SpaceRun run)
    {
        CheckWhole(run);
        lock (_latch)
            Add(run);
    }

    /// <summary>Frees what committed metadata name: a batch is told at once, and the space is reused only after the
    /// commit.</summary>
    /// <param name="run">Space in use.</param>
    /// <param name="batch">The batch that forgets it, and is sealed after <see cref="Seal"/> is called for it.</param>
    [Releases("this", Start = "run.Start", End = "run.End")]
    public void Free(SpaceRun run, MetadataBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        CheckWhole(run);
        lock (_latch)
        {
            batch.FreeSpace(run);
            _pinned.Add(run);
            _pinnedBytes += run.Length;
        }
    }

    /// <summary>Takes what was freed so far; what is freed from now on belongs to the next batch.</summary>
    public IReadOnlyList<SpaceRun> Seal()
    {
        lock (_latch)
        {
            List<SpaceRun> sealedRuns = _pinned;
            _pinned = [];
            return sealedRuns;
        }
    }

    /// <summary>Makes space usable again: the batch that forgets it is committed.</summary>
    /// <param name="freed">What <see cref="Seal"/> gave for that batch; once.</param>
    public void Committed(IReadOnlyList<SpaceRun> freed)
    {
        ArgumentNullException.ThrowIfNull(freed);
        lock (_latch)
        {
            foreach (SpaceRun run in freed)
            {
                Add(run);
                _pinnedBytes -= run.Length;
            }
        }
    }

    private void CheckWhole(SpaceRun run)
    {
        if (run.Start < 0 || run.Length <= 0 || run.Start % _granularity != 0 || run.Length % _granularity != 0)
            throw new ArgumentException($"{run} is no run of whole pieces of {_granularity} bytes.", nameof(run));
    }

    private int FindFree(long length)
    {
        int first = PlaceOf(_cursor);
        int longest = -1;
        for (int i = 0; i < _free.Count; i++)
        {
            int place = (first + i) % _free.Count;
            if (_free[place].Length >= length)
                return place;

            if (longest < 0 || _free[place].Length > _free[longest].Length)
                longest = place;
        }

        return longest;
    }

    /// <summary>The first run that starts at a byte or behind it.</summary>
    private int PlaceOf(long start)
    {
        int low = 0;
        int high = _free.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_free[middle].Start < start)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private void Add(SpaceRun run)
    {
        CheckWhole(run);
        int place = PlaceOf(run.Start);
        bool overlapsBefore = place > 0 && _free[place - 1].End > run.Start;
        if (overlapsBefore || (place < _free.Count && _free[place].Start < run.End))
            throw new ArgumentException($"{run} is free in part already.", nameof(run));

        Available += run.Length;
        if (place < _free.Count && _free[place].Start == run.End)
        {
            run = new SpaceRun(run.Start, run.Length + _free[place].Length);
            _free.RemoveAt(place);
        }

        if (place > 0 && _free[place - 1].End == run.Start)
            _free[place - 1] = new SpaceRun(_free[place - 1].Start, _free[place - 1].Length + run.Length);
        else
            _free.Insert(place, run);
    }
}
