using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using ExtentLock.Storage;
using ExtentLock.Tests.Extents.RangeLocks;
using Xunit;

namespace ExtentLock.Tests.Storage;

public sealed class VolumeCommitterTests : IDisposable
{
    private const int Sector = 4096;

    private readonly MemoryBlockDevice _memory = new(8 * Sector);
    private readonly SpaceAllocator _space = new([new SpaceRun(0, 8 * Sector)]);
    private readonly CommitLog _log;
    private RecordingBlockDevice _device;

    public VolumeCommitterTests()
    {
        _device = new(_memory);
        _log = new(() => _device.Operations.Count);
    }

    public void Dispose() => _device.Dispose();

    [Fact]
    public async Task Data_AreFlushedBeforeTheMetadataThatNameThem()
    {
        using VolumeCommitter committer = new(_device, _log, _space);
        await Write(committer, 1);

        await committer.CommitAsync();

        RecordedOperation write = _device.Operations[0];
        Assert.Equal(1, write.FlushedBy);
        Assert.Equal([2], _log.CommittedAfter);
    }

    [Fact]
    public async Task WhateverACrashLeaves_CommittedMetadataNameTheirData()
    {
        using VolumeCommitter committer = new(_device, _log, _space);
        SpaceRun old = await Write(committer, 1);
        await committer.CommitAsync();
        int committed = _log.CommittedAfter[0];

        for (byte value = 2; value <= 8; value++)
            await Write(committer, value);

        // The only space left is the old place: whoever is given it now destroys what is committed.
        committer.Change(batch => _space.Free(old, batch));
        if (_space.TryAllocate(Sector, out SpaceRun stolen))
            await _device.WriteAsync(stolen.Start, new byte[Sector]);

        for (int count = committed; count <= _device.Operations.Count; count++)
        {
            foreach (byte[] image in _device.Crashes(count))
                Assert.Equal(1, image[old.Start]);
        }
    }

    [Fact]
    public async Task SpaceFreed_IsReusedOnlyAfterTheCommit()
    {
        using VolumeCommitter committer = new(_device, _log, _space);
        _space.TryAllocate(8 * Sector, out SpaceRun all);

        committer.Change(batch => _space.Free(all, batch));
        Assert.False(_space.TryAllocate(Sector, out _));
        await committer.CommitAsync();

        Assert.True(_space.TryAllocate(Sector, out _));
    }

    [Fact]
    public async Task ChangeDuringTheFlush_BelongsToTheNextCommit()
    {
        FaultInjectingBlockDevice held = new(_memory, DeviceFault.Delay(0, 100));
        _device = new(held);
        using VolumeCommitter committer = new(_device, _log, _space);
        committer.Change(batch => batch.PutName("first", 1));
        Task commit = committer.CommitAsync();

        committer.Change(batch => batch.PutName("second", 2));
        held.LetGo();
        await commit;

        Assert.Equal(1, Assert.Single(_log.Sizes));
        Assert.Equal(1, committer.Waiting);
    }

    [Fact]
    public async Task CallersThatWaitTogether_ShareOneCommit()
    {
        FaultInjectingBlockDevice held = new(_memory, DeviceFault.Delay(0, 100));
        _device = new(held);
        using VolumeCommitter committer = new(_device, _log, _space);
        Task first = committer.CommitAsync();
        committer.Change(batch => batch.PutName("late", 1));
        Task[] others = [.. Enumerable.Range(0, 10).Select(_ => committer.CommitAsync())];
        held.LetGo();
        await first;
        await Task.WhenAll(others);

        Assert.Equal(2, _device.Operations.Count(operation => operation.IsFlush));
        Assert.Single(_log.Sizes);
    }

    [Fact]
    public async Task NothingChanged_FlushesAndCommitsNothing()
    {
        using VolumeCommitter committer = new(_device, _log, _space);

        await committer.CommitAsync();

        Assert.True(_device.Operations[0].IsFlush);
        Assert.Empty(_log.Sizes);
    }

    [Fact]
    public async Task FlushThatFails_CommitsNothingEverAgain()
    {
        _device = new(new FaultInjectingBlockDevice(_memory, DeviceFault.Fail(0)));
        using VolumeCommitter committer = new(_device, _log, _space);
        committer.Change(batch => batch.PutName("lost", 1));

        await Assert.ThrowsAsync<BlockDeviceException>(() => committer.CommitAsync());

        Assert.Equal(MetadataFault.Aborted, (await Assert.ThrowsAsync<MetadataException>(
            () => committer.CommitAsync())).Fault);
        Assert.Equal(MetadataFault.Aborted, Assert.Throws<MetadataException>(() => committer.Change(_ => { })).Fault);
        Assert.Empty(_log.Sizes);
    }

    [Fact]
    public async Task CommitThatFails_KeepsFreedSpacePinned()
    {
        _log.Refuse = true;
        using VolumeCommitter committer = new(_device, _log, _space);
        _space.TryAllocate(8 * Sector, out SpaceRun all);
        committer.Change(batch => _space.Free(all, batch));

        await Assert.ThrowsAsync<MetadataException>(() => committer.CommitAsync());

        Assert.False(_space.TryAllocate(Sector, out _));
        Assert.Equal(all.Length, _space.Pinned);
    }

    [Fact]
    public async Task TimerThatFires_CommitsWhatWaits()
    {
        ManualTime time = new();
        using VolumeCommitter committer = new(_device, _log, _space, time, TimeSpan.FromSeconds(5));
        await Write(committer, 1);

        time.Advance(TimeSpan.FromSeconds(4));
        Assert.Empty(_log.Sizes);
        time.Advance(TimeSpan.FromSeconds(1));
        await committer.CommitAsync();

        Assert.Single(_log.Sizes);
        Assert.Equal(0, committer.Waiting);
    }

    [Fact]
    public void TimerWithNothingToCommit_LeavesTheDeviceAlone()
    {
        ManualTime time = new();
        using VolumeCommitter committer = new(_device, _log, _space, time, TimeSpan.FromSeconds(5));

        time.Advance(TimeSpan.FromSeconds(5));

        Assert.Empty(_device.Operations);
    }

    private async Task<SpaceRun> Write(VolumeCommitter committer, byte value)
    {
        Assert.True(_space.TryAllocate(Sector, out SpaceRun run));
        byte[] data = new byte[Sector];
        data.AsSpan().Fill(value);
        await _device.WriteAsync(run.Start, data);
        committer.Change(batch => batch.TakeSpace(run));
        return run;
    }

    /// <summary>Commits nothing, and notes how far the device was.</summary>
    private sealed class CommitLog(Func<int> operations) : IMetadataCommit
    {
        internal List<int> CommittedAfter { get; } = [];

        internal List<int> Sizes { get; } = [];

        internal bool Refuse { get; set; }

        public void Commit(MetadataBatch batch)
        {
            if (Refuse)
                throw new MetadataException(MetadataFault.NoSpace, "full");

            CommittedAfter.Add(operations());
            Sizes.Add(batch.Count);
        }
    }
}
