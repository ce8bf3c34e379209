using System;
using System.Collections.Generic;
using System.Threading;

namespace ExtentLock.Storage;

/// <summary>
/// Changes that are committed together or not at all, in the order in which they were added. Thread-safe until it is
/// sealed; then nothing can be added.
/// </summary>
public sealed class MetadataBatch
{
    private readonly Lock _latch = new();
    private readonly List<Action<MetadataWriter>> _changes = [];
    private bool _isSealed;

    /// <summary>Changes in the batch.</summary>
    public int Count
    {
        get
        {
            lock (_latch)
                return _changes.Count;
        }
    }

    /// <summary>Adds a file or gives it another size and time.</summary>
    public void PutFile(StoredFile file) => Add(writer => writer.PutFile(file));

    /// <summary>Removes a file and its extents; its names must be gone. The space is freed apart.</summary>
    /// <param name="file">Its number.</param>
    public void RemoveFile(long file) => Add(writer => writer.RemoveFile(file));

    /// <summary>Names a file; a file that had the name loses it.</summary>
    /// <param name="name">Any text; compared by its characters.</param>
    /// <param name="file">The file's number.</param>
    public void PutName(string name, long file)
    {
        ArgumentNullException.ThrowIfNull(name);
        Add(writer => writer.PutName(name, file));
    }

    /// <summary>Removes a name that is there.</summary>
    public void RemoveName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Add(writer => writer.RemoveName(name));
    }

    /// <summary>Puts an extent in the place of whatever its range of the file held.</summary>
    public void PutExtent(FileExtent extent)
    {
        ArgumentNullException.ThrowIfNull(extent);
        ArgumentOutOfRangeException.ThrowIfNegative(extent.Start, nameof(extent));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(extent.Length, nameof(extent));
        Add(writer => writer.PutExtent(extent));
    }

    /// <summary>Makes a range of a file a hole; extents that reach out of it keep their other parts.</summary>
    /// <param name="file">The file's number.</param>
    /// <param name="start">First byte in the file.</param>
    /// <param name="end">One past the last byte.</param>
    public void DropExtents(long file, long start, long end) => Add(writer => writer.DropExtents(file, start, end));

    /// <summary>Keeps checksums of sectors that follow one another on the device.</summary>
    /// <param name="diskStart">First byte of the first, a multiple of the sector.</param>
    /// <param name="checksums">One for each sector; copied.</param>
    public void PutChecksums(long diskStart, ReadOnlySpan<uint> checksums)
    {
        uint[] copy = checksums.ToArray();
        Add(writer => writer.PutChecksums(diskStart, copy));
    }

    /// <summary>Forgets the checksums of a run.</summary>
    public void RemoveChecksums(SpaceRun run) => Add(writer => writer.RemoveChecksums(run));

    /// <summary>Marks a run as used; all of it must be free.</summary>
    public void TakeSpace(SpaceRun run) => Add(writer => writer.TakeSpace(run));

    /// <summary>Marks a run as free; all of it must be used.</summary>
    public void FreeSpace(SpaceRun run) => Add(writer => writer.FreeSpace(run));

    /// <summary>Nothing can be added from now on.</summary>
    public void Seal()
    {
        lock (_latch)
            _isSealed = true;
    }

    internal void ApplyTo(MetadataWriter writer)
    {
        Seal();
        foreach (Action<MetadataWriter> change in _changes)
            change(writer);
    }

    private void Add(Action<MetadataWriter> change)
    {
        lock (_latch)
        {
            if (_isSealed)
                throw new InvalidOperationException("The batch is sealed.");

            _changes.Add(change);
        }
    }
}
