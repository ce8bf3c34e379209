using System;
using System.Collections.Generic;
using System.Threading;

namespace ExtentLock.Mapping;

/// <summary>The writes of a file that are in flight, in the order of their coming. Thread-safe.</summary>
public sealed class OrderedExtents
{
    private readonly Lock _latch = new();
    private readonly List<OrderedExtent> _inFlight = [];

    /// <summary>Number in flight.</summary>
    public int Count
    {
        get
        {
            lock (_latch)
                return _inFlight.Count;
        }
    }

    /// <summary>The first in flight that touches <c>[start, end)</c>, or null.</summary>
    public OrderedExtent? Find(long start, long end)
    {
        lock (_latch)
            return _inFlight.Find(ordered => ordered.Start < end && start < ordered.End);
    }

    internal void Add(OrderedExtent ordered)
    {
        lock (_latch)
            _inFlight.Add(ordered);
    }

    internal void Remove(OrderedExtent ordered)
    {
        lock (_latch)
            _inFlight.Remove(ordered);
    }
}
