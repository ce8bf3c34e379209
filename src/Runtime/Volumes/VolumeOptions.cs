using System;
using ExtentLock.Storage;

namespace ExtentLock.Volumes;

/// <summary>What becomes of reads and writes that are not whole sectors.</summary>
public enum AlignmentMode
{
    /// <summary>They take the buffered side, and are counted.</summary>
    Lenient,

    /// <summary>They are refused with <see cref="VolumeFault.Misaligned"/>.</summary>
    Strict,
}

/// <summary>How a volume is made and opened.</summary>
public sealed record VolumeOptions
{
    /// <summary>Bytes of the device file that is made, a multiple of 4096, at most 16 TiB; no space is set aside for
    /// them. Default 1 GiB.</summary>
    public long Capacity { get; init; } = 1L << 30;

    /// <summary>How the device file is opened.</summary>
    public FileBlockDeviceOptions Device { get; init; } = new();

    /// <summary>Refuses every change.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>What becomes of reads and writes that are not whole sectors.</summary>
    public AlignmentMode Alignment { get; init; }

    /// <summary>Files up to this many bytes may be kept inside the metadata, if they are written at their start by the
    /// buffered side; at most 4096, 0 for none.</summary>
    public int InlineLimit { get; init; } = 2048;

    /// <summary>Bytes of memory for buffers that the volume makes itself; more is taken from the system.</summary>
    public long ArenaBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>Bytes of memory for pages of the buffered side, taken as they are needed; 0 for no page cache: what is
    /// no whole sectors is then read and written at once. Default 32 MiB.</summary>
    public long CacheBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>Time between commits that nobody asks for; <see cref="TimeSpan.Zero"/> for none.</summary>
    public TimeSpan CommitInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The clock of commits and of files' times.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Is told of every step of every direct read and write; null, the default, for nobody.</summary>
    public RequestTracer? Tracer { get; init; }

    /// <summary>Bytes of metadata that may be promised to writes in flight at once.</summary>
    public long MetadataLimit { get; init; } = 1L << 30;

    /// <summary>Called before each commit of the metadata, and may throw what that could throw; for tests.</summary>
    internal Action? Committing { get; init; }

    /// <summary>Called before a buffer is rented, and may throw that there is no memory; for tests.</summary>
    internal Action? Renting { get; init; }
}
