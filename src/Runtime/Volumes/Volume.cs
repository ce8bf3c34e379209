using System;
using System.Threading;
using ExtentLock.Contracts;
using ExtentLock.Storage;

namespace ExtentLock.Volumes;

/// <summary>
/// Files on a block device, whole sectors read and written past every cache, the rest through pages in memory: data
/// copy-on-write with checksums (or in place, where a file says so), metadata in an SQLite database beside the device,
/// ranges of files locked for as long as a request moves them and no longer. Thread-safe.
/// </summary>
/// <remarks>
/// <para>What a loss of power may do: a write that has ended may be lost as long as no commit followed (<see
/// cref="CommitAsync"/>, <see cref="VolumeFile.FlushAsync"/>, <see cref="IoFlags.DSync"/>), but shows no other data
/// than its own or what was there before. After a commit it stays, data and size and place together. A copy-on-write
/// request past the cache is all there or not at all if it ended; what went through pages may come to the device page
/// by page before the commit; a sector written in place is old or new.</para>
/// <para>A commit that fails leaves the volume read-only until it is opened again. Then it is as that commit left it or
/// as the one before did: which of them is not known where the disk refused to flush, and both are whole.</para>
/// </remarks>
public sealed partial class Volume : IDisposable
{
    private readonly VolumeOptions _options;
    private readonly MetadataStore _metadata;
    private readonly VolumeCommitter _committer;
    private readonly FileIndex _files;
    private readonly IoArena _arena;
    private readonly ITimer? _timer;
    private readonly bool _ownsDevice;
    private Superblock _superblock;
    private int _isDisposed;

    private Volume(
        IBlockDevice device, MetadataStore metadata, Superblock superblock, VolumeOptions options, bool ownsDevice)
    {
        Device = device;
        _metadata = metadata;
        _superblock = superblock;
        _options = options;
        _ownsDevice = ownsDevice;
        SpaceAllocator allocator = new(metadata.FreeSpace(), VolumeFormat.Sector);
        _committer = new VolumeCommitter(
            device, options.Committing is { } hook ? new AnnouncedCommit(metadata, hook) : metadata, allocator);
        Space = new VolumeSpace(allocator, superblock.Capacity, options.MetadataLimit);
        foreach ((long start, int count) in metadata.SharedExtents())
            Space.Shared.Change(start, count - 1);

        _arena = new IoArena(options.ArenaBytes);
        Bounces = new BouncePool(_arena, options.Renting);
        Buffered = options.CacheBytes > 0
            ? new CachedSide(this, options.CacheBytes)
            : new UncachedSide(this);
        _files = new FileIndex(this, metadata);
        TimeSpan interval = options.CommitInterval;
        if (interval > TimeSpan.Zero && !options.ReadOnly)
            _timer = options.Time.CreateTimer(_ => CommitUnasked(), null, interval, interval);
    }

    /// <summary>How the device works, for people.</summary>
    public string Description => Device.Description;

    /// <summary>What tells this volume from every other.</summary>
    public Guid Identity => _superblock.Identity;

    /// <summary>Why the volume takes no changes since a commit failed; null as long as none did.</summary>
    public Exception? Failure => _committer.Failure;

    /// <summary>True if nothing can be changed: opened so, or a commit has failed.</summary>
    public bool IsReadOnly => _options.ReadOnly || Failure is not null;

    internal IBlockDevice Device { get; }

    /// <summary>Bytes of the device, which never change.</summary>
    internal long Capacity => _superblock.Capacity;

    internal VolumeSpace Space { get; }

    internal MetadataStore Metadata => _metadata;

    internal BouncePool Bounces { get; }

    internal VolumeCounters Counters { get; } = new();

    internal IBufferedSide Buffered { get; set; }

    internal VolumeOptions Options => _options;

    internal bool IsStrict => _options.Alignment == AlignmentMode.Strict;

    internal long Now => _options.Time.GetUtcNow().UtcTicks;

    /// <summary>Commits what can be committed and closes device and metadata. What is under way is waited
    /// for.</summary>
    /// <exception cref="System.IO.IOException">The commit failed; all is closed nevertheless.</exception>
    [Releases("this")]
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;

        _timer?.Dispose();
        SpinWait spin = default;
        while (Counters.Operations > 0 || Counters.Requests > 0)
            spin.SpinOnce();

        try
        {
            if (!IsReadOnly)
            {
                CommitAllAsync(default).AsTask().GetAwaiter().GetResult();
                WriteSuperblock();
            }
        }
        finally
        {
            Close();
        }
    }

    private void Close()
    {
        _timer?.Dispose();
        _committer.Dispose();
        _metadata.Dispose();
        Buffered.Dispose();
        Bounces.Dispose();
        _arena.Dispose();
        if (_ownsDevice)
            Device.Dispose();
    }

    /// <summary>An operation for the length of a block.</summary>
    /// <exception cref="ObjectDisposedException">The volume is closed.</exception>
    [Acquires("return")]
    internal VolumeUse Use()
    {
        Enter();
        return new VolumeUse(this);
    }

    /// <summary>An operation begins, which <see cref="VolumeCounters.Left"/> ends.</summary>
    /// <exception cref="ObjectDisposedException">The volume is closed.</exception>
    internal void Enter()
    {
        // Counted before it is looked at: who closes does it the other way round, and one of the two sees the other.
        Counters.Entered();
        if (Volatile.Read(ref _isDisposed) == 0)
            return;

        Counters.Left();
        throw new ObjectDisposedException(nameof(Volume));
    }

    internal void ThrowIfReadOnly()
    {
        if (Failure is { } failure)
            throw VolumeException.Aborted(failure);

        if (_options.ReadOnly)
            throw new VolumeException(VolumeFault.ReadOnly, "The volume was opened read-only.");
    }

    /// <summary>Compares sectors that were read with their checksums.</summary>
    internal void Verify(FileNode file, long position, ReadOnlySpan<byte> data, long disk)
    {
        const int Batch = 64;
        Span<uint> sums = stackalloc uint[Batch];
        while (data.Length > 0)
        {
            int sectors = Math.Min(Batch, data.Length / VolumeFormat.Sector);
            Crc32C.ComputeSectors(data[..(sectors * VolumeFormat.Sector)], VolumeFormat.Sector, sums);
            for (int i = 0; i < sectors; i++)
            {
                bool isKept = Space.Checksums.TryRead(disk, out uint expected);
                if (!isKept || expected != sums[i])
                    throw VolumeException.WrongChecksum(file.Number, position, disk, isKept ? expected : null, sums[i]);

                position += VolumeFormat.Sector;
                disk += VolumeFormat.Sector;
            }

            data = data[(sectors * VolumeFormat.Sector)..];
        }
    }
}
