using System;
using System.Threading.Tasks;
using ExtentLock.Contracts;
using ExtentLock.Storage;

namespace ExtentLock.Volumes;

/// <content>How a volume comes to be, and is found again.</content>
public sealed partial class Volume
{
    private const string MetadataEnding = ".meta";

    /// <summary>Makes a volume in two new files: <paramref name="path"/> for the data, opened past the page cache where
    /// that is possible, and <c>path.meta</c> for the metadata.</summary>
    /// <param name="path">The data file; neither of the two may exist.</param>
    /// <param name="options">How; defaults if null.</param>
    /// <returns>The volume, open; it is closed by disposing it.</returns>
    /// <exception cref="VolumeException">A file exists or can't be made, or the disk is full. Nothing is left
    /// behind.</exception>
    [Acquires("return")]
    public static Volume Create(string path, VolumeOptions? options = null)
    {
        options ??= new VolumeOptions();
        IBlockDevice device = Wrapped(() => FileBlockDevice.Create(path, options.Capacity, options.Device));
        try
        {
            return Create(device, path + MetadataEnding, options, ownsDevice: true);
        }
        catch
        {
            // In this order: as long as the device is open, the name means this file and nobody else's.
            FileBlockDevice.Unmake(path);
            device.Dispose();
            throw;
        }
    }

    /// <summary>Makes a volume on a device.</summary>
    /// <param name="device">Whatever is on it is lost. It is closed by who opened it.</param>
    /// <param name="metadataPath">A file that does not exist.</param>
    /// <param name="options">How; defaults if null.</param>
    /// <exception cref="VolumeException">The metadata can't be made.</exception>
    /// <exception cref="BlockDeviceException">The device failed.</exception>
    [Acquires("return")]
    public static Volume Create(IBlockDevice device, string metadataPath, VolumeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(device);
        return Create(device, metadataPath, options ?? new VolumeOptions(), ownsDevice: false);
    }

    /// <summary>Opens a volume that is in two files.</summary>
    /// <param name="path">The data file; the metadata are in <c>path.meta</c>.</param>
    /// <param name="options">How; defaults if null. The capacity is that of the volume.</param>
    /// <returns>The volume, open; it is closed by disposing it.</returns>
    /// <exception cref="VolumeException">There is none, or it is damaged, shorter than it was, of another version, open
    /// elsewhere; see <see cref="VolumeException.Fault"/>. Nothing was changed.</exception>
    [Acquires("return")]
    public static Volume Open(string path, VolumeOptions? options = null)
    {
        options ??= new VolumeOptions();
        IBlockDevice device = Wrapped(() => FileBlockDevice.Open(path, options.Device));
        try
        {
            return Open(device, path + MetadataEnding, options, ownsDevice: true);
        }
        catch
        {
            device.Dispose();
            throw;
        }
    }

    /// <summary>Opens a volume that is on a device.</summary>
    /// <param name="device">The device. It is closed by who opened it.</param>
    /// <param name="metadataPath">The file of its metadata.</param>
    /// <param name="options">How; defaults if null.</param>
    /// <exception cref="VolumeException">As for the other overload.</exception>
    /// <exception cref="BlockDeviceException">The device failed.</exception>
    [Acquires("return")]
    public static Volume Open(IBlockDevice device, string metadataPath, VolumeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(device);
        return Open(device, metadataPath, options ?? new VolumeOptions(), ownsDevice: false);
    }

    private static Volume Create(IBlockDevice device, string metadataPath, VolumeOptions options, bool ownsDevice)
    {
        if (device.Length < VolumeFormat.Reserved + VolumeFormat.Sector || VolumeFormat.Sector % device.Alignment != 0)
            throw new VolumeException(VolumeFault.Truncated, $"{device.Length} bytes are too few for a volume.");

        if (device.Length > VolumeFormat.LargestDevice)
            throw new VolumeException(VolumeFault.OutOfRange, $"{device.Length} bytes are too many for a volume.");

        Superblock superblock = new(Guid.NewGuid(), VolumeFormat.Down(device.Length), Written: 0, Generation: 0);
        MetadataGeometry geometry = new(
            superblock.Capacity, VolumeFormat.Reserved, VolumeFormat.Sector, superblock.Identity);

        MetadataStore metadata = Wrapped(() => MetadataStore.Create(metadataPath, geometry));
        try
        {
            // Both copies, so that none of an older volume is left.
            Write(device, superblock);
            superblock = superblock with { Written = 1 };
            Write(device, superblock);
            return new Volume(device, metadata, superblock, options, ownsDevice);
        }
        catch
        {
            metadata.Dispose();
            MetadataFile.Delete(metadataPath);
            throw;
        }
    }

