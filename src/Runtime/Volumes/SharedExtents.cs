using System.Collections.Generic;
using System.Threading;

namespace ExtentLock.Volumes;

/// <summary>How many pieces of files name an extent of the device, where they are more than one. Thread-safe.</summary>
internal sealed class SharedExtents
{
    private readonly Lock _latch = new();
    private readonly Dictionary<long, int> _counts = [];

    internal int Count
    {
        get
        {
            lock (_latch)
                return _counts.Count;
        }
    }

    /// <summary>How many pieces name an extent that at least one names.</summary>
    internal int Of(long diskStart)
    {
        lock (_latch)
            return _counts.TryGetValue(diskStart, out int count) ? count : 1;
    }

    /// <summary>More or fewer pieces name it now; tells how many.</summary>
    internal int Change(long diskStart, int by)
    {
        lock (_latch)
        {
            int count = (_counts.TryGetValue(diskStart, out int before) ? before : 1) + by;
            if (count > 1)
                _counts[diskStart] = count;
            else
                _counts.Remove(diskStart);

            return count;
        }
    }
}
