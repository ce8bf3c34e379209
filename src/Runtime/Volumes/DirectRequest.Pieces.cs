using System;
using System.Threading;
using System.Threading.Tasks;
using ExtentLock.Mapping;
using ExtentLock.Storage;

namespace ExtentLock.Volumes;

/// <content>With the range locked: map, submit, and the end.</content>
internal sealed partial class DirectRequest
{
    /// <summary>Maps and submits everything, without waiting for anything; the last piece to end goes on.</summary>
    private void Map()
    {
        _open = 1;
        try
        {
            if (_isWrite)
                MapWrite();
            else
                MapRead();
        }
        catch (Exception failure)
        {
            _failure = failure;
        }

        // While the device is busy, and whatever went wrong: what it has already becomes a part of the file.
        if (_isWrite && _count > 0 && _file.HasChecksums)
            Crc32C.ComputeSectors(_buffer.Span, VolumeFormat.Sector, _sums);

        // What was mapped and not submitted by now never will be.
        for (int i = 0; i < _count; i++)
            _pieces[i].Abort();

        PieceIsDone();
    }

    private void MapRead()
    {
        long size = _file.Size;
        _result = (int)Math.Clamp(size - _offset, 0, _length);
        long end = VolumeFormat.Up(_offset + _result);
        for (long position = _offset; position < end;)
        {
            Trace(RequestStep.Look, position, end);
            FilePiece found = _file.At(position, end);
            long to = Math.Min(found.End, EndOfPart(position, end));
            if (found.Kind == ExtentKind.Regular)
                Submit(PieceKind.Read, position, to, found.DiskOf(position));
            else
                ReadZeros(position, to);

            position = to;
        }
    }

    private void ReadZeros(long start, long end)
    {
        Trace(RequestStep.Map, start, end);
        BufferOf(start, end).Span.Clear();
    }

    private void MapWrite()
    {
        long end = _offset + _length;
        if (_ticket.Extents == 0 && !IsAllInPlace(end))
            throw WithoutSpace();

        // Whatever may fail for want of memory comes before the device has a part.
        int sectors = _length / VolumeFormat.Sector;
        if (_file.HasChecksums && _sums.Length < sectors)
            _sums = new uint[sectors];

        for (long position = _offset; position < end;)
        {
            Trace(RequestStep.Look, position, end);
            FilePiece found = _file.At(position, end);
            long to = Math.Min(found.End, end);
            if (_file.CanWriteInPlace(found))
            {
                to = Math.Min(to, EndOfPart(position, end));
                bool isNew = found.Kind == ExtentKind.Prealloc;
                Submit(isNew ? PieceKind.Prealloc : PieceKind.InPlace, position, to, found.DiskOf(position));
                position = to;
                continue;
            }

            while (to < end && _file.At(to, end) is var next && !_file.CanWriteInPlace(next))
                to = Math.Min(next.End, end);

            position = AllocateAndSubmit(position, to);
        }
    }

    private VolumeException WithoutSpace() => MayWait
        ? VolumeException.NoSpace(_length, _volume.Space.Allocator.Available)
        : VolumeException.WouldBlock("space is freed by a commit only");

    private bool IsAllInPlace(long end)
    {
        for (long position = _offset; position < end;)
        {
            FilePiece found = _file.At(position, end);
            if (!_file.CanWriteInPlace(found))
                return false;

            position = found.End;
        }

        return true;
    }

    private long AllocateAndSubmit(long start, long end)
    {
        while (start < end)
        {
            Trace(RequestStep.Look, start, _offset + _length);
            RequestPiece piece = NextPiece();

            // A clone of another part of its extent may have come since that was looked at.
            if (_ticket.Data == 0)
                throw WithoutSpace();

            if (!piece.TryAllocate(_volume.Space.Allocator, start, EndOfPart(start, end)))
                throw VolumeException.NoSpace(end - start, 0);

            _count++;
            _ticket.Split(piece.Ticket, piece.Length);
            piece.Ticket.Use(piece.Length);
            Submit(piece);
            start = piece.FileEnd;
        }

        return start;
    }

    private void Submit(PieceKind kind, long start, long end, long diskStart)
    {
        RequestPiece piece = NextPiece();
        piece.Map(kind, start, (int)(end - start), diskStart);
        _count++;
        if (kind == PieceKind.Prealloc && _ticket.Extents > 0)
            _ticket.Split(piece.Ticket, 0);

        Submit(piece);
    }

