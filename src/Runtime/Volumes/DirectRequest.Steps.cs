using System;
using System.IO;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using ExtentLock.Contracts;
using ExtentLock.Extents;
using ExtentLock.Storage;

namespace ExtentLock.Volumes;

/// <content>From the start to the locked range, and back when it has to take another way.</content>
internal sealed partial class DirectRequest
{
    private const int MostTries = 3;

    private void Begin()
    {
        _volume.Counters.Began(_isWrite, _isHeld);
        try
        {
            _cancellation.ThrowIfCancellationRequested();
            if (_isWrite)
                _volume.ThrowIfReadOnly();

            PrepareBuffer();
            if (_isHeld)
            {
                Map();
                return;
            }

            if (!_isWrite || _volume.Space.Ledger.TryReserve(_ticket, _length) || !MayWait)
            {
                Lock();
                return;
            }
        }
        catch (Exception failure)
        {
            Fail(failure);
            return;
        }

        _ = ReserveAfterFlushAsync();
    }

    /// <summary>Space that was freed is usable after a commit. What is in place needs none, so a lack is no failure
    /// yet.</summary>
    private async Task ReserveAfterFlushAsync()
    {
        try
        {
            _ = await _volume.TryWaitForSpaceAsync(_ticket, _length, 1, _cancellation).ConfigureAwait(false);
            Lock();
        }
        catch (Exception failure)
        {
            Fail(failure);
        }
    }

    private void PrepareBuffer()
    {
        bool mustNotChange = _isWrite && _file.HasChecksums && !_isHeld;
        if (mustNotChange || !IsAligned())
            TakeBounce();
        else
            _buffer = _memory;
    }

    /// <summary>Takes memory of the volume for all of the request.</summary>
    private void TakeBounce()
    {
        _bounce = _volume.Bounces.Rent(_length);
        _buffer = _bounce.Memory[.._length];
        if (_isWrite)
            Gather();
    }

    /// <summary>Whether the device takes the memory as it is. It must not move from now on.</summary>
    private unsafe bool IsAligned()
    {
        int alignment = _volume.Device.BufferAlignment;
        if (_vector is not null)
            return _parts.TryPin(_vector, _length, alignment);

        if (alignment == 1)
            return true;

        _pin = _memory.Pin();
        return (nint)_pin.Pointer % alignment == 0;
    }

    private void Lock()
    {
        long start = IsAppend ? VolumeFormat.Down(_file.Size) : _offset;
        ByteRange range = new(start, IsAppend ? long.MaxValue : _offset + _length);
        RangeMode mode = _isWrite ? RangeMode.Exclusive : RangeMode.Shared;
        string label = _isWrite ? "direct write" : "direct read";
        Trace(RequestStep.Ask, start, range.End);
        if (!MayWait)
        {
            if (!_file.Ranges.TryLock(range, out _lease, mode, label: label))
                throw VolumeException.WouldBlock("the range is locked");

            Locked();
            return;
        }

        ValueTask<RangeLease> locking = _file.Ranges
            .LockAsync(range, mode, label: label, cancellationToken: _cancellation);

        if (locking.IsCompletedSuccessfully)
        {
            _lease = locking.Result;
            Locked();
            return;
        }

        _locking = locking;
        locking.GetAwaiter().UnsafeOnCompleted(_rangeLocked);
    }

    private void RangeLocked()
    {
        try
        {
            _lease = _locking.GetAwaiter().GetResult();
            _locking = default;
            Locked();
        }
        catch (Exception failure)
        {
            _locking = default;
            Fail(failure);
        }
    }

    /// <summary>The range is held: finds out which way the request goes. Whatever throws was thrown before anything was
    /// submitted.</summary>
    private void Locked()
    {
        TraceLease(RequestStep.Lock);
        if (IsAppend && !TryPlaceAppend())
            return;

        long end = _offset + _length;
        if (_volume.Buffered.Holds(_file, _offset, end, _isWrite))
        {
            Detour(_tries++ < MostTries ? GiveWayAsync : FallBackAsync, "pages are cached");
            return;
        }

        if (!_isWrite && _file.NeedsBuffering(_offset, end))
            Detour(FallBackAsync, "the data are not byte for byte on the device");
        else
            Map();
    }

