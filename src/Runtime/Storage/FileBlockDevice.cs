using System;
using System.IO;
using Microsoft.Win32.SafeHandles;

namespace ExtentLock.Storage;

/// <summary>
/// A block device in a file: O_DIRECT and io_uring where the kernel allows them, and it says where not. Nobody else
/// opens
/// the file as such a device meanwhile. Thread-safe.
/// </summary>
/// <remarks>Offsets, lengths and buffers are aligned to 4096 bytes in every mode, so that what works in one works in
/// all. The exclusion is <c>flock</c>: it keeps programs of .NET away, and all others that ask for it.</remarks>
public sealed class FileBlockDevice : BlockDevice, IInlineDevice
{
    private const int Sector = 4096;

    private readonly SafeFileHandle _file;
    private readonly IBlockCarrier _carrier;

    private FileBlockDevice(SafeFileHandle file, long length, FileDeviceMode mode, IBlockCarrier carrier)
        : base(length, Sector, Sector)
    {
        _file = file;
        _carrier = carrier;
        Mode = mode;
    }

    /// <summary>The modes that were chosen, and what the kernel said to the others.</summary>
    public FileDeviceMode Mode { get; }

    /// <inheritdoc/>
    public override string Description => $"file, {Length} bytes, {Mode}, {_carrier.Description}";

    /// <summary>Opens a file that exists. What is left of it behind the last whole sector is not used.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How; the default prefers O_DIRECT and io_uring.</param>
    /// <exception cref="BlockDeviceException">It can't be opened, is in use, or a required mode is refused.</exception>
    public static FileBlockDevice Open(string path, FileBlockDeviceOptions? options = null) =>
        Open(path, options ?? new(), newLength: -1);

    /// <summary>Makes a new file of zeros and opens it.</summary>
    /// <param name="path">The file; it must not exist.</param>
    /// <param name="length">Bytes, a multiple of 4096; no space is set aside for them.</param>
    /// <param name="options">How; the default prefers O_DIRECT and io_uring.</param>
    /// <exception cref="BlockDeviceException">It exists or can't be made, or a required mode is refused.</exception>
    public static FileBlockDevice Create(string path, long length, FileBlockDeviceOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (length % Sector != 0)
            throw BlockDeviceException.Refused(BlockFault.MisalignedLength, 0, length, Sector);

        return Open(path, options ?? new(), length);
    }

    void IInlineDevice.Run(BlockRequest request)
    {
        ObjectDisposedException.ThrowIf(_file.IsClosed, this);
        Begin(request);
        int error = BlockTransfer.Perform(_file, request, out int transferred);
        request.End(error, transferred);
    }

    bool IInlineDevice.TryMove(Poller poller, bool mayWait) => _carrier.TryMove(poller, mayWait);

    /// <inheritdoc/>
    protected override void Start(ReadOnlySpan<BlockRequest> batch) => _carrier.Start(batch);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _carrier.Dispose();
        _file.Dispose();
    }

    /// <summary>Removes a file that was made a moment ago. Why it was for nothing is told, not that it can't be removed
    /// either.</summary>
    internal static void Unmake(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
        }
    }

    private static FileBlockDevice Open(string path, FileBlockDeviceOptions options, long newLength)
    {
        SafeFileHandle file = OpenFile(path, options, newLength >= 0, out int directRefusal);
        try
        {
            int error = LinuxCalls.LockExclusive(file);
            if (error != 0)
                throw BlockDeviceException.Opening(path, error);

            if (newLength >= 0)
                RandomAccess.SetLength(file, newLength);

            long length = RandomAccess.GetLength(file) / Sector * Sector;
            if (newLength < 0 && length == 0)
                throw BlockDeviceException.Opening(path, Errno.Invalid);

            IBlockCarrier carrier = OpenCarrier(path, file, options, out int ringRefusal);
            bool isDirect = options.Direct != DirectMode.Off && directRefusal == 0;
            BlockEngine engine = carrier is BlockThreads ? BlockEngine.Threads : BlockEngine.IoUring;
            return new(file, length, new FileDeviceMode(isDirect, engine, directRefusal, ringRefusal), carrier);
        }
        catch (Exception failure)
        {
            // A file that was made for nothing goes, while nobody else can have it; one that was there before stays.
            using (file)
            {
                if (newLength >= 0)
                    Unmake(path);
            }

            if (failure is IOException and not BlockDeviceException)
                throw BlockDeviceException.Opening(path, Errno.Of(failure));

            throw;
        }
    }

    private static SafeFileHandle OpenFile(string path, FileBlockDeviceOptions options, bool create, out int refusal)
    {
        int flags = options.ReadOnly ? 0 : LinuxCalls.ReadWrite;
        if (create)
            flags |= LinuxCalls.Create | LinuxCalls.OnlyNew;

        refusal = 0;
        if (options.Direct != DirectMode.Off)
        {
            refusal = OpenDirect(path, flags, options, out SafeFileHandle direct);
            if (refusal == 0)
                return direct;

            if (refusal is not Errno.Invalid and not LinuxCalls.NotSupported)
                throw BlockDeviceException.Opening(path, refusal);

            // The kernel makes the file before it finds that O_DIRECT is not to be had.
            bool isMade = create && IsKernelAsked(options);
            if (options.Direct == DirectMode.Required)
            {
                if (isMade)
                    Unmake(path);

                throw new BlockDeviceException(
                    BlockFault.ModeRefused, refusal, $"O_DIRECT is refused for '{path}': error {-refusal}.");
            }

            flags &= isMade ? ~LinuxCalls.OnlyNew : ~0;
        }

        int error = LinuxCalls.Open(path, flags, out SafeFileHandle file);
        return error == 0 ? file : throw BlockDeviceException.Opening(path, error);
    }

    private static int OpenDirect(string path, int flags, FileBlockDeviceOptions options, out SafeFileHandle file)
    {
        file = new SafeFileHandle();
        if (IsKernelAsked(options))
            return LinuxCalls.Open(path, flags | LinuxCalls.Direct, out file);

        return options.DirectRefusal != 0 ? options.DirectRefusal : LinuxCalls.NotSupported;
    }

    /// <summary>Whether it is the kernel that says no to O_DIRECT, if anybody does.</summary>
    private static bool IsKernelAsked(FileBlockDeviceOptions options) =>
        options.DirectRefusal == 0 && LinuxCalls.Direct != 0;

    private static IBlockCarrier OpenCarrier(
        string path, SafeFileHandle file, FileBlockDeviceOptions options, out int refusal)
    {
        refusal = 0;
        if (options.Engine != BlockEngine.Threads)
        {
            IoRing? ring = null;
            refusal = options.RingRefusal != 0
                ? options.RingRefusal
                : IoRing.Create(file, options.QueueDepth, options.Starting, out ring);

            if (ring is not null)
                return options.Engine == BlockEngine.IoUring ? ring : WithThreads(ring, file, options);

            if (options.Engine == BlockEngine.IoUring)
                throw new BlockDeviceException(
                    BlockFault.ModeRefused, refusal, $"io_uring is refused for '{path}': error {-refusal}.");
        }

        return new BlockThreads(file, options.Threads, options.Starting);
    }

    private static SplitCarrier WithThreads(IoRing ring, SafeFileHandle file, FileBlockDeviceOptions options)
    {
        try
        {
            return new SplitCarrier(ring, new BlockThreads(file, options.Threads, options.Starting));
        }
        catch
        {
            ring.Dispose();
            throw;
        }
    }
}
