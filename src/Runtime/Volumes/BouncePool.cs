using System;
using System.Numerics;
using System.Threading;
using ExtentLock.Contracts;
using ExtentLock.Storage;

namespace ExtentLock.Volumes;

/// <summary>
/// Buffers for sectors on the way between a file and the device, kept by size and used again: renting one allocates
/// nothing once there is one. Never waits: what the arena does not have comes from the system and goes back there.
/// Thread-safe.
/// </summary>
internal sealed class BouncePool(IoArena arena, Action? renting = null, Func<int, IoArena>? making = null)
    : IDisposable
{
    // 4 KiB, 8 KiB and so on up to 1 MiB; larger ones are not kept.
    private const int Sizes = 9;
    private readonly Lock _latch = new();
    private readonly Bounce?[] _kept = new Bounce?[Sizes];

    // Memory beside the arena: used up slice by slice, then left to those who have them.
    private IoArena? _beside;
    private int _rented;
    private bool _isDisposed;

    /// <summary>Buffers that are out.</summary>
    internal int Rented => Volatile.Read(ref _rented);

    [Acquires("return")]
    internal Bounce Rent(int length)
    {
        renting?.Invoke();
        int size = SizeOf(length);
        Bounce bounce = TakeKept(size) ?? Make(size < Sizes ? VolumeFormat.Sector << size : length);
        Interlocked.Increment(ref _rented);
        return bounce;
    }

    [Releases("bounce")]
    internal void Return(Bounce bounce)
    {
        int size = SizeOf(bounce.Memory.Length);
        Interlocked.Decrement(ref _rented);
        lock (_latch)
        {
            if (size < Sizes && !bounce.IsBeside && !_isDisposed)
            {
                bounce.Next = _kept[size];
                _kept[size] = bounce;
                return;
            }
        }

        bounce.Drop();
    }

    public void Dispose()
    {
        lock (_latch)
        {
            _isDisposed = true;
            DropKept();
            _beside?.Dispose();
            _beside = null;
        }
    }

    private void DropKept()
    {
        for (int size = 0; size < Sizes; size++)
        {
            for (Bounce? bounce = _kept[size]; bounce is not null; bounce = bounce.Next)
                bounce.Drop();

            _kept[size] = null;
        }
    }

    [Acquires("return", When = Outcome.NotNull)]
    private Bounce? TakeKept(int size)
    {
        lock (_latch)
        {
            if (size >= Sizes || _kept[size] is not { } top)
                return null;

            _kept[size] = top.Next;
            top.Next = null;
            return top;
        }
    }

    private static int SizeOf(int length)
    {
        int sectors = (length + VolumeFormat.Sector - 1) / VolumeFormat.Sector;
        return sectors <= 1 ? 0 : BitOperations.Log2((uint)sectors - 1) + 1;
    }

    [Acquires("return")]
    private Bounce Make(int length)
    {
        if (arena.TryRent(length, out ArenaSlice? slice))
            return new Bounce(slice, isBeside: false);

        lock (_latch)
        {
            // What is kept of other sizes may be in the way.
            DropKept();
            if (arena.TryRent(length, out slice))
                return new Bounce(slice, isBeside: false);

            if (_beside is null || !_beside.TryRent(length, out slice))
            {
                // If there is no memory for it, the one before stays.
                IoArena next = making is null ? new IoArena(length) : making(length);
                _beside?.Dispose();
                _beside = next;
                slice = next.Rent(length);
            }

            return new Bounce(slice, isBeside: true);
        }
    }
}
