using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using ExtentLock.Storage;

namespace ExtentLock.Tests.Proof;

/// <summary>A device that keeps reads and writes until a test ends one of them, whichever it likes; flushes are carried
/// out at once.</summary>
internal sealed class HeldDevice(IBlockDevice inner) : BlockDevice(inner.Length, inner.Alignment, 1)
{
    private readonly Lock _latch = new();
    private readonly List<BlockRequest> _held = [];
    private readonly Dictionary<byte[], int> _ended = [];

    /// <inheritdoc/>
    public override string Description => $"held: {inner.Description}";

    internal bool IsHolding { get; set; }

    internal int Pending
    {
        get
        {
            lock (_latch)
                return _held.Count;
        }
    }

    /// <summary>What is kept, for people.</summary>
    internal string Waiting
    {
        get
        {
            lock (_latch)
                return string.Join(", ", _held.Select(held => $"{held.Kind} of {held.Buffer.Length} at {held.Offset}"));
        }
    }

    /// <summary>Requests that had a part of this memory and were ended.</summary>
    internal int EndedOf(byte[] memory) => _ended.GetValueOrDefault(memory);

    /// <summary>Carries one out, or fails it.</summary>
    internal void End(int index, bool isFailure = false)
    {
        BlockRequest request;
        lock (_latch)
        {
            request = _held[index];
            _held.RemoveAt(index);
        }

        if (MemoryMarshal.TryGetArray(request.Buffer, out ArraySegment<byte> memory))
            _ended[memory.Array!] = EndedOf(memory.Array!) + 1;

        if (isFailure)
            request.End(Errno.InputOutput, 0);
        else
            inner.Forward(request, request.End);
    }

    internal void LetGo()
    {
        IsHolding = false;
        while (Pending > 0)
            End(0);
    }

    /// <inheritdoc/>
    protected override void Start(ReadOnlySpan<BlockRequest> batch)
    {
        foreach (BlockRequest request in batch)
        {
            if (!IsHolding || request.Kind == BlockRequestKind.Flush)
            {
                inner.Forward(request, request.End);
                continue;
            }

            lock (_latch)
                _held.Add(request);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => inner.Dispose();
}
