using System;
using System.Buffers;
using System.Threading;
using ExtentLock.Contracts;

namespace ExtentLock.Storage;

/// <summary>
/// A rented piece of an <see cref="IoArena"/>, aligned for direct I/O. Given back by <see cref="Return"/>, which is
/// what disposing it does; its memory must not be in use by a device then.
/// </summary>
public sealed class ArenaSlice : MemoryManager<byte>
{
    private readonly int _page;
    private readonly int _length;
    private IoArena? _arena;

    internal ArenaSlice(IoArena arena, int page, int length)
    {
        _arena = arena;
        _page = page;
        _length = length;
    }

    /// <summary>Bytes of the slice.</summary>
    public int Length => _length;

    /// <summary>Gives the memory back; a second time does nothing.</summary>
    [Releases("this")]
    public void Return() => Dispose(true);

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The slice was given back.</exception>
    public override unsafe Span<byte> GetSpan() => new(Arena.At(_page), _length);

    /// <summary>The memory never moves: this only tells its address.</summary>
    /// <param name="elementIndex">Byte that the handle points at.</param>
    /// <exception cref="ObjectDisposedException">The slice was given back.</exception>
    public override unsafe MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)_length);
        return new MemoryHandle(Arena.At(_page) + elementIndex, default, this);
    }

    /// <summary>Does nothing: see <see cref="Pin"/>.</summary>
    public override void Unpin()
    {
    }

    /// <summary>Gives the memory back, the first time; a slice that is forgotten stays rented.</summary>
    protected override void Dispose(bool disposing) => Interlocked.Exchange(ref _arena, null)?.Return(_page, _length);

    private IoArena Arena
    {
        get
        {
            IoArena? arena = Volatile.Read(ref _arena);
            ObjectDisposedException.ThrowIf(arena is null, this);
            return arena;
        }
    }
}
