using System;
using System.Collections.Generic;
using System.IO;
using System.Threading.Tasks;
using ExtentLock.Storage;
using ExtentLock.Tests.Storage;
using ExtentLock.Tests.Volumes;
using ExtentLock.Volumes;
using Xunit;

namespace ExtentLock.Tests.Proof;

/// <summary>
/// A scenario on a volume in which one thing goes wrong, held against the states of a run in which nothing did. After
/// the step that fails each byte is one of before or after it, nothing is held, and the volume goes on or is read-only;
/// opened again it is what was there, or what the last commit left.
/// </summary>
internal sealed class FaultRun : IDisposable
{
    private const int Length = 1 << 20;
    private readonly TempFolder _folder = new();
    private readonly MemoryBlockDevice _memory = new(Length);
    private readonly FaultInjectingBlockDevice _device;
    private readonly VolumeOptions _options;
    private readonly FileTraits _traits;
    private readonly Volume _volume;
    private readonly VolumeFile[] _files = new VolumeFile[2];
    private readonly bool _isCached;
    private readonly bool _hasNoPower;
    private bool _isOver;

    internal FaultRun(FaultSetup setup, FaultPoint? point = null)
    {
        _traits = setup.Traits;
        _isCached = setup.IsCached;
        _options = new VolumeOptions
        {
            CommitInterval = TimeSpan.Zero,
            ArenaBytes = 1 << 20,
            CacheBytes = setup.IsCached ? 64 * TestVolume.Sector : 0,
            Committing = () => Count(FaultKind.Metadata, point),
            Renting = () => Count(FaultKind.Memory, point),
        };
        _device = point is { Kind: FaultKind.Device } at ? new(_memory, at.Fault) : new(_memory);
        _volume = Volume.Create(_device, _folder["meta"], _options);
        _hasNoPower = point?.Fault.Kind == DeviceFaultKind.Torn;
        FirstRequest = _device.Submitted;
        for (int i = 0; i < 2; i++)
            _files[i] = _volume.CreateFile(((string[])["a", "b"])[i], _traits);
    }

    /// <summary>How often what can go wrong was done, by its kind.</summary>
    internal int[] Counts { get; } = new int[3];

    /// <summary>The device's requests before the scenario.</summary>
    internal int FirstRequest { get; }

    /// <summary>The device's requests when the last step had ended.</summary>
    internal int LastRequest { get; private set; }

    public void Dispose()
    {
        _isOver = true;
        Close();
        _memory.Dispose();
        _folder.Dispose();
    }

    /// <summary>The states after each step, from before the first on, of a run in which nothing goes wrong.</summary>
    internal async Task<List<State>> StatesAsync(IReadOnlyList<FaultStep> steps)
    {
        List<State> states = [State.Of(_files)];
        foreach (FaultStep step in steps)
        {
            await step.Take(_files[0], _files[1]);
            states.Add(State.Of(_files));
        }

        return states;
    }

    /// <summary>Takes the steps up to the one that fails, and looks at everything.</summary>
    /// <returns>The step that failed and how; null if none did.</returns>
    internal async Task<Exception?> RunAsync(IReadOnlyList<FaultStep> steps, IReadOnlyList<State> states)
    {
        Exception? failure = null;
        int[] committed = [0, 0];
        int reached = 0;
        for (; reached < steps.Count && failure is null; reached++)
        {
            try
            {
                await steps[reached].Take(_files[0], _files[1]);
                Note(steps[reached].Saves, reached + 1, committed);
            }
            catch (Exception error) when (error is IOException or InsufficientMemoryException)
            {
                failure = error;
            }
        }

        _isOver = true;
        LastRequest = _device.Submitted;
        _volume.ThrowIfBusy();
        if (_hasNoPower && !_volume.IsReadOnly)
            await Assert.ThrowsAnyAsync<IOException>(() => _volume.CommitAsync().AsTask());

        if (_volume.IsReadOnly)
            await EndReadOnlyAsync(states, committed, reached);
        else
            await EndAsync(states, failure is null ? reached : reached - 1, reached);

        return failure;
    }

    /// <summary>It goes on: what is there stays and can be written over.</summary>
    private async Task EndAsync(IReadOnlyList<State> states, int before, int after)
    {
        State found = State.Of(_files);
        found.AssertBetween(states, [before, before], after);
        await _files[1].WriteAsync(20 * TestVolume.Sector, TestVolume.Bytes(5000, 99));
        Assert.Empty(await _volume.CheckAsync());
        State left = State.Of(_files);
        _volume.ThrowIfBusy();

        // What was allocated for the one that failed is free again: no less than who only knows what is named.
        await _volume.CommitAsync();
        long free = _volume.Statistics.Free + _volume.Statistics.Pinned;
        await ReopenAsync(again => Assert.Equal(left, again), free);
    }

    /// <summary>It takes no more, says so, and has what was committed.</summary>
    private async Task EndReadOnlyAsync(IReadOnlyList<State> states, int[] committed, int reached)
    {
        VolumeException refusal = await Assert.ThrowsAsync<VolumeException>(
            () => _files[0].WriteAsync(0, new byte[TestVolume.Sector]).AsTask());
        Assert.Equal(VolumeFault.ReadOnly, refusal.Fault);

        // In place, what was written is there without a commit, and a cache writes when it likes; else it is the last
        // one, or the one that failed.
        bool isExact = _traits == FileTraits.None && !_isCached;
        await ReopenAsync(again =>
        {
            if (isExact)
                Assert.True(again.Equals(states[committed[0]]) || again.Equals(states[reached]), "It is no commit's.");
            else
                again.AssertBetween(states, committed, reached);
        });
    }

    private void Note(Saves saves, int state, int[] committed)
    {
        for (int i = 0; i < 2; i++)
        {
            bool isSaved = _isCached ? saves == Saves.All || saves == Saves.First + i : saves != Saves.Nothing;
            committed[i] = isSaved ? state : committed[i];
        }
    }

    private async Task ReopenAsync(Action<State> check, long free = -1)
    {
        Close();
        using MemoryBlockDevice device = new(_memory.ToArray());
        using Volume volume = Volume.Open(device, _folder["meta"], _options);
        Assert.Empty(await volume.CheckAsync());
        Assert.True(free < 0 || free == volume.Statistics.Free);
        check(State.Of(volume));
        volume.ThrowIfBusy();
    }

    private void Close()
    {
        foreach (VolumeFile file in _files)
            file.Dispose();

        try
        {
            _volume.Dispose();
        }
        catch (IOException)
        {
            // Without power the last commit fails too, and the volume is closed all the same.
        }
    }

    private void Count(FaultKind kind, FaultPoint? point)
    {
        if (_isOver)
            return;

        int number = Counts[(int)kind]++;
        if (point is not { } at || at.Kind != kind || at.Number != number)
            return;

        throw kind == FaultKind.Memory
            ? new InsufficientMemoryException("None is left.")
            : new MetadataException(MetadataFault.NoSpace, "The disk is full.");
    }
}
