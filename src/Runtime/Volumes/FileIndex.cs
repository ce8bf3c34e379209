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

    internal int OpenCount
    {
        get
        {
            lock (_latch)
                return _nodes.Values.Count(node => node.Handles > 0);
        }
    }

    internal int LockedRanges()
    {
        lock (_latch)
            return _nodes.Values.Sum(node => node.Ranges.Snapshot().Count);
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

    private void Unload(FileNode node)
    {
        _nodes.Remove(node.Number);
        Unloaded(node.Number);
        if (!node.IsRemoved)
            _stored[node.Number] = node.Stored;
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