    private static Volume Open(IBlockDevice device, string metadataPath, VolumeOptions options, bool ownsDevice)
    {
        Superblock superblock = Read(device);
        if (superblock.Capacity > device.Length)
            throw new VolumeException(
                VolumeFault.Truncated, $"The device has {device.Length} of the volume's {superblock.Capacity} bytes.");

        MetadataStore metadata = Wrapped(() => MetadataStore.Open(metadataPath));
        try
        {
            Match(superblock, metadata);
            return Begin(new Volume(device, metadata, superblock, options, ownsDevice));
        }
        catch
        {
            metadata.Dispose();
            throw;
        }
    }

    /// <summary>Writes down that the volume was opened; closes it without a commit if that fails.</summary>
    private static Volume Begin(Volume volume)
    {
        try
        {
            if (!volume.IsReadOnly)
                volume.WriteSuperblock();

            return volume;
        }
        catch
        {
            volume._isDisposed = 1;
            volume.Close();
            throw;
        }
    }

    private static void Match(Superblock superblock, MetadataStore metadata)
    {
        MetadataGeometry geometry = metadata.Geometry;
        bool isSame = geometry.Identity == superblock.Identity && geometry.Capacity == superblock.Capacity
            && geometry.Reserved == VolumeFormat.Reserved && geometry.SectorSize == VolumeFormat.Sector;

        if (!isSame)
            throw new VolumeException(VolumeFault.MismatchedMetadata, "The metadata are those of another volume.");

        if (metadata.Generation < superblock.Generation)
            throw new VolumeException(
                VolumeFault.MismatchedMetadata,
                $"The metadata are of commit {metadata.Generation}; the volume has seen {superblock.Generation}.");

        if (MetadataShape.FirstFault(metadata) is { } fault)
            throw new VolumeException(VolumeFault.Damaged, $"The metadata contradict themselves: {fault}.");
    }

    /// <summary>Writes the copy that was not written last, so that the other one stays whatever happens.</summary>
    private void WriteSuperblock()
    {
        Superblock next = _superblock with { Written = _superblock.Written + 1, Generation = _metadata.Generation };
        Write(Device, next);
        _superblock = next;
    }

    private static void Write(IBlockDevice device, Superblock superblock)
    {
        using IoArena arena = new(VolumeFormat.Sector);
        using ArenaSlice slice = arena.Rent(VolumeFormat.Sector);
        superblock.Encode(slice.GetSpan());
        Wait(device.WriteAsync(superblock.Place, slice.Memory));
        Wait(device.FlushAsync());
    }

    private static Superblock Read(IBlockDevice device)
    {
        if (device.Length < VolumeFormat.Reserved)
            throw new VolumeException(VolumeFault.NotAVolume, $"{device.Length} bytes are too few for a volume.");

        using IoArena arena = new(2 * VolumeFormat.Sector);
        using ArenaSlice first = arena.Rent(VolumeFormat.Sector);
        using ArenaSlice second = arena.Rent(VolumeFormat.Sector);
        Wait(device.ReadAsync(0, first.Memory));
        Wait(device.ReadAsync(VolumeFormat.SecondCopy, second.Memory));
        return Superblock.Choose(first.GetSpan(), second.GetSpan());
    }

    private static void Wait(ValueTask task) => task.AsTask().GetAwaiter().GetResult();

    private static T Wrapped<T>(Func<T> open)
    {
        try
        {
            return open();
        }
        catch (BlockDeviceException failure)
        {
            throw VolumeException.Opening(failure);
        }
        catch (MetadataException failure)
        {
            throw VolumeException.Opening(failure);
        }
    }
}