    private bool TryPlaceAppend()
    {
        _offset = _file.Size;
        if (_offset > VolumeFormat.LongestFile - _length)
            throw VolumeException.OutOfRange(_offset, _length);

        _sizeEnd = _offset + _length;

        if (_offset < _lease.Range.Start)
        {
            // The file became shorter meanwhile.
            _lease.Release();
            Lock();
            return false;
        }

        if (VolumeFormat.IsWhole(_offset))
            return true;

        if (_volume.IsStrict)
            throw VolumeException.Misaligned(_offset, _length);

        Detour(FallBackAsync, "the file does not end with a sector");
        return false;
    }

    /// <summary>Goes on without the lock, by a way that may wait.</summary>
    private void Detour(Func<Task> way, string why)
    {
        if (!MayWait)
            throw VolumeException.WouldBlock(why);

        ReleaseRange();
        _ = way();
    }

    private async Task GiveWayAsync()
    {
        try
        {
            bool isGone = await _volume.Buffered
                .GiveWayAsync(_file, _offset, _offset + _length, _isWrite, _cancellation).ConfigureAwait(false);

            if (isGone)
                Lock();
            else
                await FallBackAsync().ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            Fail(failure);
        }
    }

    /// <summary>The whole request goes to the buffered side, which takes space and locks by itself.</summary>
    private async Task FallBackAsync()
    {
        try
        {
            _ticket.Release();
            _volume.Counters.FellBack();
            IBufferedSide side = _volume.Buffered;
            if (_parts.IsPinned)
                TakeBounce();

            if (_isWrite)
            {
                _result = await side.WriteAsync(_file, _offset, _buffer, _flags, _cancellation).ConfigureAwait(false);
            }
            else
            {
                _result = await side.ReadAsync(_file, _offset, _buffer, _cancellation).ConfigureAwait(false);
                Scatter(_result);
            }

            Complete();
        }
        catch (Exception failure)
        {
            Fail(failure);
        }
    }

    [Releases("_lease")]
    private void ReleaseRange()
    {
        TraceLease(RequestStep.Unlock);
        RangeLease lease = _lease;
        _lease = default;
        lease.Dispose();
    }

    private void ReleaseAll()
    {
        ReleaseRange();
        for (int i = 0; i < _count; i++)
        {
            _pieces[i].Ticket.Release();
            _pieces[i].Clear();
        }

        // The last of them: it tells who waits for space that this request has ended.
        _count = 0;
        if (_lender is { } lender)
            _ticket.MoveTo(lender);
        else
            _ticket.Release();

        _pin.Dispose();
        _pin = default;
        _parts.Release();
        if (_bounce is { } bounce)
        {
            _bounce = null;
            _volume.Bounces.Return(bounce);
        }
    }

    /// <summary>From the caller's memory into the request's own.</summary>
    private void Gather()
    {
        if (_vector is null)
        {
            _memory.CopyTo(_buffer);
            return;
        }

        Memory<byte> rest = _buffer;
        foreach (Memory<byte> part in _vector)
        {
            part.CopyTo(rest);
            rest = rest[part.Length..];
        }
    }

    /// <summary>From the request's own memory into the caller's.</summary>
    private void Scatter(int length)
    {
        if (_bounce is null)
            return;

        ReadOnlyMemory<byte> rest = _buffer[..length];
        if (_vector is null)
        {
            rest.CopyTo(_memory);
            return;
        }

        for (int i = 0; rest.Length > 0; i++)
        {
            int part = Math.Min(rest.Length, _vector[i].Length);
            rest[..part].CopyTo(_vector[i]);
            rest = rest[part..];
        }
    }
}
