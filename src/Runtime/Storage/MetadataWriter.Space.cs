namespace ExtentLock.Storage;

/// <summary>Free space: runs that neither touch nor overlap.</summary>
internal sealed partial class MetadataWriter
{
    internal void TakeSpace(SpaceRun run)
    {
        SpaceRun? before = LastBefore(run.Start + 1);
        if (before is not { } free || free.End < run.End || run.Length <= 0)
            throw Contradiction($"The run [{run.Start}, {run.End}) is not free.");

        statements.Run("DELETE FROM free WHERE start = $0", free.Start);
        if (free.Start < run.Start)
            InsertFree(free.Start, run.Start);

        if (run.End < free.End)
            InsertFree(run.End, free.End);
    }

    internal void FreeSpace(SpaceRun run)
    {
        bool isOutside = run.Start < geometry.Reserved || run.End > geometry.Capacity || run.Length <= 0;
        SpaceRun? before = LastBefore(run.Start);
        SpaceRun? last = LastBefore(run.End);
        if (isOutside || last != before || before?.End > run.Start)
            throw Contradiction($"The run [{run.Start}, {run.End}) is not in use.");

        long start = run.Start;
        long end = run.End;
        if (before?.End == run.Start)
        {
            start = before.Value.Start;
            statements.Run("DELETE FROM free WHERE start = $0", start);
        }

        if (statements.Number("SELECT length FROM free WHERE start = $0", run.End) is { } following)
        {
            end += following;
            statements.Run("DELETE FROM free WHERE start = $0", run.End);
        }

        InsertFree(start, end);
    }

    /// <summary>The last free run that begins before a byte.</summary>
    private SpaceRun? LastBefore(long end)
    {
        foreach (SpaceRun run in statements.Rows(
            "SELECT start, length FROM free WHERE start < $0 ORDER BY start DESC LIMIT 1",
            row => new SpaceRun(row.GetInt64(0), row.GetInt64(1)),
            end))
            return run;

        return null;
    }

    private void InsertFree(long start, long end) =>
        statements.Run("INSERT INTO free VALUES ($0, $1)", start, end - start);
}
