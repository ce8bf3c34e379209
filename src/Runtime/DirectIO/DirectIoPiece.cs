using System;
using ExtentLock.Mapping;

namespace ExtentLock.DirectIO;

/// <summary>
/// A mapped part of a request on its way to the device. Whoever takes it calls <see cref="Ended"/> once, and gives the
/// lock on it back.
/// </summary>
/// <remarks>Plays the part of the kernel's bio between the generic loop and the file system.</remarks>
public sealed class DirectIoPiece
{
    private readonly Action<int> _ended;

    internal DirectIoPiece(Inode inode, bool isWrite, Action<int> ended)
    {
        Inode = inode;
        IsWrite = isWrite;
        _ended = ended;
    }

    /// <summary>The file.</summary>
    public Inode Inode { get; }

    /// <summary>True from memory to the device.</summary>
    public bool IsWrite { get; }

    /// <summary>First byte in the file.</summary>
    public required long Start { get; init; }

    /// <summary>One past the last byte that is to be transferred.</summary>
    public required long End { get; init; }

    /// <summary>
    /// One past the last byte that the mapper left locked: past <see cref="End"/> if the request broke off inside the
    /// mapping, <see cref="Start"/> if nothing is locked.
    /// </summary>
    public required long LockedEnd { get; init; }

    /// <summary>First byte on the device.</summary>
    public required long DiskStart { get; init; }

    /// <summary>The memory.</summary>
    public required Memory<byte> Buffer { get; init; }

    /// <summary>The piece is done with; the request ends with its last piece.</summary>
    /// <param name="error">Zero, or a value of <see cref="Errno"/>.</param>
    public void Ended(int error) => _ended(error);
}

/// <summary>Sends a piece to the device, and sees to its end.</summary>
/// <param name="piece">Belongs to the callee now, errors included.</param>
public delegate void SubmitPiece(DirectIoPiece piece);
