using ExtentLock.DirectIO;
using ExtentLock.Mapping;

namespace ExtentLock.Samples.SeedAsPublished;

/// <summary>
/// Direct reads and writes as they were with the change of 2012, defects and all: the published mapper between the
/// generic loop and the submission of that time. To be reported: nothing.
/// </summary>
public static class SeedMode
{
    /// <summary>Reads whole sectors.</summary>
    /// <param name="inode">The file.</param>
    /// <param name="offset">First byte.</param>
    /// <param name="buffer">Filled from its start.</param>
    /// <param name="completion">Null to wait for the data.</param>
    /// <returns>Bytes read; zero if direct I/O can't do it; <see cref="Errno.Queued"/>; or another error.</returns>
    public static long Read(Inode inode, long offset, UserBuffer buffer, IoCompletion? completion = null) =>
        DirectIoLoop.IsAligned(offset, buffer.Length)
            ? DirectIoLoop.Read(
                inode, offset, buffer, DirectBlocks.GetBlocksDirect, SubmitDirect.Submit, completion)
            : 0;

    /// <summary>Writes whole sectors; parameters as in <see cref="Read"/>.</summary>
    /// <returns>Bytes written; zero if direct I/O can't do it; <see cref="Errno.Queued"/>; or another error.</returns>
    public static long Write(Inode inode, long offset, UserBuffer buffer, IoCompletion? completion = null) =>
        DirectIoLoop.IsAligned(offset, buffer.Length)
            ? DirectIoLoop.Write(
                inode, offset, buffer, DirectBlocks.GetBlocksDirect, SubmitDirect.Submit, completion)
            : 0;
}
