using System;
using System.Collections.Generic;
using System.Threading;
using ExtentLock.Contracts;
using ExtentLock.Storage;

namespace ExtentLock.Volumes;

/// <summary>
/// What all files of a volume share on the device: free space and promises of it, who names which extent, checksums,
/// and what of all this the next commit has to say. The latch comes before those of files.
/// </summary>
internal sealed class VolumeSpace(SpaceAllocator allocator, long capacity, long metadataLimit)
{
    internal Lock Latch { get; } = new();

    internal SpaceAllocator Allocator { get; } = allocator;

    internal SpaceLedger Ledger { get; } = new(allocator, metadataLimit);

    internal SharedExtents Shared { get; } = new();

    /// <summary>Changed under the latch.</summary>
    internal ChecksumTable Checksums { get; } = new(capacity);

    /// <summary>Allocated and named since the last commit began. Under the latch, as the next two.</summary>
    internal RunList Taken { get; } = new();

    /// <summary>Given other checksums since.</summary>
    internal RunList Summed { get; } = new();

    /// <summary>Named by nobody any more since. Pinned by the commit that says so.</summary>
    internal RunList Freed { get; } = new();

    /// <summary>Files of which something is in no batch.</summary>
    internal List<FileNode> Dirty { get; } = [];

    /// <summary>Whether there may be more space once all is written back and committed. On a full volume that is
    /// written in place only there can't, and nobody needs to wait for a commit.</summary>
    internal bool MayGrow
    {
        get
        {
            lock (Latch)
                return Freed.Runs.Count > 0 || Allocator.Pinned > 0 || Ledger.Data > 0 || Ledger.IsMetadataScarce;
        }
    }

    /// <summary>Hands what changed to a batch. Called under the latch, before the files' extents are added.</summary>
    internal void GatherInto(MetadataBatch batch)
    {
        foreach (SpaceRun run in Taken.Runs)
            batch.TakeSpace(run);

        foreach (SpaceRun run in Summed.Runs)
            batch.PutChecksums(run.Start, Checksums.Read(run));

        foreach (SpaceRun run in Freed.Runs)
        {
            batch.RemoveChecksums(run);
            Allocator.Free(run, batch);
        }

        Taken.Clear();
        Summed.Clear();
        Freed.Clear();
    }

    /// <summary>A file names what was allocated, and the next commit says so: it is nobody's to give back any
    /// more.</summary>
    [Releases("Allocator", Start = "run.Start", End = "run.End")]
    internal void HandOver(SpaceRun run) => Taken.Add(run);

    internal void KeepSums(long diskStart, ReadOnlySpan<uint> sums)
    {
        Checksums.Put(diskStart, sums);
        Summed.Add(new SpaceRun(diskStart, (long)sums.Length * VolumeFormat.Sector));
    }
}
