using System;
using System.Collections.Generic;
using ExtentLock.Contracts;
using ExtentLock.Storage;

namespace ExtentLock.Volumes;

/// <content>How a file comes into memory: read with no latch held, as that may have to wait until a commit is done, for
/// which nobody else should wait who only wants a name or a file that is there.</content>
internal sealed partial class FileIndex
{
    // Which files have left memory while any was being read, and when.
    private readonly Dictionary<long, long> _unloaded = [];
    private long _unloads;
    private int _readers;

    /// <summary>Opens the file of a number that is looked up under the latch; null if there is none.</summary>
    [Acquires("return", When = Outcome.NotNull)]
    private FileNode? OpenBy(Func<long?> find)
    {
        while (true)
        {
            StoredFile stored;
            long begun;
            lock (_latch)
            {
                if (find() is not { } number)
                    return null;

                if (_nodes.TryGetValue(number, out FileNode? node))
                    return Entered(node);

                stored = _stored[number];
                begun = _unloads;
                _readers++;
            }

            FileNode read = Read(stored, begun);
            lock (_latch)
            {
                // Its name may be another's now, and it may have been opened, even changed, committed and closed.
                bool isStale = EndReading(stored.Number, begun);
                if (!isStale && find() == stored.Number && _nodes.TryAdd(stored.Number, read))
                    return Entered(read);
            }
        }
    }

    private FileNode Read(StoredFile stored, long begun)
    {
        try
        {
            return Read(stored);
        }
        catch
        {
            lock (_latch)
                EndReading(stored.Number, begun);

            throw;
        }
    }

    /// <summary>Whether the file has been in memory since this began, or is gone.</summary>
    private bool EndReading(long number, long begun)
    {
        bool isStale = !_stored.ContainsKey(number) || (_unloaded.TryGetValue(number, out long when) && when > begun);
        if (--_readers == 0)
            _unloaded.Clear();

        return isStale;
    }

    /// <summary>What is being read of it may be older than what it was.</summary>
    private void Unloaded(long number)
    {
        if (_readers > 0)
            _unloaded[number] = ++_unloads;
    }

    [Acquires("return")]
    private static FileNode Entered(FileNode node)
    {
        node.Handles++;
        return node;
    }

    /// <summary>A file as it was committed, which is what it is as long as it is not in memory.</summary>
    private FileNode Read(StoredFile stored)
    {
        FileNode node = new(_volume.Space, stored);
        node.Load(_metadata.Extents(stored.Number));
        if (!node.HasChecksums)
            return node;

        for (long next = 0; node.TryNext(next, out FilePiece piece); next = piece.End)
        {
            if (piece.HasDisk)
                _volume.Space.Checksums.Load(piece.Disk, _volume.Space.Latch, _metadata.Checksums);
        }

        return node;
    }
}
