using System;
using System.Collections.Generic;
using System.Linq;
using ExtentLock.Tests.Volumes;
using ExtentLock.Volumes;
using Xunit;

namespace ExtentLock.Tests.Proof;

/// <summary>What is in the files of a scenario.</summary>
internal sealed class State(IReadOnlyList<byte[]> files) : IEquatable<State>
{
    private readonly IReadOnlyList<byte[]> _files = files;

    internal static State Of(IReadOnlyList<VolumeFile> files) => new([.. files.Select(TestVolume.ReadAll)]);

    /// <summary>The same files by their names; one that was never committed counts as empty.</summary>
    internal static State Of(Volume volume) => new([.. ((string[])["a", "b"]).Select(name =>
    {
        if (!volume.List().Contains(name))
            return [];

        using VolumeFile file = volume.OpenFile(name);
        return TestVolume.ReadAll(file);
    })]);

    public bool Equals(State? other) =>
        other is not null && _files.Zip(other._files).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));

    public override bool Equals(object? obj) => Equals(obj as State);

    public override int GetHashCode() => _files.Sum(file => file.Length);

    /// <summary>Every byte is what it was in one of the states of a run; the length is that, or between.</summary>
    /// <param name="states">The states of a run.</param>
    /// <param name="first">The first one allowed, for each file.</param>
    /// <param name="last">The last one allowed.</param>
    internal void AssertBetween(IReadOnlyList<State> states, int[] first, int last)
    {
        for (int i = 0; i < _files.Count; i++)
        {
            IEnumerable<State> range = states.Skip(first[i]).Take(last - first[i] + 1);
            List<byte[]> allowed = [.. range.Select(state => state._files[i])];
            byte[] found = _files[i];
            Assert.InRange(found.Length, allowed.Min(state => state.Length), allowed.Max(state => state.Length));
            for (int at = 0; at < found.Length; at++)
            {
                if (!allowed.Exists(state => (at < state.Length ? state[at] : 0) == found[at]))
                    Assert.Fail($"Byte {at} of file {i} is of no state from {first[i]} to {last}.");
            }
        }
    }
}
