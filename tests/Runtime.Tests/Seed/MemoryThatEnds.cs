using System;
using System.Buffers;

namespace ExtentLock.Tests.Seed;

/// <summary>Memory of which only the first bytes are there: whoever wants others gets an exception, at once.</summary>
internal sealed class MemoryThatEnds(int length, int there) : MemoryManager<byte>
{
    private readonly byte[] _bytes = GC.AllocateArray<byte>(length, pinned: true);

    /// <summary>Whether the processor can get at it, which devices do not ask.</summary>
    internal bool IsReadable { get; init; } = true;

    public override Span<byte> GetSpan() =>
        IsReadable ? _bytes : throw new InsufficientMemoryException("The page is not there.");

    public override unsafe MemoryHandle Pin(int elementIndex = 0)
    {
        if (elementIndex >= there)
            throw new InsufficientMemoryException("The page is not there.");

        fixed (byte* place = &_bytes[elementIndex])
            return new MemoryHandle(place);
    }

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