    private void Submit(RequestPiece piece)
    {
        Trace(RequestStep.Map, piece);

        // The one piece of a request that its thread waits for anyway.
        bool isAlone = piece.Length == _length;
        bool isInline = isAlone && _blockedThread == Environment.CurrentManagedThreadId;
        _volume.Counters.PieceBegan(_isWrite);
        Interlocked.Increment(ref _open);
        try
        {
            Trace(RequestStep.Submit, piece);
            IInlineDevice? inline = isInline ? _volume.Device as IInlineDevice : null;
            Memory<byte> part = BufferOf(piece.Start, piece.FileEnd);
            piece.Submit(_volume.Device, inline, part, isAlone && Polled?.IsOnly != false, Polled?.Poller);
        }
        catch
        {
            _volume.Counters.PieceEnded(_isWrite);
            Interlocked.Decrement(ref _open);
            throw;
        }
    }

    /// <summary>How far the memory goes on in one piece, at most to the end.</summary>
    private long EndOfPart(long position, long end) =>
        _parts.IsPinned ? Math.Min(end, _offset + _parts.EndAt((int)(position - _offset))) : end;

    private Memory<byte> BufferOf(long start, long end)
    {
        (int position, int length) = ((int)(start - _offset), (int)(end - start));
        return _parts.IsPinned ? _parts.Slice(position, length) : _buffer.Slice(position, length);
    }

    private RequestPiece NextPiece()
    {
        if (_count == _pieces.Count)
            _pieces.Add(new RequestPiece(_pieceEnded));

        return _pieces[_count];
    }

    private void PieceEnded(RequestPiece piece)
    {
        Trace(RequestStep.Complete, piece);
        _volume.Counters.PieceEnded(_isWrite);
        PieceIsDone();
    }

    private void PieceIsDone()
    {
        if (Interlocked.Decrement(ref _open) == 0)
            Finish();
    }

    private void Finish()
    {
        try
        {
            if (_isWrite)
                FinishWrite();
            else
                FinishRead();
        }
        catch (Exception failure)
        {
            _failure = failure;
        }

        if (_failure is null && _isWrite && (_flags & IoFlags.DSync) != 0)
            _ = SyncAsync();
        else
            Complete();
    }

    private async Task SyncAsync()
    {
        try
        {
            ReleaseAll();
            await _volume.CommitMetadataAsync().ConfigureAwait(false);
            Complete();
        }
        catch (Exception failure)
        {
            Fail(failure);
        }
    }

    private void FinishRead()
    {
        if (_failure is not null)
            return;

        for (int i = 0; i < _count; i++)
        {
            RequestPiece piece = _pieces[i];
            if (!piece.IsDone)
                throw BlockDeviceException.Failed(piece.Block);

            if (_file.HasChecksums)
                _volume.Verify(_file, piece.Start, piece.Block.Buffer.Span, piece.DiskStart);
        }

        Scatter(_result);
    }

    /// <summary>Makes what is written in one piece from the start a part of the file; what comes behind an error is
    /// not.</summary>
    private void FinishWrite()
    {
        int done = 0;
        while (done < _count && _pieces[done].IsDone)
            done++;

        long end = done == 0 ? _offset : _pieces[done - 1].FileEnd;
        _result = (int)(Math.Min(end, _sizeEnd) - _offset);
        if (done < _count && _failure is null)
            _failure = BlockDeviceException.Failed(_pieces[done].Block);

        // Some bytes are written and their number is told; who goes on behind them meets the error again.
        if (_result > 0)
        {
            _failure = null;
            Publish(done, Math.Min(end, _sizeEnd));
        }

        for (int i = done; i < _count; i++)
            _pieces[i].GiveBack(_volume.Space.Allocator, _ticket);
    }

    private void Publish(int done, long end)
    {
        VolumeSpace space = _volume.Space;
        lock (space.Latch)
        lock (_file.Latch)
        {
            for (int i = 0; i < done; i++)
                Publish(space, _pieces[i]);

            _file.Touch(Math.Max(_file.Size, end), _volume.Now);
        }
    }

    private void Publish(VolumeSpace space, RequestPiece piece)
    {
        if (piece.Kind == PieceKind.CopyOnWrite)
        {
            space.HandOver(piece.Disk);
            _file.Replace(new FilePiece(
                piece.Start, piece.Length, ExtentKind.Regular, piece.DiskStart, piece.Length, Skipped: 0));
        }
        else if (piece.Kind == PieceKind.Prealloc)
        {
            _file.Convert(piece.Start, piece.FileEnd, ExtentKind.Regular);
        }

        if (_file.HasChecksums)
        {
            int first = (int)(piece.Start - _offset) / VolumeFormat.Sector;
            space.KeepSums(piece.DiskStart, _sums.AsSpan(first, piece.Length / VolumeFormat.Sector));
        }
    }
}
