using System;
using System.Collections.Generic;
using System.Threading;
using ExtentLock.Contracts;

namespace ExtentLock.Mapping;

/// <summary>
/// The extents of a file in ascending order, disjoint; what lies between them is a hole. Thread-safe.
/// </summary>
/// <remarks>Modelled on btrfs's extent_map_tree. Holes are made when asked for and never stored.</remarks>
public sealed class ExtentMapTree
{
    private readonly Lock _latch = new();
    private readonly List<ExtentMap> _maps = [];

    /// <summary>Number of stored extents.</summary>
    public int Count
    {
        get
        {
            lock (_latch)
                return _maps.Count;
        }
    }

    /// <summary>
    /// The map over <paramref name="start"/>, or a hole from there to the next map or the end of the range.
    /// </summary>
    /// <param name="start">First byte asked for.</param>
    /// <param name="length">Bytes asked for; bounds a hole, not a stored map.</param>
    /// <returns>A map that covers <paramref name="start"/>; the caller puts it.</returns>
    [Acquires("return")]
    public ExtentMap Find(long start, long length)
    {
        lock (_latch)
        {
            long holeEnd = start + length;
            foreach (ExtentMap map in _maps)
            {
                if (map.End <= start)
                    continue;

                if (map.Start <= start)
                {
                    map.Hold();
                    return map;
                }

                holeEnd = Math.Min(holeEnd, map.Start);
                break;
            }

            return new ExtentMap(ExtentKind.Hole, start, holeEnd - start, diskStart: 0);
        }
    }

    /// <summary>Stores the map in place of all that was there, and keeps a reference of its own.</summary>
    internal void Insert(ExtentMap map)
    {
        lock (_latch)
        {
            DropUnderLatch(map.Start, map.End);
            int index = 0;
            while (index < _maps.Count && _maps[index].Start < map.Start)
                index++;

            map.Hold();
            _maps.Insert(index, map);
        }
    }

    /// <summary>Forgets the range; what sticks out of it on either side stays. Returns the pieces that went.</summary>
    internal IReadOnlyList<ExtentMap> Drop(long start, long end)
    {
        lock (_latch)
            return DropUnderLatch(start, end);
    }

    private List<ExtentMap> DropUnderLatch(long start, long end)
    {
        List<ExtentMap> dropped = [];
        for (int i = 0; i < _maps.Count; i++)
        {
            ExtentMap map = _maps[i];
            if (map.End <= start || map.Start >= end)
                continue;

            _maps.RemoveAt(i--);
            if (map.Start < start)
                _maps.Insert(++i, map.Cut(map.Kind, map.Start, start));

            if (map.End > end)
                _maps.Insert(++i, map.Cut(map.Kind, end, map.End));

            dropped.Add(map.Cut(map.Kind, Math.Max(start, map.Start), Math.Min(end, map.End)));
            map.Put();
        }

        return dropped;
    }
}
