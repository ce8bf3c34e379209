using System;
using System.Collections.Generic;
using System.Threading;

namespace ExtentLock.Mapping;

/// <summary>
/// Space of a volume: free runs of the device, and what is promised of data and of metadata before it is used.
/// Thread-safe.
/// </summary>
/// <remarks>
/// Modelled on btrfs's space_info counters. A fragmented pool gives shorter runs than asked for, which is what makes a
/// write of one range need several extents.
/// </remarks>
public sealed class SpacePool
{
    private readonly Lock _latch = new();
    private readonly List<(long Start, long Length)> _free = [];
    private readonly long _metadataCapacity;
    private long _reservedData;
    private long _reservedMetadata;

    /// <summary>A pool over the whole of a device.</summary>
    /// <param name="dataBytes">Bytes of the device, all free.</param>
    /// <param name="metadataBytes">Bytes of metadata that may be promised.</param>
    public SpacePool(long dataBytes, long metadataBytes)
    {
        _free.Add((0, dataBytes));
        _metadataCapacity = metadataBytes;
    }

    /// <summary>Bytes of the device that belong to no extent.</summary>
    public long FreeData => Read(() => SumOfFree());

    /// <summary>Bytes of data promised and not yet allocated.</summary>
    public long ReservedData => Read(() => _reservedData);

    /// <summary>Bytes of metadata promised.</summary>
    public long ReservedMetadata => Read(() => _reservedMetadata);

    /// <summary>Allocates one contiguous run: the first that suffices, else the longest there is.</summary>
    /// <param name="length">Bytes wanted.</param>
    /// <param name="diskStart">First byte of the run.</param>
    /// <returns>
    /// Bytes given, at most <paramref name="length"/>; <see cref="Errno.NoSpace"/> if nothing is free.
    /// </returns>
    public long Allocate(long length, out long diskStart)
    {
        lock (_latch)
        {
            int best = -1;
            for (int i = 0; i < _free.Count; i++)
            {
                if (best < 0 || _free[i].Length > _free[best].Length)
                    best = i;

                if (_free[i].Length >= length)
                {
                    best = i;
                    break;
                }
            }

            if (best < 0)
            {
                diskStart = 0;
                return Errno.NoSpace;
            }

            (diskStart, long available) = _free[best];
            long given = Math.Min(length, available);
            _free.RemoveAt(best);
            if (given < available)
                _free.Insert(best, (diskStart + given, available - given));

            return given;
        }
    }

    /// <summary>Gives a run back; it joins the free runs beside it.</summary>
    public void Free(long diskStart, long length)
    {
        lock (_latch)
        {
            int index = 0;
            while (index < _free.Count && _free[index].Start < diskStart)
                index++;

            _free.Insert(index, (diskStart, length));
            Join(index);
            if (index > 0)
                Join(index - 1);
        }
    }

    /// <summary>Promises both or neither.</summary>
    internal bool TryReserve(long data, long metadata)
    {
        lock (_latch)
        {
            bool fits = _reservedData + data <= SumOfFree() && _reservedMetadata + metadata <= _metadataCapacity;
            if (fits)
            {
                _reservedData += data;
                _reservedMetadata += metadata;
            }

            return fits;
        }
    }

    /// <summary>
    /// Takes promises back, or, for metadata of a range that was split, makes one more without asking.
    /// </summary>
    internal void Adjust(long data, long metadata)
    {
        lock (_latch)
        {
            _reservedData += data;
            _reservedMetadata += metadata;
        }
    }

    private void Join(int index)
    {
        if (index + 1 >= _free.Count)
            return;

        (long start, long length) = _free[index];
        if (start + length != _free[index + 1].Start)
            return;

        _free[index] = (start, length + _free[index + 1].Length);
        _free.RemoveAt(index + 1);
    }

    private long SumOfFree()
    {
        long sum = 0;
        foreach ((long _, long length) in _free)
            sum += length;

        return sum;
    }

    private long Read(Func<long> value)
    {
        lock (_latch)
            return value();
    }
}
