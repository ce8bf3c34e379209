using System;
using System.Threading.Tasks;
using ExtentLock.Mapping;
using ExtentLock.Storage;

namespace ExtentLock.Volumes;

/// <content>Changes of a file's extents in one step, with the range held by the caller.</content>
public sealed partial class Volume
{
    /// <summary>More than this is set aside in several extents.</summary>
    private const long LongestExtent = 128L * 1024 * 1024;

    /// <summary>Changes extents and size together: no commit comes between.</summary>
    internal void Reshape(FileNode file, Action change, long size)
    {
        lock (Space.Latch)
        lock (file.Latch)
        {
            change();
            file.CutInline(size);
            file.Touch(size, Now);
        }
    }

    /// <summary>Writes zeros over a part of one sector, if there is anything but zeros.</summary>
    internal async ValueTask ZeroAsync(FileNode file, long start, long end, SpaceTicket ticket)
    {
        end = Math.Min(end, VolumeFormat.Up(file.Size));
        if (start >= end || file.At(start, end).Kind is ExtentKind.Hole or ExtentKind.Prealloc)
            return;

        using SectorBuffer sector = new(this, VolumeFormat.Sector);
        long first = VolumeFormat.Down(start);
        await ReadSectorsAsync(file, first, sector.Memory).ConfigureAwait(false);
        sector.Memory.Span[(int)(start - first)..(int)(end - first)].Clear();
        if (TryInline(file, first, Math.Min(file.Size, end), sector.Memory))
            return;

        DirectRequest write = DirectRequest.Under(
            this, file, first, sector.Memory, ticket, Math.Min(file.Size, first + VolumeFormat.Sector));
        await write.StartAsync(default).ConfigureAwait(false);
    }

    /// <summary>Gives every hole of a range preallocated space. Called under both latches; the ticket has
    /// enough.</summary>
    internal void FillHoles(FileNode file, long start, long end, SpaceTicket ticket)
    {
        end = VolumeFormat.Up(end);
        for (long position = VolumeFormat.Down(start); position < end;)
        {
            FilePiece found = file.At(position, end);
            long to = Math.Min(found.End, end);
            while (found.Kind == ExtentKind.Hole && position < to)
            {
                if (!Space.Allocator.TryAllocate(Math.Min(to - position, LongestExtent), out SpaceRun run))
                    throw VolumeException.NoSpace(to - position, 0);

                Space.HandOver(run);
                ticket.Use(run.Length);
                file.Replace(new FilePiece(
                    position, run.Length, ExtentKind.Prealloc, run.Start, run.Length, Skipped: 0));
                position += run.Length;
            }

            position = to;
        }
    }
}
