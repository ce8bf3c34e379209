using System.Collections.Generic;
using ExtentLock.Storage;

namespace ExtentLock.Volumes;

/// <summary>Runs of the device in the order of their coming; one that continues the last joins it. Not
/// thread-safe.</summary>
internal sealed class RunList
{
    private readonly List<SpaceRun> _runs = [];

    internal IReadOnlyList<SpaceRun> Runs => _runs;

    internal void Add(SpaceRun run)
    {
        if (_runs.Count > 0 && _runs[^1].End == run.Start)
            _runs[^1] = new SpaceRun(_runs[^1].Start, _runs[^1].Length + run.Length);
        else
            _runs.Add(run);
    }

    internal void Clear() => _runs.Clear();
}
