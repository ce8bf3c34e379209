using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Caching;
using ExtentLock.Contracts;

namespace ExtentLock.Volumes;

/// <content>Pages of the file in memory.</content>
public sealed partial class VolumeFile
{
    /// <summary>Keeps the page of a byte in memory, for who wants to read and change it there, as a mapping of the file
    /// would let him.</summary>
    /// <param name="offset">A byte of the file.</param>
    /// <param name="cancellation">Ends the wait for the page.</param>
    /// <returns>The page; disposing it gives it back. It outlives this handle, and keeps the file as long, but not the
    /// volume: what is marked after that is closed is lost.</returns>
    /// <exception cref="VolumeException">There is no such byte, the volume has no page cache
    /// (<see cref="VolumeFault.Incompatible"/>), or a checksum is wrong.</exception>
    /// <exception cref="Storage.BlockDeviceException">The device failed.</exception>
    [Acquires("return")]
    public async ValueTask<PinnedPage> PinAsync(long offset, CancellationToken cancellation = default)
    {
        using FileUse use = Use();
        if (offset < 0 || offset >= Length)
            throw VolumeException.OutOfRange(offset, 1);

        return await _volume.Buffered.PinAsync(_node, offset, cancellation).ConfigureAwait(false);
    }
}
