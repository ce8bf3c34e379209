using System.Collections.Generic;
using System.Globalization;
using ExtentLock.Mapping;
using ExtentLock.Storage;

namespace ExtentLock.Volumes;

/// <summary>What holds for metadata of every volume beyond what the store checks: a database with a wrong number in it
/// is still a database.</summary>
internal static class MetadataShape
{
    /// <summary>What is wrong first, in words; null if nothing is.</summary>
    internal static string? FirstFault(MetadataStore metadata)
    {
        HashSet<string> names = [];
        foreach ((string name, long file) in metadata.Names())
        {
            if (!FileIndex.IsName(name) || !names.Add(name))
                return Text($"the name of file {file} is none");
        }

        foreach (StoredFile file in metadata.Files())
        {
            if (file.Size > VolumeFormat.LongestFile)
                return Text($"file {file.Number} has {file.Size} bytes");
        }

        foreach (SpaceRun run in metadata.FreeSpace())
        {
            if (!VolumeFormat.IsWhole(run.Start) || !VolumeFormat.IsWhole(run.Length))
                return Text($"{run.Length} free bytes at {run.Start} are no whole sectors");
        }

        foreach (FileExtent extent in metadata.Extents())
        {
            if (!IsWhole(extent) || !IsOfItsKind(extent))
                return Text($"{extent.Length} bytes at {extent.Start} of file {extent.File} are no extent");
        }

        return null;
    }

    private static bool IsWhole(FileExtent extent) =>
        VolumeFormat.IsWhole(extent.Start | extent.Length | extent.DiskStart | extent.DiskLength | extent.Skipped)
        && extent.Skipped >= 0;

    private static bool IsOfItsKind(FileExtent extent) => extent.Kind switch
    {
        ExtentKind.Regular or ExtentKind.Prealloc => extent.Length <= extent.DiskLength - extent.Skipped,
        ExtentKind.Inline => extent.Length == VolumeFormat.Sector && extent.Inline.Length <= VolumeFormat.Sector
            && extent.DiskLength == 0,
        ExtentKind.Compressed => extent.Skipped <= VolumeFormat.LongestCompressed
            && extent.Length <= VolumeFormat.LongestCompressed - extent.Skipped
            && extent.DiskLength <= VolumeFormat.LongestCompressed,
        _ => false,
    };

    private static string Text(System.FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
