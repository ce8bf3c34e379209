using System;
using System.Globalization;
using System.IO;

namespace ExtentLock.Storage;

/// <summary>Why a device did not do what it was asked.</summary>
public enum BlockFault
{
    /// <summary>The device failed (EIO, or an error without a name here).</summary>
    InputOutput,

    /// <summary>Fewer bytes were moved than asked, and no more can be: the file behind the device became
    /// shorter.</summary>
    Short,

    /// <summary>The file system behind the device is full (ENOSPC, EDQUOT).</summary>
    NoSpace,

    /// <summary>The device, or the file system behind it, takes no writes (EROFS, EBADF, EPERM).</summary>
    ReadOnly,

    /// <summary>The offset is not a multiple of the device's alignment.</summary>
    MisalignedOffset,

    /// <summary>The length is not a multiple of the device's alignment.</summary>
    MisalignedLength,

    /// <summary>The buffer's address is not a multiple of what the device needs; rent it from an arena.</summary>
    MisalignedBuffer,

    /// <summary>The range starts before 0 or ends past the device.</summary>
    OutOfRange,

    /// <summary>The file behind the device can't be opened: missing, no right to it, or no whole sectors.</summary>
    CannotOpen,

    /// <summary>Somebody else has the file behind the device open.</summary>
    InUse,

    /// <summary>The kernel refuses a mode that was asked for and must not be replaced by another.</summary>
    ModeRefused,
}

/// <summary>
/// A device refused or failed. Of a request refused for its place or buffer, nothing was begun; of one that failed, any
/// part may have been moved.
/// </summary>
public sealed class BlockDeviceException : IOException
{
    internal BlockDeviceException(BlockFault fault, int error, string message)
        : base(message)
    {
        Fault = fault;
        Error = error;
    }

    /// <summary>Why.</summary>
    public BlockFault Fault { get; }

    /// <summary>The value of <see cref="Errno"/>, or another negative error number of Linux.</summary>
    public int Error { get; }

    internal static BlockDeviceException Failed(BlockRequest request)
    {
        BlockFault fault = FaultOf(request.Error);
        if (request.Error == Errno.InputOutput && request.Transferred > 0)
            fault = BlockFault.Short;

        string text = fault == BlockFault.Short ? "came to an end early" : "failed";
        string what = Text($"{request.Kind} of {request.Buffer.Length} bytes at {request.Offset}");
        string how = Text($"{text} after {request.Transferred} bytes: {Name(request.Error)}");
        return new(fault, request.Error, $"{what} {how}.");
    }

    internal static BlockDeviceException Refused(BlockFault fault, long offset, long length, long bound) => new(
        fault, Errno.Invalid, fault switch
        {
            BlockFault.MisalignedOffset => Text($"The offset {offset} is no multiple of {bound}."),
            BlockFault.MisalignedLength => Text($"The length {length} is no multiple of {bound}."),
            BlockFault.MisalignedBuffer => Text(
                $"The buffer of {length} bytes does not start at a multiple of {bound}; rent it from an IoArena."),
            _ => Text($"{length} bytes at {offset} are not all on a device of {bound} bytes."),
        });

    internal static BlockDeviceException Opening(string path, int error)
    {
        BlockFault fault = error == Errno.WouldBlock ? BlockFault.InUse : FaultOf(error);
        string text = fault == BlockFault.InUse ? "is in use by somebody else" : "can't be opened";
        return new(
            fault == BlockFault.InputOutput && error != Errno.InputOutput ? BlockFault.CannotOpen : fault,
            error,
            Text($"The file '{path}' {text}: {Name(error)}."));
    }

    private static BlockFault FaultOf(int error) => error switch
    {
        Errno.NoSpace or Errno.OverQuota => BlockFault.NoSpace,
        Errno.ReadOnly or Errno.NotPermitted or Errno.BadDescriptor => BlockFault.ReadOnly,
        _ => BlockFault.InputOutput,
    };

    private static string Name(int error) => error switch
    {
        Errno.InputOutput => "EIO",
        Errno.NoSpace => "ENOSPC, the file system is full",
        Errno.ReadOnly => "EROFS",
        Errno.Invalid => "EINVAL",
        Errno.WouldBlock => "EWOULDBLOCK",
        _ => Text($"error {-error}"),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
