using System.Collections.Concurrent;

namespace ExtentLock.Mapping;

/// <summary>Places where an inode can be made to fail, so that every exit of its callers can be walked.</summary>
public enum FaultPoint
{
    /// <summary>Writing cached pages back before direct I/O.</summary>
    WriteBack,

    /// <summary>Dropping cached pages before direct I/O.</summary>
    Invalidate,

    /// <summary>Marking a range as delalloc.</summary>
    SetDelalloc,

    /// <summary>Looking up the extent behind an offset.</summary>
    Lookup,

    /// <summary>Joining a transaction.</summary>
    Join,

    /// <summary>Allocating a new extent on the device.</summary>
    Allocate,

    /// <summary>Adding an ordered extent.</summary>
    AddOrdered,

    /// <summary>Making the device request of a piece.</summary>
    Submit,
}

/// <summary>Errors that wait to happen, one for each place at most. Thread-safe.</summary>
public sealed class FaultPlan
{
    private readonly ConcurrentDictionary<FaultPoint, int> _armed = new();

    /// <summary>Makes the next pass through the place fail, once.</summary>
    /// <param name="point">The place.</param>
    /// <param name="error">A value of <see cref="Errno"/>.</param>
    public void Arm(FaultPoint point, int error) => _armed[point] = error;

    /// <summary>The error armed for the place, which is then disarmed; zero if there is none.</summary>
    public int Take(FaultPoint point) => _armed.TryRemove(point, out int error) ? error : 0;
}
