using System;
using System.Buffers;

namespace ExtentLock.Volumes;

/// <summary>Memory that its owner has pinned, for as long as the owner blocks in a call.</summary>
internal sealed unsafe class SpanMemory(byte* start, int length) : MemoryManager<byte>
{
    public override Span<byte> GetSpan() => new(start, length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(start + elementIndex);

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
