using System;
using System.Buffers;

namespace ExtentLock.Volumes;

/// <summary>Memory that its owner has pinned, for as long as the owner blocks in a call. One for each thread: a thread
/// blocks in one call at a time.</summary>
internal sealed unsafe class SpanMemory : MemoryManager<byte>
{
    [ThreadStatic]
    private static SpanMemory? s_own;

    private byte* _start;
    private int _length;

    public override Memory<byte> Memory => CreateMemory(_length);

    public override Span<byte> GetSpan() => new(_start, _length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(_start + elementIndex);

    public override void Unpin()
    {
    }

    internal static SpanMemory Over(byte* start, int length)
    {
        SpanMemory memory = s_own ??= new SpanMemory();
        memory._start = start;
        memory._length = length;
        return memory;
    }

    protected override void Dispose(bool disposing)
    {
        _start = null;
        _length = 0;
    }
}
