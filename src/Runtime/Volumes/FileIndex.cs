using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using ExtentLock.Contracts;
using ExtentLock.Storage;

namespace ExtentLock.Volumes;

/// <summary>
/// The names of a volume, and the files that are in memory: open ones, and those whose changes no commit has yet.
/// Thread-safe; its latch comes before all others.
/// </summary>
internal sealed partial class FileIndex
{
    private const int LongestName = 255;

    private readonly Lock _latch = new();
    private readonly Volume _volume;
    private readonly MetadataStore _metadata;
    private readonly SortedDictionary<string, long> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<long, StoredFile> _stored = [];
    private readonly Dictionary<long, FileNode> _nodes = [];
    private long _last;

    internal FileIndex(Volume volume, MetadataStore metadata)
    {
        _volume = volume;
        _metadata = metadata;
        foreach ((string name, long file) in metadata.Names())
            _names.Add(name, file);

        foreach (StoredFile file in metadata.Files())
        {
            _stored.Add(file.Number, file);
            _last = Math.Max(_last, file.Number);
        }

        if (!volume.IsReadOnly)
            RemoveNameless();
    }

    internal int Count
    {
        get
        {
            lock (_latch)
                return _names.Count;
        }
    }

    internal int OpenCount
    {
        get
        {
            lock (_latch)
                return _nodes.Values.Count(node => node.Handles > 0);
        }
    }

    internal IReadOnlyList<string> Names()
    {
        lock (_latch)
            return [.. _names.Keys];
    }

    internal IReadOnlyList<long> Numbers()
    {
        lock (_latch)
            return [.. _names.Values];
    }

    internal int LockedRanges()
    {
        lock (_latch)
            return _nodes.Values.Sum(node => node.Ranges.Snapshot().Count);
    }

    [Acquires("return")]
    internal FileNode Create(string name, FileTraits traits)
    {
        Check(name);
        _volume.ThrowIfReadOnly();
        lock (_latch)
        {
            if (_names.ContainsKey(name))
                throw new VolumeException(VolumeFault.FileExists, $"There is a file '{name}'.");

            StoredFile stored = new(++_last, 0, _volume.Now, (long)traits);
            _volume.Change(batch =>
            {
                batch.PutFile(stored);
                batch.PutName(name, stored.Number);
            });
            _names.Add(name, stored.Number);
            _stored.Add(stored.Number, stored);
            FileNode node = new(_volume.Space, stored) { Handles = 1 };
            _nodes.Add(stored.Number, node);
            return node;
        }
    }

    [Acquires("return")]
    internal FileNode Open(string name)
    {
        Check(name);
        return OpenBy(() => Find(name))!;
    }

    [Acquires("return")]
    internal FileNode Open(long number) => OpenBy(() => number)!;

    /// <summary>Opens a file by its number; null if it is no more.</summary>
    [Acquires("return", When = Outcome.NotNull)]
    internal FileNode? TryOpen(long number) => OpenBy(() => _stored.ContainsKey(number) ? number : null);

    [Releases("node")]
    internal void Close(FileNode node)
    {
        lock (_latch)
        {
            if (--node.Handles > 0 || node.IsRemoved)
                return;

            if (node.IsUnlinked)
                Remove(node);
            else if (IsCommitted(node))
                Unload(node);
        }
    }

    internal void Delete(string name)
    {
        Check(name);
        _volume.ThrowIfReadOnly();
        while (!TryDelete(name, Open(name)))
        {
        }
    }

    internal void Rename(string name, string newName)
    {
        Check(name);
        Check(newName);
        _volume.ThrowIfReadOnly();
        lock (_latch)
        {
            long number = Find(name);
            if (_names.ContainsKey(newName))
                throw new VolumeException(VolumeFault.FileExists, $"There is a file '{newName}'.");

            _volume.Change(batch =>
            {
                batch.RemoveName(name);
                batch.PutName(newName, number);
            });
            _names.Remove(name);
            _names.Add(newName, number);
        }
    }

    /// <summary>Everything up to a number of <see cref="FileNode.Gathered"/> is committed: what is closed can be read
    /// again from there.</summary>
    internal void Forget(long gathered)
    {
        lock (_latch)
        {
            foreach (FileNode node in _nodes.Values.Where(node => node.Handles == 0).ToList())
            {
                lock (_volume.Space.Latch)
                {
                    if (node.IsDirty || node.Gathered > gathered)
                        continue;
                }

                Unload(node);
            }
        }
    }

    /// <summary>Nothing of it is on the way to the metadata: what they say is all there is. Not asked in the middle of a
    /// gathering, after which a file is neither changed nor committed.</summary>
    private bool IsCommitted(FileNode node)
    {
        lock (_volume.Space.Latch)
            return !node.IsDirty && node.Gathered == 0;
    }

    internal static bool IsName(string name) =>
        name.Length is > 0 and <= LongestName && !name.Contains('\0', StringComparison.Ordinal) && IsText(name);

    private static void Check(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!IsName(name))
            throw new VolumeException(
                VolumeFault.InvalidName,
                $"A name has 1 to {LongestName} characters, no zero and no half of a pair among them.");
    }

    /// <summary>Halves of surrogate pairs can't be written down: two names would become one.</summary>
    private static bool IsText(string name)
    {
        for (int i = 0; i < name.Length; i++)
        {
            if (char.IsSurrogatePair(name, i))
                i++;
            else if (char.IsSurrogate(name, i))
                return false;
        }

        return true;
    }

    private long Find(string name) => _names.TryGetValue(name, out long number)
        ? number
        : throw new VolumeException(VolumeFault.FileNotFound, $"There is no file '{name}'.");

    private void Unload(FileNode node)
    {
        _nodes.Remove(node.Number);
        Unloaded(node.Number);
        if (!node.IsRemoved)
            _stored[node.Number] = node.Stored;
    }

    /// <summary>False if the name means another file than when this one was opened.</summary>
    [Releases("node")]
    private bool TryDelete(string name, FileNode node)
    {
        try
        {
            lock (_latch)
            {
                if (Find(name) != node.Number)
                    return false;

                _volume.Change(batch => batch.RemoveName(name));
                _names.Remove(name);
                node.IsUnlinked = true;
                return true;
            }
        }
        finally
        {
            Close(node);
        }
    }

    /// <summary>Frees what an unlinked file has; the next commit forgets it. Its node stays until then.</summary>
    private void Remove(FileNode node)
    {
        lock (_volume.Space.Latch)
        lock (node.Latch)
        {
            node.Drop(0, long.MaxValue);
            node.IsRemoved = true;
            node.Touch(0, _volume.Now);
        }

        _stored.Remove(node.Number);
    }

    /// <summary>Files that were open and nameless when the volume was closed or lost its power.</summary>
    private void RemoveNameless()
    {
        HashSet<long> named = [.. _names.Values];
        foreach (long number in _stored.Keys.Where(number => !named.Contains(number)).ToList())
        {
            FileNode node = Open(number);
            node.IsUnlinked = true;
            Close(node);
        }
    }
}
