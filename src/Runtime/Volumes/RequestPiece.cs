using System;
using ExtentLock.Storage;

namespace ExtentLock.Volumes;

/// <summary>Where a piece of a request stands; it only goes forward.</summary>
internal enum PieceState
{
    /// <summary>Not in use.</summary>
    None,

    /// <summary>It has a place on the device, and nothing was begun.</summary>
    Mapped,

    /// <summary>The device has it.</summary>
    Submitted,

    /// <summary>The device is done with it, well or not.</summary>
    Ended,

    /// <summary>It was given up before the device had it.</summary>
    Aborted,
}

/// <summary>How a write came by its place on the device.</summary>
internal enum PieceKind
{
    /// <summary>Not a write.</summary>
    Read,

    /// <summary>Newly allocated; takes the place of what was there once the data are written.</summary>
    CopyOnWrite,

    /// <summary>Over the data that are there.</summary>
    InPlace,

    /// <summary>Into space allocated before, which becomes data once they are written.</summary>
    Prealloc,
}

/// <summary>
/// A range of a request that lies in one place on the device: the ordered extent of a write. Belongs to its request,
/// and from its submission to its end to the device; used again after that.
/// </summary>
internal sealed class RequestPiece
{
    private readonly Action<RequestPiece> _ended;

    internal RequestPiece(Action<RequestPiece> ended)
    {
        _ended = ended;
        Block = new BlockRequest { Ended = _ => End() };
    }

    internal BlockRequest Block { get; }

    internal PieceState State { get; private set; }

    internal PieceKind Kind { get; private set; }

    /// <summary>First byte in the file.</summary>
    internal long Start { get; private set; }

    internal int Length { get; private set; }

    internal long FileEnd => Start + Length;

    internal long DiskStart { get; private set; }

    /// <summary>What the space and the metadata of a new extent were promised by.</summary>
    internal SpaceTicket Ticket { get; } = new();

    internal SpaceRun Disk => new(DiskStart, Length);

    internal bool IsDone => State == PieceState.Ended && Block.Error == 0;

    internal void Map(PieceKind kind, long start, int length, long diskStart)
    {
        Kind = kind;
        Start = start;
        Length = length;
        DiskStart = diskStart;
        State = PieceState.Mapped;
    }

    /// <summary>Maps a range, or its first part, to newly allocated space, which is the piece's from then on; false if
    /// there is none.</summary>
    internal bool TryAllocate(SpaceAllocator space, long start, long end)
    {
        if (!space.TryAllocate(end - start, out SpaceRun run))
            return false;

        Map(PieceKind.CopyOnWrite, start, (int)run.Length, run.Start);
        return true;
    }

    /// <summary>Gives newly allocated space back that did not become a part of the file. It stays promised, to another
    /// ticket now.</summary>
    internal void GiveBack(SpaceAllocator space, SpaceTicket ticket)
    {
        if (Kind == PieceKind.CopyOnWrite)
        {
            // Before it is free, or somebody else might be promised it.
            if (Ticket.Extents > 0)
                Ticket.Regain(Length);

            space.GiveBack(Disk);
        }

        Ticket.MoveTo(ticket);
    }

    /// <summary>Gives it to the device.</summary>
    /// <param name="device">The device.</param>
    /// <param name="inline">The same one, if it is to be done on this thread.</param>
    /// <param name="buffer">Memory of the piece.</param>
    /// <param name="isAlone">Whether it is the whole request.</param>
    /// <param name="poller">Who comes and asks for it, if anybody does.</param>
    /// <exception cref="BlockDeviceException">The device refuses it.</exception>
    internal void Submit(IBlockDevice device, IInlineDevice? inline, Memory<byte> buffer, bool isAlone, Poller? poller)
    {
        BlockRequestKind kind = Kind == PieceKind.Read ? BlockRequestKind.Read : BlockRequestKind.Write;
        BlockRequest block = Block.Prepare(kind, DiskStart, buffer);
        block.IsAlone = isAlone;
        block.Poller = poller;
        State = PieceState.Submitted;
        try
        {
            if (inline is null)
                device.Submit(new ReadOnlySpan<BlockRequest>(in block));
            else
                inline.Run(block);
        }
        catch
        {
            // Refused: the device does not have it, and will not call back.
            State = PieceState.Aborted;
            throw;
        }
    }

    internal void Abort()
    {
        if (State == PieceState.Mapped)
            State = PieceState.Aborted;
    }

    /// <summary>Forgets the request's memory.</summary>
    internal void Clear()
    {
        Block.Prepare(BlockRequestKind.Flush, 0, default);
        State = PieceState.None;
    }

    private void End()
    {
        State = PieceState.Ended;
        _ended(this);
    }
}
