using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Extents;
using ExtentLock.Mapping;
using ExtentLock.Storage;

namespace ExtentLock.Volumes;

/// <content>The checker.</content>
public sealed partial class Volume
{
    private const int CheckStep = 1024 * 1024;

    /// <summary>Commits, then checks all there is: the database, every reference, the account of all space, and every
    /// sector against its checksum. Other work goes on meanwhile.</summary>
    /// <param name="cancellation">Ends it between two files.</param>
    /// <returns>What is wrong, in words; nothing if all is well.</returns>
    /// <exception cref="BlockDeviceException">The commit failed.</exception>
    public async ValueTask<IReadOnlyList<string>> CheckAsync(CancellationToken cancellation = default)
    {
        using VolumeUse use = Use();
        if (!IsReadOnly)
            await CommitAllAsync(cancellation).ConfigureAwait(false);

        List<string> problems = [.. _metadata.Check()];
        if (problems.Count > 0)
            return problems;

        CheckSpace(problems);
        foreach (long number in _files.Numbers())
        {
            cancellation.ThrowIfCancellationRequested();
            if (_files.TryOpen(number) is not { } file)
                continue;

            try
            {
                await CheckFileAsync(file, problems).ConfigureAwait(false);
            }
            finally
            {
                _files.Close(file);
            }
        }

        return problems;
    }

    /// <summary>Every byte of the device is free, or named, or in the reserved head.</summary>
    private void CheckSpace(List<string> problems)
    {
        while (true)
        {
            long generation = _metadata.Generation;
            Dictionary<long, long> named = [];
            foreach (FileExtent extent in _metadata.Extents())
            {
                if (extent.Kind != ExtentKind.Inline && named.TryGetValue(extent.DiskStart, out long length)
                    && length != extent.DiskLength)
                    problems.Add($"Two pieces take the extent at {extent.DiskStart} for different ones.");

                if (extent.Kind != ExtentKind.Inline)
                    named[extent.DiskStart] = extent.DiskLength;
            }

            long account = VolumeFormat.Reserved;
            foreach (long length in named.Values)
                account += length;

            foreach (SpaceRun run in _metadata.FreeSpace())
                account += run.Length;

            if (generation != _metadata.Generation)
                continue;

            if (account != _superblock.Capacity)
                problems.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Free and named space are {account} bytes together, the volume has {_superblock.Capacity}."));

            return;
        }
    }

    private async Task CheckFileAsync(FileNode file, List<string> problems)
    {
        if (!file.HasChecksums)
            return;

        using SectorBuffer buffer = new(this, CheckStep);
        using RangeLease lease = await file.Ranges
            .LockAsync(ByteRange.All, RangeMode.Shared, label: "check").ConfigureAwait(false);

        for (long next = 0; file.TryNext(next, out FilePiece piece); next = piece.End)
        {
            for (long position = piece.Start; position < piece.End && piece.HasDisk; position += CheckStep)
            {
                int length = (int)Math.Min(CheckStep, piece.End - position);
                await CheckSectorsAsync(file, position, buffer.Memory[..length], problems).ConfigureAwait(false);
            }
        }
    }

    private async Task CheckSectorsAsync(FileNode file, long position, Memory<byte> buffer, List<string> problems)
    {
        try
        {
            await ReadSectorsAsync(file, position, buffer).ConfigureAwait(false);
        }
        catch (IOException failure) when (buffer.Length == VolumeFormat.Sector)
        {
            problems.Add(failure.Message);
        }
        catch (IOException)
        {
            // Which of them: one by one.
            for (int i = 0; i < buffer.Length; i += VolumeFormat.Sector)
                await CheckSectorsAsync(file, position + i, buffer.Slice(i, VolumeFormat.Sector), problems)
                    .ConfigureAwait(false);
        }
    }
}
