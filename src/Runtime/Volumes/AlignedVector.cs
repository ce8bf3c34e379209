using System;
using System.Buffers;
using System.Collections.Generic;
using ExtentLock.Contracts;

namespace ExtentLock.Volumes;

/// <summary>
/// Several pieces of memory that a device takes as they are, for the length of a request: pinned, each of whole
/// sectors, found by their place in the request. Belongs to its request; used again.
/// </summary>
internal sealed class AlignedVector
{
    /// <summary>With less for each part on average, one copy is made instead of so many requests to the
    /// device.</summary>
    internal const int LeastPart = 4 * VolumeFormat.Sector;

    private readonly List<Memory<byte>> _parts = [];
    private readonly List<int> _ends = [];
    private readonly List<MemoryHandle> _pins = [];

    internal bool IsPinned => _pins.Count > 0;

    /// <summary>Pins all parts, or none if the device does not take one of them.</summary>
    /// <param name="parts">Memory in the order of the request.</param>
    /// <param name="length">Bytes of all.</param>
    /// <param name="alignment">Every part starts at a multiple of this many bytes.</param>
    [Acquires("this", When = Outcome.True)]
    internal unsafe bool TryPin(IReadOnlyList<Memory<byte>> parts, int length, int alignment)
    {
        if (parts.Count == 0 || length / parts.Count < LeastPart)
            return false;

        int end = 0;
        foreach (Memory<byte> part in parts)
        {
            if (part.Length == 0)
                continue;

            MemoryHandle pin = part.Pin();
            end += part.Length;
            _pins.Add(pin);
            _parts.Add(part);
            _ends.Add(end);
            if (!VolumeFormat.IsWhole(part.Length) || (nint)pin.Pointer % alignment != 0)
            {
                Release();
                return false;
            }
        }

        return true;
    }

    /// <summary>Where the part ends that has a byte.</summary>
    internal int EndAt(int position) => _ends[IndexOf(position)];

    /// <summary>Memory of bytes that are in one part.</summary>
    internal Memory<byte> Slice(int position, int length)
    {
        int index = IndexOf(position);
        return _parts[index].Slice(position - _ends[index] + _parts[index].Length, length);
    }

    /// <summary>Forgets the memory; nothing if there is none.</summary>
    [Releases("this")]
    internal void Release()
    {
        foreach (MemoryHandle pin in _pins)
            pin.Dispose();

        _pins.Clear();
        _parts.Clear();
        _ends.Clear();
    }

    private int IndexOf(int position)
    {
        int index = _ends.BinarySearch(position);
        return index < 0 ? ~index : index + 1;
    }
}
