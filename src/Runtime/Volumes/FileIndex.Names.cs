using System;
using System.Collections.Generic;
using ExtentLock.Contracts;
using ExtentLock.Storage;

namespace ExtentLock.Volumes;

/// <content>Names: given, changed, taken away.</content>
internal sealed partial class FileIndex
{
    internal int Count
    {
        get
        {
            lock (_latch)
                return _names.Count;
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

    [Acquires("return")]
    internal FileNode Create(string name, FileTraits traits)
    {
        Check(name);
        _volume.ThrowIfReadOnly();
        lock (_latch)
        {
            ThrowIfTaken(name);
            return Make(traits, name);
        }
    }

    /// <summary>Makes a file that no name leads to yet: it goes with its last handle, and with a loss of power.</summary>
    [Acquires("return")]
    internal FileNode CreateNameless(FileTraits traits)
    {
        _volume.ThrowIfReadOnly();
        lock (_latch)
        {
            FileNode node = Make(traits, name: null);
            node.IsUnlinked = true;
            return node;
        }
    }

    /// <summary>Gives a nameless file its name, as nobody may have one.</summary>
    internal void Name(FileNode node, string name)
    {
        lock (_latch)
        {
            ThrowIfTaken(name);
            _volume.Change(batch => batch.PutName(name, node.Number));
            _names.Add(name, node.Number);
            node.IsUnlinked = false;
        }
    }

    /// <summary>Refuses a name that a new file can't have now.</summary>
    internal void CheckNew(string name)
    {
        Check(name);
        lock (_latch)
            ThrowIfTaken(name);
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
            ThrowIfTaken(newName);
            _volume.Change(batch =>
            {
                batch.RemoveName(name);
                batch.PutName(newName, number);
            });
            _names.Remove(name);
            _names.Add(newName, number);
        }
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

    [Acquires("return")]
    private FileNode Make(FileTraits traits, string? name)
    {
        StoredFile stored = new(++_last, 0, _volume.Now, (long)traits);
        _volume.Change(batch =>
        {
            batch.PutFile(stored);
            if (name is not null)
                batch.PutName(name, stored.Number);
        });

        if (name is not null)
            _names.Add(name, stored.Number);

        _stored.Add(stored.Number, stored);
        FileNode node = new(_volume.Space, stored) { Handles = 1 };
        _nodes.Add(stored.Number, node);
        return node;
    }

    private void ThrowIfTaken(string name)
    {
        if (_names.ContainsKey(name))
            throw new VolumeException(VolumeFault.FileExists, $"There is a file '{name}'.");
    }

    private long Find(string name) => _names.TryGetValue(name, out long number)
        ? number
        : throw new VolumeException(VolumeFault.FileNotFound, $"There is no file '{name}'.");

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
}
