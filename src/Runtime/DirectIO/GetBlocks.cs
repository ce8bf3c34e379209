using ExtentLock.Contracts;
using ExtentLock.Mapping;

namespace ExtentLock.DirectIO;

/// <summary>
/// Locks and maps the first part of a range; what stays locked is for the direct-I/O loop to give back.
/// </summary>
/// <param name="inode">The file.</param>
/// <param name="start">First byte.</param>
/// <param name="length">Bytes left of the request; fewer may be mapped.</param>
/// <param name="result">What was found.</param>
/// <param name="create">True for a write, which needs a place for every byte.</param>
/// <returns>
/// Zero; <see cref="Errno.NotBlockDevice"/> if the rest of the request must go the buffered way; or another error.
/// </returns>
[Acquires("inode.IoTree", When = Outcome.Zero, Start = "start", End = "result.LockedEnd")]
public delegate int GetBlocks(Inode inode, long start, long length, BlockMapping result, bool create);

/// <summary>
/// Maps the first part of a range that the caller of the loop has locked; parameters as in <see cref="GetBlocks"/>.
/// </summary>
/// <returns>As <see cref="GetBlocks"/>.</returns>
public delegate int MapBlocks(Inode inode, long start, long length, BlockMapping result, bool create);
